// What a tick of a VM schedule comes to, by the CSI sheet 3.1 and the corrections ("Harvester, CSI").
#include "tests/harvester/small_harvester.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

/// Its first backup runs for hours.
model::Scenario busy(Duration pod_end) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", 1);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *");
  scenario.time.horizon = hours{2};
  scenario.platform.parameters.vm_schedule_pod_end = pod_end;
  long_uploads(scenario, 50000);
  return scenario;
}

/// The due backup of the second tick when the first one's VM backup has gone so many seconds after it.
Recording gone_at(Duration pod_end, double after) {
  model::Scenario scenario = busy(pod_end);
  // Deleted a step and two requests (LIST and HEAD, 11 ms) before.
  model::Event event =
      event_at(kStart + from_seconds(kNextTick + after - 0.211), model::EventKind::delete_vm_backups);
  event.vm = 0;
  event.selection = model::VmBackupSelection::all;
  scenario.events.push_back(event);
  return record_of(scenario);
}

/// It is made `try_at` after its tick if the predecessor has gone just before, and skipped otherwise.
void expect_last_try(Duration pod_end, double try_at) {
  Recording r = gone_at(pod_end, try_at - 0.01);
  ASSERT_EQ(r.due.size(), 2U);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + try_at);
  EXPECT_EQ(r.due[1].attempts, 1U);

  r = gone_at(pod_end, try_at + 0.01);
  ASSERT_EQ(r.due.size(), 2U);
  EXPECT_EQ(vm_backups(r).size(), 1U);
  EXPECT_EQ(r.due[1].outcome, Outcome::skipped);
  EXPECT_EQ(r.due[1].cause, Cause::skipped_previous_running);
  EXPECT_EQ(r.due[1].attempts, 0U);
}

// The first call comes 0.3 s after the tick, those after failures 5 ms x (2^k - 1) later: 10.535 (k = 11),
// 20.775, 41.255, and then 30 s later, which is too late. The pod's end is a change: a call, and a failure
// that counts. Between 10.5 and 20.8 s it makes the call of 20.775 the fourteenth: the next is 30 s later.
TEST(Trigger, IsTriedForTheLastTimeAfterFiftySecondsWhenThePodEndsInTime) {
  for (const int pod_end : {11, 14, 20}) expect_last_try(seconds{pod_end}, 20.775 + 30);
}

TEST(Trigger, IsTriedForTheLastTimeAfterFortyOneSecondsOtherwise) {
  for (const int pod_end : {21, 25, 40}) expect_last_try(seconds{pod_end}, 41.255);
}

// An earlier end than 10.5 s counts too, and leaves less: 0.3 + 10.235 is the fourteenth call but two …
TEST(Trigger, IsTriedAsOftenBeforeThat) {
  const Recording r = gone_at(seconds{14}, 13.99);  // the pod's end itself
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 14);
  const Recording before = gone_at(seconds{14}, 5.0);  // next: 0.3 + 0.005 x 1023 = 5.415
  EXPECT_AT(vm_backups(before)[1].requested, kNextTick + 5.415);
}

TEST(Trigger, IsSkippedWhileThePredecessorRuns) {
  const Recording r = record_of(busy(seconds{14}));
  ASSERT_EQ(r.due.size(), 2U);
  EXPECT_EQ(r.due[1].cause, Cause::skipped_previous_running);
  EXPECT_TRUE(r.due[1].lost || r.due[1].next_tick >= kStart + hours{2});
  ASSERT_EQ(r.runs.size(), 2U);
  EXPECT_EQ(r.runs.back().outcome, Outcome::skipped);
}

// One in error does not stand in the way, even while its Longhorn backup still uploads.
TEST(Trigger, PassesOverAPredecessorInError) {
  model::Scenario scenario = busy(seconds{14});
  slow_start(scenario);  // DeadlineExceeded
  scenario.platform.parameters.vm_schedule_early_suspend = false;
  const Recording r = record_of(scenario);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 0.3);
}

/// No Harvester pod from 10 s before the second tick until so many seconds after it.
Recording away_until(double after) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", 1);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *");
  scenario.time.horizon = hours{2};
  model::Event event = event_at(kStart + from_seconds(kNextTick - 10), model::EventKind::harvester_restart);
  event.length = from_seconds(10 + after);
  scenario.events.push_back(event);
  return record_of(scenario);
}

TEST(Trigger, IsTooOldAfterAMinute) {
  Recording r = away_until(59);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 59);
  r = away_until(61);
  EXPECT_EQ(vm_backups(r).size(), 1U);
  EXPECT_EQ(r.due[1].outcome, Outcome::skipped);
  EXPECT_EQ(r.due[1].cause, Cause::skipped_late_trigger);
}

/// A migration from 10 s before the second tick until so many seconds after it.
Recording migrating_until(double after) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", 1);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *");
  scenario.time.horizon = hours{2};
  model::Event event = event_at(kStart + from_seconds(kNextTick - 10), model::EventKind::vm_migration);
  event.vm = 0;
  event.length = from_seconds(10 + after);
  scenario.events.push_back(event);
  return record_of(scenario);
}

// The webhook's refusal is an error like any other: 0.3, …, 10.535, 14, 20.775, 50.775.
TEST(Trigger, IsTriedAgainWhileTheMachineMigrates) {
  Recording r = migrating_until(15);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 20.775);
  r = migrating_until(21);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 50.775);
  r = migrating_until(51);
  EXPECT_EQ(vm_backups(r).size(), 1U);
  EXPECT_EQ(r.due[1].outcome, Outcome::skipped);
  EXPECT_EQ(r.due[1].cause, Cause::skipped_webhook);
}

// A pod that starts looks at once, and has forgotten how often it failed: no predecessor any more at 55, back
// at 56.
TEST(Trigger, IsLookedAtByAPodThatStarts) {
  model::Scenario scenario = busy(seconds{14});
  model::Event event = event_at(kStart + from_seconds(kNextTick + 52), model::EventKind::harvester_restart);
  event.length = seconds{4};
  model::Event gone = event_at(kStart + from_seconds(kNextTick + 51), model::EventKind::delete_vm_backups);
  gone.vm = 0;
  gone.selection = model::VmBackupSelection::all;
  scenario.events = {gone, event};
  const Recording r = record_of(scenario);
  ASSERT_EQ(vm_backups(r).size(), 2U);
  EXPECT_AT(vm_backups(r)[1].requested, kNextTick + 56);
}

// Each call of Harvester and of the CronJob controller takes two seconds more: 0.1 + 2 and 0.2 + 2.
TEST(Trigger, IsLateWhenTheApiIsSlow) {
  model::Scenario scenario = small_harvester("1.4.0");
  add_machine(scenario, "vm", 1);
  add_vm_schedule(scenario, "hourly", 0, "10 * * * *");
  model::Event event = event_at(kStart, model::EventKind::slow_api_server);
  event.length = hours{1};
  event.api_delay = seconds{2};
  scenario.events.push_back(event);
  EXPECT_AT(vm_backups(record_of(scenario))[0].requested, kTick + 4.3);
}

}  // namespace
}  // namespace headway::tests
