// What robfig/cron v3.0.1 makes of clock changes. It walks absolute time and compares local clocks, so each
// expectation below can be worked out with a calendar in hand.
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

// Berlin: 30 March 2025 02:00 -> 03:00 (01:00 UTC), 26 October 2025 03:00 -> 02:00 (01:00 UTC).
TEST(ClockChange, BerlinAMissingTimeIsSkipped) {
  EXPECT_THAT(
      firings("30 2 * * *", zone_named("Europe/Berlin"), utc(2025, 3, 28, 12), 3),
      ElementsAre("2025-03-29 02:30:00 +01:00", "2025-03-31 02:30:00 +02:00", "2025-04-01 02:30:00 +02:00"));
}

TEST(ClockChange, BerlinARepeatedTimeFiresTwice) {
  EXPECT_THAT(
      firings("30 2 * * *", zone_named("Europe/Berlin"), utc(2025, 10, 25, 12), 3),
      ElementsAre("2025-10-26 02:30:00 +02:00", "2025-10-26 02:30:00 +01:00", "2025-10-27 02:30:00 +01:00"));
}

TEST(ClockChange, BerlinEveryTwoHoursHasAShortAndALongGap) {
  EXPECT_THAT(
      firings("0 */2 * * *", zone_named("Europe/Berlin"), utc(2025, 3, 29, 22), 3),
      ElementsAre("2025-03-30 00:00:00 +01:00", "2025-03-30 04:00:00 +02:00", "2025-03-30 06:00:00 +02:00"));
  EXPECT_THAT(firings("0 */2 * * *", zone_named("Europe/Berlin"), utc(2025, 10, 25, 21, 30), 4),
              ElementsAre("2025-10-26 00:00:00 +02:00", "2025-10-26 02:00:00 +02:00",
                          "2025-10-26 02:00:00 +01:00", "2025-10-26 04:00:00 +01:00"));
}

// New York: 9 March 2025 02:00 -> 03:00 (07:00 UTC), 2 November 2025 02:00 -> 01:00 (06:00 UTC).
TEST(ClockChange, NewYork) {
  const Zone zone = zone_named("America/New_York");
  EXPECT_THAT(firings("15 2 * * *", zone, utc(2025, 3, 8, 12), 1), ElementsAre("2025-03-10 02:15:00 -04:00"));
  EXPECT_THAT(
      firings("15 1 * * *", zone, utc(2025, 11, 1, 12), 3),
      ElementsAre("2025-11-02 01:15:00 -04:00", "2025-11-02 01:15:00 -05:00", "2025-11-03 01:15:00 -05:00"));
}

// Lord Howe: 6 April 2025 02:00 +11 -> 01:30 +10:30 (15:00 UTC), 5 October 2025 02:00 +10:30 -> 02:30 +11
// (15:30 UTC). After a change of half an hour the walk, which adds whole hours, stands at half past.
TEST(ClockChange, LordHoweTheWalkGoesOnFromHalfPast) {
  const Zone zone = zone_named("Australia/Lord_Howe");
  // …, 01:00 +11, then 01:30 +10:30, 02:30, 03:30, 04:30: hour 4, but minute 0 comes next at 05:00. No 04:00
  // that day.
  EXPECT_THAT(firings("0 4 * * *", zone, utc(2025, 4, 5), 2),
              ElementsAre("2025-04-07 04:00:00 +10:30", "2025-04-08 04:00:00 +10:30"));
  // Minute 45 still comes after 04:30.
  EXPECT_THAT(firings("45 4 * * *", zone, utc(2025, 4, 5), 1), ElementsAre("2025-04-06 04:45:00 +10:30"));
  // Begun after the change, the walk stands at full hours.
  EXPECT_THAT(firings("0 4 * * *", zone, utc(2025, 4, 5, 15, 30), 1),
              ElementsAre("2025-04-06 04:00:00 +10:30"));
}

TEST(ClockChange, LordHoweHalfPastLastsForWeeks) {
  // From 6 April 00:00 on: 01:00 +11, 01:30 +10:30, …, 7 April 00:30, and from there day by day at 00:30: 3
  // May 00:30 is past 00:00, so the walk goes on by hours, full ones again, to 6 May 00:00.
  EXPECT_THAT(firings("0 0 3,6 * *", zone_named("Australia/Lord_Howe"), utc(2025, 4, 5, 13), 2),
              ElementsAre("2025-05-06 00:00:00 +10:30", "2025-06-03 00:00:00 +10:30"));
}

TEST(ClockChange, LordHoweRepeatedAndMissingHalfHours) {
  const Zone zone = zone_named("Australia/Lord_Howe");
  EXPECT_THAT(
      firings("45 1 * * *", zone, utc(2025, 4, 5, 3), 3),
      ElementsAre("2025-04-06 01:45:00 +11:00", "2025-04-06 01:45:00 +10:30", "2025-04-07 01:45:00 +10:30"));
  EXPECT_THAT(firings("15 2 * * *", zone, utc(2025, 10, 4), 1), ElementsAre("2025-10-06 02:15:00 +11:00"));
  EXPECT_THAT(firings("45 2 * * *", zone, utc(2025, 10, 4), 1), ElementsAre("2025-10-05 02:45:00 +11:00"));
}

// Cairo: 25 April 2025 00:00 -> 01:00 (22:00 UTC the day before).
TEST(ClockChange, CairoAMissingMidnightIsSkipped) {
  const Zone zone = zone_named("Africa/Cairo");
  EXPECT_THAT(
      firings("0 0 * * *", zone, utc(2025, 4, 23, 12), 3),
      ElementsAre("2025-04-24 00:00:00 +02:00", "2025-04-26 00:00:00 +03:00", "2025-04-27 00:00:00 +03:00"));
  // Hour by hour the day is there.
  EXPECT_THAT(firings("30 12 * * *", zone, utc(2025, 4, 24, 12), 1),
              ElementsAre("2025-04-25 12:30:00 +03:00"));
}

TEST(ClockChange, CairoTheWalkOverDaysMissesADayWithoutMidnight) {
  // Day by day: 24 April 00:00, then 25 April 00:00, which is 01:00 and so is set back an hour, to 24 April
  // 23:00; then 25 April 23:00, set forward to 26 April 00:00. The 25th is never looked at; the next one is
  // 2026's.
  EXPECT_THAT(firings("30 12 25 4 *", zone_named("Africa/Cairo"), utc(2025, 1, 1), 1),
              ElementsAre("2026-04-25 12:30:00 +03:00"));
}

// Havana: 9 March 2025 00:00 -> 01:00 (05:00 UTC), 2 November 2025 01:00 -> 00:00 (05:00 UTC).
TEST(ClockChange, Havana) {
  const Zone zone = zone_named("America/Havana");
  EXPECT_THAT(firings("0 0 * * *", zone, utc(2025, 3, 8, 12), 1), ElementsAre("2025-03-10 00:00:00 -04:00"));
  EXPECT_THAT(
      firings("30 0 * * *", zone, utc(2025, 11, 1, 12), 3),
      ElementsAre("2025-11-02 00:30:00 -04:00", "2025-11-02 00:30:00 -05:00", "2025-11-03 00:30:00 -05:00"));
}

// Asuncion: 1 October 2023 00:00 -> 01:00 (04:00 UTC).
TEST(ClockChange, AsuncionTheFirstOfTheMonthHasNoMidnight) {
  // Two weeks after the change the walk still begins with the 1st, 00:00, which becomes 30 September 23:00. A
  // month later is 30 October 23:00, then 30 November 23:00: 1 November is passed over.
  EXPECT_THAT(firings("0 0 1 11 *", zone_named("America/Asuncion"), utc(2023, 10, 15, 12), 1),
              ElementsAre("2024-11-01 00:00:00 -03:00"));
  // Where the month matches, the walk goes by days from the 15th and finds it.
  EXPECT_THAT(firings("0 0 1 * *", zone_named("America/Asuncion"), utc(2023, 10, 15, 12), 1),
              ElementsAre("2023-11-01 00:00:00 -03:00"));
}

TEST(ClockChange, AsuncionALateHourIsCarriedThroughTheMonths) {
  // 1 October 2017 has no midnight either: 30 September 23:00, and so on to 30 January 23:00. "30 February"
  // is 2 March, and so on to 2 February 2019, 23:00, which is too late for 16:00: the 3rd. February 2018 is
  // passed over.
  EXPECT_THAT(firings("0 16 * 2 *", zone_named("America/Asuncion"), utc(2017, 9, 28, 12), 1),
              ElementsAre("2019-02-03 16:00:00 -03:00"));
}

// Samoa had no 30 December 2011. Day by day the library comes to the 29th again and again; here the search
// ends.
TEST(ClockChange, SamoaAMissingDayEndsTheSearch) {
  EXPECT_EQ(cron_of("0 0 31 12 *").next(utc(2011, 12, 20), zone_named("Pacific/Apia")), std::nullopt);
  EXPECT_THAT(firings("0 0 * * *", zone_named("Pacific/Apia"), utc(2011, 12, 29), 2),
              ElementsAre("2011-12-29 00:00:00 -10:00", "2011-12-31 00:00:00 +14:00"));
}

// Until 1972 Liberia's clocks were 44 min 30 s behind: whole minutes of absolute time are half past one
// there.
TEST(ClockChange, MonroviaAnOffsetOfHalfAMinute) {
  const Zone zone = zone_named("Africa/Monrovia");
  EXPECT_THAT(firings("0 0 * * *", zone, utc(1971, 5, 1), 1), ElementsAre("1971-05-01 00:00:00 -00:44"));
  // From 23:15:30 by minutes to 23:20:30, which matches but for the second; by seconds to 23:21:00, which no
  // longer does; by minutes, full ones now, to 00:20:00.
  EXPECT_THAT(firings("20 * * * *", zone, utc(1971, 5, 1), 1), ElementsAre("1971-05-01 00:20:00 -00:44"));
}

TEST(ClockChange, IsTheFirstMatchingMinuteWhereClocksChangeByWholeHoursAndKeepMidnight) {
  std::mt19937 random(19);
  int found = 0;
  for (const char* name : {"Europe/Berlin", "America/New_York", "Europe/London", "Pacific/Auckland"}) {
    const Zone zone = zone_named(name);
    for (int i = 0; i < 150; ++i) {
      const RandomLine line = random_line(random, {2, 3, 7, 8, 7});
      // Half of them begin within the two days before a change.
      Instant from = utc(2024, 1, 1) + seconds{random() % (3 * 365 * 86400)};
      if (i % 2 == 0)
        from = Instant{seconds{zone.at(from.time_since_epoch() / 1s).end}} - seconds{random() % (2 * 86400)};
      const auto expected = brute_force(line, zone, from, from + 30 * 24h);
      const auto next = cron_of(line.text).next(from, zone);
      if (expected) {
        ASSERT_EQ(wall(next, zone), wall(expected, zone))
            << line.text << " in " << name << " after " << wall(from);
        ++found;
      } else {
        ASSERT_TRUE(!next || *next >= from + 30 * 24h)
            << line.text << " in " << name << " after " << wall(from);
      }
    }
  }
  EXPECT_GT(found, 300);
}

TEST(ClockChange, NextIsLaterAndMatchesInEveryZone) {
  std::mt19937 random(3);
  for (const char* name :
       {"Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Gaza", "Antarctica/Troll",
        "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Chatham"}) {
    const Zone zone = zone_named(name);
    for (int i = 0; i < 200; ++i) {
      const RandomLine line = random_line(random, {2, 3, 6, 8, 6});
      const Cron cron = cron_of(line.text);
      Instant from = utc(2018, 1, 1) + seconds{random() % (12 * 365 * 86400)};
      const auto next = cron.next(from, zone);
      if (!next) continue;
      ASSERT_GT(*next, from);
      ASSERT_EQ(brute_force(line, zone, *next - 1min, *next + 1min), next) << line.text << " in " << name;
    }
  }
}

}  // namespace
}  // namespace headway::schedule
