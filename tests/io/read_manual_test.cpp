// Backups by hand, the keys of single tasks, images and standby volumes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenario_text.h"

namespace headway::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_schedule(std::string_view schedule, std::string_view more = {}) {
  std::string text = small_scenario(more);
  text.insert(text.find("\"schedules\": [") + 14, std::string(schedule) + ", ");
  return text;
}

TEST(ReadManual, HasVolumesInTheirOrderEachOnce) {
  const auto s = must_read(with_schedule(R"({"kind": "Manual", "name": "hand", "at": "2024-06-12T13:00:00Z",
    "volumes": ["data-07", "data-{01..03}", "data-02"]})"));
  ASSERT_EQ(s.manual.size(), 1u);
  EXPECT_THAT(s.manual[0].volumes, ElementsAre(0u, 1u, 2u, 6u));
  EXPECT_EQ(s.manual[0].at, s.time.start + hours{2 * 24 + 13});
  // Recurring jobs come first, wherever they stand in the file.
  ASSERT_EQ(model::schedule_count(s), 2u);
  EXPECT_EQ(model::schedule_name(s, 0), "daily");
  EXPECT_EQ(model::schedule_name(s, 1), "hand");
}

TEST(ReadManual, AStarHasAllAndARangeOfNamesMakesManyOfIt) {
  const auto s = must_read(with_schedule(R"({"kind": "Manual", "name": "all", "at": "2024-06-12T13:00:00Z",
    "volumes": ["*"]}, {"kind": "Manual", "name": "pair-{1..5}", "at": "2024-06-12T13:00:00Z",
    "volumes": ["data-{i*2-1}", "data-{i*2}"]})"));
  ASSERT_EQ(s.manual.size(), 6u);
  EXPECT_EQ(s.manual[0].volumes.size(), 10u);
  EXPECT_EQ(s.manual[5].name, "pair-5");
  EXPECT_THAT(s.manual[5].volumes, ElementsAre(8u, 9u));
}

TEST(ReadManual, MayBePinnedAndNamedByWindows) {
  const auto s = must_read(with_schedule(
      R"({"kind": "Manual", "name": "hand", "at": "2024-06-12T13:00:00Z", "volumes": ["data-01"]})",
      R"(, "windows": {"pinned": ["hand"], "blackout": [{"cron": "@daily", "for": "1h", "schedules": ["hand"]}]})"));
  EXPECT_FALSE(s.jobs.at(0).pinned);
  EXPECT_TRUE(s.blackout.at(0).jobs.empty());
}

TEST(ReadJobs, SystemBackupsComeWithTheirVersion) {
  const std::string job = R"(schedules.daily={"kind": "RecurringJob", "name": "daily", "cron": "@daily",
    "task": "system-backup", "volume_backup_policy": "disabled"})";
  for (const std::string version : {"1.6.4", "1.8.2"})
    EXPECT_THAT(errors_of(small_scenario(), {job, "platform.longhorn=" + version}),
                HasSubstr("/schedules/0/task"));
  for (const std::string version : {"1.9.0", "1.12.1", "development"}) {
    const auto s = must_read(small_scenario(), {job, "platform.longhorn=" + version});
    EXPECT_EQ(s.jobs.at(0).task, model::Task::system_backup);
    EXPECT_EQ(s.jobs.at(0).volume_backup_policy, model::VolumeBackupPolicy::disabled);
    EXPECT_TRUE(s.jobs.at(0).volumes.empty());
  }
}

TEST(ReadJobs, SystemBackupsAreNoJobsWithoutVolumes) {
  const auto result =
      read_scenario(small_scenario(), "x.json",
                    std::vector<std::string>{"platform.longhorn=1.9.0", "schedules.daily.groups=[]",
                                             "schedules.daily.task=system-backup"});
  ASSERT_TRUE(result.scenario) << format_errors(result);
  for (const auto& warning : result.warnings) EXPECT_EQ(warning.find("selects no volume"), std::string::npos);
}

TEST(ReadJobs, FullBackupIntervalsComeWithTheirVersion) {
  const std::string interval = "schedules.daily.full_backup_interval=5";
  EXPECT_THAT(errors_of(small_scenario(), {interval, "platform.longhorn=1.6.4"}),
              HasSubstr("1.7.0 was the first"));
  EXPECT_EQ(
      must_read(small_scenario(), {interval, "platform.longhorn=1.7.0"}).jobs.at(0).full_backup_interval, 5);
  const std::string none = "schedules.daily.full_backup_interval=0";
  EXPECT_EQ(must_read(small_scenario(), {none, "platform.longhorn=1.6.4"}).jobs.at(0).full_backup_interval,
            0);
}

TEST(ReadTargets, CapacityIsAsStatedOrNone) {
  EXPECT_FALSE(must_read(small_scenario()).targets.at(0).capacity);
  EXPECT_EQ(must_read(small_scenario(), {"targets.s3.capacity=20Ti"}).targets.at(0).capacity,
            Bytes{std::int64_t{20} << 40});
  EXPECT_THAT(errors_of(small_scenario(), {"targets.s3.capacity=0"}), HasSubstr("from 1 to 1Ei"));
}

TEST(ReadImages, VolumesReferToThem) {
  const auto s = must_read(small_scenario(R"(, "backing_images": [{"name": "image-{1..10}", "size": "2Gi"},
    {"name": "other", "size": "3Gi", "backed_up": true}])"),
                           {"volumes.0.backing_image=image-{i}"});
  ASSERT_EQ(s.backing_images.size(), 11u);
  EXPECT_EQ(s.backing_images[3].name, "image-4");
  EXPECT_FALSE(s.backing_images[3].backed_up);
  EXPECT_TRUE(s.backing_images[10].backed_up);
  EXPECT_EQ(s.volumes.at(3).backing_image, 3u);
  EXPECT_FALSE(must_read(small_scenario()).volumes.at(0).backing_image);
}

TEST(ReadStandby, AreDealtOutOverTheNodesOrStandWhereStated) {
  const auto s = must_read(small_scenario(R"(, "standby_volumes": [
    {"name": "dr-{1..4}", "source": "data-{i+2}"},
    {"name": "far", "source": "data-10", "node": "node2", "replicas": 1},
    {"name": "last", "source": "data-10", "node": "round-robin"}])"));
  ASSERT_EQ(s.standby_volumes.size(), 6u);
  EXPECT_EQ(s.standby_volumes[0].source, 2u);
  EXPECT_EQ(s.standby_volumes[3].source, 5u);
  std::vector<std::uint32_t> nodes;
  for (const auto& volume : s.standby_volumes) nodes.push_back(volume.node);
  EXPECT_THAT(nodes, ElementsAre(0u, 1u, 2u, 0u, 1u, 1u));  // three nodes; "far" is not dealt out
  EXPECT_EQ(s.standby_volumes[0].replicas, 3);
  EXPECT_EQ(s.standby_volumes[4].replicas, 1);
}

}  // namespace
}  // namespace headway::io
