// The conformance test can fail: each wrong rule disagrees with the recordings, on as many volumes of the
// random traces as the data's own description says ("Volumes that a wrong rule gets wrong").
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "sim/io/conform/locks.h"

namespace headway::io {
namespace {

using nlohmann::json;
using Edit = std::function<void(json&)>;

const std::vector<json>& volumes(const std::string& set) {
  static std::map<std::string, std::vector<json>> cache;
  std::vector<json>& lines = cache[set];
  if (!lines.empty()) return lines;
  const std::vector<std::string> parts =
      set == "a" ? std::vector<std::string>{"a1", "a2", "a3", "a4"} : std::vector<std::string>{set + "-a"};
  for (const std::string& part : parts) {
    std::ifstream in(std::string(HEADWAY_TEST_DATA) + "/reference/lock-traces-" + part + ".jsonl");
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  }
  return lines;
}

/// Volumes of a set with a disagreement under another protocol, or after a rewriting of the recording that
/// amounts to another rule.
int wrong(const std::string& set, const lock::Protocol& protocol, const Edit& edit = {}) {
  int count = 0;
  for (const json& volume : volumes(set)) {
    json line = volume;
    if (edit) edit(line);
    std::istringstream in(line.dump());
    ConformReport report;
    conform_locks(in, set, report, protocol);
    EXPECT_TRUE(report.problems.empty());
    count += report.disagree > 0 ? 1 : 0;
  }
  return count;
}

struct Counts {
  int a, crash, ties;
};

/// Exact on the random traces, whose half of the recording is here whole; of the two other sets, of which
/// a part is here, at least something where the description counts anything worth the name.
void expect_wrong(const Counts& described, const lock::Protocol& protocol, const Edit& edit = {}) {
  EXPECT_EQ(wrong("a", protocol, edit), described.a);
  for (const auto& [set, whole] :
       {std::pair{"crash", described.crash}, std::pair{"ties", described.ties - 1}}) {
    const int here = wrong(set, protocol, edit);
    EXPECT_LE(here, whole) << set;
    if (whole >= 4) {
      EXPECT_GT(here, whole / 4) << set;
    }
  }
}

TEST(WrongRule, NoneIsTheRecordedProtocol) {
  expect_wrong({0, 0, 1}, recorded_lock_protocol());
}

lock::Protocol with(Duration lock::Protocol::*member, Duration value) {
  lock::Protocol p = recorded_lock_protocol();
  p.*member = value;
  return p;
}

TEST(WrongRule, Lease120) {
  expect_wrong({5, 311, 1}, with(&lock::Protocol::lease, seconds{120}));
}
TEST(WrongRule, Lease151) {
  expect_wrong({0, 32, 1}, with(&lock::Protocol::lease, seconds{151}));
}
TEST(WrongRule, Lease149) {
  expect_wrong({0, 33, 1}, with(&lock::Protocol::lease, seconds{149}));
}
TEST(WrongRule, Refresh75) {
  expect_wrong({3, 110, 1}, with(&lock::Protocol::refresh, seconds{75}));
}
TEST(WrongRule, NoRefresh) {
  expect_wrong({28, 165, 1}, with(&lock::Protocol::refresh, hours{9999}));
}
TEST(WrongRule, NeverExpires) {
  expect_wrong({13, 385, 1}, with(&lock::Protocol::lease, hours{9999}));
}

// How the description plays a shorter wait in detail (which instants move with the look) is not said, so
// only that it shows, and at least as often.
TEST(WrongRule, Wait1) {
  EXPECT_GE(wrong("a", with(&lock::Protocol::check_wait, seconds{1})), 23);
}
TEST(WrongRule, Wait0) {
  EXPECT_GE(wrong("a", with(&lock::Protocol::check_wait, seconds{0})), 52);
}

TEST(WrongRule, SameTypeBlocks) {
  lock::Protocol p = recorded_lock_protocol();
  p.conflict = lock::ConflictRule::always;
  expect_wrong({1288, 396, 209}, p);
}

TEST(WrongRule, TieByReverseName) {
  expect_wrong({28, 7, 160}, recorded_lock_protocol(), [](json& volume) {
    for (json& r : volume["requests"]) {
      auto name = r["name"].get<std::string>();
      const std::string hex = "0123456789abcdef";
      for (std::size_t i = 5; i < name.size(); ++i) name[i] = hex[15 - hex.find(name[i])];
      r["name"] = name;
    }
  });
}

TEST(WrongRule, TieByArrival) {
  expect_wrong({16, 1, 108}, recorded_lock_protocol(), [](json& volume) {
    int arrival = 0;
    for (json& r : volume["requests"]) {
      char name[32];
      std::snprintf(name, sizeof name, "lock-%016x", static_cast<unsigned>(arrival++));
      r["name"] = name;
    }
  });
}

TEST(WrongRule, WholeSecondsIgnored) {
  // Not for the ties, whose own stamps are cut in the recording.
  const Edit ignore = [](json& volume) { volume["driver"] = "vfs"; };
  EXPECT_EQ(wrong("a", recorded_lock_protocol(), ignore), 16);
  EXPECT_GT(wrong("crash", recorded_lock_protocol(), ignore), 0);
}

TEST(WrongRule, ACrashRemovesTheFile) {
  expect_wrong({39, 428, 1}, recorded_lock_protocol(), [](json& volume) {
    std::erase_if(volume["requests"].get_ref<json::array_t&>(),
                  [](const json& r) { return r["outcome"] == "crashed"; });
    for (json& r : volume["requests"]) {
      if (!r.contains("crash") || r["outcome"] != "acquired") continue;
      r["hold"] = std::max(0.0, r["crash"]["t"].get<double>() - r["t_request"].get<double>() - 2000);
      r.erase("crash");
    }
  });
}

}  // namespace
}  // namespace headway::io
