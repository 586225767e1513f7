// Verbs on a cluster of Harvester whose virtual machines are backed up beside a recurring job.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Every twelve hours a job's deletes hold the locks of three disks; two minutes into that the machines are
/// due, all at once.
std::string mixed(const Scratch& scratch) {
  const auto path = scratch / "mixed.json";
  std::ofstream(path)
      << R"({"headway": 1, "name": "mixed", "time": {"start": "2026-01-05T00:00:00Z", "horizon": "4d"},
      "platform": {"harvester": "1.4.0"},
      "nodes": [{"name": "node1", "upload": "10Gbit/s", "download": "10Gbit/s", "disk_read": "1GB/s",
                 "disk_write": "1GB/s", "thread_rate": "64MiB/s", "cpu": 16}],
      "targets": [{"name": "s3", "kind": "s3", "write": "64MiB/s", "read": "1Gbit/s", "latency": "20ms"}],
      "volumes": [{"name": "v{1..3}", "size": "20Gi", "used": "10Gi", "node": "node1", "target": "s3",
                   "dirtied": {"per_day": "1Gi", "hot_share": 1}, "compression_ratio": 2,
                   "backups": {"twice": 2}}],
      "virtual_machines": [{"name": "vm{1..3}", "volumes": ["v{i}"]}],
      "schedules": [
        {"kind": "RecurringJob", "name": "twice", "task": "backup", "cron": "0 */12 * * *", "retain": 2,
         "concurrency": 2, "groups": ["default"]},
        {"kind": "ScheduleVMBackup", "name": "vm-{1..3}", "vm": "vm{i}", "cron": "2 0 * * *",
         "existing": 3, "retain": 3, "max_failure": 2}]})";
  return path.string();
}

TEST(Machines, RecommendMovesThemToWhereTheWebhookAdmitsThem) {
  const Scratch scratch;
  const std::string folder = (scratch / "out").string();
  const Called called = call("recommend " + mixed(scratch) +
                             " -r 3 --verify 20 --max-loss 0.25 --no-levers --moves 20000 -o " + folder);
  EXPECT_THAT(called.status, testing::AnyOf(0, 1)) << called.err;
  EXPECT_THAT(called.out, HasSubstr("  today: "));
  const auto json = nlohmann::json::parse(slurp(folder + "/recommendation.json"));
  const auto& sides = json.at("verified_by");
  EXPECT_LT(sides.at("after").at("lost").get<int>(), sides.at("before").at("lost").get<int>());
  EXPECT_GT(json.at("schedules").size(), 0U);
  for (const auto& edit : json.value("webhook", nlohmann::json::array())) {
    // Old lines may be in the way for most of a day, not always.
    EXPECT_NE(edit.at("verdict"), "refused");
    EXPECT_GT(edit.at("accepted").size(), 0U);
    EXPECT_EQ(edit.at("verdict") == "accepted", edit.at("message") == "");
    const std::string file = folder + "/schedulevmbackup-" + edit.at("name").get<std::string>() + ".yaml";
    EXPECT_THAT(slurp(file), HasSubstr("kind: ScheduleVMBackup\n"));
  }
  // What is recommended can be played.
  EXPECT_EQ(call("run " + folder + "/scenario.json -r 2 --quiet").status, 0);
}

TEST(Machines, SpacingTakesAVmScheduleOnEitherSide) {
  const Scratch scratch;
  const std::string file = mixed(scratch);
  const std::string gaps = " --from 2m --to 242m --step 120m -r 2 --json ";
  const Called second = call("spacing " + file + " --first twice --second vm-1" + gaps);
  ASSERT_EQ(second.status, 0) << second.err;
  const auto json = nlohmann::json::parse(second.out);
  EXPECT_EQ(json.at("second"), "vm-1");
  EXPECT_EQ(json.at("shared_volumes"), 1);
  EXPECT_EQ(json.at("points").at(0).at("cron"), "2 0 * * *");
  EXPECT_EQ(json.at("points").at(1).at("cron"), "2 2 * * *");
  EXPECT_GT(json.at("points").at(0).at("loss_probability"), json.at("points").at(1).at("loss_probability"));
  EXPECT_EQ(call("spacing " + file + " --first vm-2 --second twice" + gaps).status, 0);
  EXPECT_THAT(call("spacing " + file + " --first vm-2 --second vm-9" + gaps).err, HasSubstr("vm-9"));
}

}  // namespace
}  // namespace headway::tests
