// Recorded completion times (tests/data/reference/flows-*.jsonl), and what the reader does with bad lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/io/conform/flows.h"

namespace headway::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ConformReport conform(const std::string& text) {
  ConformReport report;
  std::istringstream in(text);
  conform_flows(in, "x.jsonl", report);
  return report;
}

const std::string kOneLink =
    "{\"flows\":\"s\",\"links_Bps\":{\"l\":100.0}}\n"
    "{\"id\":0,\"at_s\":0.0,\"bytes\":1000,\"path\":[\"l\"],\"finish_s\":20.0}\n"
    "{\"id\":1,\"at_s\":0.0,\"bytes\":2000,\"path\":[\"l\"],\"finish_s\":30.0}\n";

TEST(ConformFlows, EveryRecordedFlowEndsWithinAMicrosecond) {
  ConformReport report;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HEADWAY_SOURCE_DIR "/tests/data/reference")) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("flows-", 0) != 0 || entry.path().extension() != ".jsonl") continue;
    std::ifstream in(entry.path());
    conform_flows(in, name, report);
    ++files;
  }
  EXPECT_GE(files, 12);
  EXPECT_GE(report.cases, 26009);  // 2 * 10^4 + 6 * 10^3 + 9
  EXPECT_EQ(report.agree, report.cases);
  EXPECT_THAT(report.disagreements, IsEmpty());
  EXPECT_THAT(report.problems, IsEmpty());
  ASSERT_TRUE(report.max_error_s);
  EXPECT_LE(*report.max_error_s, 1e-8);  // far better than asked: rounding does not pile up
}

TEST(ConformFlows, CountsByTheNameOfTheSystem) {
  const ConformReport report = conform(kOneLink + kOneLink);
  EXPECT_EQ(report.cases, 4);
  EXPECT_THAT(report.by_class.at("s"), ElementsAre(4, 0, 0));
}

TEST(ConformFlows, NamesADisagreementWithBothAnswers) {
  const ConformReport report = conform(
      "{\"flows\":\"s\",\"links_Bps\":{\"l\":100.0}}\n"
      "{\"id\":7,\"at_s\":0.0,\"bytes\":1000,\"path\":[\"l\"],\"finish_s\":10.000002}\n");
  EXPECT_EQ(report.disagree, 1);
  ASSERT_EQ(report.disagreements.size(), 1u);
  EXPECT_THAT(report.disagreements[0],
              HasSubstr("x.jsonl:2: s flow 7: recorded end 10.000002000 s, headway 10.0"));
  EXPECT_NEAR(*report.max_error_s, 2e-6, 1e-12);
}

TEST(ConformFlows, AFlowThatNeverEndsDisagrees) {
  const ConformReport report = conform(
      "{\"flows\":\"s\",\"links_Bps\":{\"l\":0}}\n"
      "{\"id\":7,\"at_s\":0.0,\"bytes\":1000,\"path\":[\"l\"],\"finish_s\":10}\n");
  EXPECT_EQ(report.disagree, 1);
  EXPECT_THAT(report.disagreements[0], HasSubstr("headway never"));
}

TEST(ConformFlows, AnUnreadableLineLeavesOutItsSystemOnly) {
  const ConformReport report = conform(
      "{\"flows\":\"broken\",\"links_Bps\":{\"l\":100.0}}\n"
      "{\"id\":0,\"at_s\":0.0,\"bytes\":1000,\"path\":[\"m\"],\"finish_s\":20.0}\n"
      "{\"id\":1,\"at_s\":0.0,\"bytes\":2000,\"path\":[\"l\"],\"finish_s\":30.0}\n" +
      kOneLink);
  EXPECT_EQ(report.cases, 2);
  EXPECT_EQ(report.agree, 2);
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_THAT(report.problems[0], HasSubstr("x.jsonl:2: no such link"));
}

class BadLine : public testing::TestWithParam<const char*> {};

TEST_P(BadLine, IsAProblemAndNoCase) {
  const ConformReport report =
      conform("{\"flows\":\"s\",\"links_Bps\":{\"l\":100.0}}\n" + std::string(GetParam()) + "\n");
  EXPECT_EQ(report.cases, 0);
  EXPECT_EQ(report.problems.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadLine,
    testing::Values("{", "[]", "7", "\"\\u00", "\x80", "{}",
                    R"({"id":0,"at_s":-1,"bytes":1000,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":1e300,"bytes":1000,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":-5,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1.5,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":18446744073709551615,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1e999,"path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":"many","path":["l"],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1,"path":"l","finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1,"path":[3],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1,"path":[],"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1,"path":["l"],"cap_Bps":-1,"finish_s":20})",
                    R"({"id":0,"at_s":0,"bytes":1,"path":["l"]})", R"({"flows":3,"links_Bps":{}})",
                    R"({"flows":"t","links_Bps":[]})", R"({"flows":"t","links_Bps":{"l":"fast"}})",
                    R"({"flows":"t"})"));

TEST(ConformFlows, AFlowWithoutASystemIsAProblem) {
  const ConformReport report = conform(R"({"id":0,"at_s":0,"bytes":1,"path":["l"],"finish_s":20})");
  EXPECT_EQ(report.cases, 0);
  EXPECT_EQ(report.problems.size(), 1u);
}

TEST(ConformFlows, AnEmptyFileHasNoCases) {
  const ConformReport report = conform("");
  EXPECT_EQ(report.cases, 0);
  EXPECT_FALSE(report.max_error_s);
}

}  // namespace
}  // namespace headway::io
