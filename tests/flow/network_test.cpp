// Flows over time, each case small enough to follow by hand.
#include "sim/flow/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "sim/flow/reference_max_min.h"
#include "tests/flow/play.h"

namespace headway::flow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Network, TwoOnOneLink) {
  // 100 B/s. 50 each until the first has its 1000 at 20 s; the second has 1000 of 2000 left at 100: 30 s.
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  const ClassId c = net.open_class(over({link}));
  net.start(c, kEpoch, Bytes{1000}, 1);
  net.start(c, kEpoch, Bytes{2000}, 2);
  EXPECT_EQ(net.next_completion(), at(20));
  EXPECT_EQ(net.rate(c).value, 50);
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(20)}, End{2, at(30)}));
  EXPECT_EQ(net.next_completion(), Instant::max());
  EXPECT_EQ(net.flows(), 0u);
}

TEST(Network, ALateArrivalSlowsTheFirst) {
  // Alone 5 s at 100, then 50 each: 500 left of the first take 10 s; the second has 500 left at 15 s: 20 s.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  net.start(c, kEpoch, Bytes{1000}, 1);
  EXPECT_EQ(net.next_completion(), at(10));
  net.start(c, at(5), Bytes{1000}, 2);
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(15)}, End{2, at(20)}));
}

TEST(Network, NestedLinks) {
  // Node 0 (60) holds two at 30, the target's 150 leave 90 to the third: 600/30 = 1800/90 = 20 s.
  Network net{kEpoch};
  const LinkId n0 = net.add_link({60}), n1 = net.add_link({200}), t = net.add_link({150});
  const ClassId a = net.open_class(over({n0, t})), b = net.open_class(over({n1, t}));
  net.start(a, kEpoch, Bytes{600}, 1);
  net.start(b, kEpoch, Bytes{1800}, 2);
  net.start(a, kEpoch, Bytes{600}, 3);
  EXPECT_EQ(net.load(n0).value, 60);
  EXPECT_EQ(net.load(t).value, 150);
  EXPECT_EQ(net.flows_on(n0), 2u);
  EXPECT_EQ(net.flows_on(t), 3u);
  // All at one instant, in the order of their starts; and that is one change of rates.
  const std::uint64_t before = net.solves();
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(20)}, End{2, at(20)}, End{3, at(20)}));
  EXPECT_EQ(net.solves(), before + 1);
}

TEST(Network, ABackupReadsMoreThanItSends) {
  // Ratio 4 on a disk of 100: 25 on the wire of 100, which leaves 75 to a plain flow.
  // Plain: 1500/75 = 20 s. Backup: 1000/25 = 40 s whether or not it has the wire alone.
  Network net{kEpoch};
  const LinkId disk = net.add_link({100}), wire = net.add_link({100});
  const std::vector<Share> backup{{disk, 4}, {wire, 1}};
  net.start(net.open_class(backup), kEpoch, Bytes{1000}, 1);
  net.start(net.open_class(over({wire})), kEpoch, Bytes{1500}, 2);
  EXPECT_EQ(net.load(disk).value, 100);
  EXPECT_EQ(net.load(wire).value, 100);
  EXPECT_THAT(ends(net), ElementsAre(End{2, at(20)}, End{1, at(40)}));
}

TEST(Network, CapsOfOneFlowEach) {
  // 100: caps 10 and 20 hold, the third has 70. 700/70 = 10 s; then 600/20 = 30 s, 500/10 = 50 s.
  Network net{kEpoch};
  const LinkId l = net.add_link({100});
  net.start(net.open_class(over({l}), BytesPerSecond{10}), kEpoch, Bytes{500}, 1);
  net.start(net.open_class(over({l}), BytesPerSecond{20}), kEpoch, Bytes{600}, 2);
  net.start(net.open_class(over({l})), kEpoch, Bytes{700}, 3);
  EXPECT_THAT(ends(net), ElementsAre(End{3, at(10)}, End{2, at(30)}, End{1, at(50)}));
}

TEST(Network, OnlyACap) {
  Network net{kEpoch};
  net.start(net.open_class({}, BytesPerSecond{25}), at(1), Bytes{100}, 1);
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(5)}));
}

TEST(Network, CompletionsAreRoundedUp) {
  // 1 byte at 3 B/s: 333333333.33 ns, reported as ...334.
  Network net{kEpoch};
  net.start(net.open_class(over({net.add_link({3})})), kEpoch, Bytes{1}, 1);
  EXPECT_EQ(net.next_completion(), kEpoch + Duration{333'333'334});
}

TEST(Network, WhoeverEndsWithinANanosecondFreesItsShareThere) {
  // 3 MB/s. A flow of 3000 MB beside flows of 1 MB, each started at the instant reported for the end of the
  // one before. A round takes 2/3 s and is reported 1/3 ns late; for that third the long flow is alone. Over
  // G = 3000 * 1/3 ns in all it moves 3 MB/s, else 1.5: 1.5 (T - G) + 3 G = 3000, so T = 2000 s - 1 us.
  // Were shares freed only at reported instants, T would be 2000 s.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({3e6})}));
  const FlowId long_one = net.start(c, kEpoch, Bytes{3'000'000'000}, 7);
  std::vector<Completion> done;
  for (Instant now = kEpoch; net.alive(long_one);) {
    net.start(c, now, Bytes{1'000'000}, 1);
    now = net.next_completion();
    net.pop_completed(now, done);
  }
  ASSERT_EQ(done.back().tag, 7u);
  EXPECT_NEAR(to_seconds(done.back().at - at(2000)), -1e-6, 5e-9);
}

TEST(Network, ZeroBytesCompleteAtOnce) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({0})}));  // even in an outage
  const FlowId flow = net.start(c, at(3), Bytes{0}, 9);
  EXPECT_TRUE(net.alive(flow));
  EXPECT_EQ(net.next_completion(), at(3));
  EXPECT_THAT(ends(net), ElementsAre(End{9, at(3)}));
  EXPECT_FALSE(net.alive(flow));
}

TEST(Network, CompletionCarriesTagFlowBytesInstant) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({10})}));
  const FlowId flow = net.start(c, kEpoch, Bytes{70}, ~std::uint64_t{0});
  std::vector<Completion> done;
  net.pop_completed(at(6.999), done);
  EXPECT_THAT(done, IsEmpty());
  net.pop_completed(at(7), done);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].tag, ~std::uint64_t{0});
  EXPECT_EQ(done[0].flow, flow);
  EXPECT_EQ(done[0].bytes, Bytes{70});
  EXPECT_EQ(done[0].at, at(7));
}

TEST(Network, AFarJumpPassesThroughEveryCompletion) {
  // As TwoOnOneLink, but the caller looks only after a day: order and instants are the same.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  net.start(c, kEpoch, Bytes{2000}, 2);
  net.start(c, kEpoch, Bytes{1000}, 1);
  std::vector<Completion> done;
  net.pop_completed(at(86400), done);
  ASSERT_EQ(done.size(), 2u);
  EXPECT_EQ(done[0].at, at(20));
  EXPECT_EQ(done[1].at, at(30));
}

TEST(Network, AStartWithoutAPopKeepsEarlierCompletions) {
  // 1000 alone end at 10 s. A start at 12 s must find the link empty and the completion kept.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  net.start(c, kEpoch, Bytes{1000}, 1);
  net.start(c, at(12), Bytes{1000}, 2);
  EXPECT_EQ(net.flows(), 1u);
  EXPECT_EQ(net.next_completion(), at(12));  // something waits
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(10)}, End{2, at(22)}));
}

TEST(Network, EqualInstantsComeInOrderOfStart) {
  // Different classes, sizes and starts that all end at 10 s.
  Network net{kEpoch};
  const LinkId a = net.add_link({100}), b = net.add_link({30});
  const ClassId fast = net.open_class(over({a})), slow = net.open_class(over({b}));
  net.start(slow, kEpoch, Bytes{300}, 1);
  net.start(fast, at(5), Bytes{500}, 2);
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(10)}, End{2, at(10)}));
  net.start(fast, at(15), Bytes{500}, 3);
  net.start(slow, at(15), Bytes{150}, 4);
  EXPECT_THAT(ends(net), ElementsAre(End{3, at(20)}, End{4, at(20)}));
}

TEST(Network, EqualStartsAreOneChange) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  const std::uint64_t before = net.solves();
  for (int i = 0; i < 1000; ++i) net.start(c, kEpoch, Bytes{1000}, 0);
  EXPECT_EQ(net.next_completion(), at(10000));
  EXPECT_EQ(net.solves(), before + 1);
}

TEST(Network, PrecisionDoesNotWearOffWithTheClocksAge) {
  // A class that is never empty in six years: its clock shows 10^17 bytes, where doubles are 16 apart.
  // Two flows at 5e8 B/s each: the first ends at 2e8 s; 12345 bytes more at 1e9 B/s take 12.345 us.
  Network net{kEpoch};
  const LinkId link = net.add_link({1e9});
  const ClassId c = net.open_class(over({link}));
  const std::int64_t large = 100'000'000'000'000'000;
  net.start(c, kEpoch, Bytes{large}, 1);
  net.start(c, kEpoch, Bytes{large + 12'345}, 2);
  for (int i = 1; i < 20'000; ++i) net.set_capacity(link, at(1e4 * i), {1e9});
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(2e8)}, End{2, at(2e8) + Duration{12'345}}));
}

TEST(Network, HundredThousandInOneBurst) {
  Network net{kEpoch};
  const LinkId target = net.add_link({3.125e9});
  std::vector<ClassId> nodes;
  for (int n = 0; n < 16; ++n) nodes.push_back(net.open_class(over({net.add_link({1.25e9}), target})));
  std::int64_t bytes = 0;
  for (std::int64_t i = 0; i < 100'000; ++i) {
    const std::int64_t size = 1'000'000 + i * 7919 % 1'000'003 * 1000;
    net.start(nodes[static_cast<std::size_t>(i % 16)], kEpoch, Bytes{size}, static_cast<std::uint64_t>(i));
    bytes += size;
  }
  EXPECT_EQ(net.flows(), 100'000u);
  EXPECT_EQ(check_certificate(net.view().capacities, net.view().demands, net.view().rates), std::nullopt);
  const std::vector<End> all = ends(net);
  ASSERT_EQ(all.size(), 100'000u);
  // The target is never idle, and only the last few nodes leave it short: busy for about bytes / rate.
  EXPECT_GE(to_seconds(all.back().at - kEpoch), static_cast<double>(bytes) / 3.125e9);
  EXPECT_LE(to_seconds(all.back().at - kEpoch), static_cast<double>(bytes) / 3.125e9 * 1.01);
}

TEST(NetworkDeathTest, BrokenPreconditionsAbort) {
  Network net{at(100)};
  const LinkId link = net.add_link({100});
  const ClassId c = net.open_class(over({link}));
  EXPECT_DEATH(net.start(c, at(99), Bytes{1}, 0), "time runs backwards");
  EXPECT_DEATH(net.start(c, at(100), Bytes{-1}, 0), "negative size");
  EXPECT_DEATH(net.start(c + 1, at(100), Bytes{1}, 0), "not open");
  EXPECT_DEATH(net.open_class({}), "needs a cap");
  EXPECT_DEATH(net.open_class(over({link + 1})), "no such link");
  EXPECT_DEATH(net.cancel(FlowId{}, at(100)), "has ended or never was");
  net.close_class(c);
  EXPECT_DEATH(net.close_class(c), "more often than opened");
}

}  // namespace
}  // namespace headway::flow
