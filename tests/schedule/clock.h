// Readable instants for the tests of sim/schedule.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::schedule {

/// UTC.
inline Instant utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  using namespace std::chrono;
  return sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} + hours{hour} +
         minutes{minute} + seconds{second};
}

/// "2025-03-30 03:30:00 +02:00" on the zone's wall clock; "never" for nothing.
inline std::string wall(const std::optional<Instant>& t, const Zone& zone = {}) {
  using namespace std::chrono;
  if (!t) return "never";
  const auto second = floor<seconds>(*t);
  const auto offset = zone.at(second.time_since_epoch().count()).offset;
  const auto local = second + seconds{offset};
  const auto midnight = floor<days>(local);
  const year_month_day date{midnight};
  const auto s = static_cast<long long>((local - midnight).count());
  char text[80];
  std::snprintf(text, sizeof text, "%d-%02u-%02u %02lld:%02lld:%02lld %c%02lld:%02lld", int{date.year()},
                unsigned{date.month()}, unsigned{date.day()}, s / 3600, s / 60 % 60, s % 60,
                offset < 0 ? '-' : '+', static_cast<long long>(offset < 0 ? -offset : offset) / 3600,
                static_cast<long long>(offset < 0 ? -offset : offset) / 60 % 60);
  return text;
}

inline Zone zone_named(std::string_view name) {
  const auto found = Zone::find(name);
  EXPECT_TRUE(found.zone) << found.error;
  return found.zone.value_or(Zone{});
}

inline Cron cron_of(std::string_view text) {
  auto parsed = Cron::parse(text);
  EXPECT_TRUE(parsed.cron) << text << ": " << parsed.error;
  return parsed.cron ? *parsed.cron : *Cron::parse("@daily").cron;
}

/// The first `n` firing times after `from`, as wall() prints them.
inline std::vector<std::string> firings(std::string_view text, const Zone& zone, Instant from, int n) {
  const Cron cron = cron_of(text);
  std::vector<std::string> list;
  std::optional<Instant> t = from;
  while (n-- > 0 && t) {
    t = cron.next(*t, zone);
    list.push_back(wall(t, zone));
  }
  return list;
}

}  // namespace headway::schedule
