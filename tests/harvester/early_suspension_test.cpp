// Uploads under a VM backup in error: deleted, and the schedule suspended, by the CSI sheet 3.2.
#include <set>

#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Layer;
using record::Message;
using record::Outcome;
using record::Step;

model::Scenario machine_of(std::string_view harvester, std::size_t disks) {
  model::Scenario scenario = small_harvester(harvester);
  add_machine(scenario, "vm", disks);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *", 1);
  scenario.time.horizon = hours{3};
  return scenario;
}

std::vector<Step> killed(const Recording& r) {
  std::vector<Step> found;
  for (const Step& step : r.steps)
    if (step.kind == Step::Kind::backup_deleted && step.layer == Layer::vm_schedule_controller)
      found.push_back(step);
  return found;
}

std::uint32_t volume_of(const Recording& r, std::uint64_t backup) {
  for (const record::Operation& o : r.backups())
    if (o.id == backup) return o.volume;
  return record::kNone;
}

// One failure is enough, whatever max_failure is: error at 32.7 (errors_test), the check a step later.
TEST(EarlySuspension, FollowsATimeoutOfAHealthyUpload) {
  model::Scenario scenario = machine_of("1.4.0", 1);
  slow_start(scenario);
  const Recording r = record_of(scenario);
  const auto suspended = saying(r, Message::Says::suspended);
  ASSERT_EQ(suspended.size(), 1U);
  EXPECT_EQ(suspended[0].cause, Cause::suspended_not_synced);
  EXPECT_EQ(suspended[0].layer, Layer::vm_schedule_controller);
  EXPECT_EQ(suspended[0].root, vm_backups(r)[0].id);
  EXPECT_AT(suspended[0].at, kTick + 32.9);
  ASSERT_FALSE(r.deletes().empty());
  EXPECT_AT(r.deletes()[0].requested, kTick + 32.9);
  // The ticks after it are skipped for that.
  ASSERT_EQ(r.due.size(), 3U);
  EXPECT_EQ(r.due[1].outcome, Outcome::skipped);
  EXPECT_EQ(r.due[1].cause, Cause::suspended_not_synced);
  EXPECT_EQ(r.due[2].cause, Cause::suspended_not_synced);
  EXPECT_TRUE(r.due[1].lost);
}

// Not where it is switched off, and not from Longhorn 1.12 on, where there is no error.
TEST(EarlySuspension, NeedsAnError) {
  model::Scenario scenario = machine_of("1.4.0", 1);
  slow_start(scenario);
  scenario.platform.parameters.vm_schedule_early_suspend = false;
  EXPECT_TRUE(saying(record_of(scenario), Message::Says::suspended).empty());
  scenario = machine_of("development", 1);
  slow_start(scenario);
  const Recording r = record_of(scenario);
  EXPECT_TRUE(saying(r, Message::Says::suspended).empty());
  EXPECT_TRUE(killed(r).empty());
}

// A refused lock of the only disk: its Backup is in Error, which is final. Nothing is left to be deleted.
TEST(EarlySuspension, NeedsAnUpload) {
  const Recording r =
      record_beside(machine_of("1.4.0", 1), {OtherLock{0, 2, kStart + seconds{500}, kStart + hours{10}}});
  EXPECT_EQ(of_layer(r, Layer::vm_backup_controller).size(), 3U);  // one a tick
  EXPECT_TRUE(saying(r, Message::Says::suspended).empty());
  EXPECT_TRUE(killed(r).empty());
}

/// A machine whose first disk is refused its lock while the others upload for ten minutes.
Recording refused_beside_uploads(std::string_view harvester, std::size_t uploads, bool cleanup = true) {
  model::Scenario scenario = machine_of(harvester, uploads + 1);
  for (std::size_t v = 1; v <= uploads; ++v) scenario.volumes[v].dirtied.per_day = 1e15;
  scenario.targets[0].write = BytesPerSecond{static_cast<double>(uploads) * 200.0 * kMiB / 600};
  scenario.platform.parameters.snapshot_cleanup_with_backup = cleanup;
  return record_beside(scenario, {OtherLock{0, 2, kStart + seconds{500}, kStart + hours{10}}});
}

// The other disk's upload is deleted a step after the error. Up to Longhorn 1.7 it goes on all the same, to
// its end at about 600 s. Its snapshot is deleted with it and cannot go, so nothing comes after it; where
// snapshots stay, each call that finds no Backup makes one, which is deleted as well.
TEST(EarlySuspension, FollowsARefusedLockOfAnotherDisk) {
  for (const bool cleanup : {true, false}) {
    const Recording r = refused_beside_uploads("1.4.0", 1, cleanup);
    const auto error = of_layer(r, Layer::vm_backup_controller);
    ASSERT_FALSE(error.empty());
    EXPECT_EQ(error[0].cause, Cause::lock_denied);
    const auto all = killed(r);
    ASSERT_GE(all.size(), 1U);
    EXPECT_AT(all[0].at, since_start(error[0].at) + 0.2);
    for (const record::Operation& b : r.backups()) {
      if (b.id != all[0].operation) continue;
      EXPECT_EQ(b.cause, Cause::deleted_meanwhile);
      EXPECT_GT(since_start(b.transfer_ended) - kTick, 600);  // its bandwidth is spent
      if (!cleanup) {
        ASSERT_GE(all.size(), 2U);
        EXPECT_GT(all[1].at, b.transfer_ended);
      }
    }
    EXPECT_EQ(all.size() > 1, !cleanup);
    for (const Step& step : all) EXPECT_EQ(volume_of(r, step.operation), 1U);
    EXPECT_EQ(saying(r, Message::Says::suspended).size(), 1U);
  }
}

// Up to Longhorn 1.7 the first upload's Backup stays InProgress while it is deleted, and at it the check
// stops; when it has gone, the check stops for not finding it.
TEST(EarlySuspension, KillsOneDiskAndSparesItsSiblingsUpToLonghorn17) {
  const Recording r = refused_beside_uploads("1.4.0", 3);
  ASSERT_EQ(killed(r).size(), 1U);
  std::size_t completed = 0;
  for (const record::Operation& b : r.backups()) completed += b.outcome == Outcome::completed;
  EXPECT_EQ(completed, 2U);
}

// From 1.8 on it is Deleting, which is final: the next event, two seconds and a step later, takes the next.
TEST(EarlySuspension, KillsAllInTurnFromLonghorn18On) {
  const Recording r = refused_beside_uploads("1.5.0", 3);
  const auto all = killed(r);
  ASSERT_EQ(all.size(), 3U);
  std::set<std::uint32_t> volumes;
  const double error = since_start(of_layer(r, Layer::vm_backup_controller)[0].at);
  for (std::size_t i = 0; i < 3; ++i) {
    volumes.insert(volume_of(r, all[i].operation));
    EXPECT_AT(all[i].at, error + 0.2 + 2.2 * static_cast<double>(i));
  }
  EXPECT_EQ(volumes, (std::set<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(saying(r, Message::Says::suspended).size(), 1U);
}

// An upload whose start RPC is not over has no cfg yet: from 1.8 on its object goes at once, and the check
// stops for not finding it.
TEST(EarlySuspension, StopsAtABackupThatIsGone) {
  model::Scenario scenario = machine_of("1.5.0", 3);
  slow_start(scenario);
  scenario.time.horizon = minutes{18};
  const Recording r = record_of(scenario);
  ASSERT_EQ(killed(r).size(), 1U);
  EXPECT_AT(killed(r)[0].at, kTick + 32.9);
}

// Resumed after one failure, with four allowed: nothing is deleted, and the next Backup that csi-snapshotter
// makes for the VM backup in error suspends the schedule once more.
TEST(EarlySuspension, ComesAgainAfterAResumption) {
  model::Scenario scenario = machine_of("1.4.0", 1);
  slow_start(scenario);
  scenario.platform.parameters.snapshot_cleanup_with_backup = false;
  scenario.events.push_back(event_at(kStart + seconds{660}, model::EventKind::resume_schedule));
  scenario.events[0].vm_schedule = 0;
  const Recording r = record_of(scenario);
  const auto resumed = saying(r, Message::Says::resumed);
  ASSERT_EQ(resumed.size(), 1U);
  EXPECT_AT(resumed[0].at, 660.2);
  EXPECT_TRUE(vm_backup_deletes(r).empty());
  const auto suspended = saying(r, Message::Says::suspended);
  ASSERT_EQ(suspended.size(), 2U);
  EXPECT_EQ(suspended[1].root, vm_backups(r)[0].id);
  for (const record::Operation& b : r.backups()) {
    if (since_start(b.requested) < 660.2) continue;
    EXPECT_AT(suspended[1].at, since_start(b.requested) + 0.2);  // a step
    break;
  }
  EXPECT_GT(since_start(suspended[1].at), 660.2);
  EXPECT_LT(since_start(suspended[1].at), kNextTick);
}

}  // namespace
}  // namespace headway::tests
