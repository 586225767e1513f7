#include "sim/io/scenario_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario_text.h"
#include "sim/io/volume_runs.h"
#include "sim/model/versions.h"

namespace headway::io {
namespace {

using testing::HasSubstr;

/// All fields of two scenarios, one by one. Doubles exactly: what is written reads back as the same bits.
void expect_equal(const core::Distribution& a, const core::Distribution& b) {
  ASSERT_EQ(a.shape().index(), b.shape().index());
  EXPECT_EQ(a.mean(), b.mean());
  EXPECT_EQ(a.variance(), b.variance());
  for (const double u : {0.01, 0.3, 0.9}) EXPECT_EQ(a.sample(u), b.sample(u));
}

void expect_equal(const model::Platform& a, const model::Platform& b) {
  EXPECT_EQ(a.longhorn, b.longhorn);
  EXPECT_EQ(a.harvester, b.harvester);
  EXPECT_EQ(a.kubernetes, b.kubernetes);
  EXPECT_EQ(a.overridden, b.overridden);
  for (const auto& row : model::parameter_table()) {
    EXPECT_EQ(model::value_of(a.parameters, row.name), model::value_of(b.parameters, row.name)) << row.name;
  }
}

void expect_equal(const model::Node& a, const model::Node& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.upload, b.upload);
  EXPECT_EQ(a.download, b.download);
  EXPECT_EQ(a.disk_read, b.disk_read);
  EXPECT_EQ(a.disk_write, b.disk_write);
  EXPECT_EQ(a.thread_rate, b.thread_rate);
  EXPECT_EQ(a.cpu, b.cpu);
  EXPECT_EQ(a.clock_skew, b.clock_skew);
}

void expect_equal(const model::Target& a, const model::Target& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.write, b.write);
  EXPECT_EQ(a.read, b.read);
  EXPECT_EQ(a.capacity, b.capacity);
  expect_equal(a.latency.list, b.latency.list);
  expect_equal(a.latency.head, b.latency.head);
  expect_equal(a.latency.get, b.latency.get);
  expect_equal(a.latency.put, b.latency.put);
  expect_equal(a.latency.remove, b.latency.remove);
  EXPECT_EQ(a.clock_skew, b.clock_skew);
  EXPECT_EQ(a.time_resolution, b.time_resolution);
  ASSERT_EQ(a.capacity_profile.size(), b.capacity_profile.size());
  for (std::size_t i = 0; i < a.capacity_profile.size(); ++i) {
    EXPECT_EQ(a.capacity_profile[i].cron, b.capacity_profile[i].cron);
    EXPECT_EQ(a.capacity_profile[i].length, b.capacity_profile[i].length);
    EXPECT_EQ(a.capacity_profile[i].zone, b.capacity_profile[i].zone);
    EXPECT_EQ(a.capacity_profile[i].factor, b.capacity_profile[i].factor);
  }
}

void expect_equal(const model::Volume& a, const model::Volume& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.used, b.used);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.target, b.target);
  expect_equal(a.dirtied.per_day, b.dirtied.per_day);
  EXPECT_EQ(a.dirtied.hot_share, b.dirtied.hot_share);
  EXPECT_EQ(a.compression_ratio, b.compression_ratio);
  EXPECT_EQ(a.block_size, b.block_size);
  EXPECT_EQ(a.groups, b.groups);
  EXPECT_EQ(a.jobs, b.jobs);
  EXPECT_EQ(a.attached, b.attached);
  EXPECT_EQ(a.backups, b.backups);
  EXPECT_EQ(a.backing_image, b.backing_image);
}

void expect_equal(const model::BackingImage& a, const model::BackingImage& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.backed_up, b.backed_up);
}

void expect_equal(const model::StandbyVolume& a, const model::StandbyVolume& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.source, b.source);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.replicas, b.replicas);
}

void expect_equal(const model::ManualBackup& a, const model::ManualBackup& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.volumes, b.volumes);
  EXPECT_EQ(a.machines, b.machines);
}

void expect_equal(const model::VirtualMachine& a, const model::VirtualMachine& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.volumes, b.volumes);
}

void expect_equal(const model::VmSchedule& a, const model::VmSchedule& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.vm, b.vm);
  EXPECT_EQ(a.cron, b.cron);
  EXPECT_EQ(a.retain, b.retain);
  EXPECT_EQ(a.max_failure, b.max_failure);
  EXPECT_EQ(a.existing, b.existing);
  EXPECT_EQ(a.suspended, b.suspended);
  EXPECT_EQ(a.skip_cron_check, b.skip_cron_check);
  EXPECT_EQ(a.pinned, b.pinned);
}

void expect_equal(const model::Window& a, const model::Window& b) {
  EXPECT_EQ(a.cron, b.cron);
  EXPECT_EQ(a.length, b.length);
  EXPECT_EQ(a.zone, b.zone);
  EXPECT_EQ(a.jobs, b.jobs);
  EXPECT_EQ(a.vm_schedules, b.vm_schedules);
  EXPECT_EQ(a.every, b.every);
}

void expect_equal(const model::Event& a, const model::Event& b) {
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.target, b.target);
  EXPECT_EQ(a.volume, b.volume);
  EXPECT_EQ(a.schedule, b.schedule);
  EXPECT_EQ(a.image, b.image);
  EXPECT_EQ(a.vm, b.vm);
  EXPECT_EQ(a.vm_schedule, b.vm_schedule);
  EXPECT_EQ(a.api_delay, b.api_delay);
  EXPECT_EQ(a.lock_type, b.lock_type);
  EXPECT_EQ(a.selection, b.selection);
  EXPECT_EQ(a.length, b.length);
  EXPECT_EQ(a.latency_factor, b.latency_factor);
  EXPECT_EQ(a.bandwidth_factor, b.bandwidth_factor);
  EXPECT_EQ(a.skew, b.skew);
  EXPECT_EQ(a.cron, b.cron);
  EXPECT_EQ(a.replicas, b.replicas);
  EXPECT_EQ(a.count, b.count);
  EXPECT_EQ(a.volume_backup_policy, b.volume_backup_policy);
  ASSERT_EQ(a.platform.has_value(), b.platform.has_value());
  if (a.platform) expect_equal(*a.platform, *b.platform);
}

void expect_equal(const model::RecurringJob& a, const model::RecurringJob& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.task, b.task);
  EXPECT_EQ(a.cron, b.cron);
  EXPECT_EQ(a.retain, b.retain);
  EXPECT_EQ(a.concurrency, b.concurrency);
  EXPECT_EQ(a.groups, b.groups);
  EXPECT_EQ(a.volumes, b.volumes);
  EXPECT_EQ(a.pinned, b.pinned);
  EXPECT_EQ(a.full_backup_interval, b.full_backup_interval);
  EXPECT_EQ(a.volume_backup_policy, b.volume_backup_policy);
}

void expect_equal(const model::Transfer& a, const model::Transfer& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.bytes, b.bytes);
  EXPECT_EQ(a.path, b.path);
  EXPECT_EQ(a.cap, b.cap);
}

void expect_equal(const model::Expectation& a, const model::Expectation& b) {
  EXPECT_EQ(a.metric, b.metric);
  EXPECT_EQ(a.observed_at_most, b.observed_at_most);
  EXPECT_EQ(a.observed_at_least, b.observed_at_least);
  EXPECT_EQ(a.probability_at_most, b.probability_at_most);
  EXPECT_EQ(a.confidence, b.confidence);
}

template <class T>
void expect_equal(const std::vector<T>& a, const std::vector<T>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    SCOPED_TRACE(i);
    expect_equal(a[i], b[i]);
  }
}

void expect_equal(const model::Scenario& a, const model::Scenario& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.about, b.about);
  EXPECT_EQ(a.time.start, b.time.start);
  EXPECT_EQ(a.time.horizon, b.time.horizon);
  EXPECT_EQ(a.time.warm_up, b.time.warm_up);
  EXPECT_EQ(a.time.zone, b.time.zone);
  EXPECT_EQ(a.chance.seed, b.chance.seed);
  EXPECT_EQ(a.chance.replications, b.chance.replications);
  expect_equal(a.platform, b.platform);
  expect_equal(a.nodes, b.nodes);
  expect_equal(a.targets, b.targets);
  expect_equal(a.volumes, b.volumes);
  expect_equal(a.backing_images, b.backing_images);
  expect_equal(a.standby_volumes, b.standby_volumes);
  expect_equal(a.jobs, b.jobs);
  expect_equal(a.manual, b.manual);
  expect_equal(a.machines, b.machines);
  expect_equal(a.vm_schedules, b.vm_schedules);
  expect_equal(a.allowed, b.allowed);
  expect_equal(a.blackout, b.blackout);
  expect_equal(a.events, b.events);
  expect_equal(a.transfers, b.transfers);
  expect_equal(a.expect, b.expect);
}

TEST(ScenarioWriter, ReadsBackEqual) {
  for (const auto& text : {small_scenario(), full_scenario()}) {
    const auto scenario = must_read(text);
    const std::string written = write_scenario(scenario);
    const auto again = must_read(written);
    expect_equal(scenario, again);
    EXPECT_EQ(write_scenario(again), written);
  }
}

TEST(ScenarioWriter, SystemBackupJobsReadBackEqual) {
  for (const std::string policy : {"if-not-present", "always", "disabled"}) {
    const auto scenario = must_read(
        small_scenario(), {"platform.longhorn=1.9.1",
                           R"(schedules.daily={"kind": "RecurringJob", "name": "daily", "cron": "@daily",
          "task": "system-backup", "retain": 3, "volume_backup_policy": ")" +
                               policy + "\"}"});
    ASSERT_EQ(scenario.jobs.at(0).task, model::Task::system_backup);
    expect_equal(scenario, must_read(write_scenario(scenario)));
  }
}

TEST(ScenarioWriter, VolumesOfManualBackupsAreWrittenAsRanges) {
  const std::string written = write_scenario(must_read(full_scenario()));
  EXPECT_THAT(written, HasSubstr(R"("volumes": ["data-{001..040}", "one"])"));
  EXPECT_THAT(written, HasSubstr(R"("volumes": ["log-12"])"));
  EXPECT_THAT(written, HasSubstr(R"("volumes": ["*"])"));
  EXPECT_THAT(written, HasSubstr(R"("virtual_machines": ["vm-{05..09}", "big"])"));
  EXPECT_THAT(written, HasSubstr(R"("virtual_machines": ["*"])"));
}

TEST(ScenarioWriter, EveryParameterIsExplicit) {
  const std::string written = write_scenario(must_read(small_scenario()));
  for (const auto& row : model::parameter_table()) {
    EXPECT_THAT(written, HasSubstr(std::string("\"").append(row.name).append("\": ")));
  }
}

TEST(ScenarioWriter, KeepsOverriddenParametersOfEveryPreset) {
  for (const auto version : model::longhorn_versions()) {
    const auto scenario = must_read(small_scenario(), {std::string("platform.longhorn=").append(version)});
    expect_equal(scenario, must_read(write_scenario(scenario)));
  }
}

TEST(ScenarioWriter, KeepsHarvesterWithItsOwnLonghornAndWithAnother) {
  for (const auto version : model::harvester_versions()) {
    const std::string harvester = std::string("platform={\"harvester\": \"").append(version) + "\"}";
    const auto scenario = must_read(small_scenario(), {harvester});
    const std::string written = write_scenario(scenario);
    EXPECT_THAT(written, HasSubstr(std::string("\"harvester\": \"").append(version) + "\""));
    expect_equal(scenario, must_read(written));
    const auto other = must_read(small_scenario(), {harvester, "platform.longhorn=1.9.3"});
    EXPECT_EQ(other.platform.longhorn, "1.9.3");
    expect_equal(other, must_read(write_scenario(other)));
  }
  EXPECT_THAT(write_scenario(must_read(small_scenario())), testing::Not(HasSubstr("harvester")));
}

TEST(ScenarioWriter, DistributionsOfAwkwardNumbers) {
  const auto scenario = must_read(
      small_scenario(),
      {R"(targets.s3.latency={"list": "123456789ns", "put": {"lognormal": {"median": "1us", "p95": "73us"}}})",
       R"(volumes.0.dirtied={"per_day": {"empirical": ["0.3Ki", "1152921504606846975", 7]}, "hot_share": 0.1})"});
  expect_equal(scenario, must_read(write_scenario(scenario)));
}

TEST(ScenarioWriter, BlockSizesOfTheParameter) {
  const auto scenario = must_read(small_scenario(), {"platform.overrides.block.size=4Mi"});
  EXPECT_EQ(scenario.volumes.at(0).block_size, Bytes{4 * kMiB});
  expect_equal(scenario, must_read(write_scenario(scenario)));
}

TEST(ScenarioWriter, HarvesterIsWrittenWhereThereIsOne) {
  EXPECT_THAT(write_scenario(must_read(full_scenario())),
              HasSubstr(R"("harvester": "1.4.3", "longhorn": "1.7.3")"));
  EXPECT_EQ(write_scenario(must_read(small_scenario())).find("harvester"), std::string::npos);
}

TEST(ScenarioWriter, OnlyVmSchedulesReadBackEqual) {
  const auto scenario = must_read(
      small_scenario(
          R"(, "virtual_machines": [{"name": "vm-{1..5}", "volumes": ["data-{i}", "data-{i+5}"]}])"),
      {"platform.longhorn=1.8.1", "platform.harvester=1.5.0",
       R"(schedules=[{"kind": "ScheduleVMBackup", "name": "night-{1..5}", "vm": "vm-{6-i}", "cron": "@daily"}])"});
  EXPECT_TRUE(scenario.jobs.empty());
  expect_equal(scenario, must_read(write_scenario(scenario)));
}

TEST(MachineRuns, MachinesWhoseNamesAllCountUpBecomeOneEntry) {
  const auto runs = machine_runs(must_read(full_scenario()));
  // vm: their volumes count up by two, so one by one; small: by one.
  ASSERT_EQ(runs.size(), 32u);
  EXPECT_EQ(runs[1].name, "vm-02");
  EXPECT_EQ(runs[1].volumes, (std::vector<std::string>{"data-{003..004}"}));
  EXPECT_EQ(runs[30].name, "small-{1..3}");
  EXPECT_EQ(runs[30].volumes, (std::vector<std::string>{"log-{9..11}"}));
  EXPECT_EQ(runs[31].name, "big");
  EXPECT_EQ(runs[31].volumes, (std::vector<std::string>{"one", "data-{100..110}", "log-12"}));
}

TEST(MachineRuns, OtherNumbersOfVolumesStartANewRun) {
  const auto scenario = must_read(small_scenario(R"(, "virtual_machines": [
    {"name": "vm-{1..3}", "volumes": ["data-{1..3}", "data-{5..7}"]},
    {"name": "vm-4", "volumes": ["data-04"]}, {"name": "vm-5", "volumes": ["data-08", "data-10", "data-09"]}])"));
  const auto runs = machine_runs(scenario);
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].name, "vm-{1..3}");
  EXPECT_EQ(runs[0].volumes, (std::vector<std::string>{"data-{01..03}", "data-{05..07}"}));
  EXPECT_EQ(runs[2].volumes, (std::vector<std::string>{"data-08", "data-10", "data-09"}));
  expect_equal(scenario, must_read(write_scenario(scenario)));
}

TEST(VolumeRuns, EqualVolumesBecomeOneEntry) {
  const auto scenario = must_read(full_scenario());
  const auto runs = volume_runs(scenario);
  // data: jobs change at 100, so 99 and 21; log: node3 for 9, 10, 11, then node4; one.
  ASSERT_EQ(runs.size(), 5u);
  EXPECT_EQ(runs[0].name, "data-{001..099}");
  EXPECT_TRUE(runs[0].round_robin);
  EXPECT_EQ(runs[1].name, "data-{100..120}");
  EXPECT_TRUE(runs[1].round_robin);
  EXPECT_EQ(runs[2].name, "log-{9..11}");
  EXPECT_FALSE(runs[2].round_robin);
  EXPECT_EQ(runs[3].name, "log-12");
  EXPECT_EQ(runs[4].name, "one");
}

TEST(VolumeRuns, NumbersThatOutgrowTheirZerosStartANewRun) {
  auto scenario = must_read(small_scenario(), {"volumes.0.name=d{08..12}x3", "volumes.0.node=node1"});
  EXPECT_EQ(volume_runs(scenario).at(0).name, "d{08..12}x3");
  scenario.volumes.resize(2);
  scenario.volumes[0].name = "d99";
  scenario.volumes[1].name = "d100";
  EXPECT_EQ(volume_runs(scenario).at(0).name, "d{99..100}");
  scenario.volumes[0].name = "d099";
  scenario.volumes[1].name = "d0100";
  EXPECT_EQ(volume_runs(scenario).size(), 2u);
  scenario.volumes[0].name = "1-2";
  scenario.volumes[1].name = "2-2";
  EXPECT_EQ(volume_runs(scenario).at(0).name, "{1..2}-2");
}

TEST(VolumeRuns, NodesDealtOutInAnotherOrderAreWrittenOneByOne) {
  auto scenario = must_read(small_scenario());
  std::swap(scenario.volumes[0].node, scenario.volumes[1].node);
  expect_equal(scenario, must_read(write_scenario(scenario)));
  EXPECT_GT(volume_runs(scenario).size(), 1u);
}

TEST(ScenarioWriter, AMillionVolumesStayASmallFile) {
  const auto scenario = must_read(small_scenario(), {"volumes.0.name=data-{0000001..1000000}"});
  const std::string written = write_scenario(scenario);
  EXPECT_LT(written.size(), 12'000u);
  EXPECT_EQ(must_read(written).volumes.size(), 1'000'000u);
}

TEST(ScenarioWriter, AMillionMachinesStayASmallFile) {
  const auto scenario = must_read(
      small_scenario(R"(, "virtual_machines": [{"name": "vm-{1..1000000}", "volumes": ["data-{i}"]}])"),
      {"volumes.0.name=data-{0000001..1000000}"});
  const std::string written = write_scenario(scenario);
  EXPECT_LT(written.size(), 12'000u);
  EXPECT_EQ(must_read(written).machines.size(), 1'000'000u);
}

}  // namespace
}  // namespace headway::io
