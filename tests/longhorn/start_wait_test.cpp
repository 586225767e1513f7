// A refused create: what its pod sees of it, and what becomes of the backup that was due.
//
// Two jobs on one volume, LIST takes 1 s. `first` (tick 0, retain 1, one backup exists) completes and asks
// for its retention delete at 18.1; its lock is held from 22.146 to 210.188, because the block tree is listed
// in 184 requests:
//   18.1 asked; 19.1 opened; 19.12 PUT; 21.121 waited; 22.121 listed; 22.125 decided; 22.146 held
//   23.154 victim's index gone; 24.157 listed; 208.160 surveyed; 209.160 listed again; 209.183; 210.188
//   removed
// `second` (tick 60) makes its Backup object at 68.1 and looks at the lock files at 72.129: two of them.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Blocker;
using record::Cause;
using record::LockOutcome;
using record::Outcome;

constexpr std::uint32_t kFirst = 0, kSecond = 1;

model::Scenario leaky(std::string_view longhorn, double list_s = 1) {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.time.horizon = minutes{90};
  scenario.targets[0].latency.list = list_s;
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "first", "0 0 * * *", 1, {v}, 1);
  add_job(scenario, "second", "1 * * * *", 5, {v});
  return scenario;
}

class RefusedCreate : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, RefusedCreate, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// In 1.7.2 nothing holds the create back. From 1.8 it waits while an object of the volume is Deleting, but
// the object is released at the first resync that finds the index gone (before 68.1), while the collection
// holds the lock until 210.188: the gate's leak. So the create is refused in all three.
TEST_P(RefusedCreate, IsFinalAndHoldsItsSlotFor450Seconds) {
  const Recording r = record_of(leaky(GetParam()));
  const auto deletes = r.deletes(kFirst);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_AT(deletes[0].requested, 18.1);
  EXPECT_AT(deletes[0].lock_decided, 22.125);
  EXPECT_NEAR(since_start(deletes[0].released), 210.188, 1e-4);

  const auto backups = r.backups(kSecond);
  ASSERT_GE(backups.size(), 1U);
  const record::Operation& o = backups[0];
  EXPECT_AT(o.requested, 68.1);
  EXPECT_AT(o.lock_decided, 72.129);
  EXPECT_EQ(o.lock, LockOutcome::denied);
  EXPECT_EQ(o.outcome, Outcome::failed);
  EXPECT_EQ(o.cause, Cause::lock_denied);
  EXPECT_EQ(o.layer, record::Layer::backupstore);
  EXPECT_EQ(o.blocked_by, Blocker::delete_);
  EXPECT_EQ(o.blocked_by_operation, deletes[0].id);
  EXPECT_EQ(o.started, record::kNever);
  EXPECT_AT(o.ended, 73.134);  // its own file is gone: LIST 1 s, DELETE 5 ms
  const auto tries = r.tries_of(o.id);
  ASSERT_EQ(tries.size(), 1U);
  EXPECT_EQ(tries[0].files_seen, 2U);

  // Never seen as started: 90 looks, every 5 s, from 68.1 (1.9 and later: from 73.1), then it gives up at
  // 68.1 + 450. With the re-runs of A and B the run goes on after that.
  const auto runs = r.runs_of(kSecond);
  ASSERT_GE(runs.size(), 1U);
  const bool reruns = std::string(GetParam()) != "1.11.3";
  // Pass 2 starts 10 s after 518.1: snapshot 5 s, RPC over after 5.074, seen 2 s later, pod's third look.
  EXPECT_AT(runs[0].ended, reruns ? 528.1 + 15 : 518.1);
  EXPECT_EQ(runs[0].outcome, reruns ? Outcome::completed : Outcome::failed);
}

// A re-run makes it good: two attempts, not lost. Without re-runs it is lost.
TEST_P(RefusedCreate, IsLostOnlyWithoutAReRun) {
  const Recording r = record_of(leaky(GetParam()));
  const auto due = r.due_of(kSecond);
  ASSERT_EQ(due.size(), 2U);
  const bool reruns = std::string(GetParam()) != "1.11.3";
  EXPECT_EQ(due[0].lost, !reruns);
  EXPECT_EQ(due[0].attempts, reruns ? 2U : 1U);
  EXPECT_EQ(due[0].outcome, reruns ? Outcome::completed : Outcome::failed);
  EXPECT_EQ(due[0].cause, reruns ? Cause::none : Cause::lock_denied);
  EXPECT_FALSE(due[1].lost);
  EXPECT_EQ(r.runs_of(kSecond)[0].lost, reruns ? 0U : 1U);
  EXPECT_EQ(r.runs_of(kSecond)[0].reruns, reruns ? 1U : 0U);
}

// Between the two looks lies all the difference: an object that is still Deleting holds the create back, and
// the same lock does not. LIST takes 20 s:
//   first: 58.1 delete asked (its own create's lock file goes at 71.242), 120.154 the victim's index gone
//   second: 68.1 Backup object; Pending until the resync after the delete's object was released
// The delete's own looks: an inspection takes LIST + 6 ms = 20.006 s, the first at once, then at each resync.
TEST(Gate, HoldsTheCreateBackUntilTheObjectIsReleasedAndNoLonger) {
  const model::Scenario scenario = leaky("1.8.2", 20);
  const Recording r = record_of(scenario);
  const auto deletes = r.deletes(kFirst);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_AT(deletes[0].requested, 58.1);

  const Instant gone = kStart + milliseconds{120154};
  Instant released = deletes[0].requested + milliseconds{20006};
  while (released < gone) released = resync_from(scenario, 0, released + Duration{1}) + milliseconds{20006};
  EXPECT_EQ(deletes[0].ended, released);

  const auto backups = r.backups(kSecond);
  ASSERT_GE(backups.size(), 1U);
  EXPECT_AT(backups[0].requested, 68.1);
  const auto tries = r.tries_of(backups[0].id);
  ASSERT_EQ(tries.size(), 1U);
  const Instant opens = resync_from(scenario, 0, released);
  EXPECT_EQ(tries[0].requested, opens + seconds{20});  // target opened
  EXPECT_FALSE(tries[0].granted);                      // the leak: the collection takes an hour
  EXPECT_EQ(tries[0].blocked_by_operation, deletes[0].id);

  // The same in 1.7.2: no gate.
  const Recording a = record_of(leaky("1.7.2", 20));
  EXPECT_AT(a.tries_of(a.backups(kSecond)[0].id)[0].requested, 88.1);
}

// Where hardly anything remains to be done once the index is gone, the gate does what it is for. The look at
// the lock is made slow instead (lock.check_wait 40 s): the delete is asked for at 53.1, its victim's index
// goes at 53.1 + 40.084, its lock at 53.1 + 41.988.
TEST(Gate, KeepsTheCreateOutOfAShortCollection) {
  model::Scenario scenario = leaky("1.8.2", 0.010);
  scenario.platform.parameters.lock_check_wait = seconds{40};
  const Recording r = record_of(scenario);
  const auto deletes = r.deletes(kFirst);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_AT(deletes[0].requested, 53.1);
  EXPECT_NEAR(since_start(deletes[0].released), 53.1 + 41.988, 1e-4);
  EXPECT_LT(deletes[0].ended, deletes[0].released + seconds{30});
  const auto backups = r.backups(kSecond);
  ASSERT_GE(backups.size(), 1U);
  EXPECT_AT(backups[0].requested, 68.1);
  const auto tries = r.tries_of(backups[0].id);
  ASSERT_EQ(tries.size(), 1U);
  EXPECT_EQ(tries[0].requested, resync_from(scenario, 0, deletes[0].ended) + milliseconds{10});
  EXPECT_TRUE(tries[0].granted);
  EXPECT_EQ(backups[0].outcome, Outcome::completed);
}

// A Backup object whose start comes after the job gave up goes on without the job: completed late, without
// its retention delete, and doubled by a re-run. Start RPCs are made slow: one PUT takes 200 s, so the RPC
// alone needs more than 450 s.
//   8.1 object; lock: PUT, PUT; volume.cfg is there; PUT: 600 s and more in the RPC
class CompletedLate : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, CompletedLate, testing::Values("1.7.2", "1.8.2", "1.11.3"));

TEST_P(CompletedLate, GoesOnWithoutItsJobAndItsRetention) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{3};
  scenario.platform.parameters.job_rerun_on_failure = false;
  scenario.platform.parameters.lock_lease = minutes{30};  // or its own slow saves would let the lock expire
  scenario.targets[0].latency.put = 200;
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  const auto runs = r.runs_of(0);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_AT(runs[0].ended, 8.1 + 450);
  EXPECT_EQ(runs[0].outcome, Outcome::failed);
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].outcome, Outcome::completed_late);
  EXPECT_EQ(backups[0].cause, Cause::start_timeout);
  EXPECT_EQ(backups[0].layer, record::Layer::recurring_job);
  EXPECT_GT(backups[0].ended, runs[0].ended);
  EXPECT_TRUE(r.deletes().empty());
  ASSERT_EQ(r.ends.size(), 1U);
  EXPECT_EQ(r.ends[0].backups, 2U);  // one more than retain
  ASSERT_EQ(r.due.size(), 1U);
  EXPECT_EQ(r.due[0].outcome, Outcome::completed_late);
  EXPECT_FALSE(r.due[0].lost);  // the next tick is a day away
}

}  // namespace
}  // namespace headway::tests
