#include "sim/io/conform/cron.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "sim/schedule/cron.h"

namespace headway::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kReference = HEADWAY_SOURCE_DIR "/tests/data/reference/";

ConformReport conform(const std::string& lines) {
  ConformReport report;
  std::istringstream in(lines);
  conform_cron(in, "lines", report);
  return report;
}

TEST(ConformCron, EveryRecordedFiringTimeAgrees) {
  std::ifstream in(kReference + "cron-next-a.jsonl");
  ASSERT_TRUE(in);
  ConformReport report;
  conform_cron(in, "cron-next-a.jsonl", report);
  EXPECT_EQ(report.cases, 997);
  EXPECT_EQ(report.agree, 997);
  EXPECT_THAT(report.disagreements, IsEmpty());
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.by_class["dst"][0], 208);
}

TEST(ConformCron, EveryRecordedRefusalAgrees) {
  std::ifstream in(kReference + "cron-invalid-a.jsonl");
  ASSERT_TRUE(in);
  ConformReport report;
  conform_cron(in, "cron-invalid-a.jsonl", report);
  EXPECT_EQ(report.cases, 68);
  EXPECT_EQ(report.agree, 68);
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST(ConformCron, EveryRecordedDifferenceOfTheDialectsAgrees) {
  std::ifstream in(kReference + "cron-v1-differences-a.jsonl");
  ASSERT_TRUE(in);
  ConformReport report;
  conform_cron(in, "cron-v1-differences-a.jsonl", report);
  EXPECT_EQ(report.cases, 90);
  EXPECT_EQ(report.agree, 90);
  EXPECT_THAT(report.disagreements, IsEmpty());
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST(ConformCron, RefusalsUseTheWordsUsersKnow) {
  std::ifstream in(kReference + "cron-invalid-a.jsonl");
  ASSERT_TRUE(in);
  int compared = 0;
  for (std::string line; std::getline(in, line);) {
    const auto json = nlohmann::json::parse(line);
    const auto refusal = schedule::Cron::parse(json["expr"].get<std::string>()).error;
    EXPECT_FALSE(refusal.empty());
    if (!json["error"].is_string()) continue;
    // A near name may follow: "…; did you mean Europe/Berlin?"
    EXPECT_EQ(refusal.substr(0, refusal.find("; did you mean")), json["error"].get<std::string>());
    ++compared;
  }
  EXPECT_EQ(compared, 66);
}

TEST(ConformCron, ShowsBothAnswersOfADisagreement) {
  const auto report = conform(
      R"({"expr":"0 2 * * *","tz":"UTC","from":"2024-06-10T03:00:00Z","kind":"made","next":["2024-06-11T02:00:00Z","2024-06-12T02:01:00Z"]})");
  EXPECT_EQ(report.cases, 1);
  EXPECT_EQ(report.disagree, 1);
  EXPECT_EQ(report.by_class.at("made"), (std::array<std::int64_t, 3>{0, 1, 0}));
  EXPECT_THAT(
      report.disagreements,
      ElementsAre("lines:1: '0 2 * * *' in UTC after 2024-06-11T02:00:00Z: recorded 2024-06-12T02:01:00Z, "
                  "headway 2024-06-12T02:00:00Z"));
}

TEST(ConformCron, DisagreesWhereNothingOrSomethingWasRecordedInstead) {
  const auto report = conform(
      R"({"expr":"0 2 * * *","tz":"UTC","from":"2024-06-10T03:00:00Z","kind":"k","next":["0001-01-01T00:00:00Z"]})"
      "\n"
      R"({"expr":"0 0 30 2 *","tz":"America/New_York","from":"2024-06-10T03:00:00-04:00","kind":"k","next":["2025-02-28T00:00:00-05:00"]})"
      "\n"
      R"({"expr":"0 0 * * 7","tz":"UTC","from":"2024-06-10T03:00:00Z","kind":"k","next":["2024-06-16T00:00:00Z"]})"
      "\n"
      R"({"expr":"0 2 * * *","error":"made up"})");
  EXPECT_EQ(report.disagree, 4);
  EXPECT_THAT(report.disagreements[1],
              HasSubstr("recorded 2025-02-28T00:00:00-05:00, headway 0001-01-01T00:00:00Z"));
  EXPECT_THAT(report.disagreements[2], HasSubstr("above maximum (6)"));
  EXPECT_THAT(report.disagreements[3], HasSubstr("headway accepts it"));
}

TEST(ConformCron, AnAnswerIsComparedAsAnInstantNotAsText) {
  const auto report = conform(
      R"({"expr":"0 2 * * *","tz":"Europe/Berlin","from":"2024-06-10T03:00:00Z","kind":"k","next":["2024-06-11T00:00:00Z"]})");
  EXPECT_EQ(report.agree, 1);
}

TEST(ConformCron, WhatIsNoCaseIsAProblem) {
  const std::string good = R"("expr":"0 2 * * *","tz":"UTC","from":"2024-06-10T03:00:00Z")";
  const auto report = conform(
      "no json\n[1]\n{}\n\n"
      "{" +
      good +
      R"(,"next":[]})"
      "\n"
      "{" +
      good +
      R"(,"next":["yesterday"]})"
      "\n"
      "{" +
      good +
      R"(,"next":["0001-01-01T00:00:00Z","2024-06-11T02:00:00Z"]})"
      "\n"
      R"({"expr":"@daily","tz":"Mars/Phobos","from":"2024-06-10T03:00:00Z","next":["2024-06-11T00:00:00Z"]})"
      "\n"
      R"({"expr":"@daily","tz":"UTC","from":"2024-13-10T03:00:00Z","next":["2024-06-11T00:00:00Z"]})"
      "\n"
      R"({"expr":5,"tz":"UTC","from":"2024-06-10T03:00:00Z","next":["2024-06-11T00:00:00Z"]})"
      "\n"
      R"({"expr":5,"error":"x"})"
      "\n"
      R"({"expr":"@daily","tz":"UTC","from":"2024-06-10T03:00:00Z","index":-1,"v3":"x","v1":"y"})"
      "\n"
      R"({"expr":"@daily","tz":"UTC","from":"2024-06-10T03:00:00Z","index":0,"v3":"x","v1":"y"})"
      "\n" +
      std::string(2'000'000, 'x') + "\n");
  EXPECT_EQ(report.cases, 0);
  ASSERT_EQ(report.problems.size(), 13U);
  EXPECT_EQ(report.problems[0], "lines:1: no JSON");
  EXPECT_EQ(report.problems[3].substr(0, 8), "lines:5:");  // the empty line is none
  EXPECT_THAT(report.problems[6], HasSubstr("Mars/Phobos"));
  EXPECT_THAT(report.problems[11], HasSubstr("\"v3\" is no time: x"));
  EXPECT_THAT(report.problems[12], HasSubstr("1 MiB"));
}

std::string difference(std::string_view expr, std::string_view v3, std::string_view v1, int index = 0) {
  return R"({"expr":")" + std::string(expr) + R"(","tz":"UTC","from":"2024-06-10T03:00:00Z","index":)" +
         std::to_string(index) + R"(,"v3":")" + std::string(v3) + R"(","v1":")" + std::string(v1) + "\"}\n";
}

TEST(ConformCron, JudgesWhereTheDialectsDiffer) {
  // 10 June 2024 is a Monday. v3: every other day of the month or a Tuesday; v1: both.
  const std::string right = difference("0 4 */2 * 2", "2024-06-11T04:00:00Z", "2024-06-11T04:00:00Z") +
                            difference("0 4 */2 * 2", "2024-06-13T04:00:00Z", "2024-06-25T04:00:00Z", 1) +
                            R"({"expr":"TZ=UTC @daily","v1_error":"Expected"})";
  EXPECT_EQ(conform(right).agree, 3) << testing::PrintToString(conform(right).disagreements);
  EXPECT_EQ(conform(right).by_class["v1-differences"][0], 3);
  for (const std::string& wrong :
       {difference("0 4 */2 * 2", "2024-06-13T04:00:00Z", "2024-06-25T04:00:00Z"),     // they agree once more
        difference("0 4 */2 * 2", "2024-06-25T04:00:00Z", "2024-06-25T04:00:00Z", 2),  // they differ before
        difference("0 4 */2 * 2", "2024-06-13T04:00:00Z", "2024-06-18T04:00:00Z", 1),
        difference("0 4 */2 * 8", "2024-06-13T04:00:00Z", "2024-06-18T04:00:00Z", 1),
        std::string(R"({"expr":"0 4 * * *","v1_error":"Expected"})"),
        std::string(R"({"expr":"0 4 * *","v1_error":"Expected"})")}) {
    EXPECT_EQ(conform(wrong).disagree, 1) << wrong;
    EXPECT_TRUE(conform(wrong).problems.empty()) << wrong;
  }
}

TEST(ConformCron, ALineThatPanickedCountsAsRefused) {
  EXPECT_EQ(conform(R"({"expr":"TZ=UTC","error":null,"panic":"runtime error"})").agree, 1);
}

TEST(ConformCron, ListsOfTextsAreBounded) {
  std::string lines;
  for (int i = 0; i < 1500; ++i) lines += "garbage\n";
  EXPECT_EQ(conform(lines).problems.size(), kMostConformTexts);
}

}  // namespace
}  // namespace headway::io
