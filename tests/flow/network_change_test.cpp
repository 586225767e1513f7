// What changes while flows are under way: capacities, outages, cancellations, classes that come and go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "sim/flow/network.h"
#include "tests/flow/play.h"

namespace headway::flow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Capacity, ChangesOverTime) {
  // 1000 bytes: 4 s at 100, 6 s at 50 (300), then 300 left at 25: 12 s more. Ends at 22 s.
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  net.start(net.open_class(over({link})), kEpoch, Bytes{1000}, 1);
  net.set_capacity(link, at(4), {50});
  EXPECT_EQ(net.next_completion(), at(16));
  net.set_capacity(link, at(10), {25});
  EXPECT_EQ(net.capacity(link).value, 25);
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(22)}));
}

TEST(Capacity, OutageAndReturn) {
  // Two at 50 each; out from 4 s to 100 s; 800 and 1800 left at 50 each: 116 s; then 1000 at 100: 126 s.
  Network net{kEpoch};
  const LinkId link = net.add_link({100}), other = net.add_link({10});
  const ClassId c = net.open_class(over({link}));
  net.start(c, kEpoch, Bytes{1000}, 1);
  net.start(c, kEpoch, Bytes{2000}, 2);
  net.start(net.open_class(over({other})), kEpoch, Bytes{100}, 3);
  net.set_capacity(link, at(4), {0});
  EXPECT_EQ(net.rate(c).value, 0);
  std::vector<Completion> done;
  net.pop_completed(net.next_completion(), done);  // the flow elsewhere is not touched
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].at, at(10));
  EXPECT_EQ(net.next_completion(), Instant::max());
  EXPECT_EQ(net.flows(), 2u);
  net.set_capacity(link, at(100), {100});
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(116)}, End{2, at(126)}));
}

TEST(Capacity, TheSameValueIsNoChange) {
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  net.start(net.open_class(over({link})), kEpoch, Bytes{1000}, 1);
  EXPECT_EQ(net.next_completion(), at(10));
  const std::uint64_t before = net.solves();
  net.set_capacity(link, at(3), {100});
  EXPECT_EQ(net.next_completion(), at(10));
  EXPECT_EQ(net.solves(), before);
}

TEST(Capacity, ACompletionOfTheSameInstantComesFirst) {
  // The flow is through at 10 s; the outage that begins at 10 s is too late to hold it.
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  net.start(net.open_class(over({link})), kEpoch, Bytes{1000}, 1);
  net.set_capacity(link, at(10), {0});
  EXPECT_THAT(ends(net), ElementsAre(End{1, at(10)}));
}

TEST(Cancel, ReturnsWhatWasMovedAndFreesTheShare) {
  // 50 each for 6 s: 300 moved. Then the other is alone: 700 left at 100: 13 s.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  const FlowId gone = net.start(c, kEpoch, Bytes{900}, 1);
  net.start(c, kEpoch, Bytes{1000}, 2);
  EXPECT_EQ(net.moved(gone, at(3)), Bytes{150});
  EXPECT_EQ(net.cancel(gone, at(6)), Bytes{300});
  EXPECT_FALSE(net.alive(gone));
  EXPECT_EQ(net.flows(), 1u);
  EXPECT_THAT(ends(net), ElementsAre(End{2, at(13)}));
}

TEST(Cancel, AtItsStartHasMovedNothing) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  EXPECT_EQ(net.cancel(net.start(c, at(1), Bytes{900}, 1), at(1)), Bytes{0});
  EXPECT_THAT(ends(net), IsEmpty());
}

TEST(Cancel, OfACompletedFlowTakesItsCompletionAway) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  const FlowId flow = net.start(c, kEpoch, Bytes{900}, 1);
  EXPECT_EQ(net.cancel(flow, at(60)), Bytes{900});
  EXPECT_FALSE(net.alive(flow));
  EXPECT_THAT(ends(net), IsEmpty());
}

TEST(Cancel, AnIdNeverNamesALaterFlow) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  const FlowId first = net.start(c, kEpoch, Bytes{900}, 1);
  net.cancel(first, kEpoch);
  const FlowId second = net.start(c, kEpoch, Bytes{900}, 2);
  EXPECT_NE(first, second);
  EXPECT_FALSE(net.alive(first));
  EXPECT_TRUE(net.alive(second));
}

TEST(Cancel, ManyInOneClassLeaveTheOthersInOrder) {
  // 1000 flows of 1 to 1000 bytes, the even ones cancelled at the start: 500 odd sizes remain.
  // At 1000 B/s, the k-th smallest (2k-1 bytes) ends after sum over j <= k of (s_j - s_(j-1)) (501 - j) /
  // 1000.
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({1000})}));
  std::vector<FlowId> even;
  for (int size = 1000; size >= 1; --size) {
    const FlowId flow = net.start(c, kEpoch, Bytes{size}, static_cast<std::uint64_t>(size));
    if (size % 2 == 0) even.push_back(flow);
  }
  for (const FlowId flow : even) EXPECT_EQ(net.cancel(flow, kEpoch), Bytes{0});
  const std::vector<End> all = ends(net);
  ASSERT_EQ(all.size(), 500u);
  double s = 0;
  for (std::size_t k = 0; k < 500; ++k) {
    s += (k == 0 ? 1 : 2) * (500 - static_cast<double>(k)) / 1000;
    EXPECT_EQ(all[k].tag, 2 * k + 1);
    EXPECT_NEAR(to_seconds(all[k].at - kEpoch), s, 2e-9);
  }
}

TEST(Classes, EqualOnesAreOne) {
  Network net{kEpoch};
  const LinkId a = net.add_link({100}), b = net.add_link({100});
  const ClassId c = net.open_class(over({a, b}), BytesPerSecond{10});
  EXPECT_EQ(net.open_class(over({b, a}), BytesPerSecond{10}), c);
  EXPECT_NE(net.open_class(over({a, b}), BytesPerSecond{11}), c);
  EXPECT_NE(net.open_class(over({a, b})), c);
  EXPECT_NE(net.open_class(std::vector<Share>{{a, 2}, {b, 1}}, BytesPerSecond{10}), c);
}

TEST(Classes, ClosedWithFlowsUnderWayServesThemToTheEnd) {
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  const ClassId c = net.open_class(over({link}));
  net.start(c, kEpoch, Bytes{1000}, 1);
  net.close_class(c);
  EXPECT_EQ(net.open_class(over({link})), c);  // still lives, so an equal one is the same
  net.start(c, at(5), Bytes{250}, 2);
  net.close_class(c);
  EXPECT_THAT(ends(net), ElementsAre(End{2, at(10)}, End{1, at(12.5)}));
}

TEST(Classes, ManyThatComeAndGoReuseTheirIds) {
  Network net{kEpoch};
  const LinkId link = net.add_link({1e9});
  std::vector<Completion> done;
  ClassId highest = 0;
  for (int i = 0; i < 10000; ++i) {
    const ClassId c = net.open_class(over({link}), BytesPerSecond{1e6 + i});
    highest = std::max(highest, c);
    net.start(c, at(i), Bytes{1000}, 0);
    net.close_class(c);
    net.pop_completed(at(i + 0.5), done);
  }
  EXPECT_EQ(done.size(), 10000u);
  EXPECT_LE(highest, 1u);
}

TEST(Classes, ARateIsZeroWithoutFlows) {
  Network net{kEpoch};
  const ClassId c = net.open_class(over({net.add_link({100})}));
  EXPECT_EQ(net.rate(c).value, 0);
  EXPECT_EQ(net.load(0).value, 0);
  EXPECT_EQ(net.flows_on(0), 0u);
}

}  // namespace
}  // namespace headway::flow
