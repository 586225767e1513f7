// `headway run` from outside: what it prints, what it writes, and that neither depends on how it was run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kFiles = {
    "locks.csv",     "manifest.json", "messages.csv", "metrics.csv",     "operations.csv", "runs.csv",
    "scenario.json", "schedules.csv", "summary.json", "utilisation.csv", "volumes.csv"};

/// Byte for byte, but for the manifest.
void expect_same(const std::string& one, const std::string& other) {
  for (const std::string& file : kFiles) {
    if (file == "manifest.json") continue;
    EXPECT_EQ(slurp(one + "/" + file), slurp(other + "/" + file)) << file;
  }
}

TEST(Run, PrintsAForecastThatSaysWhatIsLost) {
  const Called run = call("run " + scenario("hourly-and-daily") + " -r 4");
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, HasSubstr("of 16 800 due backups w"));
  EXPECT_THAT(run.out, HasSubstr("lock-denied"));
  EXPECT_THAT(run.out, HasSubstr("Who held the lock"));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST(Run, TheSummaryHasThePublishedKeysAndTheOutcomesAddUp) {
  const auto json = nlohmann::json::parse(call("run " + scenario("hourly-and-daily") + " -r 2 --json").out);
  EXPECT_EQ(json.at("scenario"), "hourly-and-daily");
  EXPECT_EQ(json.at("replications"), 2);
  EXPECT_EQ(json.at("horizon_s"), 15 * 86400);
  for (const char* kind : {"backup", "delete"}) {
    const auto& o = json.at("operations").at(kind);
    EXPECT_EQ(o.at("due"), o.at("completed").get<int>() + o.at("completed_late").get<int>() +
                               o.at("failed").get<int>() + o.at("skipped").get<int>() +
                               o.at("unfinished").get<int>())
        << kind;
  }
  EXPECT_TRUE(json.at("operations").contains("restore"));
  const auto& failure = json.at("failures").at(0);
  for (const char* key :
       {"cause", "operation", "count", "per_replication", "share_of_attempts", "blocked_by"})
    EXPECT_TRUE(failure.contains(key)) << key;
  EXPECT_EQ(json.at("fingerprint").get<std::string>().size(), 16U);
  EXPECT_GT(json.at("engine").at("events").get<int>(), 1000);
  EXPECT_TRUE(json.at("metrics").contains("backups.lost_share"));
  EXPECT_TRUE(json.at("metrics").contains("replications.any_loss"));
}

TEST(Run, WritesTheWholeResultsFolderAndItsScenarioPlaysTheSame) {
  const Scratch scratch;
  const std::string first = (scratch / "first").string(), second = (scratch / "second").string();
  ASSERT_EQ(call("run " + scenario("longhorn-3231") + " -r 2 -q --set expect=[] -o " + first).status, 0);
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(first)) files.push_back(entry.path().filename().string());
  EXPECT_THAT(files, testing::UnorderedElementsAreArray(kFiles));
  // The scenario as run, everything explicit, is the same scenario.
  ASSERT_EQ(call("run " + first + "/scenario.json -q -o " + second).status, 0);
  expect_same(first, second);
  const auto manifest = nlohmann::json::parse(slurp(first + "/manifest.json"));
  EXPECT_EQ(manifest.at("replications"), 2);
}

TEST(Run, ThreadsDoNotChangeAByte) {
  const Scratch scratch;
  const std::string one = (scratch / "one").string(), three = (scratch / "three").string();
  const std::string same = "run " + scenario("hourly-and-daily") + " -r 5 -q --replication-detail 3 ";
  ASSERT_EQ(call(same + "--jobs 1 -o " + one).status, 0);
  ASSERT_EQ(call(same + "--jobs 3 -o " + three).status, 0);
  expect_same(one, three);
}

TEST(Run, AnExistingFolderIsRefusedUnlessForced) {
  const Scratch scratch;
  const std::string folder = (scratch / "night").string();
  const std::string same = "run " + scenario("upload-threads") + " -q -o " + folder;
  ASSERT_EQ(call(same).status, 0);
  const std::string before = slurp(folder + "/summary.json");
  const Called again = call(same + " --seed 9");
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_EQ(slurp(folder + "/summary.json"), before);
  EXPECT_EQ(call(same + " --seed 9 --force").status, 0);
  EXPECT_NE(slurp(folder + "/summary.json"), before);
  int others = 0;
  for (const auto& entry : fs::directory_iterator(scratch / "")) others += entry.path() != fs::path(folder);
  EXPECT_EQ(others, 0) << "a temporary folder was left behind";
}

TEST(Run, ABadScenarioWritesNothing) {
  const Scratch scratch;
  const std::string folder = (scratch / "night").string();
  const Called bad = call("run " + scenario("well-spaced") + " --set volumes.0.usde=1Gi -o " + folder);
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.err, HasSubstr("used"));
  EXPECT_FALSE(fs::exists(folder));
}

TEST(Run, AProbabilityThatTheReplicationsCannotShowIsRefusedBeforehand) {
  const Called few = call("run " + scenario("well-spaced") + " -r 5");
  EXPECT_EQ(few.status, 2);
  EXPECT_THAT(few.err, HasSubstr("29 are needed"));
}

TEST(Run, CheckFindsNothingToObjectTo) {
  EXPECT_EQ(call("run " + scenario("hourly-and-daily") + " -r 1 -q --check").status, 0);
  EXPECT_EQ(call("run " + scenario("longhorn-8742") + " -r 1 -q --check").status, 0);
}

}  // namespace
}  // namespace headway::tests
