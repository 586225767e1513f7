// Which VM backups go, when, and what holds that up, by the CSI sheet 2.4 and 3.3.
#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

model::Scenario keeping(std::int64_t retain, std::int64_t existing, std::size_t disks = 1) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", disks);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *", existing);
  scenario.vm_schedules[0].retain = retain;
  scenario.time.horizon = hours{1};
  return scenario;
}

// Ready at 7.82, a step later the oldest is deleted: one VM backup, one Longhorn backup a disk. Its object is
// gone 0.216 s after that (a step, LIST, HEAD and DELETE), its VolumeSnapshot and content are too.
TEST(VmRetention, DeletesOneWhenOneHasCome) {
  const Recording r = record_of(keeping(4, 4));
  const auto deletes = vm_backup_deletes(r);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_AT(deletes[0].requested, kTick + 8.02);
  EXPECT_LT(to_seconds(deletes[0].requested - vm_backups(r)[0].ended), 1);
  ASSERT_EQ(r.deletes().size(), 1U);
  EXPECT_AT(r.deletes()[0].requested, kTick + 8.236);
  EXPECT_EQ(r.deletes()[0].outcome, Outcome::completed);
  EXPECT_EQ(r.ends[0].backups, 4U);
  EXPECT_EQ(deletes[0].outcome, Outcome::completed);
}

TEST(VmRetention, DeletesNothingWithinIt) {
  const Recording r = record_of(keeping(5, 4));
  EXPECT_TRUE(vm_backup_deletes(r).empty());
  EXPECT_TRUE(r.deletes().empty());
  EXPECT_EQ(r.ends[0].backups, 5U);
}

TEST(VmRetention, DeletesTheWholeExcessAtOnce) {
  const Recording r = record_of(keeping(3, 5, 2));
  const auto deletes = vm_backup_deletes(r);
  ASSERT_EQ(deletes.size(), 3U);
  for (const record::Operation& o : deletes) EXPECT_EQ(o.requested, deletes[0].requested);
  EXPECT_EQ(r.deletes().size(), 6U);
  EXPECT_EQ(r.ends[0].backups, 3U);
  EXPECT_EQ(r.ends[1].backups, 3U);
}

// The first tick's is refused its lock: nothing is deleted, though there are five and three are kept. The
// second one is good: six, three too many, the one in error is among them and the two oldest.
TEST(VmRetention, SparesAllWhileTheLastIsInErrorAndThenTakesThatFirst) {
  model::Scenario scenario = keeping(3, 4);
  scenario.time.horizon = hours{2};
  const Recording r =
      record_beside(scenario, {OtherLock{0, 2, kStart + seconds{500}, kStart + seconds{3000}}});
  const auto deletes = vm_backup_deletes(r);
  ASSERT_EQ(deletes.size(), 3U);
  EXPECT_EQ(deletes[0].parent, vm_backups(r)[0].id);  // the one in error
  EXPECT_EQ(deletes[1].parent, 0U);                   // those of the start have no operation
  EXPECT_EQ(deletes[2].parent, 0U);
  for (const record::Operation& o : deletes) EXPECT_AT(o.requested, kNextTick + 8.02);
  EXPECT_EQ(r.ends[0].backups, 3U);  // two of the start and the second tick's
}

model::Scenario away_at_delete(model::VmBackupSelection selection) {
  model::Scenario scenario = keeping(4, 1);
  scenario.time.horizon = hours{2};
  model::Event outage = event_at(kStart + seconds{1000}, model::EventKind::target_outage);
  outage.target = 0;
  outage.length = minutes{30};
  model::Event removal = event_at(kStart + seconds{1100}, model::EventKind::delete_vm_backups);
  removal.vm = 0;
  removal.selection = selection;
  scenario.events = {outage, removal};
  return scenario;
}

// The finalizer asks the target: while that is away, from 1000 to 2800, it is tried again and again, 120 s
// apart at most, each try as long as a client's patience.
TEST(VmRetention, DeletesWaitForTheTarget) {
  const model::Scenario scenario = away_at_delete(model::VmBackupSelection::ready);
  const Recording r = record_of(scenario);
  const auto deletes = vm_backup_deletes(r);
  ASSERT_EQ(deletes.size(), 2U);
  const double patience = to_seconds(scenario.platform.parameters.s3_retry_span);
  for (const record::Operation& o : deletes) {
    EXPECT_AT(o.requested, 1100);
    EXPECT_GE(since_start(o.ended), 2800 - patience);
    EXPECT_LE(since_start(o.ended), 2800 + 120 + patience + 1);
    EXPECT_GT(o.tries, 10U);
  }
  ASSERT_EQ(r.deletes().size(), 2U);
  EXPECT_GE(since_start(r.deletes()[0].requested), 2800 - patience);
}

// harvester#9865: those in error too, which have no file there.
TEST(VmRetention, DeletesOfThoseInErrorWaitForTheTarget) {
  model::Scenario scenario = away_at_delete(model::VmBackupSelection::failed);
  const Recording r =
      record_beside(scenario, {OtherLock{0, 2, kStart + seconds{500}, kStart + seconds{900}}});
  const auto deletes = vm_backup_deletes(r);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_EQ(deletes[0].parent, vm_backups(r)[0].id);
  EXPECT_GE(since_start(deletes[0].ended), 2700);
}

// A schedule moved by an edit keeps its backups: those of the start are its own.
TEST(VmRetention, CountsThoseOfTheStart) {
  model::Scenario scenario = keeping(2, 2);
  scenario.time.horizon = hours{4};
  const Recording r = record_of(scenario);
  EXPECT_EQ(vm_backups(r).size(), 4U);
  EXPECT_EQ(vm_backup_deletes(r).size(), 4U);
  EXPECT_EQ(r.deletes().size(), 4U);
  EXPECT_EQ(r.ends[0].backups, 2U);
}

}  // namespace
}  // namespace headway::tests
