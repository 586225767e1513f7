#include "analysis/forecast/expect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analysis/forecast/summary.h"
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

TEST(Expect, NothingObservedIsRefused) {
  const Verdict verdict = judged(at_most("deletes.hold_p95_s", 60), {0, 0});
  EXPECT_EQ(verdict.status, Status::refused);
  EXPECT_TRUE(std::isnan(verdict.figure));
}

}  // namespace
}  // namespace headway::forecast
