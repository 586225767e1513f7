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

// A refused lock of one disk, while the other one uploads: error at 6.9 or some tenths of a second later, and
// the other one's upload is deleted a step after that. Up to Longhorn 1.7 it goes on all the same, to its end
// at about 600 s; then the next call takes a new backup, which is deleted as well.
TEST(EarlySuspension, FollowsARefusedLockOfAnotherDisk) {
  model::Scenario scenario = machine_of("1.4.0", 2);
  scenario.volumes[1].dirtied.per_day = 1e15;
  scenario.targets[0].write = BytesPerSecond{200.0 * kMiB / 600};
  const Recording r = record_beside(scenario, {OtherLock{0, 2, kStart + seconds{500}, kStart + hours{10}}});
  const auto error = of_layer(r, Layer::vm_backup_controller);
  ASSERT_FALSE(error.empty());
  const auto all = killed(r);
  ASSERT_GE(all.size(), 2U);
  EXPECT_AT(all[0].at, since_start(error[0].at) + 0.2);
  EXPECT_EQ(volume_of(r, all[0].operation), 1U);
  EXPECT_EQ(volume_of(r, all[1].operation), 1U);
  const auto backups = r.backups();
  for (const record::Operation& b : backups) {
    if (b.id != all[0].operation) continue;
    EXPECT_EQ(b.cause, Cause::deleted_meanwhile);
    EXPECT_GT(since_start(b.transfer_ended) - kTick, 600);  // its bandwidth is spent
    EXPECT_GT(since_start(all[1].at), since_start(b.transfer_ended));
  }
  EXPECT_EQ(saying(r, Message::Says::suspended).size(), 1U);
}

/// Three disks whose calls all time out at 32.5, with uploads of ten minutes.
Recording three_uploads(std::string_view harvester) {
  model::Scenario scenario = machine_of(harvester, 3);
  scenario.platform.parameters.create_serialised_per_node = false;
  slow_start(scenario);
  long_uploads(scenario, 600);
  scenario.time.horizon = minutes{18};
  return record_of(scenario);
}

// Up to Longhorn 1.7 the first disk's Backup stays InProgress while it is deleted, and at it the check stops.
TEST(EarlySuspension, KillsOneDiskAndSparesItsSiblingsUpToLonghorn17) {
  const Recording r = three_uploads("1.4.0");
  std::set<std::uint32_t> volumes;
  for (const Step& step : killed(r)) volumes.insert(volume_of(r, step.operation));
  EXPECT_EQ(volumes.size(), 1U);
  EXPECT_EQ(killed(r).size(), 1U);  // within 480 s
  EXPECT_AT(killed(r)[0].at, kTick + 32.9);
}

// From 1.8 on it is Deleting, which is final: the next event, two seconds later, takes the next disk.
TEST(EarlySuspension, KillsAllInTurnFromLonghorn18On) {
  const Recording r = three_uploads("1.5.0");
  const auto all = killed(r);
  ASSERT_GE(all.size(), 3U);
  std::set<std::uint32_t> volumes;
  for (std::size_t i = 0; i < 3; ++i) {
    volumes.insert(volume_of(r, all[i].operation));
    EXPECT_NEAR(since_start(all[i].at) - kTick, 32.9 + 2.2 * static_cast<double>(i), 1e-5);
  }
  EXPECT_EQ(volumes.size(), 3U);
  EXPECT_EQ(saying(r, Message::Says::suspended).size(), 1U);
}

// Resumed after one failure, with four allowed: nothing is deleted, and the Backup that csi-snapshotter makes
// anew for the VM backup in error suspends the schedule once more.
TEST(EarlySuspension, ComesAgainAfterAResumption) {
  model::Scenario scenario = machine_of("1.4.0", 1);
  slow_start(scenario);
  scenario.events.push_back(event_at(kStart + seconds{660}, model::EventKind::resume_schedule));
  scenario.events[0].vm_schedule = 0;
  const Recording r = record_of(scenario);
  const auto resumed = saying(r, Message::Says::resumed);
  ASSERT_EQ(resumed.size(), 1U);
  EXPECT_AT(resumed[0].at, 660.2);
  EXPECT_TRUE(vm_backup_deletes(r).empty());
  const auto suspended = saying(r, Message::Says::suspended);
  ASSERT_EQ(suspended.size(), 2U);
  EXPECT_GT(since_start(suspended[1].at), 660.2);
  EXPECT_EQ(suspended[1].root, vm_backups(r)[0].id);
  ASSERT_GE(r.backups().size(), 2U);
  EXPECT_NEAR(since_start(suspended[1].at), since_start(r.backups()[1].requested), 2.5);
}

}  // namespace
}  // namespace headway::tests
