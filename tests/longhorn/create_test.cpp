// One backup from its tick to its end, computed by hand (small_cluster.h has the steps).
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::LockOutcome;
using record::Outcome;

/// Regimes A, B, C: where no lock is in the way all of them do the same.
class Create : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Create, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// The first backup of a volume: no volume.cfg, no last backup, all 100 blocks are read and sent.
//   0      tick
//   0.1    the controller's look, + 3 s pod
//   3.1    the pod asks for a snapshot; its look at once sees nothing, the next one does
//   8.1    Backup object; 8.11 target opened
//  10.145  lock decided, 10.166 held
//          volume.cfg: HEAD not there, PUT, HEAD, GET = 24 ms; compared 1 s; lock saved again 21 ms
//  11.211  start RPC over; 11.231 index begun
//          A thread and a block: 20 ms at 100 MiB/s, half of it the read at 200 MiB/s; HEAD 1, PUT 20 ms:
//          41 ms. One thread: 100 x 41 ms = 4.1 s.
//  15.331  blocks sent; index 20 ms + 10.5 us; volume.cfg 23 ms
//  15.374  status 100 %; lock file removed 15 ms later
//  17.211  third look of the monitor (11.211 + 2 n): Completed
//  18.1    third look of the pod; the slot is free, the pod ends
TEST_P(Create, FirstBackupFromTickToCompleted) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.create_threads_per_backup = 1;
  add_job(scenario, "hourly", "0 * * * *", 1, {add_volume(scenario, "v")});
  const Recording r = record_of(scenario);

  ASSERT_EQ(r.operations.size(), 1U);
  const record::Operation& o = r.operations[0];
  EXPECT_AT(o.scheduled, 0);
  EXPECT_AT(o.requested, 8.1);
  EXPECT_AT(o.lock_decided, 10.145);
  EXPECT_EQ(o.started, o.lock_decided);
  EXPECT_EQ(o.lock, LockOutcome::granted);
  EXPECT_AT(o.transfer_started, 11.231);
  EXPECT_AT(o.transfer_ended, 15.331);
  EXPECT_EQ(o.bytes.count, 200 * kMiB);
  EXPECT_EQ(o.blocks, 100);
  EXPECT_AT(o.released, 15.3890105);
  EXPECT_AT(o.ended, 17.211);
  EXPECT_EQ(o.outcome, Outcome::completed);
  EXPECT_EQ(o.cause, record::Cause::none);

  ASSERT_EQ(r.locks.size(), 1U);
  EXPECT_EQ(r.locks[0].type, 1);
  EXPECT_AT(r.locks[0].requested, 8.11);
  EXPECT_EQ(r.locks[0].files_seen, 1U);  // its own

  ASSERT_EQ(r.runs.size(), 1U);
  EXPECT_AT(r.runs[0].fired, 0.1);
  EXPECT_AT(r.runs[0].started, 3.1);
  EXPECT_AT(r.runs[0].ended, 18.1);
  EXPECT_EQ(o.parent, r.runs[0].id);

  ASSERT_EQ(r.due.size(), 1U);
  EXPECT_AT(r.due[0].first_completed, 15.3510105);  // its index is written: from here on one can restore
  EXPECT_FALSE(r.due[0].lost);
}

// The next one has a last backup to compare with and nothing to send: the table in small_cluster.h, from 8.1.
TEST_P(Create, BackupWithoutChangesFromTickToCompleted) {
  model::Scenario scenario = small_cluster(GetParam());
  add_job(scenario, "hourly", "0 * * * *", 5, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.operations.size(), 1U);
  const record::Operation& o = r.operations[0];
  EXPECT_AT(o.transfer_started, 11.2140105);
  EXPECT_EQ(o.transfer_ended, o.transfer_started);
  EXPECT_EQ(o.bytes.count, 0);
  EXPECT_EQ(o.blocks, 0);
  EXPECT_AT(o.released, 11.272021);
  EXPECT_AT(o.ended, 13.1940105);
}

// A ticket that is satisfied after 1 s is found so by the look after it: looks come after 5, 10, 20 … ms, so
// at 0.005 (2^n - 1): 0.635 is too early, 1.275 s it is, unless a resync came between.
TEST_P(Create, AttachmentIsSeenByTheNextRetry) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.create_attach_attached = seconds{1};
  add_job(scenario, "hourly", "0 * * * *", 5, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  const Instant resync = resync_from(scenario, 0, r.operations[0].requested);
  ASSERT_GT(since_start(resync), 8.1 + 1.275) << "choose another seed";
  ASSERT_EQ(r.locks.size(), 1U);
  EXPECT_AT(r.locks[0].requested, 8.1 + 1.275 + 0.01);
}

// With a resync within the wait the look comes then at the latest.
TEST_P(Create, AttachmentIsSeenByAResyncAtTheLatest) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.volumes.clear();
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].attached = false;
  scenario.platform.parameters.job_allow_detached = true;
  scenario.platform.parameters.create_attach_detached = seconds{25};
  add_job(scenario, "hourly", "0 * * * *", 5, {v}, 1);
  const Recording r = record_of(scenario);
  // Back-off alone: looks at 20.475 and 40.955 s.
  const Instant satisfied = r.operations[0].requested + seconds{25};
  const Instant resync = resync_from(scenario, 0, satisfied);
  const Instant before = resync - seconds{30};
  ASSERT_EQ(r.locks.size(), 1U);
  const double waited = to_seconds(r.locks[0].requested - r.operations[0].requested) - 0.01;
  // A resync is a look like any other: after it the back-off goes on. So not later than the next one.
  EXPECT_GE(waited, 25);
  EXPECT_LE(waited, to_seconds(resync - r.operations[0].requested) + 1e-9);
  EXPECT_LT(to_seconds(before - kStart), 8.1 + 25);
}

TEST_P(Create, DetachedVolumesAreLeftOutSilently) {
  model::Scenario scenario = small_cluster(GetParam());
  const std::uint32_t v = add_volume(scenario, "detached"), w = add_volume(scenario, "attached");
  scenario.volumes[v].attached = false;
  add_job(scenario, "hourly", "0 * * * *", 5, {v, w}, 1);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.due.size(), 1U);
  EXPECT_EQ(r.due[0].volume, w);
  ASSERT_EQ(r.operations.size(), 1U);
  EXPECT_EQ(r.operations[0].volume, w);
}

void start_or_stop(model::Scenario& scenario, model::EventKind kind, std::uint32_t v, std::int64_t minutes) {
  model::Event event;
  event.kind = kind;
  event.volume = v;
  event.at = kStart + std::chrono::minutes{minutes};
  scenario.events.push_back(event);
}

// Ticks at 0, 1 and 2 h; the machine is stopped at half past midnight and started again an hour later.
TEST_P(Create, StoppedMachinesAreLeftOutUntilTheyAreStartedAgain) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = std::chrono::minutes{150};
  const std::uint32_t v = add_volume(scenario, "v"), w = add_volume(scenario, "w");
  add_job(scenario, "hourly", "0 * * * *", 5, {v, w}, 1);
  start_or_stop(scenario, model::EventKind::detach_volume, v, 30);
  start_or_stop(scenario, model::EventKind::attach_volume, v, 90);
  std::vector<double> of_v, of_w;
  for (const record::DueBackup& due : record_of(scenario).due)
    (due.volume == v ? of_v : of_w).push_back(to_seconds(due.tick - kStart));
  EXPECT_EQ(of_v, (std::vector<double>{0, 7200}));
  EXPECT_EQ(of_w, (std::vector<double>{0, 3600, 7200}));
}

// Where the job may attach it, a stopped machine's volume takes create.attach_detached before its lock.
TEST_P(Create, StoppedMachinesWaitForTheirVolume) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = std::chrono::minutes{90};
  scenario.platform.parameters.job_allow_detached = true;
  scenario.platform.parameters.create_attach_detached = seconds{25};
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "hourly", "0 * * * *", 5, {v}, 1);
  start_or_stop(scenario, model::EventKind::detach_volume, v, 30);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.locks.size(), 2U);
  ASSERT_EQ(r.operations.size(), 2U);
  EXPECT_LT(to_seconds(r.locks[0].requested - r.operations[0].requested), 1);
  EXPECT_GE(to_seconds(r.locks[1].requested - r.operations[1].requested), 25);
}

// snapshot.take 10 s, two looks: at 3.1 and 8.1; the pod gives up at 13.1, without a Backup object.
TEST_P(Create, SnapshotThatIsNotReadyInTime) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.snapshot_take = seconds{10};
  scenario.platform.parameters.job_snapshot_ready_polls = 2;
  scenario.platform.parameters.job_rerun_on_failure = false;
  add_job(scenario, "hourly", "0 * * * *", 5, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  EXPECT_TRUE(r.operations.empty());
  ASSERT_EQ(r.runs.size(), 1U);
  EXPECT_AT(r.runs[0].ended, 13.1);
  EXPECT_EQ(r.runs[0].outcome, Outcome::failed);
  ASSERT_EQ(r.due.size(), 1U);
  EXPECT_EQ(r.due[0].outcome, Outcome::failed);
  EXPECT_EQ(r.due[0].cause, record::Cause::snapshot_timeout);
  EXPECT_EQ(r.due[0].attempts, 0U);
  EXPECT_TRUE(r.due[0].lost);
}

// One look more and it is ready in time: taken at 13.1, seen at the third look at 13.1 or the fourth.
TEST_P(Create, SnapshotThatIsJustReadyInTime) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.snapshot_take = seconds{9};
  scenario.platform.parameters.job_snapshot_ready_polls = 3;
  add_job(scenario, "hourly", "0 * * * *", 5, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.operations.size(), 1U);
  EXPECT_AT(r.operations[0].requested, 13.1);
}

}  // namespace
}  // namespace headway::tests
