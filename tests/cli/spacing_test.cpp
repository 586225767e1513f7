// `headway spacing` from outside: what it prints, what it writes, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/call.h"

namespace headway::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

const std::string kTwo = "spacing " + scenario("hourly-and-daily") + " --first hourly --second daily ";

TEST(Spacing, PrintsTheCurveItsKneeAndTheGaps) {
  const Called called = call(kTwo + "--set platform.longhorn=1.11.3 --step 15m -r 6");
  EXPECT_EQ(called.status, 0);
  EXPECT_THAT(called.err, IsEmpty());
  EXPECT_THAT(called.out, StartsWith("hourly-and-daily (Longhorn 1.11.3): daily after hourly\n"));
  // Six replications of fourteen nights; both at 02:00 lose something every night, at 02:30 never.
  EXPECT_THAT(called.out, HasSubstr(" 0 min  0 2 * * *      84 of 84      100 %"));
  EXPECT_THAT(called.out, HasSubstr("30 min  30 2 * * *      0 of 84  none seen"));
  EXPECT_THAT(called.out, HasSubstr("The knee is at 15 min"));
  EXPECT_THAT(called.out, HasSubstr("50 % of nights without loss: from 15 min on, shown"));
  EXPECT_THAT(called.out, HasSubstr("which takes about 59 replications"));
  EXPECT_THAT(called.out, HasSubstr("share 12 volumes"));
}

TEST(Spacing, AGapIsWhatRunSaysOfThatLine) {
  // The curve's point at 5 min is the scenario with the daily job at 02:05.
  const auto json =
      nlohmann::json::parse(call(kTwo + "--set platform.longhorn=1.11.3 --from 5m --to 6m -r 4 --json").out);
  const auto& point = json.at("points").at(0);
  EXPECT_EQ(point.at("cron"), "5 2 * * *");
  EXPECT_EQ(point.at("gap_s"), 300);
  const auto run =
      nlohmann::json::parse(call("run " + scenario("hourly-and-daily") +
                                 " --set platform.longhorn=1.11.3 --set schedules.daily.cron=\"5 2 * * *\" "
                                 "--set expect=[] -r 4 --json")
                                .out);
  const int lost = run.at("operations").at("backup").at("lost").get<int>();
  EXPECT_GT(lost, 0);
  EXPECT_GT(point.at("nights_with_loss").get<int>(), 0);
  EXPECT_LE(point.at("nights_with_loss").get<int>(), lost);
}

TEST(Spacing, WritesAFolderThatSaysTheSame) {
  const Scratch scratch;
  const std::string one = (scratch / "one").string(), two = (scratch / "two").string();
  const std::string same = kTwo + "--step 20m -r 3 ";
  const Called json = call(same + "--json --jobs 1 -o " + one);
  const Called csv = call(same + "--csv --jobs 3 -o " + two);
  ASSERT_EQ(json.status, 0);
  ASSERT_EQ(csv.status, 0);
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(one)) files.push_back(entry.path().filename().string());
  EXPECT_THAT(files, UnorderedElementsAre("spacing.csv", "spacing.json", "spacing.svg"));
  for (const char* file : {"/spacing.csv", "/spacing.json", "/spacing.svg"})
    EXPECT_EQ(slurp(one + file), slurp(two + file)) << file;
  EXPECT_EQ(json.out, slurp(one + "/spacing.json"));
  EXPECT_EQ(csv.out, slurp(two + "/spacing.csv"));
  EXPECT_THAT(
      csv.out,
      StartsWith("gap_s,replications,nights,nights_with_loss,loss_probability,ci_low,ci_high\r\n0,3,42,"));

  const Called again = call(same + "-o " + one);
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_EQ(call(same + "--seed 9 --force -o " + one).status, 0);
  EXPECT_NE(slurp(one + "/spacing.json"), slurp(two + "/spacing.json"));
  int others = 0;
  for (const auto& entry : fs::directory_iterator(scratch / ""))
    others += entry.path() != fs::path(one) && entry.path() != fs::path(two);
  EXPECT_EQ(others, 0) << "a temporary folder was left behind";
}

TEST(Spacing, SaysThatNoGapHelps) {
  // Requests of a quarter of a second: each delete collects for longer than an hour.
  const Called called = call(
      kTwo +
      "--set platform.longhorn=1.11.3 --set targets.s3.latency=250ms --step 20m -r 3 --set time.horizon=4d");
  EXPECT_EQ(called.status, 0) << called.err;
  EXPECT_THAT(called.out, HasSubstr("No gap helps"));
  EXPECT_THAT(called.out, Not(HasSubstr("knee")));
}

TEST(Spacing, QuietPrintsNothingButWhatIsAskedFor) {
  const std::string few = kTwo + "--from 5m --to 6m -r 2 --set time.horizon=3d --quiet ";
  const Called quiet = call(few);
  EXPECT_EQ(quiet.status, 0) << quiet.err;
  EXPECT_THAT(quiet.out, IsEmpty());
  EXPECT_THAT(quiet.err, IsEmpty());
  EXPECT_TRUE(nlohmann::json::accept(call(few + "--json").out));
}

TEST(Spacing, RefusesWithASentence) {
  const auto refused = [](const std::string& arguments) {
    const Called called = call(arguments);
    EXPECT_EQ(called.status, 2) << arguments;
    EXPECT_THAT(called.out, IsEmpty()) << arguments;
    return called.err;
  };
  const std::string file = "spacing " + scenario("hourly-and-daily");
  EXPECT_THAT(refused("spacing"), HasSubstr("no scenario given"));
  EXPECT_THAT(refused(file + " --second daily"), HasSubstr("--first: expected the name of a schedule"));
  EXPECT_THAT(refused(file + " --first hourly"), HasSubstr("--second: expected the name of a schedule"));
  EXPECT_THAT(refused(file + " --first hurly --second daily"), HasSubstr("did you mean hourly?"));
  EXPECT_THAT(refused(file + " --first daily --second daily"), HasSubstr("are both \"daily\""));
  EXPECT_THAT(refused(kTwo + "--step 90s"), HasSubstr("whole minutes"));
  EXPECT_THAT(refused(kTwo + "--step 5"), HasSubstr("--step: found \"5\", expected a length of time"));
  EXPECT_THAT(refused(kTwo + "--from 1h"), HasSubstr("no gap lies from"));
  EXPECT_THAT(refused(kTwo + "--to 2h"), HasSubstr("below 1h"));
  EXPECT_THAT(refused(kTwo + "--json --csv"), HasSubstr("expected one of them"));
  EXPECT_THAT(refused(kTwo + "--jobs 0"), HasSubstr("--jobs"));
  EXPECT_THAT(refused(kTwo + "--set schedules.daily.cron=\"@every 5h\""), HasSubstr("no times of day"));
  EXPECT_THAT(refused(kTwo + "--set schedules.daily.cron=\"0,45 2 * * *\""),
              HasSubstr("no cron line can say"));
  EXPECT_THAT(refused(kTwo + "--set schedules.hourly.cron=\"0 1 * * *\" --step 1m"),
              HasSubstr("more than 500"));
  EXPECT_THAT(refused(kTwo + "--stepp 5m"), HasSubstr("did you mean --step?"));
}

}  // namespace
}  // namespace headway::tests
