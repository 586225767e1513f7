#include "sim/io/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario_text.h"

namespace headway::io {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Settings, ReplaceValuesByKeyIndexAndName) {
  const auto s =
      must_read(small_scenario(), {"time.horizon=3d", "volumes.0.size=80Gi", "schedules.daily.cron=0 3 * * *",
                                   "targets.s3.write=2Gbit/s", "schedules.0.retain=9"});
  EXPECT_EQ(s.time.horizon, hours{72});
  EXPECT_EQ(s.volumes.at(0).size, Bytes{80 * kGiB});
  EXPECT_EQ(s.jobs.at(0).cron, "0 3 * * *");
  EXPECT_EQ(s.jobs.at(0).retain, 9);
  EXPECT_EQ(s.targets.at(0).write, BytesPerSecond{250e6});
}

TEST(Settings, AddWhatIsMissing) {
  const auto s =
      must_read(small_scenario(), {"random.replications=7", "random.seed=3", "targets.s3.latency.put=5ms",
                                   "platform.overrides.create.threads_per_backup=5"});
  EXPECT_EQ(s.chance.replications, 7);
  EXPECT_EQ(s.chance.seed, 3u);
  EXPECT_DOUBLE_EQ(s.targets.at(0).latency.put.mean(), 0.005);
  EXPECT_EQ(s.platform.parameters.create_threads_per_backup, 5);
}

TEST(Settings, VersionsThatLookLikeNumbersAreTexts) {
  const auto s = must_read(small_scenario(), {"platform.longhorn=1.8", "platform.kubernetes=1.30"});
  EXPECT_EQ(s.platform.longhorn, "1.8.2");
  EXPECT_EQ(s.platform.kubernetes, "1.30");
}

TEST(Settings, ValuesMayBeAnyJson) {
  const auto s = must_read(small_scenario(), {R"(volumes.0.dirtied={"per_day": {"uniform": ["1Gi", "2Gi"]}})",
                                              "volumes.0.dirtied.hot_share=0.5", R"(about="quoted")"});
  EXPECT_EQ(s.volumes.at(0).dirtied.per_day.mean(), 1.5 * (1 << 30));
  EXPECT_EQ(s.volumes.at(0).dirtied.hot_share, 0.5);  // inside an object that a setting brought
  EXPECT_EQ(s.about, "quoted");
}

TEST(Settings, TheLastOneWins) {
  EXPECT_EQ(must_read(small_scenario(), {"random.seed=1", "random.seed=2"}).chance.seed, 2u);
}

TEST(Settings, TextsMayHoldWhatJsonWouldEscape) {
  EXPECT_EQ(must_read(small_scenario(), {R"(about=C:\new "x" = y)"}).about, R"(C:\new "x" = y)");
}

TEST(Settings, ErrorsNameTheSetting) {
  EXPECT_EQ(errors_of(small_scenario(), {"volumes.0.size=40Gb"}),
            "--set volumes.0.size=40Gb: /volumes/0/size: found \"40Gb\", expected a quantity of bytes such "
            "as \"40Gi\"; "
            "did you mean \"40Gi\"?\n");
  EXPECT_EQ(
      errors_of(small_scenario(), {"platform.overrides.lock.leese=1s"}),
      "--set platform.overrides.lock.leese=1s: /platform/overrides/lock.leese: found the key \"lock.leese\", "
      "expected the name of a parameter as \"headway presets\" lists them; did you mean \"lock.lease\"?\n");
  EXPECT_THAT(errors_of(small_scenario(), {"time.horizn=1d"}), HasSubstr("did you mean \"horizon\"?"));
  EXPECT_THAT(errors_of(small_scenario(), {"random.seed={\"a\": 1}"}),
              StartsWith("--set random.seed={\"a\": 1}: /random/seed: "));
}

TEST(Settings, PathsThatLeadNowhere) {
  EXPECT_EQ(errors_of(small_scenario(), {"schedules.dayly.cron=@daily"}),
            "--set schedules.dayly.cron=@daily: /schedules: found \"dayly\", expected an index below 1 or "
            "the name of an "
            "entry; did you mean \"daily\"?\n");
  EXPECT_THAT(errors_of(small_scenario(), {"volumes.7.size=1Gi"}), HasSubstr("an index below 1"));
  EXPECT_THAT(errors_of(small_scenario(), {"name.first=x"}), HasSubstr("the value there holds no others"));
  EXPECT_THAT(errors_of(small_scenario(), {"name"}), HasSubstr("expected PATH=VALUE"));
  EXPECT_THAT(errors_of(small_scenario(), {"=1"}), HasSubstr("expected PATH=VALUE"));
  EXPECT_THAT(errors_of(small_scenario(), {"time..zone=UTC"}), HasSubstr("an empty step in the path"));
}

TEST(Settings, HostileOnesAreRefused) {
  EXPECT_THAT(errors_of(small_scenario(), {std::string("about=\xff")}), HasSubstr("the byte 0xff"));
  EXPECT_THAT(errors_of(small_scenario(), {std::string("about=a\0b", 9)}), HasSubstr("a NUL byte"));
  std::string path = "a";
  for (int i = 0; i < 100'000; ++i) path += ".a";
  EXPECT_THAT(errors_of(small_scenario(), {path + "=1"}), HasSubstr("expected at most 64"));
  EXPECT_THAT(errors_of(small_scenario(), std::vector<std::string>(10'001, "random.seed=1")),
              HasSubstr("10001 settings"));
}

}  // namespace
}  // namespace headway::io
