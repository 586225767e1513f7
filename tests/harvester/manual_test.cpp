// VM backups made by hand, beside schedules and alone.
#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Layer;
using record::Message;
using record::Outcome;

// All at once, each owed once; VMs do not wait for each other but for the five calls a second: two snapshots
// take ten calls, which is the burst.
TEST(ManualVmBackup, OfSeveralMachinesAtOnce) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "a", 1);
  add_machine(scenario, "b", 1);
  add_manual_vm_backup(scenario, "now", kStart + seconds{100}, {0, 1});
  const Recording r = record_of(scenario);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[0].requested, 100);
  EXPECT_AT(vm_backups(r)[1].requested, 100);
  ASSERT_EQ(r.due.size(), 2U);
  EXPECT_EQ(r.due[0].vm, 0U);
  EXPECT_EQ(r.due[1].vm, 1U);
  for (const record::DueBackup& due : r.due) EXPECT_EQ(due.outcome, Outcome::completed);
  ASSERT_EQ(r.runs.size(), 1U);
  EXPECT_EQ(r.runs[0].outcome, Outcome::completed);
  EXPECT_TRUE(vm_backup_deletes(r).empty());
}

// In error, with an upload under way: no schedule, no suspension, and nothing is deleted. It heals (made at
// 0, called at 0.2: 32.2 and 15 s).
TEST(ManualVmBackup, IsLeftAloneInError) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "a", 1);
  add_vm_schedule(scenario, "yearly", 0, "0 0 1 1 *", 1);
  add_manual_vm_backup(scenario, "now", kStart + seconds{100}, {0});
  slow_start(scenario);
  const Recording r = record_of(scenario);
  EXPECT_TRUE(r.deletes().empty());
  EXPECT_TRUE(saying(r, Message::Says::suspended).empty());
  EXPECT_AT(of_layer(r, Layer::vm_backup_controller)[0].at, 132.4);
  EXPECT_AT(vm_backups(r)[0].ended, 147.4);
  EXPECT_EQ(vm_backups(r)[0].outcome, Outcome::completed_late);
}

// One that runs does not stand in the way of the schedule: only its own do. They share the volume's type-1
// lock.
TEST(ManualVmBackup, RunsBesideASchedule) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "a", 1);
  add_manual_vm_backup(scenario, "now", kStart + seconds{500}, {0});
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *", 1);
  long_uploads(scenario, 1000);
  const Recording r = record_of(scenario);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[1].requested, kTick + 0.3);
  EXPECT_GT(vm_backups(r)[0].ended, vm_backups(r)[1].requested);
  EXPECT_EQ(vm_backups(r)[0].outcome, Outcome::completed);
  EXPECT_EQ(vm_backups(r)[1].outcome, Outcome::completed);
}

TEST(ManualVmBackup, IsRefusedWhileTheMachineMigrates) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "a", 1);
  add_machine(scenario, "b", 1);
  add_manual_vm_backup(scenario, "now", kStart + seconds{100}, {0, 1});
  model::Event event = event_at(kStart + seconds{90}, model::EventKind::vm_migration);
  event.vm = 0;
  event.length = seconds{20};
  scenario.events.push_back(event);
  const Recording r = record_of(scenario);
  ASSERT_EQ(vm_backups(r).size(), 1U);
  EXPECT_EQ(r.due[0].cause, Cause::skipped_webhook);
  EXPECT_EQ(r.due[0].attempts, 0U);
  EXPECT_EQ(r.due[1].outcome, Outcome::completed);
  EXPECT_EQ(r.runs[0].outcome, Outcome::failed);
}

// Harvester 1.3 has no schedules; its csi-snapshotter is stuck after an error (CSI sheet, class A).
TEST(ManualVmBackup, StaysInErrorOnHarvester13) {
  model::Scenario scenario = small_harvester("1.3.2");
  add_machine(scenario, "a", 1);
  add_manual_vm_backup(scenario, "now", kStart + seconds{100}, {0});
  slow_start(scenario);
  Recording r = record_of(scenario);
  EXPECT_EQ(vm_backups(r)[0].outcome, Outcome::failed);
  EXPECT_EQ(r.backups()[0].outcome, Outcome::completed);
  model::Event event = event_at(kStart + seconds{1000}, model::EventKind::restart_csi_snapshotter);
  event.length = seconds{5};
  scenario.events.push_back(event);
  r = record_of(scenario);
  EXPECT_EQ(vm_backups(r)[0].outcome, Outcome::completed_late);
  EXPECT_AT(vm_backups(r)[0].ended, 1005.2);
}

}  // namespace
}  // namespace headway::tests
