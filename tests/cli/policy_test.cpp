// `--policy` of `headway run` from outside: what it stands for, and what it says of mistakes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using testing::HasSubstr;

nlohmann::json summary(const std::string& arguments) {
  const Called called = call("run " + arguments + " -r 3 --json");
  EXPECT_EQ(called.status, 0) << called.err;
  return called.status == 0 ? nlohmann::json::parse(called.out) : nlohmann::json();
}
std::string print(const std::string& arguments) {
  return summary(arguments).value("fingerprint", "none");
}

const std::string kPlan = scenario("longhorn-8742");

TEST(RunPolicy, IsThePolicyOfTheScenario) {
  const std::string as_is = print(kPlan);
  EXPECT_EQ(print(kPlan + " --policy as-is"), as_is);
  const std::string limited = print(kPlan + " --policy max-concurrent:n=2,per=node");
  EXPECT_NE(limited, as_is);
  EXPECT_EQ(print(kPlan + R"( --set 'policy=[{"name": "max-concurrent", "per": "node", "n": 2}]')"), limited);
  EXPECT_EQ(print(kPlan + " --policy wait-for-lock"),
            print(kPlan + " --set platform.overrides.lock.protocol=proposal-2020"));
  // It replaces what the scenario says.
  EXPECT_EQ(print(kPlan + R"( --set 'policy=[{"name": "retry"}]' --policy as-is)"), as_is);
}

TEST(RunPolicy, SeveralCompose) {
  const std::string both = print(kPlan + " --policy hashed+retry:base=10s");
  EXPECT_EQ(print(kPlan + " --policy hashed --policy retry:base=10s"), both);
  EXPECT_NE(print(kPlan + " --policy hashed"), both);
  EXPECT_NE(print(kPlan + " --policy retry:base=10s"), both);
}

TEST(RunPolicy, StandsInTheScenarioOfTheResultsFolder) {
  const Scratch scratch;
  const std::string folder = (scratch / "out").string();
  const std::string played = print(kPlan + " --policy jitter:within=1h+delay-deletes:by=90s -o " + folder);
  EXPECT_EQ(print(folder + "/scenario.json"), played);
  EXPECT_NE(print(kPlan), played);
}

TEST(RunPolicy, MistakesAreExplained) {
  const auto refused = [](const std::string& policy) {
    const Called called = call("run " + kPlan + " -r 1 --policy '" + policy + "'");
    EXPECT_EQ(called.status, 2) << policy;
    return called.err;
  };
  EXPECT_THAT(refused("hashd"), HasSubstr("did you mean \"hashed\"?"));
  EXPECT_THAT(refused("max-concurrent:m=3"), HasSubstr("\"n\", \"per\" or \"order\""));
  EXPECT_THAT(refused("max-concurrent:n=0"), HasSubstr("from 1 to 1000000"));
  EXPECT_THAT(refused("retry:base"), HasSubstr("found \"retry:base\", expected a policy"));
  EXPECT_THAT(refused("retry:base=1s,base=2s"), HasSubstr("found \"retry:base=1s,base=2s\""));
  EXPECT_THAT(refused("hashed+"), HasSubstr("--policy"));
  EXPECT_THAT(refused("jitter:within=soon"), HasSubstr("within"));
}

}  // namespace
}  // namespace headway::tests
