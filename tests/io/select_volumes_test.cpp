// Which volumes a RecurringJob has (longhorn-manager: volume labels, labelRecurringJobDefault), and the
// limits on how much work a scenario may ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario_text.h"
#include "sim/io/limits.h"

namespace headway::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string cluster(std::string_view volumes, std::string_view schedules) {
  return bare_scenario(
      R"(, "nodes": [{"name": "n"}], "targets": [{"name": "t", "write": "1GB/s"}], "volumes": [)" +
      std::string(volumes) + R"(], "schedules": [)" + std::string(schedules) + "]");
}

constexpr std::string_view kJobs = R"(
  {"kind": "RecurringJob", "name": "everyone", "cron": "@daily", "groups": ["default"]},
  {"kind": "RecurringJob", "name": "gold", "cron": "@hourly", "groups": ["gold", "silver"]},
  {"kind": "RecurringJob", "name": "by-name", "cron": "@weekly"})";

TEST(SelectVolumes, ByGroupByNameAndByDefault) {
  const auto s = must_read(cluster(R"(
      {"name": "v0", "size": 1},
      {"name": "v1", "size": 1, "groups": ["gold"]},
      {"name": "v2", "size": 1, "jobs": ["by-name"]},
      {"name": "v3", "size": 1, "groups": ["default", "silver", "gold"], "jobs": ["gold"]},
      {"name": "v4", "size": 1, "groups": [], "jobs": []})",
                                   kJobs));
  EXPECT_THAT(s.jobs[0].volumes, ElementsAre(0u, 3u, 4u));  // v1, v2 name something else: not in "default"
  EXPECT_THAT(s.jobs[1].volumes, ElementsAre(1u, 3u));      // v3 by two groups and by name: once
  EXPECT_THAT(s.jobs[2].volumes, ElementsAre(2u));
}

TEST(SelectVolumes, WarnsOfGroupsWithoutJobAndJobsWithoutVolume) {
  const auto result =
      read_scenario(cluster(R"({"name": "v0", "size": 1, "groups": ["golt"]})", kJobs), "x.json");
  ASSERT_TRUE(result.scenario);
  ASSERT_EQ(result.warnings.size(), 4u);
  EXPECT_THAT(result.warnings[0],
              HasSubstr("no RecurringJob has the group \"golt\"; did you mean \"gold\"?"));
  EXPECT_THAT(result.warnings[1], HasSubstr("/schedules/0: \"everyone\" selects no volume"));
}

TEST(Limits, AMillionVolumesFit) {
  const auto s =
      must_read(cluster(R"({"name": "v{000001..999999}", "size": "1Gi"}, {"name": "w", "size": "1Gi"})",
                        R"({"kind": "RecurringJob", "name": "j", "cron": "@daily", "groups": ["default"]})"));
  EXPECT_EQ(s.volumes.size(), 1'000'000u);
  EXPECT_EQ(s.jobs[0].volumes.size(), 1'000'000u);
  EXPECT_EQ(s.volumes[41].name, "v000042");
}

TEST(Limits, OneVolumeMoreDoesNot) {
  EXPECT_THAT(errors_of(cluster(R"({"name": "v{1..1000000}", "size": 1}, {"name": "w", "size": 1})", "")),
              HasSubstr("/volumes/1/name: found \"w\" (1 name), expected at most 1000000 volumes in all"));
}

TEST(Limits, SumOfSizes) {
  EXPECT_THAT(errors_of(cluster(R"({"name": "v{1..1000000}", "size": "2Ti"})", "")),
              HasSubstr("expected at most 1Ei over all volumes"));
  EXPECT_THAT(
      errors_of(cluster(R"({"name": "v{1..1000000}", "size": "1Ei"})", "")),  // 2^80 overflows 64 bits
      HasSubstr("expected at most 1Ei over all volumes"));
}

TEST(Limits, ObservedValuesAreCountedPerVolume) {
  std::string values = "\"1\"";
  for (int i = 1; i < 100; ++i) values += ", \"1\"";
  const auto volumes = [&](int n) {
    return cluster(R"({"name": "v{1..)" + std::to_string(n) +
                       R"(}", "size": 1, "dirtied": {"per_day": {"empirical": [)" + values + "]}}}",
                   "");
  };
  EXPECT_EQ(must_read(volumes(100'000)).volumes.size(), 100'000u);  // 10^7 values
  EXPECT_THAT(errors_of(volumes(100'001)), HasSubstr("at most 10000000 observed values"));
}

TEST(Limits, LabelsAreCountedPerVolume) {
  EXPECT_THAT(errors_of(cluster(
                  R"({"name": "v{1..1000000}", "size": 1, "groups": ["a", "b", "c", "d", "e", "f"]})", "")),
              HasSubstr("at most 5000000 entries in the groups, jobs and backups of all volumes"));
}

TEST(Limits, PairsOfJobsAndVolumes) {
  EXPECT_THAT(
      errors_of(cluster(
          R"({"name": "v{1..100000}", "size": 1})",
          R"({"kind": "RecurringJob", "name": "j{1..201}", "cron": "@yearly", "groups": ["default"]})")),
      HasSubstr("expected at most 20000000 volumes over all jobs"));
}

TEST(Limits, DueBackupsOfAnEveryLine) {
  // 604800 ticks of a week, a second apart, for 2000 volumes: 1.2096e9.
  EXPECT_THAT(errors_of(cluster(
                  R"({"name": "v{1..2000}", "size": 1})",
                  R"({"kind": "RecurringJob", "name": "j", "cron": "@every 1s", "groups": ["default"]})")),
              HasSubstr("found about 1209600000 due backups"));
}

TEST(Limits, TenThousandMillionSchedulesAreRefusedUnexpanded) {
  EXPECT_THAT(
      errors_of(cluster("", R"({"kind": "RecurringJob", "name": "j{1..9999999999}", "cron": "@daily"})")),
      HasSubstr("(9999999999 names), expected at most 100000 schedules in all"));
}

}  // namespace
}  // namespace headway::io
