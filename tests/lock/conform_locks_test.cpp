#include "sim/io/conform/locks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace headway::io {
namespace {

ConformReport read_file(const std::string& name) {
  const std::string path = std::string(HEADWAY_TEST_DATA) + "/reference/" + name;
  std::ifstream in(path);
  EXPECT_TRUE(in.is_open()) << path;
  ConformReport report;
  conform_locks(in, name, report);
  return report;
}

ConformReport read_text(const std::string& text) {
  std::istringstream in(text);
  ConformReport report;
  conform_locks(in, "text", report);
  return report;
}

void expect_perfect(const ConformReport& report, std::int64_t cases) {
  EXPECT_EQ(report.cases, cases);
  EXPECT_EQ(report.disagree, 0) << (report.disagreements.empty() ? "" : report.disagreements.front());
  EXPECT_EQ(report.cases, report.agree + report.disagree + report.ambiguous);
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
}

TEST(ConformLocks, RandomTraces) {
  std::int64_t cases = 0;
  for (const char* name :
       {"lock-traces-a1.jsonl", "lock-traces-a2.jsonl", "lock-traces-a3.jsonl", "lock-traces-a4.jsonl"}) {
    const ConformReport report = read_file(name);
    expect_perfect(report, report.cases);
    EXPECT_EQ(report.ambiguous, 0);
    cases += report.cases;
  }
  EXPECT_EQ(cases, 9492);
}

TEST(ConformLocks, Ties) {
  const ConformReport report = read_file("lock-traces-ties-a.jsonl");
  expect_perfect(report, 1070);
  EXPECT_EQ(report.ambiguous, 131);  // 124 races, 8 requests of the torn volume, of which one is a race
}

TEST(ConformLocks, Crashes) {
  const ConformReport report = read_file("lock-traces-crash-a.jsonl");
  expect_perfect(report, 1862);
  EXPECT_EQ(report.ambiguous, 0);
  EXPECT_GT(report.by_class.at("request, vfs, near the lease's end")[0], 0);
}

TEST(ConformLocks, LatencyPairs) {
  const ConformReport report = read_file("lock-latency-a.jsonl");
  expect_perfect(report, 960);
  EXPECT_EQ(report.ambiguous, 2);
}

const char* const kRequest =
    R"({"id":0,"t_request":1034,"type":1,"name":"lock-000000000000000a","hold":null,"server_time":1033.8,)"
    R"("outcome":"acquired","t_outcome":3041,"t_release":null,"error":null})";
const char* const kPair =
    R"({"driver":"vfs-trunc1s","latency_ms":0,"phase_ms":120,"delta_ms":880,"types":[1,2],)"
    R"("names":["lock-000000000000000a","lock-000000000000000b"],"outcomes":["denied","denied"],"t_outcome":[1,2]})";

std::string volume(const std::string& requests, const std::string& more = "") {
  return R"({"volume":"v","driver":"vfs",)" + more + R"("requests":[)" + requests + "]}";
}

TEST(ConformLocks, CountsAndTellsDisagreements) {
  std::string denied = kRequest;
  denied.replace(denied.find("acquired"), 8, "denied");
  const ConformReport report = read_text(volume(kRequest) + "\n\n" + volume(denied) + "\n");
  EXPECT_EQ(report.agree, 1);
  EXPECT_EQ(report.disagree, 1);
  ASSERT_EQ(report.disagreements.size(), 1u);
  EXPECT_EQ(report.disagreements[0], "text:3: volume v request 0: recorded denied, headway acquired");
}

TEST(ConformLocks, RacesAndTornVolumesAreAmbiguous) {
  std::string race = kRequest;
  race.insert(1, R"("race":true,)");
  EXPECT_EQ(read_text(volume(race)).ambiguous, 1);
  EXPECT_EQ(read_text(volume(kRequest, R"("torn":true,)")).ambiguous, 1);
  EXPECT_EQ(read_text(volume(kRequest, R"("torn":false,)")).agree, 1);
}

TEST(ConformLocks, PairsOnAWholeSecondAreAmbiguousOnlyWhereTimesAreCut) {
  EXPECT_EQ(read_text(kPair).ambiguous, 1);
  std::string exact = kPair;
  exact.replace(exact.find("vfs-trunc1s"), 11, "vfs");
  EXPECT_EQ(read_text(exact).disagree, 1);
  std::string elsewhere = kPair;
  elsewhere.replace(elsewhere.find("880"), 3, "881");
  EXPECT_EQ(read_text(elsewhere).disagree, 1);
}

TEST(ConformLocks, BadLinesAreProblems) {
  const std::string bad[] = {
      "{",
      "[]",
      "7",
      "{}",
      std::string("{\"requests\":[\xff]}"),
      R"({"requests":[]})",
      R"({"volume":"v","driver":"nfs","requests":[]})",
      R"({"volume":"v","driver":"vfs","requests":{}})",
      R"({"volume":"v","driver":"vfs","requests":[7]})",
      R"({"volume":"v","driver":"vfs","requests":[{}]})",
      R"({"latency_ms":100})",
      R"({"driver":"vfs","latency_ms":-1,"phase_ms":0,"delta_ms":1,"types":[1,2],"names":["a","b"],"outcomes":["denied","denied"]})",
      R"({"driver":"vfs","latency_ms":1e300,"phase_ms":0,"delta_ms":1,"types":[1,2],"names":["a","b"],"outcomes":["denied","denied"]})",
      R"({"driver":"vfs","latency_ms":1,"phase_ms":0,"delta_ms":1,"types":[1],"names":["a","b"],"outcomes":["denied","denied"]})",
      R"({"driver":"vfs","latency_ms":1,"phase_ms":0,"delta_ms":1,"types":[1,1.5],"names":["a","b"],"outcomes":["denied","denied"]})",
      R"({"driver":"vfs","latency_ms":1,"phase_ms":0,"delta_ms":1,"types":[1,2],"names":["a",3],"outcomes":["denied","denied"]})",
      R"({"driver":"vfs","latency_ms":1,"phase_ms":0,"delta_ms":1,"types":[1,2],"names":["a","b"],"outcomes":["denied","?"]})",
      std::string(100'000, '['),
  };
  for (const std::string& line : bad) {
    const ConformReport report = read_text(line);
    EXPECT_EQ(report.problems.size(), 1u) << line.substr(0, 80);
    EXPECT_EQ(report.cases, 0) << line.substr(0, 80);
  }
  for (const char* member : {"id", "t_request", "type", "name", "hold", "outcome"}) {
    std::string request = kRequest;
    const std::size_t key = request.find(member);
    ASSERT_EQ(request[key - 1], '"') << member;
    request[key] = '_';
    EXPECT_EQ(read_text(volume(request)).problems.size(), 1u) << member;
  }
  const ConformReport mixed = read_text("nonsense\n" + volume(kRequest) + "\n{\"x\":1}\n");
  EXPECT_EQ(mixed.agree, 1);
  EXPECT_EQ(mixed.problems.size(), 2u);
}

TEST(ConformLocks, OddVolumesAreNoCrash) {
  // The same request again and again: one name, one instant; a death before the request; foreign names.
  std::string twins = kRequest;
  for (int i = 0; i < 7; ++i) twins += std::string(",") + kRequest;
  EXPECT_EQ(read_text(volume(twins)).cases, 8);
  std::string dead = kRequest;
  dead.insert(1, R"("crash":{"t":-5},"race":true,)");
  EXPECT_EQ(read_text(volume(dead)).cases, 1);
  std::string foreign = kRequest;
  foreign.replace(foreign.find("lock-0"), 6, "../x\\u00e4");
  EXPECT_EQ(read_text(volume(foreign)).agree, 1);
}

}  // namespace
}  // namespace headway::io
