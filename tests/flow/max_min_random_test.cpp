// The fast solver against the slow one on random systems, and the properties that define the answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "sim/flow/max_min.h"
#include "sim/flow/reference_max_min.h"
#include "tests/flow/dice.h"

namespace headway::flow {
namespace {

struct RandomSystem {
  std::vector<double> capacities;
  std::vector<std::vector<Share>> paths;
  std::vector<Demand> demands;  // by ascending cap
};

struct Shape {
  int links, classes, members;
  bool caps, weights, outages;
};

RandomSystem draw(Dice& dice, Shape shape) {
  RandomSystem system;
  const int links = dice.between(1, shape.links), classes = dice.between(1, shape.classes);
  for (int l = 0; l < links; ++l) {
    // Few distinct values, so that links often fill at the same level.
    const bool out = shape.outages && dice.chance(0.1);
    system.capacities.push_back(out                ? 0
                                : dice.chance(0.5) ? 1e8 * dice.between(1, 12)
                                                   : dice.real(1e6, 1e10));
  }
  system.paths.resize(static_cast<std::size_t>(classes));
  for (auto& path : system.paths) {
    std::vector<LinkId> all(system.capacities.size());
    std::iota(all.begin(), all.end(), 0);
    const int length = dice.between(shape.caps ? 0 : 1, std::min(5, links));
    for (int i = 0; i < length; ++i) {
      std::swap(all[static_cast<std::size_t>(i)], all[static_cast<std::size_t>(dice.between(i, links - 1))]);
      path.push_back({all[static_cast<std::size_t>(i)], shape.weights ? dice.real(0.2, 8) : 1.0});
    }
    const bool capped = path.empty() || (shape.caps && dice.chance(0.7));
    const double cap = dice.chance(0.3) ? 5e7 * dice.between(0, 4) : dice.real(0, 1e9);
    system.demands.push_back(
        {static_cast<double>(dice.between(1, shape.members)), capped ? cap : kUncapped, path});
  }
  std::stable_sort(system.demands.begin(), system.demands.end(),
                   [](const Demand& a, const Demand& b) { return a.cap < b.cap; });
  return system;
}

std::vector<double> solve(const RandomSystem& system) {
  std::vector<double> rates(system.demands.size());
  static MaxMinScratch scratch;
  max_min(system.capacities, system.demands, rates, scratch);
  return rates;
}

class MaxMinRandom : public testing::TestWithParam<Shape> {};

TEST_P(MaxMinRandom, EqualsTheReferenceAndBearsTheCertificate) {
  Dice dice(11);
  for (int round = 0; round < 1500; ++round) {
    const RandomSystem system = draw(dice, GetParam());
    const std::vector<double> fast = solve(system);
    const std::vector<double> slow = reference_max_min(system.capacities, system.demands);
    for (std::size_t i = 0; i < fast.size(); ++i)
      ASSERT_NEAR(fast[i], slow[i], 1e-10 * slow[i]) << "round " << round << " class " << i;
    const auto wrong = check_certificate(system.capacities, system.demands, fast);
    ASSERT_EQ(wrong, std::nullopt) << "round " << round << ": " << *wrong;
  }
}

// Algorithms: "when a flow of rate r leaves, flows slower than r keep their rate".
TEST_P(MaxMinRandom, ADepartureLeavesSlowerFlowsAlone) {
  Dice dice(12);
  for (int round = 0; round < 500; ++round) {
    RandomSystem system = draw(dice, GetParam());
    const std::vector<double> before = solve(system);
    const auto leaver = static_cast<std::size_t>(dice.between(0, static_cast<int>(before.size()) - 1));
    if (system.demands[leaver].members < 2) continue;
    system.demands[leaver].members -= 1;
    const std::vector<double> after = solve(system);
    for (std::size_t i = 0; i < before.size(); ++i)
      if (before[i] < before[leaver] * (1 - 1e-9)) {
        ASSERT_NEAR(after[i], before[i], 1e-10 * before[i]);
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, MaxMinRandom,
                         testing::Values(Shape{3, 4, 3, false, false, false},
                                         Shape{3, 4, 3, true, true, true},
                                         Shape{12, 24, 6, true, false, false},
                                         Shape{12, 24, 6, true, true, true},
                                         Shape{30, 60, 2, true, true, false}));

// Flows go one by one until none is left. What goes on from the last answer must say what a solver says
// that has never seen the system, to the last bit, or decline.
struct Departures {
  int taken = 0, declined = 0;
};

Departures let_them_go(RandomSystem system, Dice& dice) {
  Departures count;
  MaxMinScratch scratch;
  std::vector<double> rates(system.demands.size());
  max_min(system.capacities, system.demands, rates, scratch);
  while (!system.demands.empty()) {
    const auto leaver =
        static_cast<std::size_t>(dice.between(0, static_cast<int>(system.demands.size()) - 1));
    system.demands[leaver].members -= 1;
    if (system.demands[leaver].members == 0)
      system.demands.erase(system.demands.begin() + static_cast<std::ptrdiff_t>(leaver));
    rates.assign(system.demands.size(), -1);
    const bool taken = max_min_fewer(system.capacities, system.demands, rates, 1, scratch);
    ++(taken ? count.taken : count.declined);
    if (!taken) max_min(system.capacities, system.demands, rates, scratch);
    std::vector<double> anew(system.demands.size());
    MaxMinScratch fresh;
    max_min(system.capacities, system.demands, anew, fresh);
    EXPECT_EQ(rates, anew);
  }
  return count;
}

TEST_P(MaxMinRandom, DeparturesGoOnFromTheLastAnswer) {
  Dice dice(14);
  for (int round = 0; round < 300 && !HasFailure(); ++round) let_them_go(draw(dice, GetParam()), dice);
}

TEST(MaxMinStar, DeparturesFromAFullTargetAreTakenUntilNodesHold) {
  Dice dice(15);
  Departures all;
  for (int round = 0; round < 100; ++round) {
    RandomSystem star;
    for (int node = 0; node < 8; ++node) star.capacities.push_back(1e9);
    star.capacities.push_back(2e9);
    for (LinkId node = 0; node < 8; ++node) star.paths.push_back({{node, 1}, {8, 1}});
    for (const auto& path : star.paths) star.demands.push_back({10, kUncapped, path});
    const Departures count = let_them_go(star, dice);
    all.taken += count.taken;
    all.declined += count.declined;
  }
  EXPECT_EQ(all.taken + all.declined, 8000);
  EXPECT_GT(all.taken, 6000);
  EXPECT_GT(all.declined, 0);
}

TEST(MaxMinStar, NobodySlowsDownWhenAFlowLeavesAStarToOneSink) {
  Dice dice(13);
  for (int round = 0; round < 3000; ++round) {
    const int nodes = dice.between(1, 8);
    RandomSystem star;
    for (int n = 0; n <= nodes; ++n) star.capacities.push_back(dice.real(1e8, 1e10));
    for (int n = 0; n < nodes; ++n)
      star.paths.push_back({{static_cast<LinkId>(n), 1}, {static_cast<LinkId>(nodes), 1}});
    for (const auto& path : star.paths)
      for (int k = dice.between(1, 3); k > 0; --k)
        star.demands.push_back({static_cast<double>(dice.between(1, 5)),
                                dice.chance(0.4) ? kUncapped : dice.real(1e7, 2e9), path});
    std::stable_sort(star.demands.begin(), star.demands.end(),
                     [](const Demand& a, const Demand& b) { return a.cap < b.cap; });
    const std::vector<double> before = solve(star);
    const auto leaver = static_cast<std::size_t>(dice.between(0, static_cast<int>(before.size()) - 1));
    if (star.demands[leaver].members < 2) continue;
    star.demands[leaver].members -= 1;
    const std::vector<double> after = solve(star);
    for (std::size_t i = 0; i < before.size(); ++i) ASSERT_GE(after[i], before[i] * (1 - 1e-12));
  }
}

// ... which is a fact about one sink: with two, somebody can. Links: node n (10), sinks s (6) and t (20).
TEST(MaxMinStar, WithTwoSinksADepartureCanSlowSomebodyDown) {
  // x: other node -> s, a: n -> s, b: n -> t.   x + a <= 6, a + b <= 10.
  // With x: a = x = 3, b = 7. Without: a = b = 5 (n fills first): b slowed from 7 to 5.
  const std::vector<Share> x{{1}}, a{{0}, {1}}, b{{0}, {2}};
  const std::vector<double> capacities{10, 6, 20};
  MaxMinScratch scratch;
  std::vector<double> with(3), without(2);
  max_min(capacities, std::vector<Demand>{{1, kUncapped, x}, {1, kUncapped, a}, {1, kUncapped, b}}, with,
          scratch);
  max_min(capacities, std::vector<Demand>{{1, kUncapped, a}, {1, kUncapped, b}}, without, scratch);
  EXPECT_DOUBLE_EQ(with[2], 7);
  EXPECT_DOUBLE_EQ(without[1], 5);
}

}  // namespace
}  // namespace headway::flow
