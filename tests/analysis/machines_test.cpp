// What schedules owe of virtual machines, what their snapshots fail of, and which schedules were suspended:
// from the records to the figures, the text and the JSON.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/summary_json.h"
#include "analysis/forecast/tally.h"
#include "analysis/forecast/text.h"
#include "tests/analysis/machines.h"

namespace headway::forecast {
namespace {

using record::Cause;
using record::Layer;
using record::OperationKind;
using record::Outcome;
using tests::at;
using tests::kNightly;

const Outcomes& of(const ReplicationSummary& summary, OperationKind kind) {
  return summary.operations[static_cast<std::size_t>(kind)];
}

std::int64_t by(const FailureCount& failure, Layer layer) {
  return failure.layers[static_cast<std::size_t>(layer)];
}

TEST(Machines, VmBackupsAreDueUnderTheirOwnKind) {
  const model::Scenario scenario = tests::with_machines();
  Tally tally(scenario);
  // Night one: vm-a completes, its two disks' backups with it. Night two: refused, and vm-b is skipped.
  for (const std::uint32_t disk : {0U, 1U}) {
    auto part = tests::backup(10 + disk, kNightly, disk, 7200, 7300);
    part.vm = 0;
    tally.on(part);
  }
  tally.on(tests::vm_backup(5, kNightly, 0, 7200, 7320));
  tally.on(tests::vm_due(kNightly, 0, 7200, Outcome::completed, false, 1));
  tally.on(tests::failed(tests::vm_backup(6, kNightly, 0, 93600, 93610), Cause::lock_denied,
                         Layer::vm_backup_controller));
  tally.on(tests::vm_due(kNightly, 0, 93600, Outcome::failed, true, 1));
  auto skipped = tests::vm_due(kNightly + 1, 1, 93600, Outcome::skipped, true, 0);
  skipped.run = 9;
  skipped.cause = Cause::skipped_previous_running;
  tally.on(skipped);
  tally.on(tests::run(9, kNightly + 1, 93600, 93600, 93650, Outcome::skipped));
  const ReplicationSummary summary = tally.finish();

  const Outcomes& vm_backups = of(summary, OperationKind::vm_backup);
  EXPECT_EQ(vm_backups.due, 3);
  EXPECT_EQ(vm_backups.completed, 1);
  EXPECT_EQ(vm_backups.failed, 1);
  EXPECT_EQ(vm_backups.skipped, 1);
  EXPECT_EQ(vm_backups.lost, 2);
  EXPECT_EQ(vm_backups.attempts, 3);  // two operations, and the skipped one
  // The disks' backups are attempts that nobody owes.
  EXPECT_EQ(of(summary, OperationKind::backup).attempts, 2);
  EXPECT_EQ(of(summary, OperationKind::backup).due, 0);
  EXPECT_EQ(of(summary, OperationKind::backup).completed, 0);

  const FailureCount& denied = summary.failures.at({OperationKind::vm_backup, Cause::lock_denied});
  EXPECT_EQ(denied.count, 1);
  EXPECT_EQ(by(denied, Layer::vm_backup_controller), 1);
  EXPECT_EQ(denied.first, seconds{93610});
  const FailureCount& previous =
      summary.failures.at({OperationKind::vm_backup, Cause::skipped_previous_running});
  EXPECT_EQ(previous.count, 1);
  EXPECT_EQ(by(previous, Layer::vm_schedule_controller), 1);
  EXPECT_EQ(previous.last, seconds{93650});  // the end of its run

  EXPECT_EQ(summary.machines[0].due, 2U);
  EXPECT_EQ(summary.machines[0].lost, 1U);
  EXPECT_EQ(summary.machines[1].lost, 1U);
  EXPECT_EQ(summary.volumes[0].due, 0U);
  EXPECT_EQ(summary.machines[0].longest_gap, seconds{172800 - 7320});
  EXPECT_EQ(summary.machines[1].longest_gap, hours{48});
  EXPECT_EQ(summary.schedules[kNightly].due, 2);
  EXPECT_EQ(summary.schedules[kNightly + 1].lost, 1);
  EXPECT_EQ(summary.lost_by_hour[2], 2);
  EXPECT_EQ(summary.vm_backup_duration.values(), (std::vector<Duration>{seconds{120}}));
}

TEST(Machines, WhoSkipsAVmBackupIsKnown) {
  const model::Scenario scenario = tests::with_machines();
  Tally tally(scenario);
  const std::pair<Cause, Layer> causes[] = {{Cause::skipped_previous_running, Layer::vm_schedule_controller},
                                            {Cause::skipped_late_trigger, Layer::vm_schedule_controller},
                                            {Cause::suspended_max_failure, Layer::vm_schedule_controller},
                                            {Cause::suspended_not_synced, Layer::vm_schedule_controller},
                                            {Cause::suspended_by_hand, Layer::vm_schedule_controller},
                                            {Cause::skipped_forbid, Layer::cron_job},
                                            {Cause::skipped_webhook, Layer::webhook}};
  for (const auto& [cause, layer] : causes) {
    auto due = tests::vm_due(kNightly, 0, 0, Outcome::skipped, true, 0);
    due.cause = cause;
    tally.on(due);
  }
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.failures.size(), std::size(causes));
  for (const auto& [cause, layer] : causes)
    EXPECT_EQ(by(summary.failures.at({OperationKind::vm_backup, cause}), layer), 1) << record::word(cause);
  EXPECT_EQ(of(summary, OperationKind::vm_backup).attempts, 7);
}

TEST(Machines, LateAndOverrunVmBackups) {
  const model::Scenario scenario = tests::with_machines();
  Tally tally(scenario);
  auto late = tests::vm_backup(5, kNightly, 0, 0, 5000);  // showed an error, healed later
  late.outcome = Outcome::completed_late;
  late.cause = Cause::sync_timeout;
  late.layer = Layer::vm_backup_controller;
  tally.on(late);
  tally.on(tests::vm_due(kNightly, 0, 0, Outcome::completed_late, false, 1));
  auto open = tests::vm_backup(6, kNightly + 1, 1, 0, 0);
  open.ended = record::kNever;
  open.outcome = Outcome::unfinished;
  tally.on(open);
  auto overrun = tests::vm_due(kNightly + 1, 1, 0, Outcome::failed, true, 1);
  overrun.cause = Cause::window_overrun;
  tally.on(overrun);
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(of(summary, OperationKind::vm_backup).completed_late, 1);
  EXPECT_EQ(of(summary, OperationKind::vm_backup).attempts, 2);
  EXPECT_EQ(summary.failures.at({OperationKind::vm_backup, Cause::sync_timeout}).count, 1);
  const FailureCount& over = summary.failures.at({OperationKind::vm_backup, Cause::window_overrun});
  EXPECT_EQ(over.count, 1);
  EXPECT_EQ(over.first, hours{24});  // when the next one was due
  EXPECT_EQ(summary.machines[0].longest_gap, seconds{172800 - 5000});
}

TEST(Machines, EachMessageOfAFailedCallIsAFailureOfTheSnapshot) {
  const model::Scenario scenario = tests::with_machines();
  Tally tally(scenario);
  tally.on(tests::snapshot_failed(7, 0, 40, Layer::csi_plugin));
  tally.on(tests::snapshot_failed(7, 0, 400, Layer::none));
  // Repeated by others, or no failure at all, or in the warm-up: not counted again.
  for (const auto& [kind, layer] : {std::pair{OperationKind::snapshot, Layer::snapshot_controller},
                                    {OperationKind::vm_backup, Layer::vm_backup_controller},
                                    {OperationKind::vm_backup, Layer::csi_snapshotter}}) {
    auto repeated = tests::snapshot_failed(7, 0, 41, Layer::csi_plugin);
    repeated.kind = kind;
    repeated.layer = layer;
    tally.on(repeated);
  }
  auto recovered = tests::snapshot_failed(7, 0, 900, Layer::none);
  recovered.says = record::Message::Says::recovered;
  tally.on(recovered);
  auto warm = tests::snapshot_failed(7, 0, 1, Layer::csi_plugin);
  warm.counted = false;
  tally.on(warm);
  // Its own record, with the cause it ended with, adds none; nor does one that the lock refused.
  tally.on(tests::failed(tests::snapshot(7, 5, 0, 0, 900, 4), Cause::sync_timeout, Layer::csi_plugin));
  tally.on(tests::failed(tests::snapshot(8, 5, 1, 0, 900, 1), Cause::lock_denied, Layer::backupstore));
  tally.on(tests::snapshot(9, 5, 1, 0, 900, 2));
  auto removal = tests::snapshot(12, 5, 0, 1000, 1060, 3);
  removal.kind = OperationKind::vm_backup_delete;
  tally.on(tests::failed(removal, Cause::target_unavailable, Layer::vm_backup_controller));
  const ReplicationSummary summary = tally.finish();

  const Outcomes& snapshots = of(summary, OperationKind::snapshot);
  EXPECT_EQ(snapshots.due, 3);
  EXPECT_EQ(snapshots.lost, 2);
  EXPECT_EQ(snapshots.completed, 1);
  EXPECT_EQ(snapshots.attempts, 7);
  EXPECT_EQ(of(summary, OperationKind::vm_backup_delete).lost, 1);
  EXPECT_EQ(of(summary, OperationKind::vm_backup_delete).attempts, 3);
  EXPECT_EQ(summary.failures.size(), 2U);
  const FailureCount& failure = summary.failures.at({OperationKind::snapshot, Cause::sync_timeout});
  EXPECT_EQ(failure.count, 2);
  EXPECT_EQ(by(failure, Layer::csi_plugin), 1);
  EXPECT_EQ(by(failure, Layer::csi_snapshotter), 1);
  EXPECT_EQ(failure.first, seconds{40});
  EXPECT_EQ(failure.last, seconds{400});
  EXPECT_EQ(summary.failures.at({OperationKind::vm_backup_delete, Cause::target_unavailable}).count, 1);
}

TEST(Machines, MessagesAndMachinesEnterTheFingerprintAndStepsDoNot) {
  const auto print = [](const auto& record) {
    Fingerprint fingerprint;
    fingerprint.add(record);
    return fingerprint.value();
  };
  const record::Message message = tests::snapshot_failed(7, 0, 40, Layer::csi_plugin);
  const auto changed = [&](auto change) {
    record::Message other = message;
    change(other);
    return print(other);
  };
  EXPECT_EQ(print(message), changed([](auto&) {}));
  EXPECT_NE(print(message), changed([](auto& m) { m.at += nanoseconds{1}; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.operation = 8; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.cause = Cause::rpc_timeout; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.layer = Layer::csi_plugin; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.origin = Layer::none; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.says = record::Message::Says::recovered; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.again = true; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.root = 3; }));
  EXPECT_NE(print(message), changed([](auto& m) { m.vm = 1; }));
  EXPECT_NE(print(tests::vm_backup(1, 0, 0, 0, 1)), print(tests::vm_backup(1, 0, 1, 0, 1)));
  EXPECT_NE(print(tests::vm_due(0, 0, 0, Outcome::failed, true, 0)),
            print(tests::vm_due(0, 1, 0, Outcome::failed, true, 0)));

  const model::Scenario scenario = tests::with_machines();
  Tally silent(scenario), stepped(scenario);
  stepped.on(record::Step{});
  EXPECT_FALSE(stepped.wants_steps());
  EXPECT_EQ(stepped.finish().fingerprint, silent.finish().fingerprint);
}

/// Four replications of one night: in the second vm-a is refused by a sync-timeout and its schedule suspended
/// for the upload that goes on; in the third too, and an operator suspends vm-b's, which loses its night.
Forecast two_bad_of_four(const model::Scenario& scenario, bool volumes_too) {
  std::vector<ReplicationSummary> replications;
  for (int i = 0; i < 4; ++i) {
    Tally tally(scenario);
    if (volumes_too) {
      tally.on(tests::backup(1, 0, 2, 3600, 3670));
      tally.on(tests::due(0, 2, 3600, Outcome::completed, false, 1));
    }
    const bool bad = i == 1 || i == 2;
    if (bad) {
      tally.on(tests::snapshot_failed(6, 0, 7235.0 + i, Layer::csi_plugin));
      tally.on(tests::suspended(kNightly, 7240.0 + 100 * i, Cause::suspended_not_synced));
      tally.on(tests::failed(tests::vm_backup(5, kNightly, 0, 7200, 7236), Cause::sync_timeout,
                             Layer::vm_backup_controller));
    } else {
      tally.on(tests::vm_backup(5, kNightly, 0, 7200, 7320));
    }
    tally.on(tests::snapshot(6, 5, 0, 7200, 7320, 2));
    tally.on(tests::vm_due(kNightly, 0, 7200, bad ? Outcome::failed : Outcome::completed, bad, 1));
    const bool by_hand = i == 2;
    if (by_hand) {
      tally.on(tests::suspended(kNightly + 1, 600, Cause::suspended_by_hand));
      auto skipped = tests::vm_due(kNightly + 1, 1, 7200, Outcome::skipped, true, 0);
      skipped.cause = Cause::suspended_by_hand;
      tally.on(skipped);
    } else {
      tally.on(tests::vm_backup(7, kNightly + 1, 1, 7200, 7260));
      tally.on(tests::vm_due(kNightly + 1, 1, 7200, Outcome::completed, false, 1));
    }
    replications.push_back(tally.finish());
  }
  return make_forecast(scenario, replications);
}

TEST(Machines, Figures) {
  const model::Scenario scenario = tests::with_machines();
  const Forecast forecast = two_bad_of_four(scenario, false);
  const auto value = [&](const char* name) { return find_metric(forecast, name)->estimate.value; };
  EXPECT_EQ(value("vm_backups.due"), 8);
  EXPECT_EQ(value("vm_backups.attempts"), 8);
  EXPECT_EQ(value("vm_backups.lost"), 3);
  EXPECT_EQ(value("vm_backups.lost_share"), 0.375);
  EXPECT_EQ(value("vm_backups.failed"), 2);
  EXPECT_EQ(value("vm_backups.failed_share"), 0.375);
  EXPECT_EQ(value("vm_backups.skipped_share"), 0.125);
  EXPECT_EQ(value("vm_backups.late_share"), 0);
  EXPECT_EQ(value("vm_backups.unfinished_share"), 0);
  EXPECT_EQ(value("vm_backups.duration_p50_s"), 60);  // of 120, 120 and three of 60
  EXPECT_EQ(value("machines.in_error_max"), 1);
  EXPECT_EQ(value("schedules_suspended"), 2);  // without the operator's
  EXPECT_EQ(value("replications.any_loss"), 0.5);
  EXPECT_EQ(value("backups.due"), 0);
  EXPECT_EQ(value("failures.vm-backup.sync-timeout.vm-backup-controller.count"), 2);
  EXPECT_EQ(value("failures.vm-backup.suspended-by-hand.count"), 1);
  EXPECT_EQ(value("failures.snapshot.sync-timeout.count"), 2);
  EXPECT_EQ(value("failures.snapshot.sync-timeout.csi-plugin.count"), 2);
  EXPECT_EQ(value("failures.snapshot.sync-timeout.share_of_attempts"), 0.25);  // of two calls in each of four
  EXPECT_EQ(value("failures.snapshot.sync-timeout.first_s"), 7236.5);
  EXPECT_EQ(value("schedules.nightly-a.lost_share"), 0.5);
  ASSERT_EQ(forecast.machines.size(), 2U);
  EXPECT_EQ(forecast.machines[0].name, "vm-a");
  EXPECT_EQ(forecast.machines[0].lost, 2);
  EXPECT_EQ(forecast.machines[0].longest_gap_s, 172800);
}

TEST(Machines, StoreWhatTheirDisksStore) {
  const model::Scenario scenario = tests::with_machines();
  Tally tally(scenario);
  tally.on(record::VolumeEnd{0, 10, 1, 0, 2});
  tally.on(record::VolumeEnd{1, 5, 1, 0, 1});
  tally.on(record::VolumeEnd{2, 1, 1, 0, 0});
  const ReplicationSummary one[] = {tally.finish()};
  const Forecast forecast = make_forecast(scenario, one);
  EXPECT_EQ(forecast.machines[0].stored_bytes, 15.0 * 2 * static_cast<double>(kMiB) / 2);
  EXPECT_EQ(forecast.machines[0].collections_skipped, 3);
  EXPECT_TRUE(std::isnan(forecast.machines[0].longest_gap_s));  // nothing was due
}

TEST(Machines, Golden) {
  const model::Scenario scenario = tests::with_machines();
  EXPECT_EQ(forecast_text(scenario, two_bad_of_four(scenario, false), {}), R"(two-days (Longhorn 1.6.1)

In 4 replications of 2 days, 3 of 8 due VM backups were lost (37.5 %, 95 % interval 0–100 %).
2 of 4 replications lost at least one (50 %, 6.8–93.2 %).
8 attempts at VM backups. The last attempts: 5 completed, 0 late, 2 failed, 1 skipped, 0 unfinished.
4 snapshots of disks asked for: 4 completed.

Why attempts failed
  operation  cause              count  of attempts (95 % interval)  lock held by
  vm-backup  sync-timeout           2  25 %, 0–70.9 %
  snapshot   sync-timeout           2  25 %, 0–70.9 %
  vm-backup  suspended-by-hand      1  12.5 %, 0–52.3 %
  sync-timeout: the backup controller had not taken the new backup up in time (says the CSI plugin, the VM backup controller).
  suspended-by-hand: the schedule was suspended by an operator (says the VM schedule controller).

Schedules
  schedule   runs  failed  skipped  duration p50 / p95  starts late p95  backups lost
  daily         0       0        0               - / -                -  none due
  weekly        0       0        0               - / -                -  none due
  nightly-a     0       0        0               - / -                -  2 of 4 (50 %, 0–100 %)
  nightly-b     0       0        0               - / -                -  1 of 4 (25 %, 0–100 %)

What users saw
  2 times in a VolumeSnapshot: vm-a
      Failed to create snapshot: failed to take snapshot of the volume <volume>: "rpc error: code = DeadlineExceeded desc = waitForBackupControllerSync: timeout while waiting for backup controller to sync for volume <volume> and snapshot snapshot-<uid>"
  2 times in a ScheduleVMBackup: vm-a
      BackupSuspend, reason "Longhorn Backup Not Synced": vmbackup <namespace>/<vmbackup> vb <disk> in error state but lhbackup <backup> still in processing, usually caused by backup target not reachable
  Never in error: vm-b

Schedules suspended
  schedule   in replications  first after (median)  why
  nightly-a           2 of 4             2 h 2 min  the schedule was suspended: an upload went on under a VM backup in error
  nightly-b           1 of 4                10 min  the schedule was suspended by an operator

Virtual machines that lost most
  virtual machine    lost  of due (95 % interval)  longest without a new backup
  vm-a             2 of 4  50 %, 0–100 %                                    2 d
  vm-b             1 of 4  25 %, 0–100 %                                    2 d

When the lost backups were due (hour, UTC)
  02:00  3  ########################################

Targets
  target  busy  mean load  written per replication  most uploads at once
  s3      none       none                      0 B                     0
)");
}

TEST(Machines, BothKindsOfDueBackupsHaveTheirSentence) {
  const model::Scenario scenario = tests::with_machines();
  const std::string text = forecast_text(scenario, two_bad_of_four(scenario, true), {});
  EXPECT_NE(text.find("In 4 replications of 2 days, none of 4 due backups was lost (at most 52.7 % with 95 % "
                      "confidence).\nAnd 3 of 8 due VM backups were lost (37.5 %,"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("4 attempts. The last attempts: 4 completed"), std::string::npos) << text;
  EXPECT_NE(
      text.find("8 attempts at VM backups. The last attempts: 5 completed, 0 late, 2 failed, 1 skipped"),
      std::string::npos)
      << text;
}

TEST(Machines, TheSummaryHasKindsAndSuspensions) {
  const model::Scenario scenario = tests::with_machines();
  const auto json = nlohmann::json::parse(summary_json(two_bad_of_four(scenario, false)));
  EXPECT_EQ(json["operations"]["vm-backup"]["lost"], 3);
  EXPECT_EQ(json["operations"]["snapshot"]["attempts"], 8);
  EXPECT_FALSE(json["operations"].contains("vm-backup-delete"));  // there was none
  ASSERT_EQ(json["suspensions"].size(), 2U);
  EXPECT_EQ(json["suspensions"][0],
            (nlohmann::json{{"schedule", "nightly-a"},
                            {"cause", "suspended-not-synced"},
                            {"replications", 2},
                            {"count", 2},
                            {"first_s", {{"p50", json["suspensions"][0]["first_s"]["p50"]}}}}));
  EXPECT_EQ(json["suspensions"][1]["cause"], "suspended-by-hand");
  EXPECT_EQ(json["suspensions"][1]["first_s"]["p50"], 600);
  EXPECT_EQ(json["metrics"]["schedules_suspended"]["value"], 2);
}

}  // namespace
}  // namespace headway::forecast
