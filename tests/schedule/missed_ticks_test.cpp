#include "sim/schedule/missed_ticks.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>

#include "tests/schedule/clock.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using Rule = MissedTickSearch;

const Zone kUtc;
constexpr std::array kRules{Rule::first_interval, Rule::first_interval_one_back, Rule::every_tick};

MissedTicks missed(std::string_view line, Instant last, Instant now, Rule rule) {
  return find_missed(cron_of(line), kUtc, last, now, rule);
}

/// June 2024; the 10th is a Monday.
Instant june(unsigned day, int hour = 0, int minute = 0, int second = 0) {
  return utc(2024, 6, day, hour, minute, second);
}

TEST(MissedTicks, NothingIsDueBeforeTheNextTick) {
  for (const Rule rule : kRules) {
    const auto found = missed("0 2 * * *", june(10, 2), june(11, 1, 59, 59), rule);
    EXPECT_EQ(found.most_recent, std::nullopt);
    EXPECT_EQ(found.missed, Missed::none);
    EXPECT_EQ(found.count, 0);
    EXPECT_FALSE(found.invalid);
  }
}

TEST(MissedTicks, ATickIsDueAtItsInstant) {
  for (const Rule rule : kRules) {
    const auto found = missed("0 2 * * *", june(10, 2), june(11, 2), rule);
    EXPECT_EQ(found.most_recent, june(11, 2));
    EXPECT_EQ(found.missed, Missed::few);
    EXPECT_EQ(found.count, 1);
  }
}

TEST(MissedTicks, OfSeveralOfAnEvenLineTheLatest) {
  // Due: 11th, 12th, 13th at 02:00. t1 = 11th 02:00, interval 24 h, 71 h since: n = 71 / 24 + 1 = 3.
  for (const Rule rule : kRules) {
    const auto found = missed("0 2 * * *", june(10, 2), june(14, 1), rule);
    EXPECT_EQ(found.most_recent, june(13, 2));
    EXPECT_EQ(found.count, 3);
  }
}

TEST(MissedTicks, OfAnUnevenLineNoneAtAll) {
  // "0 1,3": last the 10th 03:00, now the 11th 20:00. t1 = 11th 01:00, t2 = 03:00, interval 2 h, 19 h since
  // t1: n = 10. One back: t1 + 8 x 2 h = 17:00; the first tick after it is the 12th 01:00, in the future.
  // None.
  const auto found = missed("0 1,3 * * *", june(10, 3), june(11, 20), Rule::first_interval_one_back);
  EXPECT_EQ(found.most_recent, std::nullopt);
  EXPECT_EQ(found.missed, Missed::few);
  EXPECT_EQ(found.count, 10);
  EXPECT_FALSE(found.invalid);
  // The rule before it answers t1 + 9 x 2 h = 19:00, which is no tick.
  EXPECT_EQ(missed("0 1,3 * * *", june(10, 3), june(11, 20), Rule::first_interval).most_recent, june(11, 19));
  // The oldest steps over the two real ones.
  const auto stepped = missed("0 1,3 * * *", june(10, 3), june(11, 20), Rule::every_tick);
  EXPECT_EQ(stepped.most_recent, june(11, 3));
  EXPECT_EQ(stepped.count, 2);
}

TEST(MissedTicks, OfAnUnevenLineTheLatestWhenTheFirstIntervalIsTheLongOne) {
  // Last the 10th 01:00: t1 = 10th 03:00, t2 = 11th 01:00, 22 h; 41 h since t1: n = 2; one back: from t1 on,
  // through the 11th 01:00, to the 11th 03:00.
  EXPECT_EQ(missed("0 1,3 * * *", june(10, 1), june(11, 20), Rule::first_interval_one_back).most_recent,
            june(11, 3));
  // t1 + 22 h.
  EXPECT_EQ(missed("0 1,3 * * *", june(10, 1), june(11, 20), Rule::first_interval).most_recent, june(11, 1));
  EXPECT_EQ(missed("0 1,3 * * *", june(10, 1), june(11, 20), Rule::every_tick).most_recent, june(11, 3));
}

TEST(MissedTicks, OneMissOfAnUnevenLineIsAlwaysFound) {
  for (const Rule rule : kRules)
    EXPECT_EQ(missed("0 1,3 * * *", june(10, 3), june(11, 2), rule).most_recent, june(11, 1));
}

TEST(MissedTicks, AWeekendHidesFriday) {
  // "30 6-16/4 * * 1-5": 06:30, 10:30, 14:30 on weekdays. Last Thursday the 13th 14:30, now Monday the 17th
  // 05:00. t1 = Friday 06:30, interval 4 h, 70.5 h since: n = 18; one back: Friday 06:30 + 64 h = Sunday
  // 22:30.
  const auto found =
      missed("30 6-16/4 * * 1-5", june(13, 14, 30), june(17, 5), Rule::first_interval_one_back);
  EXPECT_EQ(found.most_recent, std::nullopt);
  EXPECT_EQ(found.count, 18);
  EXPECT_EQ(missed("30 6-16/4 * * 1-5", june(13, 14, 30), june(17, 5), Rule::every_tick).most_recent,
            june(14, 14, 30));
}

TEST(MissedTicks, AScheduleEditedInTheAfternoonOwesThatNightsNewTick) {
  // Ran at 02:00 by the old line; at 15:00 the line becomes "0 3": 03:00 of the same day lies after the last
  // run.
  for (const Rule rule : kRules) {
    const auto found = missed("0 3 * * *", june(10, 2), june(10, 15), rule);
    EXPECT_EQ(found.most_recent, june(10, 3));
    EXPECT_EQ(found.count, 1);
    // Moved to before the last run, nothing is owed.
    EXPECT_EQ(missed("30 1 * * *", june(10, 2), june(10, 15), rule).most_recent, std::nullopt);
  }
}

TEST(MissedTicks, MoreThanAHundredAreMany) {
  // Each minute from 00:01: 100 by 01:40, 101 by 01:41.
  for (const Rule rule : kRules) {
    const auto hundred = missed("* * * * *", june(10), june(10, 1, 40), rule);
    EXPECT_EQ(hundred.missed, Missed::few);
    EXPECT_EQ(hundred.count, 100);
    const auto more = missed("* * * * *", june(10), june(10, 1, 41, 30), rule);
    EXPECT_EQ(more.missed, Missed::many);
    EXPECT_EQ(more.count, 101);
    EXPECT_EQ(more.most_recent,
              june(10, 1, 41));  // found all the same; whether it starts is the caller's rule
  }
}

TEST(MissedTicks, TwentyYearsOfMinutesDoNotHang) {
  const auto found = missed("* * * * *", utc(2004, 1, 1), june(10, 12, 0, 30), Rule::every_tick);
  EXPECT_EQ(found.missed, Missed::many);
  EXPECT_EQ(found.most_recent, june(10, 12));
  EXPECT_EQ(
      missed("* * * * *", utc(2004, 1, 1), june(10, 12, 0, 30), Rule::first_interval_one_back).most_recent,
      june(10, 12));
}

TEST(MissedTicks, ALineThatNeverFiresIsInvalid) {
  for (const Rule rule : {Rule::first_interval, Rule::first_interval_one_back}) {
    const auto found = missed("0 0 30 2 *", june(10), june(11), rule);
    EXPECT_TRUE(found.invalid);
    EXPECT_EQ(found.most_recent, std::nullopt);
    // Also one that does not fire a second time within the search, once its tick has come.
    EXPECT_TRUE(missed("0 0 29 2 *", utc(2095, 1, 1), utc(2096, 3, 1), rule).invalid);
    EXPECT_FALSE(missed("0 0 29 2 *", utc(2095, 1, 1), utc(2096, 2, 28), rule).invalid);
  }
  EXPECT_EQ(missed("0 0 30 2 *", june(10), june(11), Rule::every_tick).missed, Missed::none);
}

TEST(MissedTicks, IntervalsCountFromTheLastOne) {
  // Last 10:00:30, each hour, now 12:45: 11:00:30 and 12:00:30 are missed.
  for (const Rule rule : kRules) {
    const auto found = missed("@every 1h", june(10, 10, 0, 30), june(10, 12, 45), rule);
    EXPECT_EQ(found.most_recent, june(10, 12, 0, 30));
    EXPECT_EQ(found.count, 2);
  }
  EXPECT_FALSE(missed("@every 2562047h", june(10), june(11), Rule::first_interval).invalid);
}

TEST(MissedTicks, TheClockBehindTheLastRunOwesNothing) {
  for (const Rule rule : kRules)
    EXPECT_EQ(missed("* * * * *", june(10, 2), june(10, 1), rule).most_recent, std::nullopt);
}

TEST(NextWake, IsTheNextTick) {
  for (const Rule rule : kRules) {
    EXPECT_EQ(next_wake(cron_of("0 2 * * *"), kUtc, june(10, 2), june(10, 2, 0, 1), rule), june(11, 2));
    // With a tick still owed (Forbid, the run before goes on): the next one after it.
    EXPECT_EQ(next_wake(cron_of("0 2 * * *"), kUtc, june(10, 2), june(11, 2, 0, 1), rule), june(12, 2));
    EXPECT_EQ(next_wake(cron_of("0 0 30 2 *"), kUtc, june(10, 2), june(11), rule), std::nullopt);
  }
}

TEST(NextWake, IsLaterThanNowEvenWhereTheSearchLosesItsWay) {
  // The uneven line above: one_back finds none of its missed ticks and aims from now; first_interval aims
  // from 19:00, which is no tick.
  for (const Rule rule : kRules)
    EXPECT_EQ(next_wake(cron_of("0 1,3 * * *"), kUtc, june(10, 3), june(11, 20), rule), june(12, 1));
  // first_interval answers the 11th 01:00 where 03:00 has passed too: the wake it computes is in the past.
  EXPECT_EQ(next_wake(cron_of("0 1,3 * * *"), kUtc, june(10, 1), june(11, 20), Rule::first_interval),
            june(12, 1));
}

TEST(NextWake, AnIntervalGoesOnFromTheLastOneOrFromNow) {
  const Cron every = cron_of("@every 1h");
  EXPECT_EQ(next_wake(every, kUtc, june(10, 10, 0, 30), june(10, 12, 45), Rule::first_interval_one_back),
            june(10, 13, 0, 30));
  EXPECT_EQ(next_wake(every, kUtc, june(10, 10, 0, 30), june(10, 10, 20), Rule::first_interval_one_back),
            june(10, 11, 0, 30));
  EXPECT_EQ(next_wake(every, kUtc, june(10, 10, 0, 30), june(10, 12, 45), Rule::every_tick),
            june(10, 13, 45));
}

TEST(NextWake, EveryRuleAdvancesThroughANight) {
  // A run takes 25 h of a daily line: the tick at 02:00 is skipped, caught up at 03:00, and the next day's
  // comes in time.
  for (const Rule rule : kRules) {
    const Cron cron = cron_of("0 2 * * *");
    EXPECT_EQ(find_missed(cron, kUtc, june(10, 2), june(11, 3), rule).most_recent, june(11, 2));
    EXPECT_EQ(next_wake(cron, kUtc, june(11, 2), june(11, 3), rule), june(12, 2));
  }
}

}  // namespace
}  // namespace headway::schedule
