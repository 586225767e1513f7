#include "analysis/check/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/check/suites.h"

namespace headway::check {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Report, SaysWhatWasJudgedAndTheSum) {
  const std::string text = report_text(tests::findings());
  EXPECT_THAT(
      text,
      HasSubstr(
          "good.json (good, 40 replications)\n  holds     backups.lost_share at most 0. Observed: 0.\n"));
  EXPECT_THAT(text, HasSubstr("  holds     baseline: 1 measure.\n  A note.\n"));
  EXPECT_THAT(text, HasSubstr("  violated  x at most 1"));
  EXPECT_THAT(text, HasSubstr("  error     scenario. bad.json:1:2"));
  EXPECT_THAT(text, HasSubstr("\n2 scenarios: 2 lines hold, 1 is violated, 1 cannot be judged.\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(report_text(tests::findings(), true), HasSubstr("\x1b[31mviolated\x1b[0m"));
}

TEST(Report, AScenarioWithoutExpectationsSaysSo) {
  Suite suite;
  suite.file = suite.scenario = "x";
  suite.replications = 1;
  EXPECT_THAT(report_text({&suite, 1}), HasSubstr("nothing to judge"));
}

TEST(Report, TheJsonHasTheSame) {
  const auto json = nlohmann::json::parse(report_json(tests::findings()));
  EXPECT_EQ(json.at("holds"), 2);
  EXPECT_EQ(json.at("violated"), 1);
  EXPECT_EQ(json.at("errors"), 1);
  const auto& good = json.at("scenarios").at(0);
  EXPECT_EQ(good.at("holds"), 2);
  EXPECT_EQ(good.at("seed"), 3);
  EXPECT_EQ(good.at("notes").at(0), "A note.");
  EXPECT_EQ(good.at("cases").at(0).at("kind"), "expect");
  EXPECT_EQ(good.at("cases").at(0).at("observed"), 0);
  EXPECT_TRUE(good.at("cases").at(0).at("bound").is_null());
  EXPECT_EQ(json.at("scenarios").at(1).at("cases").at(0).at("status"), "violated");
}

}  // namespace
}  // namespace headway::check
