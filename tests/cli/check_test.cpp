// `headway check` and `headway run --fail-on` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kPlan = scenario("longhorn-8742");

TEST(Check, ExpectationsThatHoldAreStatusNull) {
  const Called good = call("check " + scenario("upload-threads") + " " + scenario("longhorn-3231"));
  EXPECT_EQ(good.status, 0);
  EXPECT_THAT(good.out, HasSubstr("2 scenarios: 4 lines hold, 0 are violated, 0 cannot be judged."));
  EXPECT_THAT(good.err, IsEmpty());
}

TEST(Check, AViolationIsStatusOneWithItsReasonInTheJunitFile) {
  const Scratch scratch;
  const std::string file = (scratch / "junit.xml").string();
  const Called bad = call("check " + kPlan + " --set platform.longhorn=1.8.2 --junit " + file);
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.out, HasSubstr("violated  failures.backup.lock-denied.count at least 1. Observed: 0."));
  const std::string xml = slurp(file);
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"longhorn-8742\" tests=\"3\" failures=\"2\" errors=\"0\">"));
  EXPECT_THAT(xml, HasSubstr(">Observed: 0.</failure>"));
  const auto json =
      nlohmann::json::parse(call("check --json " + kPlan + " --set platform.longhorn=1.8.2").out);
  EXPECT_EQ(json.at("violated"), 2);
}

TEST(Check, BadInputIsStatusTwoAfterAllOthersAreJudged) {
  const Scratch scratch;
  std::ofstream(scratch / "bad.json") << "{\"headway\": 1, \"nmae\": \"<x>\"}";
  const Called bad = call("check " + (scratch / "bad.json").string() + " /nonexistent.json " + kPlan +
                          " --set platform.longhorn=1.8.2 --junit " + (scratch / "junit.xml").string());
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.out, HasSubstr("violated  failures.backup.lock-denied.count"));
  EXPECT_THAT(bad.out, HasSubstr("2 are violated, 2 cannot be judged"));
  EXPECT_THAT(bad.err, HasSubstr("did you mean \"name\""));
  EXPECT_THAT(bad.err, HasSubstr("/nonexistent.json: cannot be read"));
  EXPECT_THAT(slurp(scratch / "junit.xml"), HasSubstr("errors=\"2\""));
}

TEST(Check, AStrictParserReadsTheJunitFileWhateverIsInIt) {
  const Scratch scratch;
  const std::string file = (scratch / "junit.xml").string();
  const Called bad = call("check '/nonexistent/<&\">]]>\x01\xff\xEF\xBF\xBE.json' " + kPlan +
                          " --set platform.longhorn=1.8.2 --junit " + file);
  EXPECT_EQ(bad.status, 2);
  std::ofstream(scratch / "read.py") << R"(import sys, xml.etree.ElementTree as tree
suites = tree.parse(sys.argv[1]).getroot()
cases = suites.findall("testsuite/testcase")
assert len(cases) == int(suites.get("tests")) == 4, suites.attrib
assert "cannot be read" in cases[0].find("error").text
assert suites[0].get("name").startswith('/nonexistent/<&">]]>'), suites[0].attrib
assert [c.find("failure").text for c in cases[1:3]] == ["Observed: 0."] * 2
)";
  EXPECT_EQ(std::system(("/usr/bin/python3 " + (scratch / "read.py").string() + " " + file).c_str()), 0);
}

TEST(Check, AnExpectationThatCannotBeShownIsStatusTwo) {
  const Called few = call("check -r 5 " + scenario("well-spaced"));
  EXPECT_EQ(few.status, 2);
  EXPECT_THAT(few.err, HasSubstr("29 are needed"));
}

TEST(Check, ABaselineIsWrittenHoldsAndIsViolatedByWhatIsWorse) {
  const Scratch scratch;
  const std::string folder = (scratch / "deep/baselines").string();
  const std::string same = "check " + kPlan + " -r 20 --set expect=[] --baseline " + folder;
  const Called none = call(same);
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("--update-baseline writes it"));
  ASSERT_EQ(call(same + " --update-baseline").status, 0);
  const auto written = nlohmann::json::parse(slurp(folder + "/longhorn-8742.json"));
  EXPECT_EQ(written.at("seed"), 8742);
  EXPECT_EQ(written.at("measures").at("backups.lost").size(), 20U);
  const Called again = call(same);
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.out, HasSubstr("record for record"));
  // A store that answers LIST ten times slower.
  const std::string slower = same + " --set targets.s3.latency.list=60ms";
  const Called worse = call(slower);
  EXPECT_EQ(worse.status, 1);
  EXPECT_THAT(worse.out,
              HasSubstr("violated  baseline: nights.length_mean_s at most 1 % above the baseline."));
  EXPECT_THAT(worse.out, HasSubstr("other settings"));
  std::string tolerant = slower;
  for (const auto& [name, values] : written.at("measures").items())
    tolerant += " --tolerance " + name + "=1000000";
  EXPECT_EQ(call(tolerant).status, 0);
  // Only the baselines stand in the folder.
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder))
    files += entry.path().filename() != "longhorn-8742.json";
  EXPECT_EQ(files, 0);
}

TEST(Check, AnotherSeedReplicationCountOrScenarioIsRefused) {
  const Scratch scratch;
  const std::string folder = (scratch / "baselines").string();
  const std::string same = "check " + kPlan + " --set expect=[] --baseline " + folder;
  ASSERT_EQ(call(same + " -r 3 --update-baseline -q").status, 0);
  const Called seed = call(same + " -r 3 --seed 9");
  EXPECT_EQ(seed.status, 2);
  EXPECT_THAT(seed.err, HasSubstr("The seed is 9, the baseline's is 8742."));
  const Called count = call(same + " -r 4");
  EXPECT_EQ(count.status, 2);
  EXPECT_THAT(count.err, HasSubstr("The number of replications is 4, the baseline's is 3."));
  std::string text = slurp(kPlan);
  const std::string before = "\"retain\": ";
  text.insert(text.find(before) + before.size(), "1");
  std::ofstream(scratch / "other.json") << text;
  const Called other =
      call("check -r 3 --set expect=[] --baseline " + folder + " " + (scratch / "other.json").string());
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.err, HasSubstr("The scenario file is another one"));
  // What does not change a night is no other scenario.
  std::ofstream(scratch / "comment.json") << "// Reviewed.\n" << slurp(kPlan);
  EXPECT_EQ(
      call("check -r 3 --set expect=[] --baseline " + folder + " " + (scratch / "comment.json").string())
          .status,
      0);
  std::ofstream(folder + "/longhorn-8742.json") << "{}";
  const Called damaged = call(same + " -r 3");
  EXPECT_EQ(damaged.status, 2);
  EXPECT_THAT(damaged.err, HasSubstr("expected a baseline"));
}

TEST(Check, WrongCallsSayWhatIsExpected) {
  const auto refused = [](const std::string& arguments) {
    const Called called = call("check " + arguments);
    EXPECT_EQ(called.status, 2) << arguments;
    EXPECT_THAT(called.out, IsEmpty()) << arguments;
    return called.err;
  };
  EXPECT_THAT(refused(""), HasSubstr("no scenario given"));
  EXPECT_THAT(refused(kPlan + " --update-baseline"), HasSubstr("needs --baseline"));
  EXPECT_THAT(refused(kPlan + " --tolerance backups.lost=1"), HasSubstr("needs --baseline"));
  EXPECT_THAT(refused(kPlan + " --baseline x --tolerance backups.lots=1"),
              HasSubstr("did you mean backups.lost?"));
  EXPECT_THAT(refused(kPlan + " --policy as-is --policy as-is"), HasSubstr("expected one"));
  EXPECT_THAT(refused(kPlan + " --level 1"), HasSubstr("--level"));
}

TEST(FailOn, AFigureThatDoesNotHoldIsStatusOne) {
  const std::string run = "run -q -r 4 " + kPlan + " --set expect=[]";
  const Called good = call(run + " --fail-on 'backups.lost<=0' --fail-on 'backups.due>=1792'");
  EXPECT_EQ(good.status, 0);
  EXPECT_THAT(good.err, IsEmpty());
  const Called bad = call(run + " --fail-on 'backups.lost<=0' --fail-on 'backups.failed_share<=0.01'");
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.err, HasSubstr("--fail-on backups.failed_share<=0.01 does not hold. Observed: 0.0"));
  EXPECT_THAT(bad.err, testing::Not(HasSubstr("backups.lost<=0")));
  // A known cause that did not strike is 0 and not unknown.
  EXPECT_EQ(call(run + " --fail-on 'failures.backup.snapshot-timeout.count<=0'").status, 0);
  EXPECT_EQ(call(run + " --fail-on 'schedules.daily.runs>=1'").status, 0);
}

TEST(FailOn, AnUnknownFigureOrBoundIsRefusedBeforehand) {
  const Called unknown = call("run " + kPlan + " --fail-on 'backups.lots<=0'");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.out, IsEmpty());
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'backups.lost'?"));
  EXPECT_THAT(call("run " + kPlan + " --fail-on 'schedules.dayly.runs<=0'").err,
              HasSubstr("schedules.daily.runs"));
  for (const char* wrong :
       {"backups.lost", "backups.lost<0", "backups.lost<=", "backups.lost<=x", "backups.lost=0"}) {
    const Called bad = call("run " + kPlan + " --fail-on '" + wrong + "'");
    EXPECT_EQ(bad.status, 2) << wrong;
    EXPECT_THAT(bad.err, HasSubstr("METRIC<=VALUE or METRIC>=VALUE")) << wrong;
  }
}

}  // namespace
}  // namespace headway::tests
