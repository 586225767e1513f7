// Keys of ticks: equal for a line moved within the day, never equal for two ticks.
#include "sim/schedule/tick_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>

#include "sim/schedule/ticks.h"
#include "tests/schedule/clock.h"
#include "tests/schedule/random_line.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

const Zone kUtc;

/// Keys of the ticks in [t0, t1), the first one counted, the others counted on: as a play makes them.
std::vector<std::int64_t> keys(const std::string& line, const Zone& zone, Instant t0, Instant t1) {
  const Cron cron = cron_of(line);
  std::vector<std::int64_t> all;
  for (const Instant tick : ticks_between(cron, zone, t0, t1, 1000000).at)
    all.push_back(all.empty() ? tick_key(cron, zone, tick) : next_tick_key(all.back(), tick));
  return all;
}

TEST(TickKey, IsTheUtcDayAndTheNumberOfTheTickOnIt) {
  // 10 June 2024 is day 19884 since 1970: 54 years of 365 days, 13 leap days before 2024, and 161 days of
  // 2024 (31 + 29 + 31 + 30 + 31 + 9).
  constexpr std::int64_t kDay = 54 * 365 + 13 + 161;
  ASSERT_EQ(kDay, 19884);
  const Cron cron = cron_of("0,30 2,14 * * *");
  EXPECT_EQ(tick_key(cron, kUtc, utc(2024, 6, 10, 2)), kDay * kTicksPerDay);
  EXPECT_EQ(tick_key(cron, kUtc, utc(2024, 6, 10, 14, 30)), kDay * kTicksPerDay + 3);
  EXPECT_EQ(next_tick_key(kDay * kTicksPerDay, utc(2024, 6, 10, 2, 30)), kDay * kTicksPerDay + 1);
  EXPECT_EQ(next_tick_key(kDay * kTicksPerDay + 3, utc(2024, 6, 11, 2)), (kDay + 1) * kTicksPerDay);
  // A tick at midnight is the first of its day.
  EXPECT_EQ(tick_key(cron_of("0 0 * * *"), kUtc, utc(2024, 6, 10)), kDay * kTicksPerDay);
  EXPECT_EQ(tick_key(cron, kUtc, utc(1969, 12, 31, 2, 30)), -kTicksPerDay + 1);
}

TEST(TickKey, ALineMovedWithinTheDayKeepsItsKeys) {
  const Instant from = utc(2024, 6, 10), to = utc(2024, 6, 13);
  EXPECT_EQ(keys("0 2 * * *", kUtc, from, to), keys("5 2 * * *", kUtc, from, to));
  EXPECT_EQ(keys("0 2 * * *", kUtc, from, to), keys("55 23 * * *", kUtc, from, to));
  EXPECT_EQ(keys("0 * * * *", kUtc, from, to), keys("59 * * * *", kUtc, from, to));
  EXPECT_THAT(keys("0 * * * *", kUtc, from, to), SizeIs(72));
  // From the middle of a day too: what came before the first tick played is counted.
  EXPECT_EQ(keys("0 * * * *", kUtc, from + 610min, to), keys("2 * * * *", kUtc, from + 610min, to));
  // UTC counts: on 11 June 00:30 in Berlin is 22:30 of the day before, 02:30 is 00:30 of the same one.
  const Zone berlin = zone_named("Europe/Berlin");
  EXPECT_EQ(tick_key(cron_of("30 0 * * *"), berlin, utc(2024, 6, 10, 22, 30)) + kTicksPerDay,
            tick_key(cron_of("30 2 * * *"), berlin, utc(2024, 6, 11, 0, 30)));
}

TEST(TickKey, NoTwoTicksShareOne) {
  const auto distinct = [](const std::vector<std::int64_t>& all) {
    return std::adjacent_find(all.begin(), all.end(), std::greater_equal<>()) == all.end();
  };
  const auto minutely = keys("* * * * *", kUtc, utc(2024, 6, 10, 5, 30), utc(2024, 6, 13));
  EXPECT_THAT(minutely, SizeIs(3 * 1440 - 330));
  EXPECT_TRUE(distinct(minutely));
  const auto secondly = keys("@every 1s", kUtc, utc(2024, 6, 10, 5, 30), utc(2024, 6, 13));
  EXPECT_THAT(secondly, SizeIs(3 * 86400 - 19800 - 1));  // not at the first instant itself
  EXPECT_TRUE(distinct(secondly));
  // Midnight of Berlin is 23:00 UTC in winter, 22:00 in summer. When the clocks go forward, 01:00 falls on
  // 00:00 and on 23:00 of the same UTC day.
  const auto forward = keys("0 1 * * *", zone_named("Europe/Berlin"), utc(2024, 3, 31), utc(2024, 4, 1));
  ASSERT_THAT(forward, SizeIs(2));
  EXPECT_EQ(forward[1], forward[0] + 1);
}

// Counted from midnight or counted on from the tick before: the same number, whatever the line. (In UTC:
// where a clock change removes midnight, the library's walk depends on where it begins.)
TEST(TickKey, CountedOnIsCounted) {
  std::mt19937 random(5);
  int checked = 0;
  for (int i = 0; i < 100; ++i) {
    const Cron cron = cron_of(random_line(random, {2, 4, 6, 8, 6}).text);
    const Instant t = utc(2020, 1, 1) + seconds{random() % (8 * 365 * 86400)};
    const auto first = first_tick_from(cron, kUtc, t);
    if (!first) continue;
    std::int64_t key = tick_key(cron, kUtc, *first);
    std::optional<Instant> tick = cron.next(*first, kUtc);
    for (int k = 0; tick && k < 30; ++k, tick = cron.next(*tick, kUtc)) {
      key = next_tick_key(key, *tick);
      ASSERT_EQ(key, tick_key(cron, kUtc, *tick)) << cron.text();
      ++checked;
    }
  }
  EXPECT_GT(checked, 1000);
}

TEST(TickKey, AnIntervalCountsItsOwnSeries) {
  // Started at 05:30 the ticks are 06:10, 06:50 …, 23:30, 00:10: 05:30 is 8 whole intervals of 40 minutes and
  // a rest after midnight, 06:10 is 9 of them, 23:30 is 35, and 00:10 is the first of its day.
  const Cron every = cron_of("@every 40m");
  const std::int64_t day = tick_key(every, kUtc, utc(2024, 6, 10));
  EXPECT_EQ(tick_key(every, kUtc, utc(2024, 6, 10, 6, 10)), day + 9);
  EXPECT_EQ(tick_key(every, kUtc, utc(2024, 6, 10, 23, 30)), day + 35);
  EXPECT_EQ(tick_key(every, kUtc, utc(2024, 6, 11, 0, 10)), day + kTicksPerDay);
  const auto all = keys("@every 40m", kUtc, utc(2024, 6, 10, 5, 30), utc(2024, 6, 11, 1));
  EXPECT_EQ(all.front(), day + 9);
  EXPECT_EQ(all[all.size() - 3], day + 35);
  EXPECT_EQ(all.back(), day + kTicksPerDay + 1);
  EXPECT_EQ(tick_key(cron_of("@every 50h"), kUtc, utc(2024, 6, 10, 23)), day);
}

}  // namespace
}  // namespace headway::schedule
