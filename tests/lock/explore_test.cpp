#include "sim/lock/explore.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace headway::lock {
namespace {

SmallWorld opposite_pair(Look look) {
  SmallWorld w;
  w.look = look;
  w.actors = {{1, 0}, {2, 0}};
  return w;
}

std::string told(const Exploration& e) {
  std::string text;
  for (const std::string& line : e.counterexample) text += line + "\n";
  return text;
}

/// No violation without a fault or a torn look, in a search that was exhaustive and lumped rightly.
void expect_sound(const Exploration& e) {
  EXPECT_TRUE(e.complete);
  EXPECT_EQ(e.key_conflicts, 0u);
  EXPECT_EQ(e.unexcused, 0u) << told(e);
}

TEST(Explore, AtomicLooksExcludeEachOther) {
  for (const std::int64_t operation_ticks : {0, 1})
    for (const std::int64_t resolution_ticks : {0, 1, 2}) {
      for (const std::vector<SmallActor>& actors : std::vector<std::vector<SmallActor>>{
               {{1, 0}, {2, 0}}, {{2, 0}, {1, 0}}, {{1, 0}, {1, 0}, {2, 0}}, {{1, 0}, {2, 0}, {1, 0}}}) {
        if (operation_ticks == 1 && resolution_ticks > 0 && actors.size() == 3) continue;  // a second each
        SmallWorld w;
        w.actors = actors;
        w.operation_ticks = operation_ticks;
        w.resolution_ticks = resolution_ticks;
        w.check_keys = actors.size() == 2;
        const Exploration e = explore(w);
        expect_sound(e);
        EXPECT_EQ(e.violations, 0u) << told(e);
        EXPECT_EQ(e.nobody_granted, 0u);  // of opposite requests somebody always wins
        EXPECT_GT(e.states, 300u);
        if (resolution_ticks == 0) {
          EXPECT_EQ(e.later_won, 0u);
        }
      }
    }
}

TEST(Explore, SameTypesNeverConflict) {
  SmallWorld w = opposite_pair(Look::atomic);
  w.actors = {{2, 0}, {2, 0}};
  w.check_keys = true;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.violations, 0u);
  w.protocol = small_protocol(ConflictRule::always);  // under this protocol they do, and it holds, too
  const Exploration exclusive = explore(w);
  expect_sound(exclusive);
  EXPECT_EQ(exclusive.violations, 0u);
  EXPECT_LT(exclusive.states, e.states);
}

TEST(Explore, RealLooksHaveTheHoleThatTheRecordingsShow) {
  SmallWorld w = opposite_pair(Look::real);
  w.check_keys = true;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_GT(e.violations, 0u);
  EXPECT_EQ(e.excused_by_tear, e.violations);
  // Shortest way: content read as not acquired, then saved acquired, then the newer time read.
  const std::string way = told(e);
  const std::size_t content = way.rfind("reads a file's content, of requester 1");
  const std::size_t saved = way.find("requester 1 (type 1) saves its file, acquired");
  const std::size_t time = way.rfind("reads a file's time, of requester 1");
  ASSERT_NE(saved, std::string::npos) << way;
  EXPECT_LT(content, saved) << way;
  EXPECT_LT(saved, time) << way;
}

TEST(Explore, RealLooksOfThree) {
  SmallWorld w = opposite_pair(Look::real);
  w.actors = {{1, 0}, {2, 0}, {1, 0}};
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.excused_by_tear, e.violations);
}

TEST(Explore, SlowRealLooksAreStillOnlyTornOrOverrun) {
  SmallWorld w = opposite_pair(Look::real);
  w.operation_ticks = 1;
  w.check_keys = true;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_GT(e.violations, e.excused_by_tear);  // an acquisition that outlives its own lease is a hole, too
}

TEST(Explore, ACrashBlocksForALeaseAndHarmsNobody) {
  for (const bool three : {false, true}) {
    SmallWorld w = opposite_pair(Look::atomic);
    if (three) w.actors.push_back({1, 0});
    w.crashes = true;
    w.check_keys = !three;
    const Exploration e = explore(w);
    expect_sound(e);
    EXPECT_EQ(e.violations, 0u) << told(e);
    EXPECT_GT(e.refused_by_dead, 0u);
    EXPECT_EQ(e.oldest_dead_blocker, 10);  // the lease, inclusive: expiry is strict
  }
}

TEST(Explore, OneLostRefreshIsHarmlessTwoAreNot) {
  for (const std::int64_t operation_ticks : {0, 1}) {
    SmallWorld w = opposite_pair(Look::atomic);
    w.operation_ticks = operation_ticks;
    w.check_keys = true;
    w.lost_refreshes = 1;
    EXPECT_EQ(explore(w).violations, 0u);
    w.lost_refreshes = 2;
    const Exploration e = explore(w);
    expect_sound(e);
    EXPECT_GT(e.violations, 0u);
  }
}

TEST(Explore, AFastClockIsFatalAboveLeaseMinusRefresh) {
  SmallWorld w = opposite_pair(Look::atomic);
  w.check_keys = true;
  w.actors[1].skew_ticks = 6;  // lease 10 - refresh 4, the released protocol's 90 s
  Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.violations, 0u) << told(e);
  w.actors[1].skew_ticks = 7;
  e = explore(w);
  expect_sound(e);
  EXPECT_GT(e.violations, 0u);
  w.actors[1].skew_ticks = -30;  // a slow clock never grants too much
  e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.violations, 0u);
}

TEST(Explore, ASlowClockWaitsLongerForTheDead) {
  SmallWorld w = opposite_pair(Look::atomic);
  w.crashes = true;
  w.actors[0].skew_ticks = w.actors[1].skew_ticks = -5;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.oldest_dead_blocker, 15);  // lease + 5
}

TEST(Explore, EqualStampsLetTheLaterOneWinByName) {
  SmallWorld w = opposite_pair(Look::atomic);
  w.check_keys = true;
  w.resolution_ticks = 1;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.violations, 0u);
  EXPECT_GT(e.later_won, 0u);
}

TEST(Explore, FailingOperationsFailOpen) {
  for (bool SmallWorld::*fault :
       {&SmallWorld::list_errors, &SmallWorld::read_errors, &SmallWorld::time_errors}) {
    SmallWorld w = opposite_pair(Look::real);
    w.check_keys = true;
    w.*fault = true;
    const Exploration e = explore(w);
    expect_sound(e);
    EXPECT_GT(e.violations, e.excused_by_tear);
    EXPECT_NE(told(e).find("which fails"), std::string::npos);
  }
  SmallWorld closed = opposite_pair(Look::atomic);
  closed.list_errors = true;
  EXPECT_GT(explore(closed).violations, 0u);
  closed.protocol.fail_open_on_list_error = false;
  EXPECT_EQ(explore(closed).violations, 0u);
}

TEST(Explore, WaitingProposalExcludesToo) {
  SmallWorld w = opposite_pair(Look::atomic);
  w.check_keys = true;
  w.protocol.retry_interval = 3 * kTick;
  w.protocol.retry_limit = 9 * kTick;
  const Exploration e = explore(w);
  expect_sound(e);
  EXPECT_EQ(e.violations, 0u);
}

TEST(Explore, FindsABrokenProtocol) {
  // The search can fail: with a lease shorter than the refresh interval held locks expire under their
  // holders.
  SmallWorld w = opposite_pair(Look::atomic);
  w.protocol.lease = 3 * kTick;
  w.protocol.refresh = 8 * kTick;
  Exploration e = explore(w);
  // The other one acquires while the file looks old, and the refresh then revives it: unexcused unless the
  // fault list knows of it, and a skew of 0 above lease - refresh = -5 is on that list.
  EXPECT_GT(e.violations, 0u);
  w = opposite_pair(Look::atomic);
  w.protocol.check_wait = Duration{0};
  w.operation_ticks = 1;
  w.resolution_ticks = 2;
  e = explore(w);  // no wait and equal stamps: the later one may win by name before the first is visible
  EXPECT_GT(e.unexcused, 0u);
}

TEST(Explore, StateLimitIsAdmitted) {
  SmallWorld w = opposite_pair(Look::real);
  w.state_limit = 100;
  const Exploration e = explore(w);
  EXPECT_FALSE(e.complete);
  EXPECT_EQ(e.states, 100u);
}

}  // namespace
}  // namespace headway::lock
