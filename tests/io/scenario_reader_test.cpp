#include "sim/io/scenario_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scenario_text.h"
#include "sim/io/amounts.h"
#include "sim/io/limits.h"

namespace headway::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Instant at(std::string_view text) {
  return parse_instant(text).value();
}

TEST(ScenarioReader, DefaultsOfASmallScenario) {
  const auto s = must_read(small_scenario());
  EXPECT_EQ(s.time.start, at("2024-06-10T00:00:00Z"));
  EXPECT_EQ(s.time.horizon, hours{168});
  EXPECT_EQ(s.time.warm_up, Duration::zero());
  EXPECT_EQ(s.time.zone, "UTC");
  EXPECT_EQ(s.chance.seed, 1u);
  EXPECT_EQ(s.chance.replications, 1);
  ASSERT_EQ(s.nodes.size(), 3u);
  EXPECT_EQ(s.nodes[2].name, "node3");
  EXPECT_EQ(s.nodes[2].upload, BytesPerSecond{1.25e9});
  EXPECT_EQ(s.nodes[2].disk_read, BytesPerSecond{1e9});
  EXPECT_EQ(s.nodes[2].thread_rate, BytesPerSecond{60.0 * 1048576});
  EXPECT_EQ(s.nodes[2].cpu, 8);
  const auto& target = s.targets.at(0);
  EXPECT_EQ(target.kind, model::TargetKind::s3);
  EXPECT_EQ(target.read, target.write);
  EXPECT_EQ(target.latency.put.mean(), 0);
  EXPECT_EQ(target.time_resolution, seconds{1});  // HTTP dates
  ASSERT_EQ(s.volumes.size(), 10u);
  const auto& v = s.volumes[9];
  EXPECT_EQ(v.name, "data-10");
  EXPECT_EQ(v.used, v.size);
  EXPECT_EQ(v.node, 0u);  // the tenth of a round over three
  EXPECT_EQ(v.block_size, s.platform.parameters.block_size);
  EXPECT_THAT(v.groups, ElementsAre("default"));
  EXPECT_TRUE(v.attached);
  EXPECT_EQ(v.compression_ratio, 1);
  EXPECT_EQ(v.dirtied.per_day.mean(), 0);
  const auto& job = s.jobs.at(0);
  EXPECT_EQ(job.task, model::Task::backup);
  EXPECT_EQ(job.retain, 1);
  EXPECT_EQ(job.concurrency, 1);
  EXPECT_FALSE(job.pinned);
  EXPECT_EQ(job.volumes.size(), 10u);
  EXPECT_TRUE(s.platform.overridden.empty());
}

TEST(ScenarioReader, TimeTargetsAndNodesAsStated) {
  const auto s = must_read(full_scenario());
  EXPECT_EQ(s.about, "every key\nand \"quotes\", ü, 😀");
  EXPECT_EQ(s.time.start, at("2024-06-10T00:00:00Z") + milliseconds{250});
  EXPECT_EQ(s.time.warm_up, hours{36});
  EXPECT_EQ(s.chance.seed, 18446744073709551615u);
  EXPECT_EQ(s.nodes.size(), 7u);
  EXPECT_EQ(s.nodes[0].clock_skew, -milliseconds{1500});
  EXPECT_EQ(s.nodes[0].cpu, 6.5);
  EXPECT_EQ(s.nodes[6].name, "edge");
  const auto& t = s.targets.at(0);
  EXPECT_EQ(t.read, BytesPerSecond{250e6});
  EXPECT_EQ(t.time_resolution, seconds{2});
  EXPECT_TRUE(t.latency.list.is_constant());
  EXPECT_DOUBLE_EQ(t.latency.list.mean(), 0.006);
  EXPECT_DOUBLE_EQ(std::get<core::Uniform>(t.latency.head.shape()).high, 0.004);
  EXPECT_EQ(std::get<core::Exponential>(t.latency.get.shape()).mean, 2);
  EXPECT_EQ(std::get<core::Lognormal>(t.latency.put.shape()).sigma, 0.3);
  EXPECT_DOUBLE_EQ(std::get<core::Normal>(t.latency.remove.shape()).sd, 0.003);
  ASSERT_EQ(t.capacity_profile.size(), 2u);
  EXPECT_EQ(t.capacity_profile[0].zone, "UTC");
  EXPECT_EQ(t.capacity_profile[1].zone, "Europe/Berlin");  // the scenario's
  EXPECT_EQ(t.capacity_profile[0].factor, 0.4);
  const auto& nfs = s.targets.at(1);
  EXPECT_EQ(nfs.time_resolution, Duration::zero());
  EXPECT_EQ(std::get<core::Empirical>(nfs.latency.remove.shape()).values,
            (std::vector<double>{0.001, 0.003, 0.002}));
}

TEST(ScenarioReader, VolumesAndPlanAsStated) {
  const auto s = must_read(full_scenario());
  ASSERT_EQ(s.volumes.size(), 125u);
  EXPECT_EQ(s.volumes[119].name, "data-120");
  EXPECT_EQ(s.volumes[7].node, 0u);  // round robin over seven nodes
  EXPECT_EQ(std::get<core::Lognormal>(s.volumes[0].dirtied.per_day.shape()).median, 3.0 * (1 << 30));
  // sigma = ln(15 / 3) / z(0.95) = 1.6094 / 1.6449
  EXPECT_NEAR(std::get<core::Lognormal>(s.volumes[0].dirtied.per_day.shape()).sigma, 0.97847, 1e-5);
  EXPECT_THAT(s.volumes[98].jobs, ElementsAre("hourly-0"));
  EXPECT_THAT(s.volumes[99].jobs, ElementsAre("hourly-1"));
  EXPECT_EQ(s.volumes[0].backups.at(1), std::pair(std::string("hourly-1"), std::int64_t{2}));
  EXPECT_FALSE(s.volumes[0].attached);
  EXPECT_EQ(s.volumes[120].name, "log-9");
  EXPECT_EQ(s.nodes[s.volumes[120].node].name, "node3");   // 9 / 4 + 1
  EXPECT_EQ(s.nodes[s.volumes[123].node].name, "node4");   // 12 / 4 + 1
  EXPECT_EQ(s.volumes[120].block_size, Bytes{16 * kMiB});  // the overridden parameter
  EXPECT_EQ(s.volumes[124].size, Bytes{12345});
  EXPECT_EQ(s.volumes[124].used, Bytes{0});
  EXPECT_EQ(s.jobs.at(0).task, model::Task::backup_force_create);
  EXPECT_TRUE(s.jobs.at(1).pinned);
  EXPECT_FALSE(s.jobs.at(2).pinned);
  ASSERT_EQ(s.transfers.size(), 2u);
  EXPECT_EQ(s.transfers[0].cap, BytesPerSecond{50e6});
  EXPECT_THAT(s.transfers[0].path, ElementsAre("node1", "s3"));
  EXPECT_EQ(s.transfers[1].at, at("2024-06-11T00:00:00.000000001Z"));
  ASSERT_EQ(s.expect.size(), 3u);
  EXPECT_EQ(s.expect[0].observed_at_most, 0.0);
  EXPECT_EQ(s.expect[1].probability_at_most, 0.01);
  EXPECT_EQ(s.expect[1].confidence, 0.9);
  EXPECT_EQ(s.expect[2].observed_at_least, 1.0);
}

TEST(ScenarioReader, VersionsChooseThePreset) {
  const auto s = must_read(full_scenario());
  EXPECT_EQ(s.platform.longhorn, "1.7.3");
  EXPECT_EQ(s.platform.harvester, "1.4.3");
  EXPECT_EQ(s.platform.parameters.lock_lease, seconds{100});
  EXPECT_EQ(s.platform.parameters.lock_protocol, model::LockProtocol::exclusive);
  EXPECT_EQ(s.platform.parameters.create_threads_per_backup, 5);
  EXPECT_EQ(s.platform.parameters.create_compare_rate, BytesPerSecond{1.5 * 1073741824.0});
  EXPECT_EQ(s.platform.parameters.lock_check_wait, model::preset("1.7.3", "1.28")->lock_check_wait);
  EXPECT_THAT(s.platform.overridden,
              ElementsAre("block.size", "create.compare_rate", "create.threads_per_backup",
                          "delete.asynchronous", "lock.lease", "lock.protocol"));
}

TEST(ScenarioReader, HarvesterImpliesLonghorn) {
  const auto s = must_read(small_scenario(), {"platform={\"harvester\": \"1.4.0\"}"});
  EXPECT_EQ(s.platform.longhorn, "1.7.2");
  EXPECT_EQ(s.platform.harvester, "1.4.0");
  EXPECT_TRUE(s.platform.parameters.snapshot_cleanup_with_backup) << "Harvester's chart sets it";
  EXPECT_THAT(s.platform.overridden, IsEmpty());
  const auto newest = must_read(small_scenario(), {"platform={\"harvester\": \"v1.8\"}"});
  EXPECT_EQ(newest.platform.longhorn, "1.11.2");
  EXPECT_EQ(newest.platform.harvester, "1.8.2");
  EXPECT_EQ(must_read(small_scenario()).platform.harvester, "");
  EXPECT_FALSE(must_read(small_scenario()).platform.parameters.snapshot_cleanup_with_backup);
}

TEST(ScenarioReader, HarvesterOnAnotherLonghornIsPlayedWithAWarning) {
  const std::vector<std::string> fitting = {"platform.harvester=1.4.1"};
  const auto agreeing = read_scenario(small_scenario(), "s.json", fitting);
  ASSERT_TRUE(agreeing.scenario);
  EXPECT_EQ(agreeing.scenario->platform.longhorn, "1.7.2");
  EXPECT_THAT(agreeing.warnings, IsEmpty());

  const std::vector<std::string> both = {"platform.harvester=1.4.0", "platform.longhorn=1.8.2"};
  const auto newer = read_scenario(small_scenario(), "s.json", both);
  ASSERT_TRUE(newer.scenario);
  EXPECT_EQ(newer.scenario->platform.longhorn, "1.8.2");
  EXPECT_EQ(newer.scenario->platform.harvester, "1.4.0");
  EXPECT_TRUE(newer.scenario->platform.parameters.delete_asynchronous) << "Longhorn 1.8.2";
  EXPECT_TRUE(newer.scenario->platform.parameters.snapshot_cleanup_with_backup) << "Harvester 1.4.0";
  ASSERT_EQ(newer.warnings.size(), 1U);
  EXPECT_THAT(newer.warnings[0],
              HasSubstr("/platform/longhorn: Harvester 1.4.0 ships Longhorn 1.7.2; 1.8.2 is "
                        "played beneath it"));
}

TEST(ScenarioReader, ConcurrencyZeroIsTheVersionsRule) {
  const std::string path = "schedules.daily.concurrency=0";
  EXPECT_THAT(errors_of(small_scenario(), {path}), HasSubstr("Longhorn 1.7.2 deadlocks"));
  EXPECT_THAT(errors_of(small_scenario(), {path, "platform.longhorn=1.12.0"}), HasSubstr("deadlocks"));
  EXPECT_EQ(must_read(small_scenario(), {path, "platform.longhorn=1.12.1"}).jobs.at(0).concurrency, 10);
}

TEST(ScenarioReader, BareTransfersNeedNeitherPlatformNorVolumes) {
  const auto s = must_read(R"({"name": "flows", "time": {"start": "2024-06-10T00:00:00Z", "horizon": "1h"},
    "nodes": [{"name": "n"}], "targets": [{"name": "t", "write": "1GB/s"}],
    "transfers": [{"id": "a", "at": "2024-06-10T00:00:00Z", "bytes": "1G", "path": ["n", "t"]}]})");
  EXPECT_EQ(s.transfers.size(), 1u);
  EXPECT_TRUE(s.volumes.empty());
}

TEST(ScenarioReader, AllErrorsComeAtOnceInTheOrderOfTheText) {
  const auto result = read_scenario(R"({"name": 1,
    "time": {"start": "x", "horizon": "y"},
    "random": {"seeds": 1}})",
                                    "x.json");
  ASSERT_EQ(result.errors.size(), 4u) << format_errors(result);
  EXPECT_EQ(result.errors[0].pointer, "/name");
  EXPECT_EQ(result.errors[1].pointer, "/time/start");
  EXPECT_EQ(result.errors[2].pointer, "/time/horizon");
  EXPECT_EQ(result.errors[3].pointer, "/random/seeds");
  EXPECT_EQ(result.errors[3].line, 3u);
  EXPECT_EQ(result.errors[3].column, 16u);
  EXPECT_EQ(result.errors[3].suggestion, "seed");
}

TEST(ScenarioReader, ReportsAHundredErrorsAndCountsTheRest) {
  std::string nodes = ", \"nodes\": [";
  for (int i = 0; i < 250; ++i) nodes += "{\"name\": \"n" + std::to_string(i) + "\", \"cpus\": 1},\n";
  const auto result = read_scenario(bare_scenario(nodes + "{\"name\": \"last\"}]"), "x.json");
  EXPECT_EQ(result.errors.size(), kMaxReportedErrors);
  EXPECT_EQ(result.more_errors, 150u);
  EXPECT_THAT(format_errors(result), HasSubstr("\nand 150 more errors\n"));
}

TEST(ScenarioReader, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(must_read("\xef\xbb\xbf" + small_scenario()).name, "small");
}

TEST(ScenarioReader, ErrorsAreOneLineEachAndCutLongTexts) {
  const auto text = errors_of(small_scenario(), {"time.zone=" + std::string(100'000, 'x') + "\n\r\t"});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_LT(text.size(), 1000u);
}

}  // namespace
}  // namespace headway::io
