#include "analysis/compare/measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "analysis/forecast/forecast.h"
#include "analysis/forecast/tally.h"
#include "tests/analysis/night.h"

namespace headway::compare {
namespace {

using forecast::ReplicationSummary;
using record::Cause;
using record::OperationKind;
using tests::at;

double value(const ReplicationSummary& summary, std::string_view name) {
  return measure({&summary, 1}).by_measure.at(find_measure(name)).at(0);
}

ReplicationSummary empty() {
  ReplicationSummary summary;
  summary.schedules.resize(2);
  summary.volumes.resize(2);
  summary.targets.resize(2);
  return summary;
}

TEST(Measures, HaveNamesOfTheirOwnAndASentence) {
  std::set<std::string_view> names, titles;
  for (const MeasureInfo& info : measure_table()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_TRUE(titles.insert(info.title).second) << info.title;
    EXPECT_EQ(info.description.back(), '.') << info.name;
    EXPECT_GE(info.tolerance_share, 0) << info.name;
    EXPECT_EQ(&measure_table()[find_measure(info.name)], &info);
  }
  EXPECT_EQ(find_measure("backups.lots"), measure_table().size());
}

TEST(Measures, CountFailuresByCauseAndOperation) {
  ReplicationSummary summary = empty();
  summary.operations[0].lost = 7;
  summary.failures[{OperationKind::backup, Cause::lock_denied}].count = 5;
  summary.failures[{OperationKind::backup, Cause::start_timeout}].count = 3;
  summary.failures[{OperationKind::backup, Cause::snapshot_timeout}].count = 2;
  summary.failures[{OperationKind::backup, Cause::skipped_forbid}].count = 1;
  summary.failures[{OperationKind::delete_, Cause::lock_denied}].count = 4;
  summary.schedules[0].failed_runs = 2;
  summary.schedules[1].failed_runs = 1;
  EXPECT_EQ(value(summary, "backups.lost"), 7);
  EXPECT_EQ(value(summary, "backups.failed_attempts"), 11);
  EXPECT_EQ(value(summary, "backups.lock_denied"), 5);
  EXPECT_EQ(value(summary, "backups.timeouts"), 5);
  EXPECT_EQ(value(summary, "deletes.refused"), 4);
  EXPECT_EQ(value(summary, "runs.failed"), 3);
}

TEST(Measures, OfMachinesAreKnownWhereVmBackupsAreDue) {
  const auto kind = static_cast<std::size_t>(OperationKind::vm_backup);
  ReplicationSummary summary = empty();
  for (const char* name : {"vm_backups.lost", "vm_backups.failed_attempts", "schedules_suspended"})
    EXPECT_TRUE(std::isnan(value(summary, name))) << name;
  summary.operations[kind].due = 9;
  summary.operations[kind].lost = 4;
  summary.failures[{OperationKind::vm_backup, Cause::sync_timeout}].count = 3;
  summary.failures[{OperationKind::vm_backup, Cause::lock_denied}].count = 2;
  summary.failures[{OperationKind::snapshot, Cause::sync_timeout}].count = 7;
  summary.suspensions[{0, Cause::suspended_max_failure}].count = 1;
  summary.suspensions[{1, Cause::suspended_by_hand}].count = 5;
  EXPECT_EQ(value(summary, "vm_backups.lost"), 4);
  EXPECT_EQ(value(summary, "vm_backups.failed_attempts"), 5);
  EXPECT_EQ(value(summary, "schedules_suspended"), 1);
  EXPECT_EQ(value(summary, "backups.failed_attempts"), 0);
  EXPECT_EQ(measure({&summary, 1}).due_mean, 9);
}

TEST(Measures, TakeTimesAsMeans) {
  // Nights of 100 s and 300 s; gaps of 10 s and 30 s of the volumes that owe backups; peaks 3 and 5.
  ReplicationSummary summary = empty();
  summary.nights = {{at(0), at(100)}, {at(86400), at(86700)}};
  summary.volumes.resize(3);
  summary.volumes[0].due = summary.volumes[1].due = 1;
  summary.volumes[0].longest_gap = seconds{10};
  summary.volumes[1].longest_gap = seconds{30};
  summary.volumes[2].longest_gap = seconds{1000};
  summary.targets[0].peak_flows = 3;
  summary.targets[1].peak_flows = 5;
  EXPECT_EQ(value(summary, "nights.length_mean_s"), 200);
  EXPECT_EQ(value(summary, "volumes.longest_gap_mean_s"), 20);
  EXPECT_EQ(value(summary, "targets.peak_uploads"), 5);
}

TEST(Measures, LatenessIsTheMeanOverAllStartedRuns) {
  // Runs that start 3 s, 5 s and 10 s late: 18 / 3. One that was skipped has no lateness.
  forecast::Tally tally(tests::two_days());
  tally.on(tests::run(1, 0, 0, 3, 60, record::Outcome::completed));
  tally.on(tests::run(2, 0, 86400, 86405, 86500, record::Outcome::failed));
  tally.on(tests::run(3, 1, 100, 110, 200, record::Outcome::completed));
  record::Run skipped = tests::run(4, 1, 90000, 0, 0, record::Outcome::skipped);
  skipped.started = skipped.ended = record::kNever;
  tally.on(skipped);
  EXPECT_DOUBLE_EQ(value(tally.finish(), "runs.lateness_mean_s"), 6);
}

TEST(Measures, WhatDidNotHappenIsNotKnown) {
  EXPECT_TRUE(std::isnan(value(empty(), "nights.length_mean_s")));
  EXPECT_TRUE(std::isnan(value(empty(), "runs.lateness_mean_s")));
  EXPECT_TRUE(std::isnan(value(empty(), "volumes.longest_gap_mean_s")));
  EXPECT_EQ(value(empty(), "backups.lost"), 0);
}

TEST(Measures, KeepTheForecastsFingerprint) {
  std::vector<ReplicationSummary> replications{empty(), empty()};
  replications[0].fingerprint = 17;
  replications[1].fingerprint = 4;
  replications[0].operations[0].due = 3;
  replications[1].operations[0].due = 6;
  const Measured measured = measure(replications);
  EXPECT_EQ(measured.fingerprint, forecast::make_forecast(tests::two_days(), replications).fingerprint);
  EXPECT_EQ(measured.due_mean, 4.5);
}

}  // namespace
}  // namespace headway::compare
