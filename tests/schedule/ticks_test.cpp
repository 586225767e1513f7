#include "sim/schedule/ticks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "tests/schedule/clock.h"
#include "tests/schedule/random_line.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Zone kUtc;

TEST(Ticks, AreThoseOfTheHalfOpenSpan) {
  const Cron cron = cron_of("0 2 * * *");
  EXPECT_THAT(ticks_between(cron, kUtc, utc(2024, 6, 10, 2), utc(2024, 6, 12, 2), 10).at,
              ElementsAre(utc(2024, 6, 10, 2), utc(2024, 6, 11, 2)));
  EXPECT_THAT(ticks_between(cron, kUtc, utc(2024, 6, 10, 2) + 1ns, utc(2024, 6, 12, 2) + 1ns, 10).at,
              ElementsAre(utc(2024, 6, 11, 2), utc(2024, 6, 12, 2)));
  EXPECT_THAT(ticks_between(cron, kUtc, utc(2024, 6, 10, 2), utc(2024, 6, 10, 2), 10).at, IsEmpty());
  EXPECT_THAT(ticks_between(cron, kUtc, utc(2024, 6, 12), utc(2024, 6, 10), 10).at, IsEmpty());
}

TEST(Ticks, FirstFromIncludesTheInstantItself) {
  EXPECT_EQ(first_tick_from(cron_of("0 2 * * *"), kUtc, utc(2024, 6, 10, 2)), utc(2024, 6, 10, 2));
  EXPECT_EQ(first_tick_from(cron_of("@every 1h"), kUtc, utc(2024, 6, 10, 2)), utc(2024, 6, 10, 3));
  EXPECT_EQ(first_tick_from(cron_of("0 0 30 2 *"), kUtc, utc(2024, 6, 10, 2)), std::nullopt);
  EXPECT_TRUE(first_tick_from(cron_of("* * * * *"), kUtc, Instant::min()));
}

TEST(Ticks, AnIntervalIsAnchoredAtTheSpan) {
  EXPECT_THAT(ticks_between(cron_of("@every 20m"), kUtc, utc(2024, 6, 10, 2), utc(2024, 6, 10, 3), 10).at,
              ElementsAre(utc(2024, 6, 10, 2, 20), utc(2024, 6, 10, 2, 40)));
}

TEST(Ticks, AreCutAtTheBoundAndSaySo) {
  const Cron minutely = cron_of("* * * * *");
  const auto ticks = ticks_between(minutely, kUtc, utc(2024, 1, 1), utc(2044, 1, 1), 1000);
  EXPECT_EQ(ticks.at.size(), 1000U);
  EXPECT_TRUE(ticks.cut);
  EXPECT_EQ(ticks.at.back(), utc(2024, 1, 1) + 999min);
  const auto exact = ticks_between(minutely, kUtc, utc(2024, 1, 1), utc(2024, 1, 1, 0, 5), 5);
  EXPECT_EQ(exact.at.size(), 5U);
  EXPECT_FALSE(exact.cut);
}

TEST(Ticks, WhatNeverFiresEndsAtOnce) {
  EXPECT_THAT(ticks_between(cron_of("0 0 30 2 *"), kUtc, utc(1970, 1, 1), utc(2200, 1, 1), 1000).at,
              IsEmpty());
  EXPECT_THAT(ticks_before(cron_of("0 0 30 2 *"), kUtc, utc(2024, 1, 1), 7), IsEmpty());
  EXPECT_THAT(ticks_before(cron_of(", * * * *"), zone_named("Europe/Berlin"), utc(2024, 1, 1), 7), IsEmpty());
}

TEST(TicksBefore, AreTheLastOnesStrictlyBefore) {
  const Cron cron = cron_of("0 1,3 * * *");
  EXPECT_THAT(ticks_before(cron, kUtc, utc(2024, 6, 10, 3), 3),
              ElementsAre(utc(2024, 6, 9, 1), utc(2024, 6, 9, 3), utc(2024, 6, 10, 1)));
  EXPECT_THAT(ticks_before(cron, kUtc, utc(2024, 6, 10, 3) + 1ns, 2),
              ElementsAre(utc(2024, 6, 10, 1), utc(2024, 6, 10, 3)));
  EXPECT_THAT(ticks_before(cron, kUtc, utc(2024, 6, 10, 3), 0), IsEmpty());
}

TEST(TicksBefore, SparseLinesAreLookedUpYearsBack) {
  EXPECT_THAT(ticks_before(cron_of("0 0 29 2 *"), kUtc, utc(2024, 6, 1), 3),
              ElementsAre(utc(2016, 2, 29), utc(2020, 2, 29), utc(2024, 2, 29)));
  EXPECT_THAT(ticks_before(cron_of("@yearly"), kUtc, utc(2024, 1, 1), 2),
              ElementsAre(utc(2022, 1, 1), utc(2023, 1, 1)));
  // Beyond the eight years around 2100, in which next() finds nothing from 2096 on.
  EXPECT_THAT(ticks_before(cron_of("0 0 29 2 *"), kUtc, utc(2105, 1, 1), 2),
              ElementsAre(utc(2096, 2, 29), utc(2104, 2, 29)));
  // Dense, but only in January.
  EXPECT_THAT(ticks_before(cron_of("* * * 1 *"), kUtc, utc(2024, 12, 31), 2),
              ElementsAre(utc(2024, 1, 31, 23, 58), utc(2024, 1, 31, 23, 59)));
}

TEST(TicksBefore, FortyYearsAreTheEnd) {
  EXPECT_EQ(ticks_before(cron_of("@yearly"), kUtc, utc(2024, 6, 1), 1000).size(), 40U);
  // Time begins on 21 September 1677.
  EXPECT_THAT(ticks_before(cron_of("@yearly"), kUtc, utc(1680, 1, 1), 1000),
              ElementsAre(utc(1678, 1, 1), utc(1679, 1, 1)));
}

TEST(TicksBefore, AnIntervalIsAnchoredAtTheInstant) {
  const Cron every = cron_of("@every 1h30m");
  EXPECT_THAT(ticks_before(every, kUtc, utc(2024, 6, 10, 3), 2),
              ElementsAre(utc(2024, 6, 10), utc(2024, 6, 10, 1, 30)));
  EXPECT_THAT(ticks_before(every, kUtc, utc(2024, 6, 10, 3) - 1ms, 1), ElementsAre(utc(2024, 6, 10, 1, 30)));
  EXPECT_THAT(ticks_before(cron_of("@every 2000000h"), kUtc, utc(2024, 6, 10), 5), IsEmpty());
  EXPECT_EQ(ticks_before(cron_of("@every 1s"), kUtc, Instant::max(), 3).size(), 3U);
}

TEST(TicksBefore, IsTheInverseOfNext) {
  std::mt19937 random(11);
  int checked = 0;
  for (const char* name :
       {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"}) {
    const Zone zone = zone_named(name);
    for (int i = 0; i < 100; ++i) {
      const Cron cron = cron_of(random_line(random, {2, 4, 6, 8, 6}).text);
      const Instant t = utc(2020, 1, 1) + seconds{random() % (8 * 365 * 86400)};
      const std::size_t n = 1 + random() % 20;
      const auto ticks = ticks_before(cron, zone, t, n);
      ASSERT_LE(ticks.size(), n);
      if (ticks.empty()) continue;
      for (std::size_t k = 0; k + 1 < ticks.size(); ++k)
        ASSERT_EQ(cron.next(ticks[k], zone), ticks[k + 1]) << cron.text();
      ASSERT_LT(ticks.back(), t);
      const auto after = cron.next(ticks.back(), zone);
      ASSERT_TRUE(!after || *after >= t) << cron.text() << " in " << name << " before " << wall(t);
      checked += ticks.size() == n;
    }
  }
  EXPECT_GT(checked, 400);
}

}  // namespace
}  // namespace headway::schedule
