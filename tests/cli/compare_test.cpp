// `headway compare` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

nlohmann::json compared(const std::string& arguments) {
  const Called called = call("compare --json " + arguments);
  EXPECT_EQ(called.status, 0) << called.err;
  return nlohmann::json::parse(called.out);
}

/// Verdict by measure, of one arm.
std::map<std::string, std::string> verdicts(const nlohmann::json& json, std::size_t arm = 0) {
  std::map<std::string, std::string> found;
  for (const auto& line : json.at("comparisons").at(arm).at("measures"))
    found[line.at("measure")] = line.at("verdict");
  return found;
}

TEST(Compare, AScenarioWithItselfDiffersByExactlyNothing) {
  const auto json = compared(scenario("longhorn-8742") + " " + scenario("longhorn-8742") + " -r 4");
  for (const auto& line : json.at("comparisons").at(0).at("measures")) {
    EXPECT_EQ(line.at("difference").at("value"), 0) << line;
    EXPECT_EQ(line.at("difference").at("ci95"), nlohmann::json({0, 0})) << line;
    EXPECT_TRUE(line.at("no_difference_seen")) << line;
  }
  EXPECT_EQ(json.at("arms").at(0).at("fingerprint"), json.at("arms").at(1).at("fingerprint"));
}

TEST(Compare, EachSettingIsAVariantOfTheScenarioAsItStands) {
  const auto json = compared(scenario("well-spaced") +
                             " -r 16 --set schedules.daily.cron='0 2 * * *' --set schedules.daily.retain=6");
  EXPECT_EQ(json.at("base"), "as it stands");
  EXPECT_EQ(json.at("arms").size(), 3U);
  EXPECT_EQ(json.at("arms").at(1).at("name"), "schedules.daily.cron=0 2 * * *");
  EXPECT_EQ(verdicts(json, 0)["backups.lost"], "worse");
  EXPECT_EQ(verdicts(json, 1)["backups.lost"], "no evidence");
  EXPECT_EQ(json.at("tests"), 2 * json.at("comparisons").at(0).at("measures").size());
}

TEST(Compare, OnePolicyIsComparedWithTheScenarioAsItStands) {
  const auto one = compared(scenario("longhorn-8742") + " -r 2 --policy as-is");
  EXPECT_EQ(one.at("base"), "as it stands");
  EXPECT_EQ(one.at("arms").size(), 2U);
  // --set applies to both then: Longhorn's version is a change, not an arm.
  const auto two = compared(scenario("longhorn-8742") +
                            " -r 2 --policy as-is --policy as-is --set platform.longhorn=1.8.2");
  EXPECT_EQ(two.at("base"), "as-is");
  EXPECT_EQ(two.at("arms").at(1).at("name"), "as-is (2)");
  for (const auto& arm : two.at("arms")) EXPECT_EQ(arm.at("longhorn"), "1.8.2");
}

TEST(Compare, SeveralScenariosUseTheFirstOnesSeedAndReplications) {
  const std::string both = scenario("hourly-and-daily") + " " + scenario("well-spaced");
  const auto json = compared(both + " -r 8 --seed 5 --set time.horizon=4d");
  EXPECT_EQ(json.at("seed"), 5);
  EXPECT_EQ(json.at("replications"), 8);
  EXPECT_EQ(json.at("horizon_s"), 4 * 86400);
  EXPECT_EQ(verdicts(json)["backups.lock_denied"], "better");
  const Called noted = call("compare -r 2 -q --set time.horizon=3d " + scenario("longhorn-8742") + " " +
                            scenario("well-spaced"));
  EXPECT_EQ(noted.status, 0);
  EXPECT_THAT(noted.out, IsEmpty());
  EXPECT_THAT(noted.err, HasSubstr("have other names than the base's"));
}

TEST(Compare, ThreadsDoNotChangeAByte) {
  const std::string same =
      "compare --json -r 5 " + scenario("longhorn-8742") + " --set platform.longhorn=1.8.2 ";
  EXPECT_EQ(call(same + "-j 1").out, call(same + "-j 3").out);
}

TEST(Compare, ThePrintedTableHasVerdicts) {
  const Called called =
      call("compare -r 8 " + scenario("hourly-and-daily") + " --set schedules.daily.cron='30 2 * * *'");
  EXPECT_EQ(called.status, 0);
  EXPECT_THAT(called.err, IsEmpty());
  EXPECT_THAT(called.out, HasSubstr("against as it stands: better in"));
  EXPECT_THAT(called.out, HasSubstr("lost backups"));
  EXPECT_THAT(called.out, HasSubstr("no difference seen"));
}

TEST(Compare, WrongCallsSayWhatIsExpected) {
  const auto refused = [](const std::string& arguments) {
    const Called called = call("compare " + arguments);
    EXPECT_EQ(called.status, 2) << arguments;
    EXPECT_THAT(called.out, IsEmpty()) << arguments;
    return called.err;
  };
  const std::string one = scenario("longhorn-8742");
  EXPECT_THAT(refused(""), HasSubstr("no scenario given"));
  EXPECT_THAT(refused(one), HasSubstr("nothing to compare"));
  EXPECT_THAT(refused(one + " --set random.seed=3"), HasSubstr("use --seed"));
  EXPECT_THAT(refused(one + " " + one + " --policy as-is"), HasSubstr("2 scenarios are given"));
  EXPECT_THAT(refused(one + " " + one + " --level 0"), HasSubstr("--level"));
  EXPECT_THAT(refused(one + " --policy no-such-policy"), HasSubstr("policy"));
  EXPECT_THAT(refused(one + " --policy as-is:n"), HasSubstr("several joined by +"));
  EXPECT_THAT(refused("- -"), HasSubstr("standard input"));
}

}  // namespace
}  // namespace headway::tests
