#include "analysis/check/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/check/numbers.h"

namespace headway::check {
namespace {

using testing::HasSubstr;
using tests::baseline_of;

TEST(Baseline, WhatIsWrittenIsReadBackExactly) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  const Baseline written = baseline_of("nights.length_mean_s", {0.1, 1.0 / 3, nothing, 1e-300});
  const std::string text = baseline_json(written);
  const ReadBaseline read = read_baseline(text);
  ASSERT_TRUE(read.baseline.has_value()) << read.error;
  EXPECT_EQ(read.baseline->scenario, "two-days");
  EXPECT_EQ(read.baseline->headway, "0.1.0");
  EXPECT_EQ(read.baseline->settings, std::vector<std::string>{"a=1"});
  EXPECT_EQ(read.baseline->seed, 7U);
  EXPECT_EQ(read.baseline->replications, 4);
  EXPECT_EQ(read.baseline->counted_s, 2 * 86400);
  EXPECT_EQ(read.baseline->fingerprint, "0000000000000011");
  const auto& values = read.baseline->measures.at("nights.length_mean_s");
  EXPECT_EQ(values[0], 0.1);
  EXPECT_EQ(values[1], 1.0 / 3);
  EXPECT_TRUE(std::isnan(values[2]));
  EXPECT_EQ(values[3], 1e-300);
  EXPECT_EQ(read.baseline->measures.size(), tests::measures_without_machines());
  EXPECT_EQ(baseline_json(*read.baseline), text);
  EXPECT_EQ(refusal(*read.baseline, written), "");
}

TEST(Baseline, AnyOtherBytesAreAnErrorInWords) {
  for (const char* text : {"", "{", "[]", "null", "{\"scenario\": \"x\"}", "\xff\xfe"})
    EXPECT_THAT(read_baseline(text).error, HasSubstr("--update-baseline")) << text;
  EXPECT_THAT(read_baseline("{\"headway_baseline\": 2}").error, HasSubstr("format 1, found 2"));
  EXPECT_THAT(read_baseline("{\"headway_baseline\": 1}").error, HasSubstr("is damaged"));
  const std::string good = baseline_json(baseline_of("backups.lost", {1, 2}));
  const auto with = [&](const std::string& what, const std::string& by) {
    std::string text = good;
    text.replace(text.find(what), what.size(), by);
    return read_baseline(text).error;
  };
  EXPECT_EQ(with("\"two-days\"", "\"two-days\""), "");
  EXPECT_THAT(with("[1.0,2.0]", "[1.0]"), HasSubstr("1 values for 2 replications"));
  EXPECT_THAT(with("[1.0,2.0]", "[1.0,\"2\"]"), HasSubstr("is damaged"));
  EXPECT_THAT(with("\"seed\": 7", "\"seed\": \"7\""), HasSubstr("is damaged"));
}

TEST(Baseline, ARefusalNamesEverythingThatDiffers) {
  const Baseline baseline = baseline_of("backups.lost", {1, 2});
  Baseline now = baseline;
  now.settings.clear();
  now.headway = "9.9.9";
  now.fingerprint = "other";
  EXPECT_EQ(refusal(baseline, now), "") << "what is on trial is no reason";
  now.seed = 8;
  EXPECT_EQ(refusal(baseline, now), "The seed is 8, the baseline's is 7.");
  now.replications = 3;
  EXPECT_THAT(refusal(baseline, now), HasSubstr("The number of replications is 3, the baseline's is 2."));
  now = baseline;
  now.scenario_hash = "fnv1a64:0";
  EXPECT_THAT(refusal(baseline, now), HasSubstr("The scenario file is another one"));
  now = baseline;
  now.counted_s = 86400;
  EXPECT_THAT(refusal(baseline, now), HasSubstr("counted time (s) is 86400, the baseline's is 172800"));
  now = baseline;
  now.scenario = "three-days";
  EXPECT_THAT(refusal(baseline, now), HasSubstr("name is three-days"));
}

TEST(Baseline, TheHashIsOfWhatTheFileMeans) {
  const std::string one =
      R"({"name": "a", "time": {"start": 1}, "about": "x", "expect": [1], "random": {"seed": 1}})";
  EXPECT_EQ(file_hash(one), file_hash("// a comment\n{\"time\":{\"start\":1},\n\"name\":\"a\"}"));
  EXPECT_NE(file_hash(one), file_hash(R"({"name": "a", "time": {"start": 2}})"));
  EXPECT_NE(file_hash(one), file_hash(R"({"name": "b", "time": {"start": 1}})"));
}

TEST(Baseline, EveryScenarioNameHasAFileOfItsOwnInTheFolder) {
  EXPECT_EQ(baseline_file("longhorn-8742_a.b"), "longhorn-8742_a.b.json");
  EXPECT_EQ(baseline_file("../up"), "%2E.%2Fup.json");
  EXPECT_EQ(baseline_file("50 %"), "50%20%25.json");
  EXPECT_EQ(baseline_file("ü"), "%C3%BC.json");
}

}  // namespace
}  // namespace headway::check
