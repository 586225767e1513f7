// The solver on systems small enough to solve by hand: each test writes the inequations and the answer.
#include "sim/flow/max_min.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "sim/flow/reference_max_min.h"

namespace headway::flow {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

struct Class {
  double members;
  double cap;
  std::vector<Share> path;
};

std::vector<double> solve(const std::vector<double>& capacities, const std::vector<Class>& classes) {
  std::vector<Demand> demands;
  for (const Class& c : classes) demands.push_back({c.members, c.cap, c.path});
  std::vector<double> rates(demands.size());
  MaxMinScratch scratch;
  max_min(capacities, demands, rates, scratch);
  EXPECT_EQ(check_certificate(capacities, demands, rates), std::nullopt);
  const std::vector<double> reference = reference_max_min(capacities, demands);
  for (std::size_t i = 0; i < rates.size(); ++i) EXPECT_NEAR(rates[i], reference[i], 1e-9 * reference[i]);
  return rates;
}

TEST(MaxMin, OneLinkIsSharedEqually) {
  // 4 r <= 100. r = 25.
  EXPECT_THAT(solve({100}, {{4, kUncapped, {{0}}}}), ElementsAre(25));
}

TEST(MaxMin, ACapLeavesTheRestToTheOthers) {
  // a + 2 b <= 100, a <= 20. a = 20 at its cap, b = 80 / 2 = 40.
  EXPECT_THAT(solve({100}, {{1, 20, {{0}}}, {2, kUncapped, {{0}}}}), ElementsAre(20, 40));
}

TEST(MaxMin, ACapAboveTheShareDoesNothing) {
  // a + b <= 100, a <= 60. a = b = 50.
  EXPECT_THAT(solve({100}, {{1, 60, {{0}}}, {1, kUncapped, {{0}}}}), ElementsAre(50, 50));
}

TEST(MaxMin, CapsFillFromTheLowest) {
  // a + b + c <= 90, a <= 10, b <= 35. At level 10 a stops; 80 left for two is 40 > 35, so b stops at 35;
  // c = 90 - 10 - 35 = 45.
  EXPECT_THAT(solve({90}, {{1, 10, {{0}}}, {1, 35, {{0}}}, {1, kUncapped, {{0}}}}), ElementsAre(10, 35, 45));
}

TEST(MaxMin, ParkingLot) {
  // Links 0, 1, 2 in a row: a crosses all, b, c, d one each.
  // a + b <= 10, a + 3 c <= 20, a + d <= 30.
  // Link 0 fills at 10/2 = 5, link 1 at 20/4 = 5: a = b = c = 5, then d = 30 - 5 = 25.
  EXPECT_THAT(solve({10, 20, 30}, {{1, kUncapped, {{0}, {1}, {2}}},
                                   {1, kUncapped, {{0}}},
                                   {3, kUncapped, {{1}}},
                                   {1, kUncapped, {{2}}}}),
              ElementsAre(5, 5, 5, 25));
}

TEST(MaxMin, NodesAndOneTarget) {
  // Node 0 (60) holds two flows, node 1 (200) one, the target 150 takes all:
  // 2 a <= 60, b <= 200, 2 a + b <= 150. a = 30, b = 150 - 60 = 90.
  EXPECT_THAT(solve({60, 200, 150}, {{2, kUncapped, {{0}, {2}}}, {1, kUncapped, {{1}, {2}}}}),
              ElementsAre(30, 90));
}

TEST(MaxMin, FreezingElsewhereRaisesALinkSeenEarlier) {
  // a + b <= 100 (link 0), a + 9 c <= 90 (link 1), b + d <= 400 (link 2).
  // Link 1 fills first, at 9: a = c = 9. Link 0 looked like 50, but a took only 9: b = 91. d = 309.
  EXPECT_THAT(solve({100, 90, 400}, {{1, kUncapped, {{0}, {1}}},
                                     {1, kUncapped, {{0}, {2}}},
                                     {9, kUncapped, {{1}}},
                                     {1, kUncapped, {{2}}}}),
              ElementsAre(9, 91, 9, 309));
}

TEST(MaxMin, WeightsCostCapacityNotFairness) {
  // A backup of ratio 2 reads 2 bytes for each it sends: disk 2 a <= 100, wire a + b <= 100.
  // Wire alone would be 50 each, and disk allows a = 50 exactly: a = b = 50.
  EXPECT_THAT(solve({100, 100}, {{1, kUncapped, {{0, 2}, {1, 1}}}, {1, kUncapped, {{1, 1}}}}),
              ElementsAre(50, 50));
  // Ratio 4: disk stops a at 25; the wire leaves 75 to b.
  EXPECT_THAT(solve({100, 100}, {{1, kUncapped, {{0, 4}, {1, 1}}}, {1, kUncapped, {{1, 1}}}}),
              ElementsAre(25, 75));
}

TEST(MaxMin, WeightsOnOneSharedLink) {
  // 3 classes on a disk of 120 with weights 1, 2, 3: r + 2 r + 3 r <= 120. All rates 20: fair in rate.
  EXPECT_THAT(solve({120}, {{1, kUncapped, {{0, 1}}}, {1, kUncapped, {{0, 2}}}, {1, kUncapped, {{0, 3}}}}),
              ElementsAre(20, 20, 20));
  // The same with two members of the second and a cap of 6 on the third: r + 4 r + 3 * 6 <= 120, r = 20.4.
  EXPECT_THAT(solve({120}, {{1, 6, {{0, 3}}}, {1, kUncapped, {{0, 1}}}, {2, kUncapped, {{0, 2}}}}),
              ElementsAre(6, DoubleNear(20.4, 1e-12), DoubleNear(20.4, 1e-12)));
}

TEST(MaxMin, AnOutageStopsOnlyThoseWhoCrossIt) {
  // Link 0 is out: a <= 0. b has link 1 alone: 100.
  EXPECT_THAT(solve({0, 100}, {{3, kUncapped, {{0}, {1}}}, {1, kUncapped, {{1}}}}), ElementsAre(0, 100));
}

TEST(MaxMin, NoLinkOnlyACap) {
  EXPECT_THAT(solve({}, {{5, 7, {}}}), ElementsAre(7));
  EXPECT_THAT(solve({10}, {{1, 0, {{0}}}, {5, 7, {}}, {1, kUncapped, {{0}}}}), ElementsAre(0, 7, 10));
}

TEST(MaxMin, NothingToShare) {
  EXPECT_THAT(solve({10, 20}, {}), ElementsAre());
}

TEST(MaxMin, ScratchCarriesNothingOver) {
  MaxMinScratch scratch;
  const std::vector<Share> both{{0}, {1}}, second{{1}};
  const std::vector<Demand> large{{7, kUncapped, both}, {2, kUncapped, second}},
      small{{1, kUncapped, second}};
  std::vector<double> rates(2), one(1);
  max_min(std::vector<double>{70, 400}, large, rates, scratch);
  EXPECT_THAT(rates, ElementsAre(10, 165));
  max_min(std::vector<double>{70, 400}, small, one, scratch);
  EXPECT_THAT(one, ElementsAre(400));
  max_min(std::vector<double>{70, 400}, large, rates, scratch);
  EXPECT_THAT(rates, ElementsAre(10, 165));
}

// The certificate itself must be able to fail.
TEST(Certificate, RefusesWhatIsNotMaxMin) {
  const std::vector<double> capacity{100};
  const std::vector<Share> path{{0}};
  const std::vector<Demand> two{{1, 60, path}, {1, kUncapped, path}};
  EXPECT_EQ(check_certificate(capacity, two, std::vector<double>{50, 50}), std::nullopt);
  EXPECT_NE(check_certificate(capacity, two, std::vector<double>{50, 51}), std::nullopt);   // overdrawn
  EXPECT_NE(check_certificate(capacity, two, std::vector<double>{61, 39}), std::nullopt);   // above the cap
  EXPECT_NE(check_certificate(capacity, two, std::vector<double>{40, 60}), std::nullopt);   // full but unfair
  EXPECT_NE(check_certificate(capacity, two, std::vector<double>{49, 49}), std::nullopt);   // wasteful
  EXPECT_NE(check_certificate(capacity, two, std::vector<double>{-1, 101}), std::nullopt);  // negative
}

}  // namespace
}  // namespace headway::flow
