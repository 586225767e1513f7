// Random cron lines together with the sets they stand for, for tests that compare with brute force.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <set>
#include <string>

#include "tests/schedule/clock.h"

namespace headway::schedule {

struct RandomLine {
  std::string text;
  std::array<std::set<int>, 5> sets;  ///< minute, hour, day, month, weekday
  bool both_days_must = false;

  bool matches_day(int day, int month, int weekday) const {
    const bool by_day = sets[2].contains(day), by_weekday = sets[4].contains(weekday);
    return sets[3].contains(month) && (both_days_must ? by_day && by_weekday : by_day || by_weekday);
  }
  bool matches_time(int minute, int hour) const { return sets[0].contains(minute) && sets[1].contains(hour); }
};

/// Each field is a star, one number, a step, a list or a range; `stars` of ten are stars.
inline RandomLine random_line(std::mt19937& random, std::array<unsigned, 5> stars) {
  constexpr std::array<std::array<int, 2>, 5> bounds{{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}};
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
  };
  RandomLine line;
  for (std::size_t f = 0; f < 5; ++f) {
    const auto [low, high] = bounds[f];
    std::string text;
    const auto add = [&](int first, int last, int step) {
      for (int i = first; i <= last; i += step) line.sets[f].insert(i);
    };
    if (random() % 10 < stars[f]) {
      text = "*";
      add(low, high, 1);
      line.both_days_must = line.both_days_must || f == 2 || f == 4;
    } else if (const auto shape = random() % 4; shape == 0) {
      const int n = pick(low, high);
      text = std::to_string(n);
      add(n, n, 1);
    } else if (shape == 1) {
      const int step = pick(2, high);
      text = "*/" + std::to_string(step);
      add(low, high, step);
    } else if (shape == 2) {
      for (int i = pick(2, 4); i > 0; --i) {
        const int n = pick(low, high);
        text += (text.empty() ? "" : ",") + std::to_string(n);
        add(n, n, 1);
      }
    } else {
      const int first = pick(low, high), last = pick(first, high), step = pick(1, 3);
      text = std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(step);
      add(first, last, step);
    }
    line.text += (f == 0 ? "" : " ") + text;
  }
  return line;
}

/// The first minute after `after` whose reading on the zone's wall clock matches, looking at every one up to
/// `until`.
inline std::optional<Instant> brute_force(const RandomLine& line, const Zone& zone, Instant after,
                                          Instant until) {
  using namespace std::chrono;
  for (auto t = floor<minutes>(after) + minutes{1}; t < until; t += minutes{1}) {
    const auto local = t + seconds{zone.at(sys_seconds{t}.time_since_epoch().count()).offset};
    const auto midnight = floor<days>(local);
    const auto minute = static_cast<int>(floor<minutes>(local - midnight).count());
    if (!line.matches_time(minute % 60, minute / 60)) continue;
    const year_month_day date{midnight};
    if (line.matches_day(static_cast<int>(unsigned{date.day()}), static_cast<int>(unsigned{date.month()}),
                         static_cast<int>(weekday{midnight}.c_encoding())))
      return t;
  }
  return std::nullopt;
}

}  // namespace headway::schedule
