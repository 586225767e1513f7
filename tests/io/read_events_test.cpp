// Events: what they default to, how one entry becomes many, their order, the platform after an upgrade.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "scenario_text.h"
#include "sim/io/amounts.h"
#include "sim/io/limits.h"

namespace headway::io {
namespace {

using model::EventKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kAt = R"("at": "2024-06-12T00:00:00Z", )";

/// The small scenario with these events, all at one instant.
std::vector<model::Event> events_of(std::string_view entries, const std::vector<std::string>& settings = {}) {
  return must_read(small_scenario(R"(, "events": [)" + std::string(entries) + "]"), settings).events;
}

std::string one(std::string_view rest) {
  return "{" + std::string(kAt) + std::string(rest) + "}";
}

std::string errors_of_event(std::string_view rest) {
  return errors_of(small_scenario(R"(, "events": [)" + one(rest) + "]"));
}

TEST(ReadEvents, DefaultsOfEachKind) {
  EXPECT_EQ(events_of(one(R"("kind": "restart-instance-manager", "node": "node2")")).at(0).length,
            seconds{30});
  EXPECT_EQ(events_of(one(R"("kind": "restart-manager", "node": "node2")")).at(0).length, seconds{20});
  EXPECT_EQ(events_of(one(R"("kind": "upgrade", "longhorn": "1.8.0")")).at(0).length, seconds{20});
  const auto slow = events_of(one(R"("kind": "slow-target", "target": "s3", "for": "1h")")).at(0);
  EXPECT_EQ(slow.kind, EventKind::target_slow);
  EXPECT_EQ(slow.latency_factor, 1);
  EXPECT_EQ(slow.bandwidth_factor, 1);
  EXPECT_EQ(slow.length, hours{1});
  const auto restore = events_of(one(R"("kind": "restore", "volume": "data-03")")).at(0);
  EXPECT_EQ(restore.replicas, 3);
  EXPECT_EQ(restore.volume, 2u);
  EXPECT_FALSE(restore.node);
  EXPECT_EQ(events_of(one(R"("kind": "delete-backups", "volume": "data-03")")).at(0).count, 1);
  EXPECT_EQ(events_of(one(R"("kind": "delete-backups", "volume": "data-03", "count": "all")")).at(0).count,
            0);
  EXPECT_EQ(events_of(one(R"("kind": "system-backup")")).at(0).volume_backup_policy,
            model::VolumeBackupPolicy::if_not_present);
  EXPECT_FALSE(events_of(one(R"("kind": "delete-failed-backups")")).at(0).volume);
}

TEST(ReadEvents, ARangeStandsForOneEventEach) {
  const auto events = events_of(one(R"("kind": "node-crash", "node": "node{2..3}", "back_after": "8m")"));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].node, 1u);
  EXPECT_EQ(events[1].node, 2u);
  EXPECT_EQ(events[1].length, minutes{8});
}

TEST(ReadEvents, OtherNamesGoInStepWithTheRange) {
  const auto by_range =
      events_of(one(R"("kind": "restore", "volume": "data-{04..06}", "node": "node{1..3}")"));
  ASSERT_EQ(by_range.size(), 3u);
  EXPECT_EQ(by_range[2].volume, 5u);
  EXPECT_EQ(by_range[2].node, 2u);
  // i = 4, 5, 6: node2, node2, node3.
  const auto by_formula =
      events_of(one(R"("kind": "restore", "volume": "data-{04..06}", "node": "node{i/2}")"));
  EXPECT_THAT((std::vector{*by_formula[0].node, *by_formula[1].node, *by_formula[2].node}),
              ElementsAre(1u, 1u, 2u));
}

TEST(ReadEvents, AStarStandsForAllThereAre) {
  EXPECT_EQ(events_of(one(R"("kind": "restore", "volume": "*", "node": "node3")")).size(), 10u);
  EXPECT_EQ(events_of(one(R"("kind": "target-outage", "target": "*", "for": "1m")")).size(), 1u);
  EXPECT_EQ(events_of(one(R"("kind": "change-schedule", "schedule": "*", "cron": "@hourly")")).size(), 1u);
  EXPECT_THAT(errors_of_event(R"("kind": "delete-backing-image-backup", "image": "*")"),
              HasSubstr("the name of a backing image, but there is none"));
  EXPECT_THAT(errors_of_event(R"("kind": "restore", "volume": "*", "node": "*")"),
              HasSubstr("expected one name: \"node\" stands for many already"));
}

TEST(ReadEvents, StandInTheOrderOfTheirInstants) {
  const auto events = events_of(R"(
    {"at": "2024-06-12T00:00:01Z", "kind": "delete-failed-backups"},
    {"at": "2024-06-11T00:00:00Z", "kind": "system-backup"},
    {"at": "2024-06-12T02:00:00+02:00", "kind": "restore", "volume": "data-{01..02}"},
    {"at": "2024-06-12T00:00:00Z", "kind": "delete-backup-volume", "volume": "data-01"},
    {"at": "2024-06-11T00:00:00Z", "kind": "delete-failed-backups", "volume": "data-05"})");
  std::vector<EventKind> kinds;
  for (const auto& event : events) kinds.push_back(event.kind);
  EXPECT_THAT(kinds, ElementsAre(EventKind::system_backup, EventKind::delete_failed_backups,
                                 EventKind::restore, EventKind::restore, EventKind::delete_backup_volume,
                                 EventKind::delete_failed_backups));
  EXPECT_EQ(events[2].volume, 0u);
  EXPECT_EQ(events[3].volume, 1u);
}

TEST(ReadEvents, AnUpgradeKeepsTheOverridesThatTheScenarioStates) {
  const std::vector<std::string> settings = {"platform.overrides.lock.lease=100s",
                                             "platform.overrides.lock.refresh=7s"};
  const auto event = events_of(one(R"("kind": "upgrade", "longhorn": "v1.9",
                                      "overrides": {"lock.refresh": "8s"})"),
                               settings)
                         .at(0);
  ASSERT_TRUE(event.platform);
  const auto fresh = *model::preset("1.9", "1.30");
  EXPECT_EQ(event.platform->longhorn, model::resolve_longhorn_version("1.9"));
  EXPECT_EQ(event.platform->kubernetes, "1.30");
  EXPECT_EQ(event.platform->parameters.lock_lease, seconds{100});
  EXPECT_EQ(event.platform->parameters.lock_refresh, seconds{8});
  EXPECT_EQ(event.platform->parameters.job_start_check_sleeps_first, fresh.job_start_check_sleeps_first);
  EXPECT_NE(fresh.job_start_check_sleeps_first, model::preset("1.7.2", "1.30")->job_start_check_sleeps_first);
  EXPECT_THAT(event.platform->overridden, ElementsAre("lock.lease", "lock.refresh"));
}

TEST(ReadEvents, AnUpgradeKeepsTheScenariosHarvester) {
  const auto event = events_of(one(R"("kind": "upgrade", "longhorn": "1.8.2")"),
                               {R"(platform={"harvester": "1.4.0", "kubernetes": "1.30"})"})
                         .at(0);
  ASSERT_TRUE(event.platform);
  EXPECT_EQ(event.platform->longhorn, "1.8.2");
  EXPECT_EQ(event.platform->harvester, "1.4.0");
  EXPECT_TRUE(event.platform->parameters.snapshot_cleanup_with_backup);
  EXPECT_THAT(event.platform->overridden, IsEmpty());
}

TEST(ReadEvents, AnOverrideOfTheOldPresetsValueStaysToo) {
  // 1.7.2 has the value anyway, the new version has another: the scenario named it, so it stays.
  const auto s =
      must_read(small_scenario(", \"events\": [" + one(R"("kind": "upgrade", "longhorn": "1.9.0")") + "]"),
                {"platform.overrides.job.start_check_sleeps_first=false"});
  EXPECT_TRUE(s.platform.overridden.empty());
  EXPECT_FALSE(s.events.at(0).platform->parameters.job_start_check_sleeps_first);
  EXPECT_THAT(s.events.at(0).platform->overridden, ElementsAre("job.start_check_sleeps_first"));
}

TEST(ReadEvents, UpgradesInARowEachComeAfterTheOneBefore) {
  EXPECT_EQ(events_of(R"(
    {"at": "2024-06-13T00:00:00Z", "kind": "upgrade", "longhorn": "1.9.0"},
    {"at": "2024-06-12T00:00:00Z", "kind": "upgrade", "longhorn": "1.8.2"},
    {"at": "2024-06-14T00:00:00Z", "kind": "upgrade", "longhorn": "1.9.0"})")
                .size(),
            3u);
}

TEST(ReadEvents, LimitsOfNumberHold) {
  std::string upgrades;
  for (std::int64_t i = 0; i <= kMaxUpgrades; ++i)
    upgrades += (i > 0 ? ", " : "") + one(R"("kind": "upgrade", "longhorn": "1.8.2")");
  EXPECT_THAT(errors_of(small_scenario(", \"events\": [" + upgrades + "]")),
              HasSubstr("/events/100/kind: found \"upgrade\", expected at most 100 upgrades"));
  const auto wide = one(R"("kind": "restore", "volume": "*")");
  EXPECT_THAT(errors_of(small_scenario(", \"events\": [" + wide + "]"), {"volumes.0.name=data-{1..100001}"}),
              HasSubstr("\"*\" (100001 events), expected at most 100000 events in all"));
}

TEST(ReadEvents, AChangedScheduleCountsAsWork) {
  // 100,000 volumes every minute for the last of seven days: 1.44e8 due backups fit, for all seven 1.008e9 do
  // not.
  const std::vector<std::string> many = {"volumes.0.name=data-{1..100000}"};
  const auto change = [](const std::string& at) {
    return small_scenario(R"(, "events": [{"at": ")" + at +
                          R"(", "kind": "change-schedule", "schedule": "daily", "cron": "* * * * *"}])");
  };
  EXPECT_EQ(must_read(change("2024-06-16T00:00:00Z"), many).events.size(), 1u);
  EXPECT_THAT(errors_of(change("2024-06-10T00:00:00Z"), many), HasSubstr("about 1008000000 due backups"));
}

}  // namespace
}  // namespace headway::io
