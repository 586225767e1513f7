// The edges: the first tick, the warm-up, the horizon.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

model::Scenario hourly(std::string_view longhorn, Duration horizon) {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.time.horizon = horizon;
  add_job(scenario, "hourly", "0 * * * *", 9, {add_volume(scenario, "v")}, 1);
  return scenario;
}

// Ticks lie in [start, horizon): one at the start is due, one at the horizon is not.
TEST(Horizon, ATickAtTheStartIsDueOneAtTheHorizonIsNot) {
  const Recording r = record_of(hourly("1.8.2", hours{2}));
  ASSERT_EQ(r.due.size(), 2U);
  EXPECT_AT(r.due[0].tick, 0);
  EXPECT_AT(r.due[1].tick, 3600);
  EXPECT_EQ(r.due[1].outcome, Outcome::completed);
  EXPECT_FALSE(r.due[1].lost);
}

// A tick that comes so shortly before the horizon that the controller does not look at it any more is due.
TEST(Horizon, ATickJustBeforeTheHorizonIsUnfinished) {
  const Recording r = record_of(hourly("1.8.2", hours{1} + milliseconds{50}));
  ASSERT_EQ(r.due.size(), 2U);
  EXPECT_EQ(r.due[1].outcome, Outcome::unfinished);
  EXPECT_FALSE(r.due[1].lost);
  ASSERT_EQ(r.runs.size(), 2U);
  EXPECT_EQ(r.runs[1].outcome, Outcome::unfinished);
  EXPECT_EQ(r.runs[1].fired, record::kNever);
}

// Half-way through a backup: the operation, its lock, its run and the due backup are all told, as unfinished.
TEST(Horizon, WhatIsUnderWayIsUnfinished) {
  const Recording r = record_of(hourly("1.8.2", hours{1} + seconds{11}));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 2U);
  EXPECT_EQ(backups[1].outcome, Outcome::unfinished);
  EXPECT_EQ(backups[1].ended, record::kNever);
  ASSERT_EQ(r.locks.size(), 2U);
  EXPECT_TRUE(r.locks[1].granted);
  EXPECT_EQ(r.locks[1].released, record::kNever);
  EXPECT_EQ(r.due[1].outcome, Outcome::unfinished);
  EXPECT_EQ(r.due[1].attempts, 1U);
  EXPECT_FALSE(r.due[1].lost);
  EXPECT_EQ(r.runs[1].outcome, Outcome::unfinished);
}

// A refused attempt whose pod may still run again is not lost yet; where nobody tries again it is.
//   refused at 10.1 or so, wait until 458.1, horizon at 100 s
TEST(Horizon, ARefusedBackupThatMayBeRunAgainIsUnfinished) {
  for (const char* longhorn : {"1.7.2", "1.8.2", "1.11.3"}) {
    const model::Scenario scenario = hourly(longhorn, seconds{100});
    const Recording r =
        record_of_ticks(scenario, {FreeTick{0, kStart}}, {OtherLock{0, 2, kStart, kStart + hours{1}}});
    ASSERT_EQ(r.due.size(), 1U);
    const bool reruns = scenario.platform.parameters.job_rerun_on_failure;
    EXPECT_EQ(r.due[0].outcome, reruns ? Outcome::unfinished : Outcome::failed) << longhorn;
    EXPECT_EQ(r.due[0].cause, reruns ? Cause::none : Cause::lock_denied) << longhorn;
    EXPECT_EQ(r.due[0].lost, !reruns) << longhorn;
  }
}

// Only what is scheduled from the warm-up's end on counts; the end itself belongs to it. Everything is
// played.
TEST(WarmUp, CountsFromItsEndOn) {
  model::Scenario scenario = hourly("1.8.2", hours{3});
  scenario.time.warm_up = hours{1};
  scenario.jobs[0].retain = 1;
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.due.size(), 3U);
  EXPECT_FALSE(r.due[0].counted);
  EXPECT_TRUE(r.due[1].counted);
  EXPECT_TRUE(r.due[2].counted);
  for (const auto& o : r.operations) {
    const Instant by = o.kind == record::OperationKind::backup ? o.scheduled : o.requested;
    EXPECT_EQ(o.counted, by >= kStart + hours{1});
  }
  for (const auto& run : r.runs) EXPECT_EQ(run.counted, run.due >= kStart + hours{1});
}

// The schedule is older than the scenario: what fired before is history, nothing is caught up at the start.
TEST(Horizon, NothingIsCaughtUpAtTheStart) {
  model::Scenario scenario = hourly("1.8.2", minutes{59});
  scenario.time.start = kStart + minutes{1};
  const Recording r = record_of(scenario);
  EXPECT_TRUE(r.due.empty());
  EXPECT_TRUE(r.operations.empty());
}

}  // namespace
}  // namespace headway::tests
