// A cron line moved by whole minutes: what it says, what it cannot say, and when the moved line fires.
#include "sim/schedule/shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

#include "sim/schedule/ticks.h"
#include "tests/schedule/clock.h"
#include "tests/schedule/random_line.h"

namespace headway::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::string moved(std::string_view line, int by) {
  return shifted(cron_of(line), minutes{by}).value_or("cannot be said");
}

TEST(Shift, WritesTheShortForm) {
  EXPECT_EQ(moved("0 2 * * *", 30), "30 2 * * *");
  EXPECT_EQ(moved("0 2 * * *", -25), "35 1 * * *");
  EXPECT_EQ(moved("0 * * * *", 5), "5 * * * *");
  EXPECT_EQ(moved("5 * * * *", -5), "0 * * * *");
  EXPECT_EQ(moved("*/15 * * * *", 5), "5-50/15 * * * *");
  EXPECT_EQ(moved("5-50/15 * * * *", -5), "*/15 * * * *");
  EXPECT_EQ(moved("0 */6 * * *", 70), "10 1-19/6 * * *");
  EXPECT_EQ(moved("0 1-19/6 * * *", -60), "0 */6 * * *");
  EXPECT_EQ(moved("30,45 * * * *", 15), "0,45 * * * *");
  EXPECT_EQ(moved("15,45 * * * *", 15), "*/30 * * * *");  // half past and the full hour
  EXPECT_EQ(moved("0 9-17 * * *", 60), "0 10-18 * * *");
  EXPECT_EQ(moved("0 1,5,9 * * *", 60), "0 2,6,10 * * *");  // "2-10/4" is no shorter
  EXPECT_EQ(moved("0 20-23 * * *", 120), "0 0,1,22,23 * * *");
  EXPECT_EQ(moved("0-9 * * * *", 55), "0-4,55-59 * * * *");
  EXPECT_EQ(moved("* 2 * * *", 60), "* 3 * * *");
}

TEST(Shift, KeepsWhatItDoesNotMove) {
  EXPECT_EQ(moved("0 2 1-7 * SUN", 30), "30 2 1-7 * SUN");
  EXPECT_EQ(moved("TZ=Europe/Berlin 0 2 * * *", 30), "TZ=Europe/Berlin 30 2 * * *");
  EXPECT_EQ(moved("CRON_TZ=America/New_York   0 2 ? JAN-mar 1-5", 5),
            "CRON_TZ=America/New_York 5 2 ? JAN-mar 1-5");
  EXPECT_EQ(moved("  0   02 *  * * ", 1), "1 2 * * *");
}

TEST(Shift, OfNothingIsTheLineAsItWasWritten) {
  EXPECT_EQ(moved("00 02 * * *", 0), "00 02 * * *");
  EXPECT_EQ(moved("@daily", 0), "@daily");
  EXPECT_EQ(moved("@every 1h", 0), "@every 1h");
  EXPECT_EQ(moved("00 02 * * *", 1440), "00 02 * * *");  // around the clock
  EXPECT_EQ(moved("00 * * * *", -180), "00 * * * *");
}

TEST(Shift, DescriptorsBecomeFields) {
  EXPECT_EQ(moved("@daily", 90), "30 1 * * *");
  EXPECT_EQ(moved("@midnight", -1), "59 23 * * *");
  EXPECT_EQ(moved("@hourly", 7), "7 * * * *");
  EXPECT_EQ(moved("@weekly", 120), "0 2 * * 0");
  EXPECT_EQ(moved("@monthly", 120), "0 2 1 * *");
  EXPECT_EQ(moved("@yearly", 120), "0 2 1 1 *");
  EXPECT_EQ(moved("TZ=Europe/Berlin @daily", 90), "TZ=Europe/Berlin 30 1 * * *");
}

TEST(Shift, WhatIsNoProductCannotBeSaid) {
  // 02:00 and 02:45 become 02:30 and 03:15.
  EXPECT_EQ(moved("0,45 2 * * *", 30), "cannot be said");
  EXPECT_EQ(moved("0,45 2 * * *", 60), "0,45 3 * * *");
  // In every hour it is one again.
  EXPECT_EQ(moved("0,45 * * * *", 30), "15,30 * * * *");
  EXPECT_EQ(moved("*/15 9-17 * * *", 5), "5-50/15 9-17 * * *");
  EXPECT_EQ(moved("*/15 9-17 * * *", 15), "cannot be said");
  EXPECT_EQ(moved("@every 1h", 5), "cannot be said");
}

TEST(Shift, OnlyALineOfEveryDayCrossesMidnight) {
  EXPECT_EQ(moved("0 23 * * *", 90), "30 0 * * *");
  EXPECT_EQ(moved("0 23 * * 1-5", 59), "59 23 * * 1-5");
  EXPECT_EQ(moved("0 23 * * 1-5", 60), "cannot be said");
  EXPECT_EQ(moved("0 2 1 * *", -120), "0 0 1 * *");
  EXPECT_EQ(moved("0 2 1 * *", -121), "cannot be said");
  EXPECT_EQ(moved("0 2 * 1-11 *", -121), "cannot be said");
  EXPECT_EQ(moved("0 2 1 * *", 1440), "cannot be said");   // the 2nd
  EXPECT_EQ(moved("0 2 1 * *", -1440), "cannot be said");  // the last of the month before
  EXPECT_EQ(moved("0 * * * 1", 60), "cannot be said");     // Monday's hours, moved, are not Monday's
  // Every day, said otherwise: every weekday; any of the days 1-31 or else a Monday.
  EXPECT_EQ(moved("0 23 * * 0-6", 90), "30 0 * * 0-6");
  EXPECT_EQ(moved("0 23 1-31 * 1", 90), "30 0 1-31 * 1");
  // A star beside weekdays restricts to them.
  EXPECT_EQ(moved("0 23 */1 * 1", 90), "cannot be said");
}

/// The moved sets, the slow way: each time of day by itself.
std::set<int> moved_times(const CronFields& f, int by) {
  std::set<int> times;
  for (int h = 0; h < 24; ++h)
    for (int m = 0; m < 60; ++m)
      if ((f.hours >> h & 1) != 0 && (f.minutes >> m & 1) != 0)
        times.insert(((h * 60 + m + by) % 1440 + 1440) % 1440);
  return times;
}

bool is_product(const std::set<int>& times) {
  std::set<int> hours, in_hour;
  for (const int t : times) hours.insert(t / 60), in_hour.insert(t % 60);
  return times.size() == hours.size() * in_hour.size();
}

/// Every shift of a line reads back to exactly the moved sets, or rightly cannot be said.
void expect_all_shifts(const std::string& line) {
  const Cron cron = cron_of(line);
  const CronFields& f = cron.fields();
  for (int by = -1440; by <= 1440; ++by) {
    const std::set<int> wanted = moved_times(f, by);
    bool crosses = false;
    for (int h = 0; h < 24; ++h)
      for (int m = 0; m < 60; ++m)
        if ((f.hours >> h & 1) != 0 && (f.minutes >> m & 1) != 0)
          crosses = crosses || h * 60 + m + by < 0 || h * 60 + m + by >= 1440;
    // The day fields of the lines below are either all stars or restrict the days.
    const bool every_day = line.ends_with("* * *");
    const auto text = shifted(cron, minutes{by});
    ASSERT_EQ(text.has_value(), is_product(wanted) && (every_day || !crosses)) << line << " by " << by;
    if (!text) continue;
    const CronFields read = cron_of(*text).fields();
    ASSERT_EQ(moved_times(read, 0), wanted) << line << " by " << by << ": " << *text;
    ASSERT_EQ(read.days, f.days);
    ASSERT_EQ(read.months, f.months);
    ASSERT_EQ(read.weekdays, f.weekdays);
    ASSERT_EQ(read.both_days_must, f.both_days_must);
    ASSERT_LE(text->size(), 200U);
  }
}

TEST(Shift, ReadsBackToExactlyTheMovedSets) {
  for (const char* line :
       {"0 * * * *", "0 2 * * *", "*/15 * * * *", "*/7 * * * *", "0 */6 * * *", "10,50 */4 * * *",
        "0,30 1-5 * * *", "* 3 * * *", "* * * * *", "59 23 * * *", "1-59/2 * * * *", "0 8-18/2 * * 1-5",
        "5 0 1 * *", "0-9,50-59 * * * *", "13 5,7,11 */2 * *", "7,22,37,52 0-23/3 * * *"})
    expect_all_shifts(line);
}

TEST(Shift, ReadsBackForRandomLines) {
  std::mt19937 random(31);
  for (int i = 0; i < 20; ++i) expect_all_shifts(random_line(random, {1, 5, 10, 10, 10}).text);
}

TEST(Shift, MovedThereAndBackIsTheSameLine) {
  std::mt19937 random(5);
  int said = 0;
  for (int i = 0; i < 500; ++i) {
    const Cron cron = cron_of(random_line(random, {1, 6, 7, 9, 7}).text);
    const minutes by{static_cast<int>(random() % 2880) - 1440};
    const auto there = shifted(cron, by);
    if (!there) continue;
    const auto back = shifted(cron_of(*there), -by);
    ASSERT_TRUE(back) << cron.text();
    ASSERT_EQ(cron_of(*back).fields(), cron.fields()) << cron.text();
    ++said;
  }
  EXPECT_GT(said, 50);
}

TEST(TimesOfDayPeriod, IsThatAfterWhichTheyRepeat) {
  const auto period = [](std::string_view line) { return times_of_day_period(cron_of(line)).count(); };
  EXPECT_EQ(period("0 * * * *"), 60);
  EXPECT_EQ(period("0 2 * * *"), 1440);
  EXPECT_EQ(period("*/15 * * * *"), 15);
  EXPECT_EQ(period("0 */6 * * *"), 360);
  EXPECT_EQ(period("* * * * *"), 1);
  EXPECT_EQ(period("*/7 * * * *"), 60);  // 56 to 0 is 4 minutes only
  EXPECT_EQ(period("0 2,14 * * *"), 720);
  EXPECT_EQ(period("0 2 * * 0"), 1440);  // whatever the days
  EXPECT_EQ(period("@hourly"), 60);
  EXPECT_EQ(period("@every 1h"), 0);
  EXPECT_EQ(period(", * * * *"), 1);
}

TEST(CandidateShifts, AreThoseOnTheGridThatCanBeSaid) {
  const auto candidates = [](std::string_view line, int grid, int first = 0) {
    std::vector<std::int64_t> shifts;
    for (const minutes m : candidate_shifts(cron_of(line), minutes{grid}, minutes{first}))
      shifts.push_back(m.count());
    return shifts;
  };
  EXPECT_THAT(candidates("0 * * * *", 20), ElementsAre(0, 20, 40));
  EXPECT_THAT(candidates("*/15 * * * *", 5), ElementsAre(0, 5, 10));
  EXPECT_THAT(candidates("0 2 * * *", 5), SizeIs(288));
  EXPECT_THAT(candidates("0 */6 * * *", 60), ElementsAre(0, 60, 120, 180, 240, 300));
  // Off the grid today: zero stays, the others are on it.
  EXPECT_THAT(candidates("17 * * * *", 20), ElementsAre(0, 3, 23, 43));
  // Seven minutes are never all multiples of five.
  EXPECT_THAT(candidates("*/7 * * * *", 5), ElementsAre(0));
  // 02:00 and 02:45 can move by full hours, and by what keeps both in one hour.
  EXPECT_THAT(candidates("0,45 2 * * *", 15), SizeIs(24));
  EXPECT_THAT(candidates("0,30 2 * * *", 15), SizeIs(48));  // and a quarter past
  // Sundays from 22:00 to midnight; with earlier starts, from midnight on.
  EXPECT_THAT(candidates("0 22 * * 0", 30), ElementsAre(0, 30, 60, 90));
  EXPECT_THAT(candidates("0 22 * * 0", 60, -1320), SizeIs(24));
  EXPECT_THAT(candidates("@every 1h", 5), ElementsAre(0));
  EXPECT_THAT(candidates("* * * * *", 1), ElementsAre(0));
}

TEST(CandidateShifts, AreDistinct) {
  for (const char* line : {"*/20 * * * *", "0 */8 * * *", "5,35 1-23/2 * * *"}) {
    const Cron cron = cron_of(line);
    std::set<std::set<int>> seen;
    for (const minutes by : candidate_shifts(cron, minutes{5}))
      EXPECT_TRUE(seen.insert(moved_times(cron_of(*shifted(cron, by)).fields(), 0)).second) << line;
    EXPECT_GT(seen.size(), 2U);
  }
}

TEST(ShortestTimeBetweenTicks, IsTheWorstOfThoseLookedAt) {
  const auto shortest = [](std::string_view line, const Zone& zone, Instant from, std::size_t n) {
    return shortest_time_between_ticks(cron_of(line), zone, from, n);
  };
  EXPECT_EQ(shortest("0 2 * * *", {}, utc(2026, 1, 1), 10), hours{24});
  EXPECT_EQ(shortest("0 1,2,14 * * *", {}, utc(2026, 1, 1), 10), hours{1});
  EXPECT_EQ(shortest("0 1,2,14 * * *", {}, utc(2026, 1, 1, 2), 2), hours{12});  // of the first two only
  EXPECT_EQ(shortest("@every 90m", {}, utc(2026, 1, 1), 3), minutes{90});
  EXPECT_EQ(shortest("0 0 30 2 *", {}, utc(2026, 1, 1), 3), std::nullopt);
  EXPECT_EQ(shortest("0 2 * * *", {}, utc(2026, 1, 1), 1), std::nullopt);
  // Berlin's clocks go forward on 29 March 2026: that day has 23 hours.
  const Zone berlin = zone_named("Europe/Berlin");
  EXPECT_EQ(shortest("0 4 * * *", berlin, utc(2026, 3, 25), 10), hours{23});
  EXPECT_EQ(shortest("0 4 * * *", berlin, utc(2026, 4, 25), 10), hours{24});
}

// --- when a moved line fires, over a year with summer time
// ---------------------------------------------------

/// Every instant at which the zone's wall clock shows `local` (seconds since 1970 on it): none, one or two.
std::vector<Instant> instants_of(std::int64_t local, const Zone& zone) {
  std::set<Instant> found;
  for (const int days_off : {-1, 1}) {
    const std::int64_t t = local - zone.at(local + days_off * 86400).offset;
    if (t + zone.at(t).offset == local) found.insert(Instant{seconds{t}});
  }
  return {found.begin(), found.end()};
}

/// A line's firing times in 2026, on a clock without summer time, moved by `by` and then looked up on the
/// zone's wall clock: when a search that thinks in wall time expects the moved line to fire.
std::vector<Instant> expected_firings(const Cron& cron, const Zone& zone, minutes by) {
  std::vector<Instant> expected;
  // A day more at both ends: moving may bring times in from there.
  for (const Instant t : ticks_between(cron, Zone{}, utc(2025, 12, 30), utc(2027, 1, 3), 1'000'000).at) {
    const std::int64_t local = std::chrono::floor<seconds>((t + by).time_since_epoch()).count();
    for (const Instant at : instants_of(local, zone))
      if (at >= utc(2026, 1, 1, 12) && at < utc(2026, 12, 31, 12)) expected.push_back(at);
  }
  std::sort(expected.begin(), expected.end());
  return expected;
}

TEST(ShiftedYear, FiresWhenTheWallClockSaysSoInThreeZones) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/New_York"}) {
    const Zone zone = zone_named(name);
    for (const char* line :
         {"0 * * * *", "0 2 * * *", "30 1 * * *", "*/15 * * * *", "0 */6 * * *", "0 23 * * *", "15 0-4 * * *",
          "0 22 * * 1-5", "0 1 1 * *", "0 1 * * 0", "10,40 */2 * * *"}) {
      const Cron cron = cron_of(line);
      int moves = 0;
      for (const int by : {0, 5, 30, 45, 60, 65, 120, 150, 180, -30, -60, 360, 719, 1260}) {
        const auto text = shifted(cron, minutes{by});
        if (!text) continue;
        ++moves;
        ASSERT_EQ(
            ticks_between(cron_of(*text), zone, utc(2026, 1, 1, 12), utc(2026, 12, 31, 12), 1'000'000).at,
            expected_firings(cron, zone, minutes{by}))
            << line << " by " << by << " is " << *text << ", in " << name;
      }
      EXPECT_GE(moves, 5) << line;
    }
  }
}

// On all days on which no clock changes, the moved line fires exactly `by` after the line itself.
TEST(ShiftedYear, KeepsItsDistanceOnEveryDayWithoutAChangeOfTheClock) {
  for (const char* name : {"UTC", "Europe/Berlin", "America/New_York"}) {
    const Zone zone = zone_named(name);
    const Cron line = cron_of("0 1 * * *");
    const Cron later = cron_of(*shifted(line, minutes{95}));  // 02:35
    int kept = 0, not_kept = 0;
    for (const Instant t : ticks_between(line, zone, utc(2026, 1, 1), utc(2027, 1, 1), 1000).at)
      ++(later.next(t, zone) == t + minutes{95} ? kept : not_kept);
    // Forward, Berlin and New York: 02:35 does not exist; the line fires the next day. Back, Berlin: 01:00 is
    // before the repeated hour, 02:35 in it, first 95 min later; New York: 01:00 exists twice, and the first
    // is 155 min before 02:35.
    EXPECT_EQ(not_kept, zone.is_utc() ? 0 : name == std::string("Europe/Berlin") ? 1 : 2) << name;
    EXPECT_GE(kept, 364) << name;
  }
}

// The two days a year, Berlin: 29 March 2026 has no 02:00-02:59, 25 October 2026 has them twice.
TEST(ShiftedYear, AMissingWallTimeIsSkippedAndARepeatedOneFiresTwice) {
  const std::string line = *shifted(cron_of("0 1 * * *"), minutes{90});
  EXPECT_EQ(line, "30 2 * * *");
  const Zone berlin = zone_named("Europe/Berlin");
  EXPECT_THAT(firings(line, berlin, utc(2026, 3, 28, 12), 1), ElementsAre("2026-03-30 02:30:00 +02:00"));
  EXPECT_THAT(
      firings(line, berlin, utc(2026, 10, 24, 12), 3),
      ElementsAre("2026-10-25 02:30:00 +02:00", "2026-10-25 02:30:00 +01:00", "2026-10-26 02:30:00 +01:00"));
  // New York: 8 March 2026 has no 02:00-02:59, 1 November 2026 has 01:00-01:59 twice.
  const Zone new_york = zone_named("America/New_York");
  EXPECT_THAT(firings(line, new_york, utc(2026, 3, 7, 12), 1), ElementsAre("2026-03-09 02:30:00 -04:00"));
  EXPECT_THAT(firings(*shifted(cron_of("0 2 * * *"), minutes{-30}), new_york, utc(2026, 10, 31, 12), 2),
              ElementsAre("2026-11-01 01:30:00 -04:00", "2026-11-01 01:30:00 -05:00"));
  // A line in its own zone keeps it, whatever the zone of the cluster.
  const std::string own = *shifted(cron_of("TZ=Europe/Berlin 0 1 * * *"), minutes{90});
  EXPECT_THAT(firings(own, new_york, utc(2026, 6, 1), 1), ElementsAre("2026-05-31 20:30:00 -04:00"));
}

}  // namespace
}  // namespace headway::schedule
