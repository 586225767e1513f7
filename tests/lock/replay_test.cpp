#include "sim/lock/replay.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

constexpr auto kAcquired = ScriptOutcome::acquired, kDenied = ScriptOutcome::denied,
               kCrashed = ScriptOutcome::crashed;

ScriptedRequest scripted(std::uint64_t name, std::int64_t type, Instant at) {
  ScriptedRequest r;
  r.name = LockName(name);
  r.type = type;
  r.at = at;
  return r;
}

TEST(PlayScript, HoldsRefreshesDiesAndExpires) {
  std::vector<ScriptedRequest> script = {scripted(1, 2, at_s(0)), scripted(2, 1, at_s(100)),
                                         scripted(3, 1, at_s(270)), scripted(4, 1, at_ms(270'500))};
  script[0].death = at_s(130);  // held from 2, refreshed at 62 and 122: blocks to 272, inclusive
  EXPECT_EQ(play_script(released(), {}, Duration{0}, script),
            (std::vector{kAcquired, kDenied, kDenied, kAcquired}));
}

TEST(PlayScript, DiesBeforeItsLookAndStillBlocks) {
  std::vector<ScriptedRequest> script = {scripted(1, 2, at_s(0)), scripted(2, 1, at_s(140))};
  script[0].death = at_s(1);
  EXPECT_EQ(play_script(released(), {}, Duration{0}, script), (std::vector{kCrashed, kDenied}));
}

TEST(PlayScript, WholeSecondsLetTheLaterOneWinByName) {
  const StoreClock s3{Duration{0}, seconds{1}};
  const std::vector<ScriptedRequest> script = {scripted(9, 1, at_ms(100)), scripted(1, 2, at_ms(700))};
  EXPECT_EQ(play_script(released(), s3, Duration{0}, script), (std::vector{kDenied, kAcquired}));
  EXPECT_EQ(play_script(released(), {}, Duration{0}, script), (std::vector{kAcquired, kDenied}));
}

TEST(PlayScript, ARaceIsDecidedByTheOrderOfLooks) {
  // One instant, equal stamps, names 1 < 2 < 3. The first acquires and refuses the second, which refuses the
  // third unless it was removed before the third looked.
  std::vector<ScriptedRequest> script = {scripted(1, 1, at_s(0)), scripted(2, 2, at_s(0)),
                                         scripted(3, 1, at_s(0))};
  for (const ScriptOutcome third : {kDenied, kAcquired}) {
    script[2].race = third;
    EXPECT_EQ(play_script(released(), {}, Duration{0}, script), (std::vector{kAcquired, kDenied, third}));
  }
}

TEST(PlayScript, SlowStoresLetBothAcquire) {
  // 100 ms an operation. The first writes at 100, reads its time at 200, lists at 2300, reads its own file
  // and nothing else conflicts: exists, content, time of both files until 2900; saves acquired at 3000. A
  // second, 150 ms later, reads the first's content before 3000 and its time after it.
  const auto pair = [](std::int64_t delta_ms, Duration latency) {
    const std::vector<ScriptedRequest> script = {scripted(2, 1, at_ms(0)), scripted(1, 2, at_ms(delta_ms))};
    return play_script(released(), {}, latency, script);
  };
  EXPECT_EQ(pair(430, milliseconds{100}), (std::vector{kAcquired, kDenied}));
  int both = 0;
  for (std::int64_t delta = 10; delta < 2500; delta += 30)
    both += pair(delta, milliseconds{100}) == std::vector{kAcquired, kAcquired};
  EXPECT_GT(both, 0);
  for (std::int64_t delta = 10; delta < 2500; delta += 30)
    EXPECT_EQ(pair(delta, Duration{0}), (std::vector{kAcquired, kDenied})) << delta;
}

TEST(PlayScript, ProposalWaitsForTheHolder) {
  Timing t = released_timing();
  t.retry_interval = seconds{10};
  t.retry_limit = seconds{150};
  std::vector<ScriptedRequest> script = {scripted(1, 2, at_s(0)), scripted(2, 1, at_s(10))};
  script[0].release = at_s(100);
  EXPECT_EQ(play_script(proposal_2020(t), {}, Duration{0}, script), (std::vector{kAcquired, kAcquired}));
  EXPECT_EQ(play_script(released(), {}, Duration{0}, script), (std::vector{kAcquired, kDenied}));
}

}  // namespace
}  // namespace headway::lock
