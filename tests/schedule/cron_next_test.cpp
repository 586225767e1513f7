#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "sim/schedule/cron.h"
#include "tests/schedule/clock.h"
#include "tests/schedule/random_line.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const Zone kUtc;

TEST(CronNext, IsLaterThanItsArgument) {
  EXPECT_THAT(firings("0 2 * * *", kUtc, utc(2024, 6, 10, 2), 2),
              ElementsAre("2024-06-11 02:00:00 +00:00", "2024-06-12 02:00:00 +00:00"));
  const Cron daily = cron_of("0 2 * * *");
  EXPECT_EQ(daily.next(utc(2024, 6, 10, 2) - 1ns, kUtc), utc(2024, 6, 10, 2));
  EXPECT_EQ(daily.next(utc(2024, 6, 10, 1, 59, 59), kUtc), utc(2024, 6, 10, 2));
  // The tick's own second is over with its first nanosecond.
  EXPECT_EQ(daily.next(utc(2024, 6, 10, 2) + 1ns, kUtc), utc(2024, 6, 11, 2));
}

TEST(CronNext, CarriesOverHourDayMonthAndYear) {
  EXPECT_EQ(cron_of("* * * * *").next(utc(2024, 12, 31, 23, 59, 30), kUtc), utc(2025, 1, 1));
  EXPECT_EQ(cron_of("30 * * * *").next(utc(2024, 12, 31, 23, 30), kUtc), utc(2025, 1, 1, 0, 30));
  EXPECT_EQ(cron_of("0 0 31 * *").next(utc(2024, 3, 31), kUtc), utc(2024, 5, 31));
  EXPECT_EQ(cron_of("15 6 1 1 *").next(utc(2024, 1, 1, 6, 15), kUtc), utc(2025, 1, 1, 6, 15));
  EXPECT_EQ(cron_of("0 12 * 2/3 *").next(utc(2024, 11, 30, 12), kUtc), utc(2025, 2, 1, 12));
}

TEST(CronNext, DayAndWeekday) {
  // June 2024 begins on a Saturday; Tuesdays are the 4th, 11th, 18th, 25th.
  EXPECT_EQ(cron_of("0 0 8-14 * 2").next(utc(2024, 6, 1), kUtc), utc(2024, 6, 4));  // either: a Tuesday
  EXPECT_EQ(cron_of("0 0 8-14 * 2").next(utc(2024, 6, 4), kUtc), utc(2024, 6, 8));  // either: the 8th
  EXPECT_EQ(cron_of("0 0 * * 2").next(utc(2024, 6, 4), kUtc), utc(2024, 6, 11));    // star: both
  EXPECT_EQ(cron_of("0 0 */2 * 2").next(utc(2024, 6, 1), kUtc),
            utc(2024, 6, 3));  // a step is no star: either
  EXPECT_EQ(cron_of("0 0 */1 * 2").next(utc(2024, 6, 1), kUtc), utc(2024, 6, 4));  // a step of 1 is one: both
  EXPECT_EQ(cron_of("0 0 13 * *").next(utc(2024, 6, 13), kUtc), utc(2024, 7, 13));
}

TEST(CronNext, TheSearchEndsWithTheFifthYear) {
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2024, 2, 29), kUtc), utc(2028, 2, 29));
  // 2100 is no leap year. From 2096 the search ends with 2101, from 2099 with 2104.
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2096, 2, 29), kUtc), std::nullopt);
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2098, 12, 31, 23, 59), kUtc), std::nullopt);
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2099, 1, 1), kUtc), utc(2104, 2, 29));
  // The year is that of the second after the argument: still 2098 here, already 2099 one second later.
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2098, 12, 31, 23, 59, 58), kUtc), std::nullopt);
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2098, 12, 31, 23, 59, 59), kUtc), utc(2104, 2, 29));
  // And it is the local year: in Tokyo 2099 begins nine hours earlier.
  EXPECT_EQ(cron_of("0 0 29 2 *").next(utc(2098, 12, 31, 15), zone_named("Asia/Tokyo")),
            utc(2104, 2, 28, 15));
}

TEST(CronNext, WhatNeverFiresIsFoundOutQuickly) {
  for (const char* text : {"0 0 30 2 *", "* * 31 4,6,9,11 *", ", * * * *", "* , * * *", "* * , * *",
                           "* * * , *", "* * * * ,", "* * , * ,"}) {
    for (const char* name : {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"}) {
      const Zone zone = zone_named(name);
      const Cron cron = cron_of(text);
      for (int i = 0; i < 1000; ++i)
        ASSERT_EQ(cron.next(utc(2024, 3, 30) + i * 1h, zone), std::nullopt) << text << " in " << name;
    }
  }
}

TEST(CronNext, EitherDayFieldMayBeEmpty) {
  EXPECT_EQ(cron_of("0 0 , * 1").next(utc(2024, 6, 1), kUtc), utc(2024, 6, 3));
  EXPECT_EQ(cron_of("0 0 5 * ,").next(utc(2024, 6, 1), kUtc), utc(2024, 6, 5));
}

TEST(CronNext, IntervalsCountFromTheSecondAndIgnoreZones) {
  const Cron every = cron_of("@every 90s");
  EXPECT_EQ(every.next(utc(2024, 6, 10, 2, 0, 7), kUtc), utc(2024, 6, 10, 2, 1, 37));
  EXPECT_EQ(every.next(utc(2024, 6, 10, 2, 0, 7) + 999ms, kUtc), utc(2024, 6, 10, 2, 1, 37));
  EXPECT_EQ(every.next(utc(2025, 3, 30, 0, 59, 30), zone_named("Europe/Berlin")), utc(2025, 3, 30, 1, 1));
}

TEST(CronNext, ItsOwnZoneWins) {
  // 02:00 in Berlin in June is midnight UTC.
  EXPECT_EQ(cron_of("TZ=Europe/Berlin 0 2 * * *").next(utc(2024, 6, 10), zone_named("Asia/Tokyo")),
            utc(2024, 6, 11));
  EXPECT_EQ(cron_of("TZ=UTC 0 2 * * *").next(utc(2024, 6, 10), zone_named("Asia/Tokyo")),
            utc(2024, 6, 10, 2));
}

TEST(CronNext, ThereIsNothingBeyondWhatAnInstantHolds) {
  EXPECT_EQ(cron_of("@every 2562047h").next(utc(2024, 1, 1), kUtc), std::nullopt);  // 292 years
  EXPECT_EQ(cron_of("* * * * *").next(Instant::max(), kUtc), std::nullopt);
  EXPECT_EQ(cron_of("* * * * *").next(Instant::max(), zone_named("Europe/Berlin")), std::nullopt);
  EXPECT_EQ(cron_of("@daily").next(Instant::max() - 1h, kUtc), std::nullopt);
  EXPECT_EQ(cron_of("@yearly").next(utc(2261, 6, 1), kUtc), utc(2262, 1, 1));
  const auto first = cron_of("* * * * *").next(Instant::min(), kUtc);
  ASSERT_TRUE(first);
  EXPECT_LE(*first - Instant::min(), 1min);
  EXPECT_TRUE(cron_of("* * * * *").next(Instant::min(), zone_named("Europe/Berlin")));
}

TEST(CronNext, IsTheFirstMatchingMinuteInUtc) {
  std::mt19937 random(20240610);
  int found = 0;
  for (int i = 0; i < 400; ++i) {
    const RandomLine line = random_line(random, {2, 4, 5, 7, 5});
    const Instant from = utc(2023, 1, 1) + seconds{random() % (4 * 365 * 86400)};
    const auto expected = brute_force(line, kUtc, from, from + 60 * 24h);
    const auto next = cron_of(line.text).next(from, kUtc);
    if (expected) {
      ASSERT_EQ(wall(next), wall(expected)) << line.text << " after " << wall(from);
      ++found;
    } else {
      ASSERT_TRUE(!next || *next >= from + 60 * 24h) << line.text << " after " << wall(from);
    }
  }
  EXPECT_GT(found, 200);
}

TEST(CronNext, ManyStepsFromOneStartAreEveryMatchingMinute) {
  std::mt19937 random(7);
  for (int i = 0; i < 40; ++i) {
    const RandomLine line = random_line(random, {1, 3, 6, 9, 6});
    const Cron cron = cron_of(line.text);
    Instant at = utc(2024, 2, 20) + seconds{random() % (20 * 86400)};
    const Instant until = at + 20 * 24h;
    while (const auto expected = brute_force(line, kUtc, at, until)) {
      const auto next = cron.next(at, kUtc);
      ASSERT_EQ(next, expected) << line.text;
      at = *next;
    }
  }
}

}  // namespace
}  // namespace headway::schedule
