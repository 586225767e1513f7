#include "analysis/forecast/expect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analysis/forecast/summary.h"
#include "tests/analysis/machines.h"
#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

using Status = Verdict::Status;

/// A forecast of replications with ten due backups each, of which so many were lost.
Forecast forecast_of(const std::vector<std::int64_t>& losses) {
  std::vector<ReplicationSummary> replications;
  for (const std::int64_t lost : losses) {
    ReplicationSummary summary;
    summary.schedules.resize(2);
    summary.volumes.resize(2);
    summary.targets.resize(1);
    Outcomes& backups = summary.operations[0];
    backups.due = backups.attempts = 10;
    backups.lost = backups.failed = lost;
    backups.completed = 10 - lost;
    if (lost > 0) {
      summary.failures[{record::OperationKind::backup, record::Cause::lock_denied}].count = lost;
    }
    replications.push_back(std::move(summary));
  }
  return make_forecast(tests::two_days(), replications);
}

model::Expectation at_most(std::string metric, double limit) {
  model::Expectation line;
  line.metric = std::move(metric);
  line.observed_at_most = limit;
  return line;
}
model::Expectation at_least(std::string metric, double limit) {
  model::Expectation line;
  line.metric = std::move(metric);
  line.observed_at_least = limit;
  return line;
}
model::Expectation surely_at_most(std::string metric, double limit, double confidence = 0.95) {
  model::Expectation line;
  line.metric = std::move(metric);
  line.probability_at_most = limit;
  line.confidence = confidence;
  return line;
}

Verdict judged(const model::Expectation& line, const std::vector<std::int64_t>& losses) {
  model::Scenario scenario = tests::two_days();
  scenario.expect = {line};
  return judge(scenario, forecast_of(losses)).at(0);
}

TEST(Expect, ObservedComparesTheFigure) {
  EXPECT_EQ(judged(at_most("backups.lost_share", 0), {0, 0}).status, Status::met);
  EXPECT_EQ(judged(at_most("backups.lost_share", 0.05), {1, 0}).status,
            Status::met);  // 1 of 20, at the limit
  const Verdict verdict = judged(at_most("backups.lost_share", 0.04), {1, 0});
  EXPECT_EQ(verdict.status, Status::not_met);
  EXPECT_EQ(verdict.figure, 0.05);
  EXPECT_EQ(verdict.reason, "Observed: 0.05.");
  EXPECT_EQ(judged(at_least("failures.backup.lock-denied.count", 1), {1, 0}).status, Status::met);
  EXPECT_EQ(judged(at_least("failures.backup.lock-denied.count", 2), {1, 0}).status, Status::not_met);
}

TEST(Expect, AKnownCauseThatDidNotOccurIsZero) {
  const Verdict none = judged(at_most("failures.backup.snapshot-timeout.count", 0), {0, 0});
  EXPECT_EQ(none.status, Status::met);
  EXPECT_EQ(none.figure, 0);
  EXPECT_EQ(judged(at_least("failures.backup.snapshot-timeout.count", 1), {0, 0}).status, Status::not_met);
  EXPECT_EQ(judged(at_most("failures.backup.snapshot-timeout.share_of_attempts", 0), {0, 0}).status,
            Status::met);
}

TEST(Expect, UnknownMetricsAreRefusedWithANearName) {
  const Verdict verdict = judged(at_most("backups.lost_shares", 0), {0, 0});
  EXPECT_EQ(verdict.status, Status::refused);
  EXPECT_NE(verdict.reason.find("did you mean 'backups.lost_share'"), std::string::npos) << verdict.reason;
  const Verdict cause = judged(at_most("failures.backup.lock-denyed.count", 0), {0, 0});
  EXPECT_EQ(cause.status, Status::refused);
  EXPECT_NE(cause.reason.find("failures.backup.lock-denied.count"), std::string::npos) << cause.reason;
  EXPECT_EQ(judged(at_most("", 0), {0}).status, Status::refused);
}

TEST(Expect, ProbabilityUsesTheOneSidedBound) {
  // 0 of 20: 0.1391.
  const Verdict met = judged(surely_at_most("backups.lost_share", 0.14), std::vector<std::int64_t>(20, 0));
  EXPECT_EQ(met.status, Status::met);
  EXPECT_NEAR(met.bound, 0.13911, 5e-6);
  // 5, 3, 4, 2 of ten: R = 0.35, residuals 1.5, -0.5, 0.5, -1.5; se = sqrt(4/3 * 5) / 40 = 0.0645497;
  // t(0.95, 3) = 2.353363: bound 0.501909.
  const std::vector<std::int64_t> losses{5, 3, 4, 2};
  const Verdict bound = judged(surely_at_most("backups.lost_share", 0.6), losses);
  EXPECT_EQ(bound.status, Status::met);
  EXPECT_NEAR(bound.bound, 0.501909, 1e-5);
  // 1 of 4 replications... all four lost something: the bound of the probability is 1.
  EXPECT_EQ(judged(surely_at_most("replications.any_loss", 0.9), losses).status, Status::not_met);
}

TEST(Expect, RefusedWhenTheReplicationsCannotShowIt) {
  const Verdict verdict =
      judged(surely_at_most("backups.lost_share", 0.01), std::vector<std::int64_t>(20, 0));
  EXPECT_EQ(verdict.status, Status::refused);
  EXPECT_EQ(verdict.reason,
            "20 replications can show at best 0.1392 at 95 % confidence; 299 are needed for 0.01.");
  // Refused whatever was seen, so that luck does not decide between 1 and 2 as exit status.
  EXPECT_EQ(judged(surely_at_most("backups.lost_share", 0.01), std::vector<std::int64_t>(20, 5)).status,
            Status::refused);
  EXPECT_FALSE(refusal(surely_at_most("x", 0), 1000).empty());
  EXPECT_TRUE(refusal(surely_at_most("x", 0.01), 299).empty());
  EXPECT_FALSE(refusal(surely_at_most("x", 0.01), 298).empty());
  EXPECT_TRUE(refusal(at_most("x", 0), 1).empty());
}

TEST(Expect, CountsAndTimesHaveNoProbability) {
  const Verdict verdict = judged(surely_at_most("backups.lost", 0.5), std::vector<std::int64_t>(20, 0));
  EXPECT_EQ(verdict.status, Status::refused);
  EXPECT_NE(verdict.reason.find("is a count"), std::string::npos);
}

/// One replication a pair: the first and last backup refused the lock, in seconds since the start; nothing
/// was refused where the last is before the first.
Forecast refused_between(const std::vector<std::pair<int, int>>& spans) {
  std::vector<ReplicationSummary> replications;
  for (const auto& [first, last] : spans) {
    ReplicationSummary summary;
    summary.schedules.resize(2);
    summary.volumes.resize(2);
    summary.targets.resize(1);
    summary.operations[0].due = summary.operations[0].attempts = 10;
    if (first <= last) {
      FailureCount& refused = summary.failures[{record::OperationKind::backup, record::Cause::lock_denied}];
      refused.count = 2;
      refused.layers[static_cast<std::size_t>(record::Layer::backupstore)] = 2;
      refused.first = seconds{first};
      refused.last = seconds{last};
    }
    replications.push_back(std::move(summary));
  }
  return make_forecast(tests::two_days(), replications);
}

TEST(Expect, TellsWhenASymptomHappensAndWhoReportsIt) {
  // Two of three replications see it: first at 86410 and 86430, last at 86440 and 90000.
  const Forecast forecast = refused_between({{86410, 86440}, {1, 0}, {86430, 90000}});
  const auto judged_here = [&](const model::Expectation& line) { return judge({&line, 1}, forecast).at(0); };
  const Verdict first = judged_here(at_least("failures.backup.lock-denied.first_s", 86410));
  EXPECT_EQ(first.figure, 86420);
  EXPECT_EQ(first.status, Status::met);
  EXPECT_EQ(judged_here(at_most("failures.backup.lock-denied.first_s", 86419)).status, Status::not_met);
  EXPECT_EQ(judged_here(at_most("failures.backup.lock-denied.last_s", 88220)).status, Status::met);
  EXPECT_EQ(judged_here(at_least("failures.backup.lock-denied.last_s", 88221)).status, Status::not_met);
  EXPECT_EQ(find_metric(forecast, "failures.backup.lock-denied.first_s")->estimate.n, 2);

  EXPECT_EQ(judged_here(at_least("failures.backup.lock-denied.backupstore.count", 4)).status, Status::met);
  EXPECT_EQ(judged_here(at_least("failures.backup.lock-denied.backupstore.count", 5)).status,
            Status::not_met);
  EXPECT_EQ(judged_here(at_most("failures.backup.lock-denied.recurring-job.count", 0)).status, Status::met);

  // A probability of an instant is nonsense.
  EXPECT_EQ(judged_here(surely_at_most("failures.backup.lock-denied.first_s", 1)).status, Status::refused);
}

TEST(Expect, AnInstantOfWhatNeverHappenedIsRefusedByName) {
  for (const char* name : {"failures.backup.lock-denied.first_s", "failures.restore.node-lost.last_s"}) {
    const Verdict verdict = judged(at_least(name, 0), {0, 0});
    EXPECT_EQ(verdict.status, Status::refused) << name;
    EXPECT_NE(verdict.reason.find(name), std::string::npos) << verdict.reason;
    EXPECT_EQ(unknown_figure(tests::two_days(), name), "");
  }
}

TEST(Expect, EveryKindAndCauseHasItsFigures) {
  const model::Scenario scenario = tests::two_days();
  for (const char* name :
       {"failures.restore.lock-denied.count", "failures.backup.monitor-lost.count",
        "failures.backup.start-rpc-deadline.share_of_attempts", "failures.delete.lock-denied.count",
        "failures.backup-volume-delete.lock-denied.count", "failures.standby-restore.lock-denied.first_s",
        "failures.system-backup.deleted-meanwhile.system-backup-controller.count", "locks.expired",
        "locks.crashed", "locks.overlaps", "locks.failed_open", "deletes.longest_wait_s",
        "deletes.unfinished"}) {
    EXPECT_EQ(unknown_figure(scenario, name), "") << name;
  }
  // What a replica fails of is counted as the restore's, so its own figure would always be 0.
  const std::string unknown = unknown_figure(scenario, "failures.restore-replica.lock-denied.count");
  EXPECT_NE(unknown.find("did you mean 'failures."), std::string::npos) << unknown;
  EXPECT_NE(unknown_figure(scenario, "failures.restore.lock-denied.kubelet.count"), "");
}

TEST(Expect, ManualBackupsHaveTheFiguresOfSchedules) {
  model::Scenario scenario = tests::two_days();
  EXPECT_NE(unknown_figure(scenario, "schedules.before-upgrade.lost_share"), "");
  scenario.manual.resize(1);
  scenario.manual[0].name = "before-upgrade";
  EXPECT_EQ(unknown_figure(scenario, "schedules.before-upgrade.lost_share"), "");
}

TEST(Expect, MachinesAndTheirSchedulesHaveFigures) {
  model::Scenario scenario = tests::with_machines();
  for (const char* name :
       {"vm_backups.lost_share", "vm_backups.failed", "schedules_suspended", "schedules.nightly-a.lost_share",
        "failures.vm-backup.skipped-previous-running.count", "failures.vm-backup.lock-denied.last_s",
        "failures.snapshot.sync-timeout.csi-plugin.count", "failures.snapshot.rpc-timeout.first_s",
        "failures.vm-backup.skipped-webhook.webhook.count"})
    EXPECT_EQ(unknown_figure(scenario, name), "") << name;
  EXPECT_NE(unknown_figure(tests::two_days(), "schedules.nightly-a.lost_share"), "");
  EXPECT_EQ(judged(at_most("vm_backups.lost", 0), {0, 0}).status, Status::met);
  EXPECT_EQ(judged(at_most("schedules_suspended", 0), {0, 0}).status, Status::met);
}

TEST(Expect, NothingObservedIsRefused) {
  const Verdict verdict = judged(at_most("deletes.hold_p95_s", 60), {0, 0});
  EXPECT_EQ(verdict.status, Status::refused);
  EXPECT_TRUE(std::isnan(verdict.figure));
}

}  // namespace
}  // namespace headway::forecast
