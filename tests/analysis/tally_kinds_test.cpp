// What is neither a backup nor a delete of one, and when and by whom failures were reported.
#include <gtest/gtest.h>

#include "analysis/forecast/tally.h"
#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

using record::Blocker;
using record::Cause;
using record::kNever;
using record::kNone;
using record::Layer;
using record::LockEnd;
using record::OperationKind;
using record::Outcome;
using tests::at;

const Outcomes& of(const ReplicationSummary& summary, OperationKind kind) {
  return summary.operations[static_cast<std::size_t>(kind)];
}

/// An operation of that kind that holds its lock from `requested` + 2 to `released`.
record::Operation operation(OperationKind kind, std::uint64_t id, std::uint64_t parent, double requested,
                            double released) {
  record::Operation o = tests::backup(id, kNone, 0, requested, released);
  o.kind = kind;
  o.parent = parent;
  return o;
}

/// One refused look of `o` at the instant, its holder a delete.
record::LockAttempt refused_look(const record::Operation& o, double look) {
  record::LockAttempt a = tests::attempt_of(o);
  a.decided = a.released = at(look);
  a.granted = false;
  a.end = LockEnd::withdrawn;
  a.blocked_by = Blocker::delete_;
  a.blocked_by_operation = 99;
  return a;
}

record::Operation failed(record::Operation o, Cause cause, Layer layer, double ended) {
  o.outcome = Outcome::failed;
  o.cause = cause;
  o.layer = layer;
  o.started = o.transfer_started = o.transfer_ended = o.released = kNever;
  o.ended = at(ended);
  return o;
}

TEST(TallyKinds, ARestoreIsDueOnceAndItsReplicasTriesAreItsAttempts) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  // Replica 2 is refused twice and gets the lock at the third look, replica 3 is refused once and gives up;
  // replica 4 gets it at once. The restore fails of what replica 3 failed of.
  auto two = operation(OperationKind::restore_replica, 2, 1, 100, 400);
  two.tries = 3;
  tally.on(refused_look(two, 20));
  tally.on(refused_look(two, 50));
  auto three = operation(OperationKind::restore_replica, 3, 1, 0, 0);
  tally.on(refused_look(three, 30));
  tally.on(failed(three, Cause::lock_denied, Layer::replica, 31));
  const auto four = operation(OperationKind::restore_replica, 4, 1, 0, 300);
  tally.on(tests::attempt_of(four));
  tally.on(four);
  tally.on(tests::attempt_of(two));
  tally.on(two);
  tally.on(failed(operation(OperationKind::restore, 1, 0, 0, 0), Cause::lock_denied, Layer::engine_controller,
                  401));
  const ReplicationSummary summary = tally.finish();

  const Outcomes& restores = of(summary, OperationKind::restore);
  EXPECT_EQ(restores.due, 1);
  EXPECT_EQ(restores.failed, 1);
  EXPECT_EQ(restores.lost, 1);
  EXPECT_EQ(restores.attempts, 3 + 1 + 1);
  EXPECT_EQ(of(summary, OperationKind::restore_replica).due, 3);
  EXPECT_EQ(of(summary, OperationKind::restore_replica).completed, 2);
  ASSERT_EQ(summary.failures.size(), 1u);  // none under restore-replica
  const FailureCount& refused = summary.failures.at({OperationKind::restore, Cause::lock_denied});
  EXPECT_EQ(refused.count, 3);
  EXPECT_EQ(refused.blocked_by[2], 3);  // delete
  EXPECT_EQ(refused.first, seconds{20});
  EXPECT_EQ(refused.last, seconds{50});
  EXPECT_TRUE(summary.backup_hold.values().empty());
  EXPECT_TRUE(summary.delete_hold.values().empty());
}

TEST(TallyKinds, ARestoresOwnFailureCountsWhereNoReplicaFailedOfIt) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  // Restore 1: its replica lost the target, and so did it. Restore 5: nothing was tried, its node was away.
  tally.on(failed(operation(OperationKind::restore_replica, 2, 1, 0, 0), Cause::target_unavailable,
                  Layer::replica, 60));
  tally.on(failed(operation(OperationKind::restore, 1, 0, 0, 0), Cause::target_unavailable,
                  Layer::engine_controller, 70));
  tally.on(
      failed(operation(OperationKind::restore, 5, 0, 0, 0), Cause::node_lost, Layer::engine_controller, 80));
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.failures.at({OperationKind::restore, Cause::target_unavailable}).count, 1);
  EXPECT_EQ(summary.failures.at({OperationKind::restore, Cause::target_unavailable}).last, seconds{60});
  EXPECT_EQ(summary.failures.at({OperationKind::restore, Cause::node_lost}).count, 1);
  EXPECT_EQ(of(summary, OperationKind::restore).due, 2);
  EXPECT_EQ(of(summary, OperationKind::restore).attempts, 2);  // the replica's, and restore 5 itself
}

TEST(TallyKinds, RefusedLooksFailUnderTheirOwnKind) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  const OperationKind kinds[] = {OperationKind::delete_, OperationKind::backup_volume_delete,
                                 OperationKind::backing_image_delete, OperationKind::standby_restore};
  std::uint64_t id = 0;
  for (const OperationKind kind : kinds) {
    ++id;
    // So many looks as the kind's place in the list says, the last record giving up on the lock.
    for (std::uint64_t look = 0; look < id; ++look)
      tally.on(refused_look(operation(kind, id, 0, 0, 0), 10.0 + static_cast<double>(look)));
    auto dropped = failed(operation(kind, id, 0, 0, 0), Cause::lock_denied, Layer::backupstore, 20);
    dropped.tries = static_cast<std::uint32_t>(id);
    tally.on(dropped);
  }
  // A backup is counted from its own record, not from its look.
  tally.on(refused_look(tests::backup(9, 0, 0, 0, 0), 5));
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.failures.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const FailureCount& failure = summary.failures.at({kinds[i], Cause::lock_denied});
    EXPECT_EQ(failure.count, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(failure.layers[static_cast<std::size_t>(Layer::backupstore)], failure.count);
    EXPECT_EQ(of(summary, kinds[i]).attempts, failure.count);
  }
}

TEST(TallyKinds, OnlyDeletesOfBackupsAndBackupVolumesEnterTheDeleteHold) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  tally.on(operation(OperationKind::delete_, 1, 0, 0, 102));                 // held 100 s
  tally.on(operation(OperationKind::backup_volume_delete, 2, 0, 200, 402));  // held 200 s
  for (const OperationKind kind :
       {OperationKind::transfer, OperationKind::restore, OperationKind::restore_replica,
        OperationKind::standby_restore, OperationKind::backing_image_backup,
        OperationKind::backing_image_delete, OperationKind::system_backup, OperationKind::snapshot_purge}) {
    tally.on(operation(kind, 3, 0, 500, 900));
  }
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.delete_hold.values(), (std::vector<Duration>{seconds{100}, seconds{200}}));
  EXPECT_EQ(summary.volumes[0].delete_hold.values(), (std::vector<Duration>{seconds{100}, seconds{200}}));
  EXPECT_TRUE(summary.backup_hold.values().empty());
  EXPECT_EQ(summary.targets[0].bytes, 0);  // nor is a restore's download a backup's upload
  EXPECT_EQ(summary.uploads, 0);
}

TEST(TallyKinds, FailuresKnowTheirLayerAndInstants) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  tally.on(failed(tests::backup(1, 0, 0, 0, 0), Cause::monitor_lost, Layer::backup_controller, 500));
  tally.on(failed(tests::backup(2, 0, 0, 0, 0), Cause::monitor_lost, Layer::recurring_job, 300));
  auto warm = failed(tests::backup(3, 0, 0, 0, 0), Cause::monitor_lost, Layer::recurring_job, 100);
  warm.counted = false;
  tally.on(warm);
  const ReplicationSummary summary = tally.finish();
  const FailureCount& failure = summary.failures.at({OperationKind::backup, Cause::monitor_lost});
  EXPECT_EQ(failure.first, seconds{300});
  EXPECT_EQ(failure.last, seconds{500});
  EXPECT_EQ(failure.layers[static_cast<std::size_t>(Layer::backup_controller)], 1);
  EXPECT_EQ(failure.layers[static_cast<std::size_t>(Layer::recurring_job)], 1);
}

TEST(TallyKinds, ADueBackupWithoutAnObjectFailedWhenItsRunWasOver) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto unmade = tests::due(0, 0, 0, Outcome::failed, true, 0);
  unmade.cause = Cause::snapshot_timeout;
  tally.on(unmade);
  tally.on(tests::run(1, 0, 0, 10, 1960, Outcome::failed));
  // Overtaken by its next tick while its attempt still runs.
  auto overrun = tests::due(0, 1, 600, Outcome::failed, true, 1);
  overrun.next_tick = at(4200);
  overrun.cause = Cause::window_overrun;
  tally.on(overrun);
  // Its run's record never comes: at its next tick at the latest.
  auto skipped = tests::due(1, 0, 0, Outcome::skipped, true, 0);
  skipped.run = 7;
  skipped.next_tick = at(3600);
  skipped.cause = Cause::skipped_forbid;
  tally.on(skipped);
  const ReplicationSummary summary = tally.finish();
  const auto& failures = summary.failures;
  EXPECT_EQ(failures.at({OperationKind::backup, Cause::snapshot_timeout}).first, seconds{1960});
  EXPECT_EQ(failures.at({OperationKind::backup, Cause::snapshot_timeout}).last, seconds{1960});
  EXPECT_EQ(failures.at({OperationKind::backup, Cause::snapshot_timeout})
                .layers[static_cast<std::size_t>(Layer::recurring_job)],
            1);
  EXPECT_EQ(failures.at({OperationKind::backup, Cause::window_overrun}).first, seconds{4200});
  EXPECT_EQ(failures.at({OperationKind::backup, Cause::skipped_forbid}).last, seconds{3600});
}

TEST(TallyKinds, LocksCountWhatWentWrongWithThem) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  record::LockAttempt good = tests::attempt_of(tests::backup(1, 0, 0, 0, 100));
  tally.on(good);
  record::LockAttempt bad = good;
  bad.expired = bad.overlaps = bad.failed_open = true;
  bad.end = LockEnd::crashed;
  tally.on(bad);
  bad.end = LockEnd::save_failed;
  bad.granted = bad.expired = bad.overlaps = false;
  tally.on(bad);
  bad.counted = false;
  tally.on(bad);
  const LockCounts locks = tally.finish().locks;
  EXPECT_EQ(locks.attempts, 3);
  EXPECT_EQ(locks.granted, 2);
  EXPECT_EQ(locks.expired, 1);
  EXPECT_EQ(locks.crashed, 1);
  EXPECT_EQ(locks.overlaps, 1);
  EXPECT_EQ(locks.failed_open, 2);
}

TEST(TallyKinds, TheLongestWaitOfADeleteReachesToItsLockOrItsEnd) {
  const model::Scenario scenario = tests::two_days();
  const auto longest = [&](auto... deletes) {
    Tally tally(scenario);
    (tally.on(deletes), ...);
    return tally.finish().longest_delete_wait;
  };
  auto locked = tests::removal(1, 0, 0, 0, 100, 500);  // asked at 100
  locked.started = at(400);
  EXPECT_EQ(longest(locked), seconds{300});
  auto open = tests::removal(2, 0, 0, 0, 172000, 0);  // still asking at the horizon, 172800
  open.started = open.ended = open.released = kNever;
  open.outcome = Outcome::unfinished;
  EXPECT_EQ(longest(locked, open), seconds{800});
  const auto starved = failed(tests::removal(3, 0, 0, 0, 0, 0), Cause::delete_starved, Layer::none, 900);
  EXPECT_EQ(longest(locked, open, starved), seconds{900});
  auto needed_none = tests::removal(4, 0, 0, 0, 0, 5000);  // done without a lock: it waited for none
  needed_none.started = kNever;
  EXPECT_FALSE(longest(needed_none).has_value());
  auto restore = operation(OperationKind::restore_replica, 5, 0, 0, 5000);
  restore.started = at(4000);
  EXPECT_FALSE(longest(restore).has_value());
}

TEST(TallyKinds, ManualBackupsAreSchedulesBehindTheJobs) {
  model::Scenario scenario = tests::two_days();
  scenario.manual.resize(1);
  scenario.manual[0].name = "before-upgrade";
  Tally tally(scenario);
  tally.on(tests::backup(1, 2, 0, 0, 100));
  tally.on(tests::due(2, 0, 0, Outcome::failed, true, 1));
  tally.on(tests::run(1, 2, 0, 5, 100, Outcome::completed));
  const ReplicationSummary summary = tally.finish();
  ASSERT_EQ(summary.schedules.size(), 3u);
  EXPECT_EQ(summary.schedules[2].lost, 1);
  EXPECT_EQ(summary.schedules[2].runs, 1);
}

// Restore 1: both replicas fail. Restore 4: replica 5 fails, replica 6 does not. Restore 7: its replica does
// not.
TEST(TallyKinds, ARestoreIsPartialWhenSomeReplicasFail) {
  const auto replica = [](std::uint64_t id, std::uint64_t parent) {
    return operation(OperationKind::restore_replica, id, parent, 0, 60);
  };
  const auto refused = [](const record::Operation& o) {
    return failed(o, Cause::target_unavailable, Layer::replica, 60);
  };
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  tally.on(refused(replica(2, 1)));
  tally.on(refused(replica(3, 1)));
  tally.on(refused(operation(OperationKind::restore, 1, 0, 0, 60)));
  tally.on(refused(replica(5, 4)));
  tally.on(replica(6, 4));
  tally.on(operation(OperationKind::restore, 4, 0, 0, 60));
  tally.on(replica(8, 7));
  tally.on(operation(OperationKind::restore, 7, 0, 0, 60));
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(of(summary, OperationKind::restore).due, 3);
  EXPECT_EQ(of(summary, OperationKind::restore).failed, 1);
  EXPECT_EQ(summary.restores_partial, 1);
}

}  // namespace
}  // namespace headway::forecast
