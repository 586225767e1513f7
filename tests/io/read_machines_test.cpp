// Virtual machines, ScheduleVMBackups, backups of machines by hand, and the events that speak of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "scenario_text.h"

namespace headway::io {
namespace {

using model::EventKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Ten volumes in five machines of a Harvester cluster, with these schedules and no others.
std::string harvester(std::string_view schedules, std::string_view more = {}) {
  return R"({
  "name": "harvester",
  "time": {"start": "2024-06-10T00:00:00Z", "horizon": "7d"},
  "platform": {"harvester": "1.4.0", "kubernetes": "1.30"},
  "nodes": [{"name": "node{1..3}"}],
  "targets": [{"name": "s3", "write": "1Gbit/s"}],
  "volumes": [{"name": "data-{01..10}", "size": "40Gi"}],
  "virtual_machines": [{"name": "vm-{1..5}", "volumes": ["data-{i*2-1}", "data-{i*2}"]}],
  "schedules": [)" +
         std::string(schedules) + "]" + std::string(more) + "\n}\n";
}

/// One schedule of vm-1, with these further keys.
std::string nightly(std::string_view more = {}) {
  return R"({"kind": "ScheduleVMBackup", "name": "nightly", "vm": "vm-1", "cron": "0 3 * * *")" +
         std::string(more) + "}";
}

std::vector<model::Event> events_of(std::string_view entries) {
  return must_read(harvester(R"({"kind": "RecurringJob", "name": "daily", "cron": "@daily"}, )" + nightly() +
                                 R"(, {"kind": "ScheduleVMBackup", "name": "weekly-{2..5}", "vm": "vm-{i}",
                                       "cron": "@weekly"})",
                             R"(, "events": [)" + std::string(entries) + "]"))
      .events;
}

std::vector<model::Event> event_of(std::string_view rest) {
  return events_of(R"({"at": "2024-06-12T00:00:00Z", )" + std::string(rest) + "}");
}

TEST(ReadMachines, HaveTheirVolumesAsStated) {
  const auto s = must_read(harvester(nightly()), {R"(virtual_machines=[
    {"name": "b", "volumes": ["data-03", "data-{07..08}", "data-01"]}, {"name": "a", "volumes": ["data-02"]}])",
                                                  "schedules.nightly.vm=a"});
  ASSERT_EQ(s.machines.size(), 2u);
  EXPECT_EQ(s.machines[0].name, "b");
  EXPECT_THAT(s.machines[0].volumes, ElementsAre(2u, 6u, 7u, 0u));
  EXPECT_THAT(s.machines[1].volumes, ElementsAre(1u));
  EXPECT_EQ(s.vm_schedules.at(0).vm, 1u);
}

TEST(ReadMachines, NeedNoHarvesterAndNoSchedule) {
  const auto s =
      must_read(small_scenario(R"(, "virtual_machines": [{"name": "vm-{1..5}", "volumes": ["data-{i}"]}])"));
  EXPECT_EQ(s.machines.size(), 5u);
  EXPECT_TRUE(s.platform.harvester.empty());
  EXPECT_THAT(s.vm_schedules, IsEmpty());
}

TEST(ReadMachines, AsManyAsThereMayBeVolumes) {
  const auto of = [](const std::string& count) {
    return errors_of(small_scenario(R"(, "virtual_machines": [{"name": "vm-{1..)" + count +
                                    R"(}", "volumes": ["data-{i}"]}])"));
  };
  EXPECT_THAT(of("1000000000"), HasSubstr("(1000000000 names), expected at most 1000000 virtual machines"));
  EXPECT_THAT(of("1000000"), HasSubstr("for one \"data-11\", expected the name of a volume"));
}

TEST(ReadVmSchedules, HaveHarvestersDefaults) {
  const auto s = must_read(harvester(nightly()));
  ASSERT_EQ(s.vm_schedules.size(), 1u);
  const model::VmSchedule& schedule = s.vm_schedules[0];
  EXPECT_EQ(schedule.name, "nightly");
  EXPECT_EQ(schedule.vm, 0u);
  EXPECT_EQ(schedule.cron, "0 3 * * *");
  EXPECT_EQ(schedule.retain, 8);
  EXPECT_EQ(schedule.max_failure, 4);
  EXPECT_EQ(schedule.existing, 0);
  EXPECT_FALSE(schedule.suspended);
  EXPECT_FALSE(schedule.skip_cron_check);
  EXPECT_FALSE(schedule.pinned);
  EXPECT_EQ(s.platform.harvester, "1.4.0");
  EXPECT_EQ(s.platform.longhorn, "1.7.2");
  EXPECT_THAT(s.jobs, IsEmpty());
  ASSERT_EQ(model::schedule_count(s), 1u);
  EXPECT_EQ(model::schedule_name(s, 0), "nightly");
}

TEST(ReadVmSchedules, StandInTheOrderOfTheFileBehindAllOthers) {
  const auto s = must_read(harvester(
      nightly() + R"(, {"kind": "Manual", "name": "hand", "at": "2024-06-12T13:00:00Z", "volumes": ["*"]},
      {"kind": "ScheduleVMBackup", "name": "a", "vm": "vm-2", "cron": "@daily"},
      {"kind": "RecurringJob", "name": "daily", "cron": "@daily", "groups": ["default"]})"));
  ASSERT_EQ(model::schedule_count(s), 4u);
  const std::vector<std::string> names = {"daily", "hand", "nightly", "a"};
  for (std::size_t k = 0; k < names.size(); ++k) EXPECT_EQ(model::schedule_name(s, k), names[k]);
  EXPECT_EQ(model::first_vm_schedule(s), 2u);
  EXPECT_EQ(s.jobs.at(0).volumes.size(), 10u);
}

TEST(ReadVmSchedules, RangesGoInStepWithTheMachines) {
  const auto s = must_read(harvester(R"(
    {"kind": "ScheduleVMBackup", "name": "a-{1..2}", "vm": "vm-{4..5}", "cron": "@daily"},
    {"kind": "ScheduleVMBackup", "name": "b-{1..3}", "vm": "vm-{4-i}", "cron": "@daily"})"));
  std::vector<std::uint32_t> machines;
  for (const auto& schedule : s.vm_schedules) machines.push_back(schedule.vm);
  EXPECT_THAT(machines, ElementsAre(3u, 4u, 2u, 1u, 0u));
}

TEST(ReadVmSchedules, ADefaultMaxFailureThatWouldNotBeAdmittedIsLoweredWithAWarning) {
  for (const auto& [retain, expected, warnings] :
       {std::tuple{3, 2, 1u}, {4, 3, 1u}, {5, 4, 0u}, {250, 4, 0u}}) {
    const auto result =
        read_scenario(harvester(nightly(", \"retain\": " + std::to_string(retain))), "x.json");
    ASSERT_TRUE(result.scenario) << format_errors(result);
    EXPECT_EQ(result.scenario->vm_schedules.at(0).max_failure, expected);
    ASSERT_EQ(result.warnings.size(), warnings) << retain;
    if (warnings > 0) {
      EXPECT_THAT(result.warnings[0], HasSubstr("\"max_failure\" is taken as"));
    }
  }
  // What is stated is not lowered.
  EXPECT_THAT(errors_of(harvester(nightly(R"(, "retain": 5, "max_failure": 5)"))),
              HasSubstr("max failure should be less than retain"));
  EXPECT_THAT(errors_of(harvester(nightly(R"(, "max_failure": 8)"))),
              HasSubstr("found 8, expected a number below \"retain\", 8"));
  EXPECT_EQ(must_read(harvester(nightly(R"(, "max_failure": 7)"))).vm_schedules.at(0).max_failure, 7);
}

TEST(ReadVmSchedules, MayBePinnedAndNamedByWindows) {
  const auto s = must_read(harvester(
      nightly() + R"(, {"kind": "RecurringJob", "name": "daily", "cron": "@daily", "groups": ["default"]})",
      R"(, "windows": {"pinned": ["nightly"], "allowed": [
           {"cron": "@daily", "for": "1h", "schedules": ["nightly", "daily", "nightly"]},
           {"cron": "@daily", "for": "2h", "schedules": ["nightly"]},
           {"cron": "@daily", "for": "3h", "schedules": ["nightly", "*"]}]})"));
  EXPECT_TRUE(s.vm_schedules.at(0).pinned);
  EXPECT_FALSE(s.jobs.at(0).pinned);
  EXPECT_THAT(s.allowed.at(0).jobs, ElementsAre(0u));
  EXPECT_THAT(s.allowed.at(0).vm_schedules, ElementsAre(0u));
  EXPECT_THAT(s.allowed.at(1).jobs, IsEmpty());
  EXPECT_FALSE(s.allowed.at(1).every);
  EXPECT_TRUE(s.allowed.at(2).every);
  EXPECT_THAT(s.allowed.at(2).vm_schedules, IsEmpty());
}

TEST(ReadVmSchedules, HarvesterIsMissedOnce) {
  const auto errors = errors_of(
      harvester(nightly() + R"(, {"kind": "ScheduleVMBackup", "name": "b", "vm": "vm-2", "cron": "@daily"},
        {"kind": "Manual", "name": "hand", "at": "2024-06-12T13:00:00Z", "virtual_machines": ["*"]})",
                R"(, "events": [{"at": "2024-06-12T00:00:00Z", "kind": "restart-harvester"}])"),
      {R"(platform={"longhorn": "1.7.2"})"});
  EXPECT_EQ(errors,
            "test.json:9:26: /schedules/0/kind: found \"ScheduleVMBackup\", expected a version of "
            "Harvester under \"platform\": {\"harvester\": \"1.4.0\"}, which ScheduleVMBackup "
            "schedules need\n");
}

TEST(ReadVmSchedules, TheirFiringsCountAsWork) {
  // A machine of 2000 volumes, each second of seven days: 1.2096e9 due backups.
  const std::vector<std::string> many = {
      "volumes.0.name=data-{1..2000}",
      R"(virtual_machines=[{"name": "vm-1", "volumes": ["data-{1..2000}"]}])"};
  auto settings = many;
  settings.emplace_back("schedules.nightly.cron=@every 1s");
  EXPECT_THAT(errors_of(harvester(nightly()), settings), HasSubstr("about 1209600000 due backups"));
  const auto change = [&](const std::string& at) {
    return harvester(nightly(), R"(, "events": [{"at": ")" + at +
                                    R"(", "kind": "change-schedule", "schedule": "nightly",
                                       "cron": "@every 1s"}])");
  };
  EXPECT_EQ(must_read(change("2024-06-16T00:00:00Z"), many).events.size(), 1u);
  EXPECT_THAT(errors_of(change("2024-06-10T00:00:00Z"), many), HasSubstr("about 1209600000 due backups"));
}

TEST(ReadVmSchedules, ALineThatNeverFiresIsAsGoodAsForAJob) {
  const auto s = must_read(
      harvester(
          nightly() +
          R"(, {"kind": "RecurringJob", "name": "daily", "cron": "0 0 30 2 *", "groups": ["default"]})"),
      {"schedules.nightly.cron=0 0 30 2 *"});
  EXPECT_EQ(s.vm_schedules.at(0).cron, s.jobs.at(0).cron);
}

TEST(ReadManualOfMachines, HasThemInTheirOrderEachOnce) {
  const auto s = must_read(harvester(R"(
    {"kind": "Manual", "name": "some", "at": "2024-06-12T13:00:00Z", "virtual_machines": ["vm-4", "vm-{1..2}", "vm-2"]},
    {"kind": "Manual", "name": "all", "at": "2024-06-12T13:00:00Z", "virtual_machines": ["*"]},
    {"kind": "Manual", "name": "each-{1..5}", "at": "2024-06-12T13:00:00Z", "virtual_machines": ["vm-{i}"]})"));
  ASSERT_EQ(s.manual.size(), 7u);
  EXPECT_THAT(s.manual[0].machines, ElementsAre(0u, 1u, 3u));
  EXPECT_THAT(s.manual[0].volumes, IsEmpty());
  EXPECT_EQ(s.manual[1].machines.size(), 5u);
  EXPECT_THAT(s.manual[6].machines, ElementsAre(4u));
  EXPECT_TRUE(model::owes_machines(s, 0));
}

TEST(ReadManualOfMachines, WarnsOfAnEmptyList) {
  const auto result = read_scenario(
      harvester(
          R"({"kind": "Manual", "name": "none", "at": "2024-06-12T13:00:00Z", "virtual_machines": []})"),
      "x.json");
  ASSERT_TRUE(result.scenario) << format_errors(result);
  ASSERT_EQ(result.warnings.size(), 1u);
  EXPECT_THAT(result.warnings[0], HasSubstr("\"none\" has no virtual machine"));
}

TEST(ReadMachineEvents, DefaultsOfEachKind) {
  const auto length = [](std::string_view word) {
    return event_of(R"("kind": ")" + std::string(word) + "\"").at(0).length;
  };
  EXPECT_EQ(length("restart-csi-snapshotter"), seconds{15});
  EXPECT_EQ(length("restart-snapshot-controller"), seconds{15});
  EXPECT_EQ(length("restart-harvester"), seconds{60});
  const auto removed = event_of(R"("kind": "delete-vm-backups", "vm": "vm-3")").at(0);
  EXPECT_EQ(removed.kind, EventKind::delete_vm_backups);
  EXPECT_EQ(removed.vm, 2u);
  EXPECT_EQ(removed.selection, model::VmBackupSelection::failed);
  EXPECT_EQ(removed.count, 0);
  EXPECT_FALSE(event_of(R"("kind": "remove-lock-files", "volume": "data-03")").at(0).lock_type);
}

TEST(ReadMachineEvents, AsStated) {
  const auto slow = event_of(R"("kind": "slow-api-server", "for": "1h", "delay": "250ms")").at(0);
  EXPECT_EQ(slow.length, hours{1});
  EXPECT_EQ(slow.api_delay, milliseconds{250});
  const auto removed =
      event_of(R"("kind": "delete-vm-backups", "vm": "vm-3", "which": "ready", "count": 2)").at(0);
  EXPECT_EQ(removed.selection, model::VmBackupSelection::ready);
  EXPECT_EQ(removed.count, 2);
  const auto lock = [](std::string_view type) {
    return event_of(R"("kind": "remove-lock-files", "volume": "data-03", "type": ")" + std::string(type) +
                    "\"")
        .at(0);
  };
  EXPECT_EQ(lock("backup").lock_type, 1);
  EXPECT_EQ(lock("delete").lock_type, 2);
  EXPECT_EQ(lock("delete").volume, 2u);
  EXPECT_EQ(event_of(R"("kind": "detach-volume", "volume": "data-03")").at(0).kind, EventKind::detach_volume);
  EXPECT_EQ(event_of(R"("kind": "attach-volume", "volume": "data-03")").at(0).kind, EventKind::attach_volume);
}

TEST(ReadMachineEvents, MachinesMayBeARangeOrAll) {
  const auto moved = event_of(R"("kind": "vm-migration", "vm": "vm-{2..3}", "for": "90s")");
  ASSERT_EQ(moved.size(), 2u);
  EXPECT_EQ(moved[1].vm, 2u);
  EXPECT_EQ(moved[1].length, seconds{90});
  EXPECT_EQ(event_of(R"("kind": "vm-migration", "vm": "*", "for": "90s")").size(), 5u);
}

TEST(ReadMachineEvents, SchedulesOfBothKindsMayChange) {
  const auto job = event_of(R"("kind": "change-schedule", "schedule": "daily", "cron": "@hourly")").at(0);
  EXPECT_EQ(job.schedule, 0u);
  EXPECT_FALSE(job.vm_schedule);
  const auto vm = event_of(R"("kind": "change-schedule", "schedule": "weekly-5", "cron": "@hourly")").at(0);
  EXPECT_FALSE(vm.schedule);
  EXPECT_EQ(vm.vm_schedule, 4u);
  const auto all = event_of(R"("kind": "change-schedule", "schedule": "*", "cron": "@hourly")");
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[0].schedule, 0u);
  for (std::uint32_t k = 1; k < all.size(); ++k) {
    EXPECT_FALSE(all[k].schedule);
    EXPECT_EQ(all[k].vm_schedule, k - 1);
  }
}

TEST(ReadMachineEvents, OnlyVmSchedulesAreSuspendedAndResumed) {
  for (const auto& [word, kind] : {std::pair{"suspend-schedule", EventKind::suspend_schedule},
                                   std::pair{"resume-schedule", EventKind::resume_schedule}}) {
    const auto events = event_of(R"("kind": ")" + std::string(word) + R"(", "schedule": "*")");
    ASSERT_EQ(events.size(), 5u);
    EXPECT_EQ(events[4].kind, kind);
    EXPECT_EQ(events[4].vm_schedule, 4u);
    EXPECT_FALSE(events[4].schedule);
  }
}

}  // namespace
}  // namespace headway::io
