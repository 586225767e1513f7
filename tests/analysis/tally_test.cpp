#include "analysis/forecast/tally.h"

#include <gtest/gtest.h>

#include <span>

#include "analysis/forecast/entities.h"
#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

using record::Blocker;
using record::Cause;
using record::OperationKind;
using record::Outcome;
using tests::at;

const Outcomes& of(const ReplicationSummary& summary, OperationKind kind) {
  return summary.operations[static_cast<std::size_t>(kind)];
}

/// Tells the tally of the operation and of the lock try that decided it.
void tell(Tally& tally, const record::Operation& operation) {
  tally.on(tests::attempt_of(operation));
  tally.on(operation);
}

TEST(Tally, DueBackupsGiveTheOutcomesAndOperationsTheAttempts) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  tell(tally, tests::refused_backup(2, 0, 0, 100, Blocker::delete_, 1));  // first attempt refused
  tell(tally, tests::backup(3, 0, 0, 700, 1000));                         // the re-run succeeds
  tell(tally, tests::refused_backup(4, 0, 1, 100, Blocker::delete_, 9));
  tally.on(tests::due(0, 0, 0, Outcome::completed, false, 2));
  tally.on(tests::due(0, 1, 0, Outcome::failed, true, 1));
  auto skipped = tests::due(0, 0, 86400, Outcome::skipped, true, 0);
  skipped.cause = Cause::skipped_forbid;
  tally.on(skipped);
  const ReplicationSummary summary = tally.finish();

  const Outcomes& backups = of(summary, OperationKind::backup);
  EXPECT_EQ(backups.due, 3);
  EXPECT_EQ(backups.completed, 1);
  EXPECT_EQ(backups.failed, 1);
  EXPECT_EQ(backups.skipped, 1);
  EXPECT_EQ(backups.lost, 2);      // a refused attempt followed by a good one is not lost
  EXPECT_EQ(backups.attempts, 4);  // three operations, and the skipped one
  EXPECT_EQ(summary.failures.at({OperationKind::backup, Cause::lock_denied}).count, 2);
  EXPECT_EQ(summary.failures.at({OperationKind::backup, Cause::lock_denied}).blocked_by[2], 2);  // delete
  EXPECT_EQ(summary.failures.at({OperationKind::backup, Cause::skipped_forbid}).count, 1);
  EXPECT_EQ(summary.schedules[0].due, 3);
  EXPECT_EQ(summary.schedules[0].lost, 2);
  EXPECT_EQ(summary.volumes[1].lost, 1u);
  EXPECT_EQ(summary.lost_by_hour[0], 2);
}

TEST(Tally, LateCompletionIsAFailedAttemptOfItsCause) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto late = tests::backup(1, 0, 0, 0, 1000);
  late.outcome = Outcome::completed_late;
  late.cause = Cause::start_timeout;
  tell(tally, late);
  tally.on(tests::due(0, 0, 0, Outcome::completed_late, false, 1));
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(of(summary, OperationKind::backup).completed_late, 1);
  EXPECT_EQ(of(summary, OperationKind::backup).lost, 0);
  EXPECT_EQ(summary.failures.at({OperationKind::backup, Cause::start_timeout}).count, 1);
}

TEST(Tally, WindowOverrunIsSaidOfTheDueBackupOnly) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto open = tests::backup(1, 0, 0, 0, 1000);
  open.outcome = Outcome::unfinished;
  open.ended = open.released = record::kNever;
  tally.on(open);
  auto overrun = tests::due(0, 0, 0, Outcome::failed, true, 1);
  overrun.cause = Cause::window_overrun;
  tally.on(overrun);
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(of(summary, OperationKind::backup).attempts, 1);
  EXPECT_EQ(summary.failures.at({OperationKind::backup, Cause::window_overrun}).count, 1);
}

TEST(Tally, DeletesCountTheirTriesAndEachRefusedOneIsAFailure) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto removal = tests::removal(5, 3, 0, 0, 300, 500);
  removal.tries = 3;
  removal.collection_skipped = true;
  for (const double look : {100.0, 200.0}) {
    auto refused = tests::attempt_of(removal);
    refused.decided = at(look);
    refused.granted = false;
    refused.blocked_by = Blocker::backup;
    refused.blocked_by_operation = 4;
    tally.on(refused);
  }
  tell(tally, removal);
  const ReplicationSummary summary = tally.finish();
  const Outcomes& deletes = of(summary, OperationKind::delete_);
  EXPECT_EQ(deletes.due, 1);
  EXPECT_EQ(deletes.completed, 1);
  EXPECT_EQ(deletes.attempts, 3);
  EXPECT_EQ(summary.failures.at({OperationKind::delete_, Cause::lock_denied}).count, 2);
  EXPECT_EQ(summary.failures.at({OperationKind::delete_, Cause::lock_denied}).blocked_by[1], 2);  // backup
  EXPECT_EQ(summary.collections_skipped, 1);
  EXPECT_EQ(summary.delete_hold.values(), (std::vector<Duration>{seconds{198}}));  // 302 to 500
}

TEST(Tally, ADeleteThatGaveUpOnTheLockIsNotCountedTwice) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  auto dropped = tests::refused_backup(5, 0, 0, 100, Blocker::backup, 4);
  dropped.kind = OperationKind::delete_;
  tell(tally, dropped);
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.failures.at({OperationKind::delete_, Cause::lock_denied}).count, 1);
  EXPECT_EQ(of(summary, OperationKind::delete_).failed, 1);
  EXPECT_EQ(of(summary, OperationKind::delete_).lost, 1);
}

TEST(Tally, WarmUpLeavesOnlyItsFingerprint) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario), silent(scenario);
  auto warm = tests::refused_backup(2, 0, 0, 100, Blocker::delete_, 1);
  warm.counted = false;
  tell(tally, warm);
  auto warm_due = tests::due(0, 0, 0, Outcome::failed, true, 1);
  warm_due.counted = false;
  tally.on(warm_due);
  const ReplicationSummary summary = tally.finish(), nothing = silent.finish();
  EXPECT_EQ(of(summary, OperationKind::backup).due, 0);
  EXPECT_EQ(of(summary, OperationKind::backup).attempts, 0);
  EXPECT_TRUE(summary.failures.empty());
  EXPECT_NE(summary.fingerprint, nothing.fingerprint);
}

TEST(Tally, RunsGiveDurationLatenessAndNights) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  tally.on(tests::run(1, 0, 7200, 7210, 9000, Outcome::completed));
  tally.on(tests::run(2, 1, 7200, 7205, 8000, Outcome::failed));
  tally.on(tests::run(3, 0, 93600, 93620, 94000, Outcome::completed));
  auto skipped = tests::run(4, 1, 93600, 0, 0, Outcome::skipped);
  skipped.started = skipped.ended = record::kNever;
  tally.on(skipped);
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.schedules[0].runs, 2);
  EXPECT_EQ(summary.schedules[1].failed_runs, 1);
  EXPECT_EQ(summary.schedules[1].skipped_runs, 1);
  EXPECT_EQ(summary.schedules[1].started_runs, 1);
  EXPECT_EQ(summary.schedules[0].duration.values(), (std::vector<Duration>{seconds{1790}, seconds{380}}));
  EXPECT_EQ(summary.schedules[0].lateness.values(), (std::vector<Duration>{seconds{10}, seconds{20}}));
  // Night one from 7205 to 9000, night two from 93620 to 94000.
  ASSERT_EQ(summary.nights.size(), 2u);
  EXPECT_EQ(summary.nights[0].last_end - summary.nights[0].first_start, seconds{1795});
  EXPECT_EQ(summary.nights[1].last_end - summary.nights[1].first_start, seconds{380});
}

TEST(Tally, ManualBackupsCountAsSchedulesAfterTheJobs) {
  model::Scenario scenario = tests::two_days();
  const auto manual = static_cast<std::uint32_t>(scenario.jobs.size());
  scenario.manual.push_back({"by-hand", scenario.time.start, {0}, {}});
  Tally tally(scenario);
  tally.on(tests::due(manual, 0, 0, Outcome::failed, true, 1));
  tally.on(tests::due(manual + 1, 0, 0, Outcome::failed, true, 1));  // names nothing
  const ReplicationSummary summary = tally.finish();
  ASSERT_EQ(summary.schedules.size(), manual + 1);
  EXPECT_EQ(summary.schedules[manual].due, 1);
  EXPECT_EQ(summary.schedules[manual].lost, 1);
  const auto schedules = schedules_of(scenario, std::span(&summary, 1));
  ASSERT_EQ(schedules.size(), manual + 1);
  EXPECT_EQ(schedules[manual].name, "by-hand");
  EXPECT_EQ(schedules[manual].lost, 1);
}

TEST(Tally, TargetsAreBookedAfterTheWarmUpOnly) {
  model::Scenario scenario = tests::two_days();
  scenario.time.warm_up = hours{1};
  Tally tally(scenario);
  tally.on(tests::write_load(600, 80, 100, 9));   // in the warm-up, nine flows until 3000
  tally.on(tests::write_load(3000, 50, 100, 4));  // four until 4600: 1,000 s of it after 3,600
  tally.on(tests::write_load(4600, 0, 100, 0));
  tally.on(tests::write_load(172700, 100, 100, 1));  // still running at the end, 100 s
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.targets[0].busy, seconds{1100});
  EXPECT_EQ(summary.targets[0].counted, hours{47});
  EXPECT_DOUBLE_EQ(summary.targets[0].load_seconds, 0.5 * 1000 + 1.0 * 100);
  EXPECT_EQ(summary.targets[0].peak_flows, 4u);
}

TEST(Tally, UploadsAndVolumes) {
  const model::Scenario scenario = tests::two_days();
  Tally tally(scenario);
  // 2 GiB of blocks from 4 to 68: 32 MiB/s; then in 128 s: 16 MiB/s.
  tell(tally, tests::backup(1, 0, 0, 0, 70));
  tell(tally, tests::backup(2, 0, 0, 86400, 86400 + 134));
  tally.on(record::VolumeEnd{0, 5000, 2, 1, 3});
  const ReplicationSummary summary = tally.finish();
  EXPECT_EQ(summary.uploads, 2);
  EXPECT_DOUBLE_EQ(summary.upload_rate_sum / static_cast<double>(kMiB), 48);
  EXPECT_EQ(summary.targets[0].bytes, 2 * kGiB);
  EXPECT_EQ(summary.backup_hold.values(), (std::vector<Duration>{seconds{68}, seconds{132}}));
  // Ends at 69 and 86533; the longest stretch is from there to the horizon, 172800 - 86533.
  EXPECT_EQ(summary.volumes[0].longest_gap, seconds{86464});
  EXPECT_EQ(summary.volumes[1].longest_gap, hours{48});  // never backed up
  EXPECT_EQ(summary.volumes[0].stored_blocks, 5000);
  EXPECT_EQ(summary.volumes[0].beyond_retain, 1u);
  EXPECT_EQ(summary.volumes[0].collections_skipped, 3u);
}

TEST(Fingerprint, ChangesWithEveryFieldAndWithOrder) {
  const auto print = [](auto... records) {
    Fingerprint fingerprint;
    (fingerprint.add(records), ...);
    return fingerprint.value();
  };
  const record::Operation one = tests::backup(1, 0, 0, 0, 70), two = tests::backup(2, 0, 0, 0, 70);
  EXPECT_EQ(print(one, two), print(one, two));
  EXPECT_NE(print(one, two), print(two, one));
  record::Operation changed = one;
  changed.collection_skipped = true;
  EXPECT_NE(print(one), print(changed));
  changed = one;
  changed.released += nanoseconds{1};
  EXPECT_NE(print(one), print(changed));
  record::Load load, negative_zero;
  negative_zero.rate.value = -0.0;
  EXPECT_EQ(print(load), print(negative_zero));
  EXPECT_EQ(fingerprint_text(0xab), "00000000000000ab");
}

TEST(Fingerprint, ValueIsFixed) {
  // Nothing but a change of the records or of this hash may change it: FNV-1a of the words 1, 2, 3 with the
  // high half folded down after each.
  std::uint64_t expected = 0xcbf29ce484222325;
  for (const std::uint64_t word : {1, 2, 3}) {
    expected = (expected ^ word) * 0x100000001b3;
    expected ^= expected >> 32;
  }
  Fingerprint fingerprint;
  for (const std::uint64_t word : {1, 2, 3}) fingerprint.add(word);
  EXPECT_EQ(fingerprint.value(), expected);
}

}  // namespace
}  // namespace headway::forecast
