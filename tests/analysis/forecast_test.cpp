#include "analysis/forecast/forecast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "analysis/forecast/summary_json.h"
#include "analysis/forecast/tally.h"
#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

using record::Blocker;
using record::OperationKind;
using record::Outcome;

/// One replication in which `lost` of ten due backups of data-1 were refused by a delete of weekly's.
ReplicationSummary night(const model::Scenario& scenario, int lost) {
  Tally tally(scenario);
  for (int i = 0; i < 10; ++i) {
    const auto id = static_cast<std::uint64_t>(10 + i);
    const double when = 3600.0 * i;
    const bool is_lost = i < lost;
    if (is_lost) {
      const auto holder = tests::removal(100 + id, 0, 1, 0, when - 60, when + 240);
      const auto refused = tests::refused_backup(id, 0, 0, when, Blocker::delete_, holder.id);
      tally.on(tests::attempt_of(refused));
      tally.on(refused);
      tally.on(tests::attempt_of(holder));
      tally.on(holder);
    } else {
      tally.on(tests::backup(id, 0, 0, when, when + 70));
    }
    tally.on(tests::due(0, 0, when, is_lost ? Outcome::failed : Outcome::completed, is_lost, 1));
    tally.on(tests::run(id, 0, when, when + 5, when + 75, is_lost ? Outcome::failed : Outcome::completed));
  }
  ReplicationSummary summary = tally.finish();
  summary.events = 1000;
  return summary;
}

Forecast forecast_of(const model::Scenario& scenario, const std::vector<int>& losses) {
  std::vector<ReplicationSummary> replications;
  for (const int lost : losses) replications.push_back(night(scenario, lost));
  return make_forecast(scenario, replications);
}

TEST(Forecast, ByHand) {
  const model::Scenario scenario = tests::two_days();
  const Forecast forecast = forecast_of(scenario, {3, 1, 2, 0});
  const Outcomes& backups = outcomes_of(forecast, OperationKind::backup);
  EXPECT_EQ(backups.due, 40);
  EXPECT_EQ(backups.lost, 6);
  EXPECT_EQ(backups.attempts, 40);

  // R = 6/40 = 0.15; residuals 1.5, -0.5, 0.5, -1.5, squares sum to 5; se = sqrt(4/3 * 5) / 40 = 0.0645497.
  // t(0.975, 3) = 3.182446: 0.15 + 0.205426.
  const Metric* share = find_metric(forecast, "backups.lost_share");
  ASSERT_NE(share, nullptr);
  EXPECT_DOUBLE_EQ(share->estimate.value, 0.15);
  EXPECT_NEAR(share->estimate.high, 0.355426, 1e-5);
  EXPECT_EQ(share->estimate.low, 0);

  const Metric* any = find_metric(forecast, "replications.any_loss");
  EXPECT_DOUBLE_EQ(any->estimate.value, 0.75);
  EXPECT_EQ(any->events, 3);
  EXPECT_EQ(any->estimate.n, 4);

  ASSERT_EQ(forecast.failures.size(), 1u);
  EXPECT_EQ(forecast.failures[0].count, 6);
  EXPECT_EQ(forecast.failures[0].blocked_by[2], 6);
  EXPECT_DOUBLE_EQ(forecast.failures[0].per_replication.value, 1.5);
  EXPECT_EQ(find_metric(forecast, "failures.backup.lock-denied.count")->estimate.value, 6);
  EXPECT_DOUBLE_EQ(find_metric(forecast, "failures.backup.lock-denied.share_of_attempts")->estimate.value,
                   0.15);

  ASSERT_EQ(forecast.holders.size(), 1u);
  EXPECT_EQ(forecast.holders[0].count, 6);
  EXPECT_EQ(forecast.holders[0].key.holder_schedule, 1u);
  EXPECT_DOUBLE_EQ(forecast.holders[0].held_for_p50.value, 60);  // granted at -58, looked at 2

  EXPECT_EQ(forecast.schedules[0].runs, 40);
  EXPECT_EQ(forecast.schedules[0].failed_runs, 6);
  EXPECT_DOUBLE_EQ(forecast.schedules[0].duration_p95.value, 70);
  EXPECT_DOUBLE_EQ(find_metric(forecast, "schedules.daily.lateness_p50_s")->estimate.value, 5);
  EXPECT_DOUBLE_EQ(forecast.schedules[1].slack_p5.value, -238);  // gone at 240, refused at 2
  EXPECT_DOUBLE_EQ(find_metric(forecast, "uploads.rate_mib_s")->estimate.value, 32);
  EXPECT_EQ(forecast.events, 4000);
}

TEST(Forecast, NoLossIsABoundAndNotZero) {
  const model::Scenario scenario = tests::two_days();
  const Forecast forecast = forecast_of(scenario, std::vector<int>(20, 0));
  const Metric* share = find_metric(forecast, "backups.lost_share");
  EXPECT_EQ(share->estimate.value, 0);
  EXPECT_NEAR(share->estimate.high, 0.13911, 5e-6);
  const Metric* lost = find_metric(forecast, "backups.lost");
  EXPECT_NEAR(lost->estimate.high, 200 * 0.13911, 2e-3);  // of 200 due
  EXPECT_TRUE(std::isnan(find_metric(forecast, "deletes.hold_p95_s")->estimate.value));
}

TEST(Forecast, EveryFigureIsInTheTableAndBetweenItsEnds) {
  const model::Scenario scenario = tests::two_days();
  for (const std::vector<int>& losses : {std::vector<int>{0}, {10}, {3, 1, 2, 0}, {10, 10}}) {
    const Forecast forecast = forecast_of(scenario, losses);
    std::set<std::string> names;
    for (const Metric& metric : forecast.metrics) {
      EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
      EXPECT_EQ(metric.name.find('<'), std::string::npos) << metric.name;
      EXPECT_FALSE(metric.estimate.method.empty()) << metric.name;
      if (std::isnan(metric.estimate.value)) continue;
      EXPECT_LE(metric.estimate.low, metric.estimate.value) << metric.name;
      EXPECT_GE(metric.estimate.high, metric.estimate.value) << metric.name;
    }
  }
}

TEST(MetricTable, NamesAUnitWhereThereIsOne) {
  std::set<std::string_view> patterns;
  for (const MetricInfo& info : metric_table()) {
    EXPECT_TRUE(patterns.insert(info.pattern).second) << info.pattern;
    EXPECT_EQ(info.description.back(), '.') << info.pattern;
    if (info.pattern.ends_with("_s") && !info.pattern.ends_with("mib_s")) {
      EXPECT_EQ(info.unit, "s");
    }
    EXPECT_EQ(info.kind == MetricKind::share,
              info.unit.empty() && info.kind != MetricKind::count && info.kind != MetricKind::probability);
  }
}

TEST(SummaryJson, HasTheKeysOfTheInterface) {
  const model::Scenario scenario = tests::two_days();
  const auto json = nlohmann::json::parse(summary_json(forecast_of(scenario, {3, 1, 2, 0})));
  EXPECT_EQ(json["scenario"], "two-days");
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["replications"], 4);
  EXPECT_EQ(json["horizon_s"], 172800);
  for (const char* kind : {"backup", "delete", "restore"}) {
    for (const char* key :
         {"due", "lost", "attempts", "completed", "completed_late", "failed", "skipped", "unfinished"}) {
      EXPECT_TRUE(json["operations"][kind][key].is_number_integer()) << kind << " " << key;
    }
  }
  EXPECT_EQ(json["operations"]["backup"]["lost"], 6);
  const auto& failure = json["failures"][0];
  EXPECT_EQ(failure["cause"], "lock-denied");
  EXPECT_EQ(failure["operation"], "backup");
  EXPECT_EQ(failure["count"], 6);
  EXPECT_EQ(failure["per_replication"]["mean"], 1.5);
  EXPECT_EQ(failure["per_replication"]["ci95"].size(), 2u);
  EXPECT_EQ(failure["share_of_attempts"]["value"], 0.15);
  EXPECT_EQ(failure["blocked_by"]["delete"], 6);
  EXPECT_EQ(failure["blocked_by"]["stale"], 0);
  EXPECT_EQ(json["metrics"]["backups.lost_share"]["value"], 0.15);
  EXPECT_EQ(json["metrics"]["backups.lost_share"]["method"], "ratio over replications");
  EXPECT_EQ(json["metrics"]["replications.any_loss"]["method"], "Clopper-Pearson");
  EXPECT_EQ(json["schedules"][0]["name"], "daily");
  EXPECT_EQ(json["schedules"][0]["runs"], 40);
  EXPECT_EQ(json["schedules"][0]["failed_runs"], 6);
  EXPECT_EQ(json["schedules"][0]["duration_s"]["p95"], 70);
  EXPECT_EQ(json["schedules"][1]["next_conflict_slack_s"]["p5"], -238);
  EXPECT_TRUE(json["schedules"][1]["duration_s"]["p50"].is_null());
  EXPECT_EQ(json["targets"][0]["name"], "s3");
  EXPECT_EQ(json["fingerprint"].get<std::string>().size(), 16u);
  EXPECT_EQ(json["engine"]["events"], 4000);
}

/// A restore whose only replica was refused by a delete at 100, and the purge of a snapshot.
ReplicationSummary restoring(const model::Scenario& scenario) {
  Tally tally(scenario);
  auto replica = tests::refused_backup(2, record::kNone, 0, 98, Blocker::delete_, 7);
  replica.kind = OperationKind::restore_replica;
  replica.parent = 1;
  tally.on(tests::attempt_of(replica));
  tally.on(replica);
  auto whole = replica;
  whole.id = 1;
  whole.parent = 0;
  whole.kind = OperationKind::restore;
  tally.on(whole);
  auto purge = tests::backup(3, record::kNone, 0, 0, 10);
  purge.kind = OperationKind::snapshot_purge;
  tally.on(purge);
  return tally.finish();
}

TEST(SummaryJson, ShowsRestoresAlwaysAndOtherKindsWhenThereAreAny) {
  const model::Scenario scenario = tests::two_days();
  const ReplicationSummary two[] = {restoring(scenario), restoring(scenario)};
  const auto json = nlohmann::json::parse(summary_json(make_forecast(scenario, two)));
  const auto& operations = json["operations"];
  EXPECT_EQ(operations["restore"]["due"], 2);
  EXPECT_EQ(operations["restore"]["lost"], 2);
  EXPECT_EQ(operations["restore"]["attempts"], 2);
  EXPECT_EQ(operations["restore-replica"]["failed"], 2);
  EXPECT_EQ(operations["snapshot-purge"]["completed"], 2);
  EXPECT_EQ(operations.size(), 5u);  // with backup and delete, and no other kind
  ASSERT_EQ(json["failures"].size(), 1u);
  const auto& failure = json["failures"][0];
  EXPECT_EQ(failure["operation"], "restore");
  EXPECT_EQ(failure["cause"], "lock-denied");
  EXPECT_EQ(failure["count"], 2);
  EXPECT_EQ(failure["blocked_by"]["delete"], 2);
  EXPECT_EQ(failure["layers"]["backupstore"], 2);
  EXPECT_EQ(failure["layers"]["replica"], 0);
  EXPECT_EQ(failure["first_s"], 100);
  EXPECT_EQ(failure["last_s"], 100);
  EXPECT_EQ(json["metrics"]["failures.restore.lock-denied.count"]["value"], 2);
  EXPECT_EQ(json["metrics"]["failures.restore.lock-denied.share_of_attempts"]["value"], 1);
  EXPECT_EQ(json["metrics"]["failures.restore.lock-denied.backupstore.count"]["value"], 2);
  EXPECT_EQ(json["holders"][0]["refused"], "restore");
}

TEST(Forecast, LocksAndStarvedDeletes) {
  const model::Scenario scenario = tests::two_days();
  std::vector<ReplicationSummary> replications;
  for (const double granted : {400.0, 3700.0}) {
    Tally tally(scenario);
    auto removal = tests::removal(1, 0, 0, 0, 100, 4000);
    removal.started = removal.lock_decided = tests::at(granted);
    auto look = tests::attempt_of(removal);
    look.expired = granted > 1000;
    tally.on(look);
    tally.on(removal);
    replications.push_back(tally.finish());
  }
  const Forecast forecast = make_forecast(scenario, replications);
  const Metric* wait = find_metric(forecast, "deletes.longest_wait_s");
  EXPECT_EQ(wait->estimate.value, 3600);  // the longer of 300 and 3600
  EXPECT_EQ(wait->estimate.method, statistics::kMaximumMethod);
  EXPECT_EQ(find_metric(forecast, "deletes.unfinished")->estimate.value, 0);
  EXPECT_EQ(find_metric(forecast, "locks.expired")->estimate.value, 1);
  // None of two granted locks: at most 2 * (1 - 0.05^(1/2)), the bound of two replications.
  const statistics::Estimate overlaps = find_metric(forecast, "locks.overlaps")->estimate;
  EXPECT_EQ(overlaps.value, 0);
  EXPECT_NEAR(overlaps.high, 2 * 0.7763932, 1e-6);
  // Where nobody deletes there is no longest wait.
  const ReplicationSummary quiet[] = {Tally(scenario).finish()};
  EXPECT_TRUE(
      std::isnan(find_metric(make_forecast(scenario, quiet), "deletes.longest_wait_s")->estimate.value));
}

TEST(Forecast, ManualBackupsAreListedBehindTheJobs) {
  model::Scenario scenario = tests::two_days();
  scenario.manual.resize(1);
  scenario.manual[0].name = "before-upgrade";
  Tally tally(scenario);
  tally.on(tests::due(2, 0, 0, Outcome::failed, true, 1));
  const ReplicationSummary one[] = {tally.finish()};
  const Forecast forecast = make_forecast(scenario, one);
  ASSERT_EQ(forecast.schedules.size(), 3u);
  EXPECT_EQ(forecast.schedules[2].name, "before-upgrade");
  EXPECT_EQ(find_metric(forecast, "schedules.before-upgrade.lost_share")->estimate.value, 1);
}

TEST(SummaryJson, TenDigitsAndTheSameBytes) {
  const model::Scenario scenario = tests::two_days();
  const std::string text = summary_json(forecast_of(scenario, {1, 0, 0}));
  EXPECT_NE(text.find("\"value\": 0.03333333333,"), std::string::npos);
  EXPECT_EQ(text, summary_json(forecast_of(scenario, {1, 0, 0})));
  EXPECT_EQ(text.back(), '\n');
}

TEST(SummaryJson, OneReplicationHasNullEnds) {
  const model::Scenario scenario = tests::two_days();
  const auto json = nlohmann::json::parse(summary_json(forecast_of(scenario, {1})));
  EXPECT_EQ(json["metrics"]["backups.lost_share"]["ci95"], nlohmann::json::array({0.0, 1.0}));
  EXPECT_EQ(json["failures"][0]["per_replication"]["ci95"], nlohmann::json::array({0.0, nullptr}));
}

TEST(SummaryJson, BrokenNamesDoNotEndTheRun) {
  model::Scenario scenario = tests::two_days();
  scenario.name = "caf\xe9";
  EXPECT_NO_THROW(summary_json(forecast_of(scenario, {0})));
}

}  // namespace
}  // namespace headway::forecast
