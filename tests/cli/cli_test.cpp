// Verbs, options and exit states from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string reference(const std::string& name) {
  return std::string(HEADWAY_TEST_DATA) + "/reference/" + name;
}

TEST(Cli, HelpListsTheVerbsOnStandardOutput) {
  const Called help = call("--help");
  EXPECT_EQ(help.status, 0);
  for (const char* verb :
       {"run", "compare", "check", "spacing", "validate", "presets", "cron", "conform", "schema"})
    EXPECT_THAT(help.out, HasSubstr(std::string("  ") + verb + " "));
  EXPECT_THAT(help.err, IsEmpty());
}

TEST(Cli, NoVerbIsAWrongCall) {
  const Called nothing = call("");
  EXPECT_EQ(nothing.status, 2);
  EXPECT_THAT(nothing.out, IsEmpty());
  EXPECT_THAT(nothing.err, HasSubstr("Usage: headway VERB"));
}

TEST(Cli, AMistypedVerbOrOptionGetsASuggestion) {
  const Called verb = call("rnu " + scenario("well-spaced"));
  EXPECT_EQ(verb.status, 2);
  EXPECT_THAT(verb.err, HasSubstr("did you mean run?"));
  const Called option = call("run " + scenario("well-spaced") + " --replication 3");
  EXPECT_EQ(option.status, 2);
  EXPECT_THAT(option.err, HasSubstr("--replication"));
}

TEST(Cli, VersionIsTheProjects) {
  const Called version = call("--version");
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.out, "headway 0.1.0\n");
}

TEST(Cli, EachVerbExplainsItself) {
  for (const char* verb :
       {"run", "compare", "check", "spacing", "validate", "presets", "cron", "conform", "schema"}) {
    const Called help = call(std::string(verb) + " --help");
    EXPECT_EQ(help.status, 0) << verb;
    EXPECT_THAT(help.out, StartsWith(std::string("Usage: headway ") + verb)) << verb;
  }
}

TEST(Cron, PrintsTheNextTimesInTheZonesOwnOffset) {
  // Berlin left summer time on 2024-10-27: 02:30 comes twice that day.
  const Called next = call("cron '30 2 * * *' --zone Europe/Berlin --from 2024-10-26T12:00:00Z -n 3");
  EXPECT_EQ(next.status, 0);
  EXPECT_EQ(next.out, "2024-10-27T02:30:00+02:00\n2024-10-27T02:30:00+01:00\n2024-10-28T02:30:00+01:00\n");
}

TEST(Cron, FiveWordsWithoutQuotesAreOneExpression) {
  EXPECT_EQ(call("cron 0 2 1 1 1 --from 2024-01-01T00:00:00Z -n 1").out, "2024-01-01T02:00:00Z\n");
}

TEST(Cron, RefusesWhatKubernetesRefusesAndSaysWhy) {
  const Called bad = call("cron '61 * * * *'");
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.err, HasSubstr("end of range (61) above maximum (59): 61"));
  EXPECT_EQ(call("cron '0 2 * * *' --zone Europe/Berlim").status, 2);
  EXPECT_EQ(call("cron '0 2 * * *' --from yesterday").status, 2);
  EXPECT_EQ(call("cron '0 2 * * *' -n 0").status, 2);
}

TEST(Cron, SaysThatAnExpressionNeverFires) {
  const Called never = call("cron '0 0 30 2 *' --from 2024-01-01T00:00:00Z");
  EXPECT_EQ(never.status, 0);
  EXPECT_THAT(never.out, StartsWith("never"));
  const auto json = nlohmann::json::parse(call("cron '0 0 30 2 *' --json").out);
  EXPECT_TRUE(json.at("next").empty());
}

TEST(Conform, CountsAgreementAsJson) {
  const Called locks = call("conform locks --json " + reference("lock-latency-a.jsonl"));
  EXPECT_EQ(locks.status, 0);
  const auto json = nlohmann::json::parse(locks.out);
  EXPECT_EQ(json.at("cases"), 960);
  EXPECT_EQ(json.at("disagree"), 0);
  const auto flows =
      nlohmann::json::parse(call("conform flows --json " + reference("flows-tiny-nested-a.jsonl")).out);
  EXPECT_EQ(flows.at("agree"), 3);
  EXPECT_LT(flows.at("max_error_s").get<double>(), 1e-6);
}

TEST(Conform, ADisagreementIsStatusOneAndShowsBothAnswers) {
  const Scratch scratch;
  std::ofstream(scratch / "wrong.jsonl")
      << R"({"expr":"0 2 * * *","tz":"UTC","from":"2024-01-01T00:00:00Z","kind":"random","next":["2024-01-01T03:00:00Z"]})"
      << "\n";
  const Called wrong = call("conform cron " + (scratch / "wrong.jsonl").string());
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.out, HasSubstr("2024-01-01T02:00:00Z"));
  EXPECT_THAT(wrong.out, HasSubstr("2024-01-01T03:00:00Z"));
}

TEST(Conform, AMissingFileOrUnknownKindIsAWrongCall) {
  EXPECT_EQ(call("conform locks /nonexistent").status, 2);
  EXPECT_EQ(call("conform lock " + reference("lock-latency-a.jsonl")).status, 2);
  EXPECT_EQ(call("conform locks").status, 2);
}

TEST(Schema, PrintsJsonSchemas) {
  for (const char* what : {"scenario", "results"}) {
    const Called schema = call(std::string("schema ") + what);
    EXPECT_EQ(schema.status, 0);
    EXPECT_TRUE(nlohmann::json::parse(schema.out).contains("$schema")) << what;
  }
  EXPECT_EQ(call("schema sweep").status, 2);
}

TEST(Validate, ReportsEveryErrorOfEveryFileWithItsPlace) {
  const Scratch scratch;
  std::ofstream(scratch / "bad.json")
      << "{\n  \"headway\": 1,\n  \"nmae\": \"x\",\n  \"time\": {\"start\": \"now\"}\n}\n";
  const Called bad = call("validate " + scenario("well-spaced") + " " + (scratch / "bad.json").string());
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.out, HasSubstr("well-spaced.json: valid (12 volumes, 2 schedules"));
  EXPECT_THAT(bad.err, HasSubstr("bad.json:3:3"));
  EXPECT_THAT(bad.err, HasSubstr("did you mean \"name\""));
  EXPECT_THAT(bad.err, HasSubstr("/time/start"));
}

TEST(Validate, ReadsStandardInputAndSettings) {
  EXPECT_EQ(call("validate -", scenario("well-spaced")).status, 0);
  const Called set = call("validate - --set schedules.daily.cron='61 * * * *'", scenario("well-spaced"));
  EXPECT_EQ(set.status, 2);
  EXPECT_THAT(set.err, HasSubstr("--set"));
}

}  // namespace
}  // namespace headway::tests
