// Which gaps there are between two schedules, and which cron lines stand for them.
#include "analysis/spacing/pairing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::spacing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

model::Scenario with_lines(const std::vector<std::pair<std::string, std::string>>& lines) {
  model::Scenario scenario;
  for (const auto& [name, cron] : lines) {
    model::RecurringJob job;
    job.name = name;
    job.cron = cron;
    scenario.jobs.push_back(job);
  }
  return scenario;
}

/// Of jobs "x" and "y" with these lines.
struct Two {
  model::Scenario scenario;
  Pairing pairing;
  Two(const std::string& x, const std::string& y)
      : scenario(with_lines({{"x", x}, {"y", y}})), pairing(pair_of(scenario, "x", "y")) {}
  std::string line(int gap) const { return second_line(scenario, pairing, minutes{gap}); }
};

std::string refusal(const std::vector<std::pair<std::string, std::string>>& lines, std::string_view first,
                    std::string_view second) {
  try {
    pair_of(with_lines(lines), first, second);
  } catch (const SpacingError& e) {
    return e.what();
  }
  return "no refusal";
}

TEST(Pairing, ThePeriodIsTheGreatestCommonDivisorOfBoth) {
  EXPECT_EQ(Two("0 * * * *", "0 2 * * *").pairing.period, minutes{60});
  EXPECT_EQ(Two("0 2 * * *", "0 3 * * *").pairing.period, hours{24});
  EXPECT_EQ(Two("0 */4 * * *", "0 */6 * * *").pairing.period, hours{2});
  EXPECT_EQ(Two("*/10 * * * *", "*/15 * * * *").pairing.period, minutes{5});
  EXPECT_EQ(Two("0 2 * * 0", "0 3 1 * *").pairing.period, hours{24});
}

TEST(Pairing, TodaysGapIsFromTheFirstToTheSecond) {
  EXPECT_EQ(Two("0 2 * * *", "30 3 * * *").pairing.today, minutes{90});
  EXPECT_EQ(Two("30 3 * * *", "0 2 * * *").pairing.today, minutes{1350});  // the next night
  EXPECT_EQ(Two("15 * * * *", "0 2 * * *").pairing.today, minutes{45});
  EXPECT_EQ(Two("0 2 * * *", "15 * * * *").pairing.today, minutes{15});
  EXPECT_EQ(Two("@hourly", "@daily").pairing.today, minutes{0});
}

TEST(Pairing, TheSecondLineMovesWithinThePeriodItIsIn) {
  const Two hourly_daily("0 * * * *", "0 2 * * *");
  EXPECT_EQ(hourly_daily.line(0), "0 2 * * *");
  EXPECT_EQ(hourly_daily.line(55), "55 2 * * *");
  // Counted from the last start of the first before it: 23:15.
  const Two late("15 * * * *", "50 23 * * *");
  EXPECT_EQ(late.line(0), "15 23 * * *");
  EXPECT_EQ(late.line(59), "14 0 * * *");
  const Two daily("0 22 * * *", "0 2 * * *");
  EXPECT_EQ(daily.line(0), "0 22 * * *");
  EXPECT_EQ(daily.line(180), "0 1 * * *");
}

TEST(Pairing, AnotherLineOfTheSameGapIsTakenWhereDaysMatter) {
  // Sundays at 02:00, four hours after 22:00. With a gap of nothing 22:00 on Saturday would be meant; the
  // same gap on Sunday is 22:00 on Sunday.
  const Two weekly("0 22 * * *", "0 2 * * 0");
  EXPECT_EQ(weekly.line(0), "0 22 * * 0");
  EXPECT_EQ(weekly.line(120), "0 0 * * 0");
  // 23:50 moved by 20 minutes would be Monday's: 23:10 has the same gap to an hourly job.
  EXPECT_EQ(Two("0 * * * *", "50 23 * * 0").line(10), "10 23 * * 0");
}

TEST(Pairing, WhatNoLineCanSayIsRefusedWithASentence) {
  const Two two("0 1 * * *", "0,45 2 * * *");
  EXPECT_EQ(two.line(60), "0,45 2 * * *");
  EXPECT_EQ(two.line(120), "0,45 3 * * *");
  try {
    two.line(90);
    FAIL();
  } catch (const SpacingError& e) {
    EXPECT_THAT(e.what(),
                HasSubstr("no cron line can say that \"y\" (0,45 2 * * *) starts 1h30m after \"x\""));
  }
}

TEST(Pairing, RefusesWhatIsNoPair) {
  using Lines = std::vector<std::pair<std::string, std::string>>;
  const Lines lines{
      {"hourly", "0 * * * *"}, {"daily", "0 2 * * *"}, {"odd", "@every 7h"}, {"never", ", 2 * * *"}};
  EXPECT_THAT(refusal(lines, "hourli", "daily"), HasSubstr("no schedule \"hourli\"; did you mean hourly?"));
  EXPECT_THAT(refusal(lines, "hourly", "xyzzy"), HasSubstr("no schedule \"xyzzy\""));
  EXPECT_THAT(refusal(lines, "daily", "daily"), HasSubstr("both \"daily\""));
  EXPECT_THAT(refusal(lines, "daily", "odd"), HasSubstr("\"odd\" runs @every 7h, which has no times of day"));
  EXPECT_THAT(refusal(lines, "odd", "daily"), HasSubstr("no times of day"));
  EXPECT_THAT(refusal(lines, "daily", "never"), HasSubstr("never fires"));
  EXPECT_THAT(refusal({{"a", "TZ=Europe/Berlin 0 2 * * *"}, {"b", "0 3 * * *"}}, "a", "b"),
              HasSubstr("\"a\" is read in the zone Europe/Berlin and \"b\" in UTC"));
  EXPECT_EQ(refusal({{"a", "TZ=UTC 0 2 * * *"}, {"b", "0 3 * * *"}}, "a", "b"), "no refusal");
}

TEST(Pairing, CountsTheVolumesInCommon) {
  model::Scenario scenario = with_lines({{"x", "0 * * * *"}, {"y", "0 2 * * *"}});
  scenario.jobs[0].volumes = {0, 1, 2, 5};
  scenario.jobs[1].volumes = {1, 4, 5, 6};
  EXPECT_EQ(pair_of(scenario, "x", "y").shared_volumes, 2);
  scenario.jobs[1].volumes = {3};
  EXPECT_EQ(pair_of(scenario, "x", "y").shared_volumes, 0);
}

TEST(Grid, IsThePeriodByFiveMinutesUnlessThatIsTooFine) {
  const Two hourly("0 * * * *", "0 2 * * *"), daily("0 1 * * *", "0 2 * * *"),
      twelve("0 */12 * * *", "0 2 * * *");
  EXPECT_THAT(gaps_on({}, hourly.pairing), SizeIs(12));
  EXPECT_EQ(gaps_on({}, hourly.pairing).back(), minutes{55});
  EXPECT_THAT(gaps_on({}, daily.pairing), SizeIs(96));   // by 15 minutes
  EXPECT_THAT(gaps_on({}, twelve.pairing), SizeIs(72));  // by 10
  EXPECT_THAT(gaps_on({minutes{5}, minutes{17}, minutes{4}}, hourly.pairing),
              ElementsAre(minutes{5}, minutes{9}, minutes{13}));
  EXPECT_THAT(gaps_on({minutes{5}, minutes{17}, minutes{6}}, hourly.pairing),
              ElementsAre(minutes{5}, minutes{11}));
  EXPECT_THAT(gaps_on({{}, minutes{1}, {}}, hourly.pairing), ElementsAre(minutes{0}));
}

TEST(Grid, RefusesWhatIsNoGrid) {
  const Pairing hourly = Two("0 * * * *", "0 2 * * *").pairing, daily = Two("0 1 * * *", "0 2 * * *").pairing;
  const auto why = [](const Grid& grid, const Pairing& pairing) -> std::string {
    try {
      gaps_on(grid, pairing);
    } catch (const SpacingError& e) {
      return e.what();
    }
    return "no refusal";
  };
  EXPECT_THAT(why({minutes{30}, minutes{30}, {}}, hourly), HasSubstr("no gap lies from 30m to below 30m"));
  EXPECT_THAT(why({minutes{60}, {}, {}}, hourly), HasSubstr("no gap lies from"));
  EXPECT_THAT(why({{}, minutes{61}, {}}, hourly), HasSubstr("from 0s to below 1h"));
  EXPECT_THAT(why({minutes{-1}, {}, {}}, hourly), HasSubstr("from 0s to below 1h"));
  EXPECT_THAT(why({seconds{90}, {}, {}}, hourly), HasSubstr("--from: found 1m30s, expected whole minutes"));
  EXPECT_THAT(why({{}, {}, seconds{30}}, hourly), HasSubstr("--step: found 30s"));
  EXPECT_THAT(why({{}, {}, minutes{0}}, hourly), HasSubstr("--step: expected at least 1m"));
  EXPECT_THAT(why({{}, {}, minutes{1}}, daily), HasSubstr("1440 gaps from"));
  EXPECT_EQ(why({{}, hours{8}, minutes{1}}, daily), "no refusal");  // 480
}

}  // namespace
}  // namespace headway::spacing
