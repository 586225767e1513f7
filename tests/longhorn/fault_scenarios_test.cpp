// The shipped scenarios of faults and operators, record by record: what the figures of their `expect` lines
// cannot say (who was in the way, which instants, which try), and that each symptom goes with its cause.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/simulation.h"
#include "tests/longhorn/played_scenario.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Blocker;
using record::Cause;
using record::Layer;
using record::OperationKind;
using record::Outcome;

/// One replication of a shipped scenario, with the reference models checking.
struct Seen {
  model::Scenario scenario;
  Recording recording;

  /// Seconds since the scenario's start.
  double at(Instant t) const { return to_seconds(t - scenario.time.start); }
  std::vector<record::Operation> backups_of(std::string_view schedule) const {
    for (std::uint32_t s = 0; s < model::schedule_count(scenario); ++s)
      if (model::schedule_name(scenario, s) == schedule) return recording.backups(s);
    return {};
  }
  std::vector<record::Operation> failed(Cause cause) const {
    std::vector<record::Operation> found;
    for (const auto& o : recording.backups())
      if (o.outcome == Outcome::failed && o.cause == cause) found.push_back(o);
    return found;
  }
};

Seen see(const std::string& name, const std::vector<std::string>& settings = {}) {
  io::ReadResult read = read_shipped(name, settings);
  EXPECT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  Seen seen;
  if (!read.scenario) return seen;
  seen.scenario = std::move(*read.scenario);
  PlayOptions options;
  options.check = true;
  play(seen.scenario, 0, seen.recording, options);
  return seen;
}

double figure(const Played& played, std::string_view name) {
  const forecast::Metric* found = forecast::find_metric(played.forecast, name);
  return found == nullptr ? std::nan("") : found->estimate.value;
}

/// Tries of that kind that failed so, over all replications.
std::int64_t count(const Played& played, OperationKind kind, Cause cause) {
  std::int64_t sum = 0;
  for (const auto& failure : played.forecast.failures)
    if (failure.operation == kind && failure.cause == cause) sum += failure.count;
  return sum;
}

// Delete asked for at 3600 s, its lock held from 3602 s on and saved every minute, the managers gone at 3930
// s. Saved last at 3902 s, so it counts until 4052 s: 122 s after the crash.
TEST(CrashLeavesLock, OfADeleteRefusesBackupsForTheRestOfItsLease) {
  const Seen seen = see("crash-leaves-lock");
  double expires = 0;
  for (const auto& lock : seen.recording.locks) {
    if (lock.kind != OperationKind::delete_ || lock.end != record::LockEnd::crashed) continue;
    EXPECT_NEAR(seen.at(lock.released), 3930, 0.001);
    const double held = 3930 - seen.at(lock.decided);
    expires = 3930 - std::fmod(held, 60) + 150;
  }
  EXPECT_GE(expires, 3930 + 90);
  EXPECT_LE(expires, 3930 + 150);
  for (const char* name : {"half-a-minute-after", "ninety-seconds-after"}) {
    const auto refused = seen.backups_of(name);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].cause, Cause::lock_denied) << name;
    EXPECT_EQ(refused[0].layer, Layer::backupstore);
    EXPECT_EQ(refused[0].blocked_by, Blocker::stale);
    EXPECT_LT(seen.at(refused[0].lock_decided), expires + 1);
  }
  const auto good = seen.backups_of("when-expired");
  ASSERT_EQ(good.size(), 1u);
  EXPECT_EQ(good[0].outcome, Outcome::completed);
  EXPECT_GT(seen.at(good[0].lock_decided), expires);
}

// With the restart after the delete's end it is the live delete that refuses all three.
TEST(CrashLeavesLock, IsNothingWithoutACrash) {
  const Seen seen = see("crash-leaves-lock", {"events.1.at=2026-01-05T01:59:00Z"});
  for (const char* name : {"half-a-minute-after", "ninety-seconds-after", "when-expired"}) {
    const auto refused = seen.backups_of(name);
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].blocked_by, Blocker::delete_) << name;
  }
}

TEST(CrashLeavesLock, OfAnUploadRefusesDeletesOnly) {
  const Seen seen = see("crash-leaves-lock");
  const auto lost = seen.backups_of("cut-off");
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].cause, Cause::node_lost);
  EXPECT_EQ(lost[0].layer, Layer::replica);
  const auto beside = seen.backups_of("beside-the-leftover");
  ASSERT_EQ(beside.size(), 1u);
  EXPECT_EQ(beside[0].outcome, Outcome::completed);
  const auto deletes = seen.recording.deletes();
  ASSERT_EQ(deletes.size(), 2u);
  EXPECT_EQ(deletes[1].volume, lost[0].volume);
  const auto tries = seen.recording.tries_of(deletes[1].id);
  ASSERT_GE(tries.size(), 2u);
  EXPECT_EQ(tries.front().blocked_by, Blocker::stale);
  EXPECT_TRUE(tries.back().granted);
  EXPECT_TRUE(deletes[1].collection_skipped) << "the lost upload's cfg is still there";
}

// 100 s fast: a lock saved more than 50 s ago looks older than 150 s. The store keeps whole seconds.
TEST(ClockSkew, GrantsWhatIsOlderThanTheLeaseToItsClock) {
  const Seen seen = see("clock-skew-100s");
  std::vector<double> held(seen.scenario.volumes.size());
  for (const auto& lock : seen.recording.locks)
    if (lock.kind == OperationKind::delete_) held[lock.volume] = seen.at(lock.decided);
  int granted = 0;
  for (const auto& lock : seen.recording.locks) {
    if (lock.kind != OperationKind::backup) continue;
    const double age = std::fmod(seen.at(lock.decided) - held[lock.volume], 60);
    EXPECT_EQ(lock.overlaps, lock.granted);
    granted += lock.granted ? 1 : 0;
    if (lock.granted) {
      EXPECT_TRUE(age > 48.5 || age < 1) << age;
    } else {
      EXPECT_TRUE(age < 51.5) << age;
    }
  }
  EXPECT_GT(granted, 0);
}

TEST(ClockSkew, ShareByTheClock) {
  const Played right = play_shipped("clock-skew-100s", {"nodes.fast.clock_skew=0s"}, 5);
  EXPECT_EQ(figure(right, "locks.overlaps"), 0);
  EXPECT_EQ(right.failures(Cause::lock_denied), 5 * 36);
  const Played blind = play_shipped("clock-skew-100s", {"nodes.fast.clock_skew=160s"}, 5);
  EXPECT_EQ(figure(blind, "locks.overlaps"), 5 * 36);
  EXPECT_EQ(blind.failures(Cause::lock_denied), 0);
}

// A day after each failure, at the next of the polls five minutes apart (and its place in that poll).
TEST(TtlMeetsNextNight, DeletesADayAfterTheFailure) {
  const Seen seen = see("ttl-meets-next-night");
  const auto failed = seen.failed(Cause::lock_denied);
  ASSERT_FALSE(failed.empty());
  std::size_t deleted = 0;
  for (const auto& backup : failed) {
    for (const auto& removal : seen.recording.deletes()) {
      if (removal.parent != backup.id) continue;
      ++deleted;
      const double later = to_seconds(removal.requested - backup.ended);
      EXPECT_GT(later, 86400);
      EXPECT_LT(later, 86400 + 301);
    }
  }
  EXPECT_EQ(deleted, failed.size());
}

TEST(TtlMeetsNextNight, OneNightOnlyWithoutIt) {
  const Played without =
      play_shipped("ttl-meets-next-night", {"platform.overrides.target.failed_backup_ttl=0s"});
  EXPECT_GT(without.failures(Cause::lock_denied), 0);
  EXPECT_LT(figure(without, "failures.backup.lock-denied.last_s"), 26.5 * 3600);
  EXPECT_EQ(count(without, OperationKind::delete_, Cause::lock_denied), 0);
}

TEST(EditedInTheAfternoon, FiresAtOnceAndAgain) {
  const Seen seen = see("edited-in-the-afternoon");
  const auto runs = seen.recording.runs_of(0);
  ASSERT_EQ(runs.size(), 4u);
  const double due[] = {2, 26, 27, 51}, fired[] = {2, 26, 39, 51};  // hours
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_NEAR(seen.at(runs[i].due), due[i] * 3600, 0.001);
    EXPECT_NEAR(seen.at(runs[i].fired), fired[i] * 3600, 0.5);
  }
}

// Edited between 02:00 and 03:00 instead, the new line's first tick is yet to come.
TEST(EditedInTheAfternoon, HarmlessAtNight) {
  const Played night = play_shipped("edited-in-the-afternoon", {"events.0.at=2026-01-06T02:45:00Z"}, 5);
  EXPECT_EQ(figure(night, "schedules.nightly.runs"), 4 * 5);
  EXPECT_EQ(night.failures(Cause::lock_denied), 0);
}

// 1, 2, 4 ... minutes, each at the resync after that; twelve doublings of a minute are more than a day.
TEST(DeleteStarvation, BacksOffToADay) {
  const Seen seen = see("delete-starvation");
  const auto deletes = seen.recording.deletes();
  ASSERT_FALSE(deletes.empty());
  const auto tries = seen.recording.tries_of(deletes[0].id);
  ASSERT_GE(tries.size(), 13u);
  double wait = 60;
  for (std::size_t i = 1; i < tries.size(); ++i) {
    const double gap = to_seconds(tries[i].requested - tries[i - 1].requested);
    EXPECT_GE(gap, wait - 0.1);
    EXPECT_LE(gap, wait + 30.1);
    EXPECT_EQ(tries[i].blocked_by, Blocker::backup);
    wait = std::min(2 * wait, 86400.0);
  }
  EXPECT_EQ(wait, 86400);
}

TEST(DeleteStarvation, WinsTheFirstGapUpTo17) {
  const Seen seen = see("delete-starvation", {"platform.longhorn=1.7.4"});
  for (const auto& removal : seen.recording.deletes()) {
    const auto tries = seen.recording.tries_of(removal.id);
    for (std::size_t i = 1; i < tries.size(); ++i)
      EXPECT_LE(to_seconds(tries[i].requested - tries[i - 1].decided), 30.1);
    if (removal.outcome == Outcome::completed) {
      EXPECT_LT(to_seconds(removal.started - removal.requested), 20 * 60);
    }
  }
  const Played all = play_shipped("delete-starvation", {"platform.longhorn=1.7.4"}, 3);
  EXPECT_LE(figure(all, "volumes.beyond_retain_max"), 1);
  EXPECT_EQ(all.failures(Cause::lock_denied), 0);
}

// Noon after the outage: nothing is collected on a volume with an unfinished cfg. Two days later it is.
TEST(TargetOutage, LeavesCfgsThatStopCollection) {
  const Seen seen = see("target-outage");
  const auto cut = seen.failed(Cause::upload_failed);
  ASSERT_EQ(cut.size(), 4u);
  for (const auto& backup : cut) {
    EXPECT_EQ(backup.layer, Layer::replica);
    for (const auto& removal : seen.recording.deletes(1)) {
      if (removal.volume != backup.volume || removal.outcome != Outcome::completed) continue;
      const double day = seen.at(removal.requested) / 86400;
      EXPECT_EQ(removal.collection_skipped, day > 1.2 && day < 2) << removal.volume << " on day " << day;
    }
  }
}

TEST(TargetOutage, NothingOfItOutsideTheWindow) {
  const Played calm = play_shipped("target-outage", {"events.0.at=2026-01-06T18:00:00Z"}, 5);
  EXPECT_EQ(calm.lost(), 0);
  EXPECT_EQ(figure(calm, "deletes.collections_skipped"), 0);
}

TEST(NfsSoftTimeout, WaitsForThreeMinutes) {
  const Seen seen = see("nfs-soft-timeout");
  std::size_t waited = 0;
  for (const auto& backup : seen.recording.backups()) {
    if (seen.at(backup.scheduled) > 86400) continue;
    EXPECT_EQ(backup.outcome, Outcome::completed);
    if (backup.transfer_started != record::kNever && seen.at(backup.transfer_started) < 7320 &&
        seen.at(backup.transfer_ended) > 7470)
      ++waited;
  }
  EXPECT_EQ(waited, 4u);
  for (const auto& backup : seen.failed(Cause::upload_failed))  // 02:02 on the 6th, 180 s, the monitor's 2 s
    EXPECT_NEAR(seen.at(backup.ended), 93720 + 180 + 1, 1.1);
}

// The RPC takes 300 s, its caller waits 180; what the job gives up after 450 s completes without it.
TEST(SlowTarget, CompletesAfterItsJobGaveUp) {
  const Seen seen = see("slow-target");
  std::size_t late = 0;
  for (const auto& backup : seen.recording.backups()) {
    if (seen.at(backup.scheduled) < 86400) continue;
    EXPECT_GT(to_seconds(backup.transfer_started - backup.started), 180 - 122);
    if (backup.outcome != Outcome::completed_late) continue;
    ++late;
    EXPECT_EQ(backup.cause, Cause::start_timeout);
    EXPECT_EQ(backup.layer, Layer::recurring_job);
    EXPECT_GT(to_seconds(backup.ended - backup.requested), 450);
  }
  EXPECT_GE(late, 9u);
  std::size_t deleted = 0;
  for (const auto& removal : seen.recording.deletes()) deleted += seen.at(removal.requested) > 86400 ? 1 : 0;
  EXPECT_EQ(deleted, 12 - late) << "no retention delete follows a late one";
}

TEST(SlowTarget, OnTimeAtItsUsualLatency) {
  const Played usual = play_shipped("slow-target", {"events.0.latency_factor=1"}, 5);
  EXPECT_EQ(figure(usual, "backups.late_share"), 0);
  EXPECT_EQ(usual.failures(Cause::start_timeout), 0);
}

TEST(OneFailedPoll, EndsTheObjectNotTheUpload) {
  const Seen seen = see("one-failed-poll");
  const auto failed = seen.failed(Cause::monitor_lost);
  ASSERT_EQ(failed.size(), 2u);
  for (const auto& backup : failed) {
    EXPECT_EQ(backup.layer, Layer::backup_controller);
    EXPECT_GT(to_seconds(backup.released - backup.ended), 300) << "its lock is held on";
    for (const auto& removal : seen.recording.deletes()) {
      if (removal.parent != backup.id) continue;
      const auto tries = seen.recording.tries_of(removal.id);
      ASSERT_GE(tries.size(), 3u);
      EXPECT_EQ(tries.front().blocked_by, Blocker::backup);
      EXPECT_EQ(tries.front().blocked_by_operation, backup.id);
      EXPECT_TRUE(tries.back().granted);
      EXPECT_GT(tries.back().decided, backup.released);
    }
  }
}

TEST(TargetFull, StaysFullUntilSomebodyMakesRoom) {
  const Seen seen = see("target-full");
  std::size_t last_night = 0;
  for (const auto& backup : seen.recording.backups()) {
    if (backup.cause == Cause::target_full) {
      EXPECT_EQ(backup.layer, Layer::backupstore);
    }
    if (seen.at(backup.scheduled) < 7 * 86400) continue;
    ++last_night;
    EXPECT_EQ(backup.outcome, Outcome::completed);
  }
  EXPECT_EQ(last_night, 10u);
  const Played roomy = play_shipped("target-full", {"targets.nas.capacity=2Ti"}, 5);
  EXPECT_EQ(roomy.failures(Cause::target_full), 0);
}

// 40 GiB used: ten volumes fill at least 400 of 430 GiB, and a night brings more than 70.
TEST(TargetFull, WhatIsThereAtTheStartTakesRoom) {
  const Played tight = play_shipped("target-full", {"targets.nas.capacity=430Gi"}, 2);
  EXPECT_LT(figure(tight, "failures.backup.target-full.first_s"), 3 * 3600);
}

TEST(BackingImageLock, IsOneForAllImages) {
  const Seen seen = see("backing-image-lock");
  const auto uploads = seen.recording.all(OperationKind::backing_image_backup);
  const auto removals = seen.recording.all(OperationKind::backing_image_delete);
  ASSERT_EQ(uploads.size(), 1u);
  ASSERT_EQ(removals.size(), 1u);
  const auto tries = seen.recording.tries_of(removals[0].id);
  ASSERT_GE(tries.size(), 10u);
  for (std::size_t i = 0; i + 1 < tries.size(); ++i) {
    EXPECT_FALSE(tries[i].granted);
    EXPECT_EQ(tries[i].blocked_by, Blocker::backup);
    EXPECT_LE(to_seconds(tries[i + 1].requested - tries[i].decided), 30.1);
  }
  EXPECT_TRUE(tries.back().granted);
  EXPECT_GT(tries.back().decided, uploads[0].released);
  EXPECT_LT(to_seconds(tries.back().decided - uploads[0].released), 33);

  const Played alone = play_shipped("backing-image-lock", {"backing_images.fedora.backed_up=true"}, 3);
  EXPECT_EQ(count(alone, OperationKind::backing_image_delete, Cause::lock_denied), 0);
}

TEST(SystemBackup, AsksForAllVolumesAtOnceAndFailsWithOne) {
  const Seen seen = see("system-backup");
  const auto systems = seen.recording.all(OperationKind::system_backup);
  ASSERT_EQ(systems.size(), 3u);
  EXPECT_EQ(systems[0].outcome, Outcome::completed);
  EXPECT_EQ(systems[2].outcome, Outcome::failed);
  EXPECT_EQ(systems[2].cause, Cause::lock_denied);
  EXPECT_EQ(systems[2].layer, Layer::system_backup_controller);
  for (const auto& system : systems) {
    std::size_t asked = 0, failed = 0;
    Instant first = record::kNever, last{};
    for (const auto& backup : seen.recording.backups()) {
      if (backup.parent != system.id) continue;
      ++asked;
      failed += backup.outcome == Outcome::failed ? 1 : 0;
      first = std::min(first, backup.requested);
      last = std::max(last, backup.requested);
    }
    EXPECT_EQ(asked, 40u);
    EXPECT_EQ(first, last);
    EXPECT_EQ(failed, system.id == systems[2].id ? 1u : 0u);
  }
}

}  // namespace
}  // namespace headway::tests
