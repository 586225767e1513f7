// `headway recommend` from outside: statuses, its folder, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

// 30 replications without a loss show a share of 9.5 %.
const std::string kShort =
    "recommend " + scenario("hourly-and-daily") + " --set time.horizon=3d -r 3 --verify 30 --max-loss 0.1 ";
const std::string kNever = "recommend " + scenario("hourly-never-fits") + " --no-levers -r 2 --verify 4 ";

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

TEST(Recommend, FitsAndWritesAFolderThatSaysTheSame) {
  const Scratch scratch;
  const std::string folder = (scratch / "deep/er").string();
  const Called called = call(kShort + "--no-levers --json -o " + folder);
  EXPECT_EQ(called.status, 0) << called.err;
  EXPECT_THAT(called.err, IsEmpty());
  EXPECT_THAT(files_in(folder),
              UnorderedElementsAre("recommendation.json", "recommendation.txt", "scenario.json",
                                   "schedules.diff", "recurringjob-daily.yaml"));
  EXPECT_EQ(called.out, slurp(folder + "/recommendation.json"));
  const auto json = nlohmann::json::parse(called.out);
  EXPECT_EQ(json.at("feasible"), true);
  EXPECT_EQ(json.at("manifests").at(0), slurp(folder + "/recurringjob-daily.yaml"));
  EXPECT_THAT(slurp(folder + "/schedules.diff"),
              HasSubstr("+  cron: \"" + json.at("schedules").at(0).at("cron_after").get<std::string>()));
  EXPECT_THAT(slurp(folder + "/recommendation.txt"), StartsWith("hourly-and-daily (Longhorn 1.8.2)\n"));
  EXPECT_THAT(slurp(folder + "/recommendation.txt"),
              HasSubstr("There are start times with which the schedules fit."));

  // `headway run` agrees.
  const Called run = call("run " + folder + "/scenario.json -r 10 --json");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(nlohmann::json::parse(run.out).at("operations").at("backup").at("lost"), 0);

  const Called again = call(kShort + "--no-levers -o " + folder);
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_THAT(again.out, IsEmpty());
  EXPECT_EQ(call(kShort + "--no-levers --seed 9 --force --quiet -o " + folder).status, 0);
  EXPECT_NE(called.out, slurp(folder + "/recommendation.json"));
  EXPECT_THAT(files_in(scratch / "deep"), UnorderedElementsAre("er")) << "a temporary folder was left behind";
}

TEST(Recommend, ThreadsDoNotMatter) {
  const std::string same = kNever + "--set time.horizon=3d --json ";
  const Called one = call(same + "--jobs 1"), three = call(same + "--jobs 3");
  EXPECT_EQ(one.status, 1);
  EXPECT_EQ(one.out, three.out);
}

TEST(Recommend, DoesNotFitIsStatusOneAndStillWritten) {
  const Scratch scratch;
  const Called never = call(kNever + "-o " + (scratch / "out").string());
  EXPECT_EQ(never.status, 1) << never.err;
  EXPECT_THAT(never.out, HasSubstr("No start times make these schedules fit."));
  EXPECT_THAT(never.out, HasSubstr("daily and hourly can never fit"));
  EXPECT_EQ(nlohmann::json::parse(slurp(scratch / "out/recommendation.json")).at("feasible"), false);

  const Called full = call("recommend " + scenario("window-too-short") + " --no-levers -r 2 --verify 4");
  EXPECT_EQ(full.status, 1) << full.err;
  EXPECT_THAT(full.out, HasSubstr("More bytes than the windows carry"));
  EXPECT_THAT(full.out, HasSubstr("Uploads end outside their windows"));
}

TEST(Recommend, LeversAndTheSmallestRelaxation) {
  const Called called =
      call("recommend " + scenario("window-too-short") + " -r 2 --verify 30 --max-loss 0.1 --json");
  EXPECT_EQ(called.status, 1) << called.err;
  const auto json = nlohmann::json::parse(called.out);
  EXPECT_FALSE(json.at("other_changes").empty());
  ASSERT_EQ(json.at("relaxations").size(), 1U);
  EXPECT_EQ(json.at("relaxations").at(0).at("verified").at("window_overruns_per_replication"), 0);
}

TEST(Recommend, QuietPrintsNothing) {
  const Called called = call(kNever + "--quiet");
  EXPECT_EQ(called.status, 1);
  EXPECT_THAT(called.out, IsEmpty());
  EXPECT_THAT(called.err, IsEmpty());
}

TEST(Recommend, AGridOfAnHourIsKept) {
  const Called called = call(kShort + "--no-levers --grid 30 --json");
  for (const auto& schedule : nlohmann::json::parse(called.out).at("schedules"))
    EXPECT_THAT(schedule.at("cron_after").get<std::string>(),
                testing::AnyOf(StartsWith("0 "), StartsWith("30 ")));
}

TEST(Recommend, RefusesWithASentence) {
  const auto refused = [](const std::string& arguments) {
    const Called called = call(arguments);
    EXPECT_EQ(called.status, 2) << arguments;
    EXPECT_THAT(called.out, IsEmpty()) << arguments;
    return called.err;
  };
  const std::string file = "recommend " + scenario("hourly-and-daily") + " ";
  EXPECT_THAT(refused("recommend"), HasSubstr("no scenario given"));
  EXPECT_THAT(refused("recommend /nowhere.json"), HasSubstr("/nowhere.json"));
  EXPECT_THAT(refused(file + "--grid 0"),
              HasSubstr("--grid: expected a whole number from 1 to 720, found 0"));
  EXPECT_THAT(refused(file + "--grid 721"), HasSubstr("found 721"));
  EXPECT_THAT(refused(file + "--grid 5m"), HasSubstr("--grid"));
  EXPECT_THAT(refused(file + "--verify 1"),
              HasSubstr("--verify: expected a whole number from 2 to 100000, found 1"));
  EXPECT_THAT(refused(file + "--moves 0"), HasSubstr("--moves: expected a whole number from 1"));
  EXPECT_THAT(refused(file + "-r 1"), HasSubstr("--replications: expected at least 2, found 1"));
  for (const char* bad : {"0", "1", "-1", "nan", "2"}) {
    EXPECT_THAT(refused(file + "--max-loss " + bad),
                HasSubstr("--max-loss: expected a number above 0 and below 1"));
    EXPECT_THAT(refused(file + "--confidence " + bad),
                HasSubstr("--confidence: expected a number above 0 and below 1"));
  }
  EXPECT_THAT(refused(file + "--jobs 0"), HasSubstr("--jobs: expected a whole number from 1 to 1024"));
  EXPECT_THAT(refused(file + "--lever"), HasSubstr("--lever"));
  EXPECT_THAT(refused(file + "--verfy 5"), HasSubstr("did you mean --verify?"));
  EXPECT_THAT(refused(file + "--set schedules.weekly.cron=x"), HasSubstr("weekly"));
  EXPECT_THAT(refused(file + file), testing::Not(IsEmpty()));
}

TEST(Recommend, NeedsSchedulesAndNoPolicy) {
  const std::string file = "recommend " + scenario("hourly-and-daily");
  const Called none = call("recommend " + scenario("hourly-and-daily") +
                           " --set schedules=[] --set expect=[] --set "
                           "'transfers=[{\"id\":\"t\",\"at\":\"2026-01-06T00:00:00Z\",\"bytes\":\"1Gi\","
                           "\"path\":[\"node1\",\"s3\"]}]'");
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, testing::Not(IsEmpty()));
  const Called policy = call(file + " --set 'policy=[{\"name\":\"hashed\"}]'");
  EXPECT_EQ(policy.status, 2);
  EXPECT_THAT(policy.err, HasSubstr("policy=[]"));
}

/// hourly-and-daily with so many daily schedules instead of its two, on all of its volumes or on none.
std::string schedules_setting(int n, const std::string& weekdays, const std::string& group) {
  std::string list;
  for (int j = 0; j < n; ++j)
    list += (j > 0 ? "," : "") + std::string(R"({"kind":"RecurringJob","name":"s)") + std::to_string(j) +
            R"(","task":"backup","cron":"0 2 * * )" + weekdays +
            R"(","retain":1,"concurrency":1,"groups":[")" + group + "\"]}";
  return " --set 'schedules=[" + list + "]' --set expect=[] --set volumes.0.backups={}";
}

TEST(Recommend, TooLargeIsRefusedBeforeAnythingIsPlayed) {
  const std::string file = "recommend " + scenario("hourly-and-daily") + " --verify 100000 -r 100000";
  const auto refused = [&](int n, const std::string& weekdays, const std::string& group) {
    const Called called = call(file + schedules_setting(n, weekdays, group));
    EXPECT_EQ(called.status, 2);
    EXPECT_THAT(called.out, IsEmpty());
    return called.err;
  };
  EXPECT_THAT(refused(301, "*", "nobody"), HasSubstr("301 schedules, expected at most 300"));
  // 145 x 145 = 21,025 pairs, 30,000,000 / 1440 = 20,833; in a week a seventh: 2,976, and 55 x 55 = 3,025.
  EXPECT_THAT(
      refused(145, "*", "default"),
      HasSubstr("21025 pairs of schedules share a volume, expected at most 20833 in a cycle of a day"));
  EXPECT_THAT(
      refused(55, "1-5", "default"),
      HasSubstr("3025 pairs of schedules share a volume, expected at most 2976 in a cycle of a week"));
}

TEST(Recommend, HelpIsThere) {
  const Called called = call("recommend --help");
  EXPECT_EQ(called.status, 0);
  for (const char* option :
       {"--output", "--force", "--grid", "--verify", "--max-loss", "--confidence", "--moves", "--no-levers",
        "--json", "--set", "--replications", "--seed", "--jobs", "--quiet"})
    EXPECT_THAT(called.out, HasSubstr(option));
}

TEST(Recommend, InterruptedItLeavesNothing) {
  const Scratch scratch;
  // The shell's wait says 128 + 2 of a process that SIGINT ended.
  const Scratch log;
  const Called called =
      call("recommend " + scenario("hourly-and-daily") + " --verify 100000 -o " + (scratch / "out").string() +
           " >" + (log / "all").string() + " 2>&1 & sleep 1; kill -INT $!; wait $!");
  EXPECT_EQ(called.status, 128 + 2);
  EXPECT_THAT(slurp(log / "all"), IsEmpty());
  EXPECT_THAT(files_in(scratch / ""), IsEmpty());
}

}  // namespace
}  // namespace headway::tests
