// `headway validate --admission` from outside: statuses, text and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Two machines with these lines, written where `headway` can read it.
std::string two(const Scratch& scratch, const std::string& first, const std::string& second) {
  const auto path = scratch / "two.json";
  std::ofstream(path)
      << R"({"headway": 1, "name": "two", "time": {"start": "2026-01-05T00:00:00Z", "horizon": "3d"},
      "platform": {"harvester": "1.4.0"},
      "nodes": [{"name": "n", "upload": "1Gbit/s", "download": "1Gbit/s", "disk_read": "1GB/s",
                 "disk_write": "1GB/s", "thread_rate": "60MiB/s", "cpu": 8}],
      "targets": [{"name": "s3", "kind": "s3", "write": "1Gbit/s", "read": "1Gbit/s", "latency": "5ms"}],
      "volumes": [{"name": "v{1..2}", "size": "10Gi", "used": "5Gi", "node": "n", "target": "s3",
                   "dirtied": {"per_day": "1Gi"}}],
      "virtual_machines": [{"name": "vm{1..2}", "volumes": ["v{i}"]}],
      "schedules": [{"kind": "ScheduleVMBackup", "name": "one", "vm": "vm1", "cron": ")"
      << first << R"("}, {"kind": "ScheduleVMBackup", "name": "other", "vm": "vm2", "cron": ")" << second
      << R"("}]})";
  return path.string();
}

TEST(Admission, SaysWhenAndBecauseOfWhom) {
  const Scratch scratch;
  const std::string file = two(scratch, "0 * * * *", "5 * * * *");
  EXPECT_EQ(call("validate " + file).status, 0);
  const Called day = call("validate --admission " + file);
  EXPECT_EQ(day.status, 1);
  EXPECT_THAT(day.err, IsEmpty());
  EXPECT_THAT(day.out, HasSubstr(": valid ("));
  EXPECT_THAT(
      day.out,
      HasSubstr("  other: accepted only when submitted in minutes :00 to :04 of every hour; else: same "
                "granularity as schedule one and offset less than 10m0s\n"));
  const Called early = call("validate --admission --at 2026-01-05T07:04:59Z " + file);
  EXPECT_EQ(early.status, 0) << early.out;
  const Called late = call("validate --admission --at 2026-01-05T07:05:00Z --json " + file);
  EXPECT_EQ(late.status, 1);
  const auto json = nlohmann::json::parse(late.out).at(0);
  EXPECT_EQ(json.at("valid"), true);
  EXPECT_EQ(json.at("admission").at("accepted"), false);
  EXPECT_EQ(json.at("admission").at("schedules").at(1).at("message"),
            "same granularity as schedule one and offset less than 10m0s");
}

TEST(Admission, WellSpacedIsStatusZero) {
  const Scratch scratch;
  const std::string file = two(scratch, "0 2 * * *", "10 2 * * *");
  const Called called = call("validate --admission " + file);
  EXPECT_EQ(called.status, 0);
  EXPECT_THAT(called.out, HasSubstr("2 of 2 VM schedules always accepted"));
  // Without machines there is nothing to admit.
  const Called none = call("validate --admission " + scenario("hourly-and-daily"));
  EXPECT_EQ(none.status, 0);
  EXPECT_THAT(none.out, HasSubstr("no VM schedules"));
  EXPECT_THAT(call("validate --json " + file).out, Not(HasSubstr("admission")));
}

TEST(Admission, BadCallsAndBadFilesAreStatusTwo) {
  const Scratch scratch;
  const std::string file = two(scratch, "0 2 * * *", "0 2 * * *");
  EXPECT_EQ(call("validate --admission " + file).status, 1);
  EXPECT_EQ(call("validate --admission " + file + " --set volumes.0.size=nothing").status, 2);
  const Called alone = call("validate --at 2026-01-05T07:04:59Z " + file);
  EXPECT_EQ(alone.status, 2);
  EXPECT_THAT(alone.err, HasSubstr("--admission"));
  const Called when = call("validate --admission --at noon " + file);
  EXPECT_EQ(when.status, 2);
  EXPECT_THAT(when.err, HasSubstr("2024-06-10T02:03:00Z"));
}

}  // namespace
}  // namespace headway::tests
