// Two numberings of schedules, and that a machine is its disks.
#include "analysis/movable/movable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/record/records.h"

namespace headway::movable {
namespace {

using testing::ElementsAre;

/// Two jobs, a manual backup, two VM schedules.
model::Scenario mixed() {
  model::Scenario out;
  out.jobs.resize(2);
  out.jobs[0].name = "a", out.jobs[1].name = "b";
  out.jobs[1].volumes = {0, 3};
  out.jobs[1].concurrency = 5;
  out.jobs[1].pinned = true;
  out.manual.resize(1);
  out.machines = {{"m0", {3, 1, 2}}, {"m1", {0}}};
  out.vm_schedules.resize(2);
  out.vm_schedules[0].name = "c", out.vm_schedules[1].name = "d";
  out.vm_schedules[0].vm = 0, out.vm_schedules[1].vm = 1;
  out.vm_schedules[0].cron = "0 2 * * *";
  return out;
}

TEST(Movable, JobsThenMachines) {
  model::Scenario scenario = mixed();
  ASSERT_EQ(count(scenario), 4U);
  const auto all = schedules_of(scenario);
  EXPECT_EQ(all[1].name, "b");
  EXPECT_THAT(all[1].volumes, ElementsAre(0, 3));
  EXPECT_EQ(all[1].concurrency, 5);
  EXPECT_TRUE(all[1].pinned);
  EXPECT_FALSE(all[1].vm_schedule);
  EXPECT_EQ(all[2].name, "c");
  EXPECT_THAT(all[2].volumes, ElementsAre(1, 2, 3)) << "ascending, however they are stated";
  EXPECT_EQ(all[2].concurrency, 3) << "all disks at once";
  EXPECT_EQ(all[2].vm_schedule, 0U);
  EXPECT_EQ(name_of(scenario, 3), "d");
  set_cron(scenario, 3, "5 2 * * *");
  EXPECT_EQ(scenario.vm_schedules[1].cron, "5 2 * * *");
  EXPECT_EQ(cron_of(scenario, 3), "5 2 * * *");
  EXPECT_EQ(cron_of(scenario, 2), "0 2 * * *");
}

TEST(Movable, RecordsNumberManualBackupsInBetween) {
  const model::Scenario scenario = mixed();
  for (std::uint32_t i = 0; i < count(scenario); ++i) {
    const Schedule schedule = schedule_of(scenario, i);
    EXPECT_EQ(from_record(scenario, schedule.record), i);
    EXPECT_EQ(model::schedule_name(scenario, schedule.record), schedule.name);
  }
  EXPECT_FALSE(from_record(scenario, 2)) << "the manual backup";
  EXPECT_FALSE(from_record(scenario, 5));
  EXPECT_FALSE(from_record(scenario, record::kNone));
}

}  // namespace
}  // namespace headway::movable
