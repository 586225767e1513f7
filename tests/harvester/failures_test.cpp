// Failures in a row, suspension by them, by hand, and resumption, by the CSI sheet 3.2.
#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Message;
using record::Outcome;

/// An hourly schedule that bears two failures; eight hours.
model::Scenario two_failures() {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", 1);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *", 1);
  scenario.vm_schedules[0].max_failure = 2;
  scenario.vm_schedules[0].retain = 3;
  scenario.time.horizon = hours{8};
  return scenario;
}

double tick(int number) {
  return kTick + 3600.0 * (number - 1);
}

/// A delete that is at work before the first tick, for so many hours.
OtherLock lock_for(int hours_) {
  return OtherLock{0, 2, kStart + seconds{500}, kStart + hours{hours_}};
}

model::Event by_hand(double at, model::EventKind kind) {
  model::Event event = event_at(kStart + from_seconds(at), kind);
  event.vm_schedule = 0;
  return event;
}

TEST(VmScheduleFailures, SuspendAtTheTickAfterTheLastThatIsBorne) {
  const Recording r = record_beside(two_failures(), {lock_for(10)});
  EXPECT_EQ(vm_backups(r).size(), 2U);
  const auto suspended = saying(r, Message::Says::suspended);
  ASSERT_EQ(suspended.size(), 1U);
  EXPECT_EQ(suspended[0].cause, Cause::suspended_max_failure);
  EXPECT_AT(suspended[0].at, tick(3) + 0.3);
  ASSERT_EQ(r.due.size(), 8U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(r.due[i].outcome, Outcome::failed);
    EXPECT_EQ(r.due[i].cause, Cause::lock_denied);
    EXPECT_TRUE(r.due[i].lost);
  }
  for (std::size_t i = 2; i < 8; ++i) {
    EXPECT_EQ(r.due[i].outcome, Outcome::skipped) << i;
    EXPECT_EQ(r.due[i].cause, Cause::suspended_max_failure) << i;
  }
}

// The second one is good (the lock is gone after an hour): the third and fourth begin to count anew, and
// there is a fourth.
TEST(VmScheduleFailures, AreCountedInARow) {
  const std::vector<OtherLock> others = {OtherLock{0, 2, kStart + seconds{500}, kStart + hours{1}},
                                         OtherLock{0, 2, kStart + seconds{7000}, kStart + hours{20}}};
  const Recording r = record_beside(two_failures(), others);
  ASSERT_EQ(vm_backups(r).size(), 4U);
  EXPECT_EQ(vm_backups(r)[1].outcome, Outcome::completed);
  const auto suspended = saying(r, Message::Says::suspended);
  ASSERT_FALSE(suspended.empty());
  EXPECT_AT(suspended[0].at, tick(5) + 0.3);
}

// Resumed at 13,000, before the fifth tick, after the lock has gone: first both VM backups in error go, then
// it is resumed, and the next ticks are good.
TEST(VmScheduleFailures, AreDeletedFirstByAResumption) {
  model::Scenario scenario = two_failures();
  scenario.events.push_back(by_hand(13000, model::EventKind::resume_schedule));
  const Recording r = record_beside(scenario, {lock_for(3)});
  const auto deletes = vm_backup_deletes(r);
  ASSERT_GE(deletes.size(), 2U);
  EXPECT_EQ(deletes[0].parent, vm_backups(r)[0].id);
  EXPECT_EQ(deletes[1].parent, vm_backups(r)[1].id);
  EXPECT_AT(deletes[0].requested, 13000.2);
  EXPECT_AT(deletes[1].requested, 13000.2);
  // They have gone at 13000.411 (a step, LIST and HEAD); it is tried again 0.205, 0.415 … s later.
  const auto resumed = saying(r, Message::Says::resumed);
  ASSERT_EQ(resumed.size(), 1U);
  EXPECT_GT(since_start(resumed[0].at), 13000.411);
  EXPECT_LT(since_start(resumed[0].at), 13000.411 + 0.3);
  ASSERT_EQ(r.due.size(), 8U);
  EXPECT_EQ(r.due[3].cause, Cause::suspended_max_failure);  // 11,400
  for (std::size_t i = 4; i < 8; ++i) EXPECT_EQ(r.due[i].outcome, Outcome::completed) << i;
}

// With one failure a resumption deletes nothing; a suspension by hand is one.
TEST(VmScheduleFailures, StayWhenTheyAreFew) {
  model::Scenario scenario = two_failures();
  scenario.events = {by_hand(1000, model::EventKind::suspend_schedule),
                     by_hand(5000, model::EventKind::resume_schedule)};
  const Recording r = record_beside(scenario, {OtherLock{0, 2, kStart + seconds{500}, kStart + hours{1}}});
  const auto suspended = saying(r, Message::Says::suspended), resumed = saying(r, Message::Says::resumed);
  ASSERT_EQ(suspended.size(), 1U);
  EXPECT_AT(suspended[0].at, 1000);
  EXPECT_EQ(suspended[0].cause, Cause::suspended_by_hand);
  ASSERT_EQ(resumed.size(), 1U);
  EXPECT_AT(resumed[0].at, 5000.2);
  EXPECT_EQ(r.due[0].cause, Cause::lock_denied);
  EXPECT_EQ(r.due[1].outcome, Outcome::skipped);
  EXPECT_EQ(r.due[1].cause, Cause::suspended_by_hand);
  EXPECT_EQ(r.due[2].outcome, Outcome::completed);
  for (const record::Operation& o : vm_backup_deletes(r)) EXPECT_GT(since_start(o.requested), tick(3));
}

TEST(VmScheduleFailures, OneThatIsSuspendedAtTheStartWaitsForItsResumption) {
  model::Scenario scenario = two_failures();
  scenario.vm_schedules[0].suspended = true;
  scenario.events = {by_hand(5000, model::EventKind::resume_schedule)};
  const Recording r = record_of(scenario);
  EXPECT_EQ(r.due[0].cause, Cause::suspended_by_hand);
  EXPECT_EQ(r.due[1].cause, Cause::suspended_by_hand);
  EXPECT_EQ(r.due[2].outcome, Outcome::completed);
}

// VM backups that an operator deletes while they are made count for nothing afterwards.
TEST(VmScheduleFailures, OfADeletedOneIsTheDeletion) {
  model::Scenario scenario = two_failures();
  model::Event event = event_at(kStart + from_seconds(kTick + 3), model::EventKind::delete_vm_backups);
  event.vm = 0;
  event.selection = model::VmBackupSelection::all;
  scenario.events.push_back(event);
  const Recording r = record_of(scenario);
  EXPECT_EQ(r.due[0].outcome, Outcome::failed);
  EXPECT_EQ(r.due[0].cause, Cause::deleted_meanwhile);
  EXPECT_AT(vm_backups(r)[0].ended, kTick + 3.211);
  EXPECT_EQ(r.due[1].outcome, Outcome::completed);
}

}  // namespace
}  // namespace headway::tests
