// Recommended cron lines fire when the search thought they would, over a year with clocks that change.
#include <gtest/gtest.h>

#include <set>

#include "analysis/recommend/surrogate.h"
#include "sim/schedule/ticks.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

constexpr std::int64_t kWeekMinutes = 7 * 1440;

Instant instant(std::int64_t s) {
  return Instant{} + seconds{s};
}

/// Minute of the local week in which the instant (a whole minute) lies.
std::size_t minute_of_week(const schedule::Zone& zone, std::int64_t utc_s) {
  const std::int64_t local = (utc_s + zone.at(utc_s).offset) / 60;
  return static_cast<std::size_t>(local % kWeekMinutes);
}

std::vector<Instant> ticks_of(const std::string& cron, const schedule::Zone& zone, Instant from, Instant to) {
  const auto ticks = schedule::ticks_between(*schedule::Cron::parse(cron).cron, zone, from, to, 1'000'000);
  EXPECT_FALSE(ticks.cut);
  return ticks.at;
}

class OverAYear : public testing::TestWithParam<std::string> {};

TEST_P(OverAYear, MovedLinesFireAtTheMovedWallTimes) {
  Small small;
  small.zone = GetParam();
  small.start = "2026-01-05T00:00:00Z";
  small.schedules = job("daily", "0 2 * * *") + "," + job("hourly", "30 * * * *") + "," +
                    job("twice", "15 1,13 * * *") + "," + job("workdays", "0 3 * * 1-5") + "," +
                    job("often", "*/20 * * * *") + "," + job("midnight", "@daily") + "," +
                    job("elsewhere", "CRON_TZ=America/New_York 0 22 * * *");
  const model::Scenario scenario = read(small);
  Observation seen;
  seen.schedules.resize(scenario.jobs.size());
  for (std::size_t j = 0; j < scenario.jobs.size(); ++j)
    seen.schedules[j].volumes.resize(scenario.jobs[j].volumes.size());
  const Surrogate surrogate = make_surrogate(scenario, seen, minutes{5});
  const Instant start = scenario.time.start, end = start + hours{24 * 365};
  const std::int64_t start_s = (start - Instant{}) / seconds{1}, end_s = (end - Instant{}) / seconds{1};
  const schedule::Zone stated = *schedule::Zone::find(scenario.time.zone).zone;
  const schedule::Zone york = *schedule::Zone::find("America/New_York").zone;

  // The wall clock of every minute of the year, in both zones that are spoken of.
  std::vector<std::size_t> wall, wall_york;
  for (std::int64_t at = start_s; at < end_s; at += 60) {
    wall.push_back(minute_of_week(stated, at));
    wall_york.push_back(minute_of_week(york, at));
  }

  placement::Placement placement(scenario.jobs.size());
  std::size_t compared = 0, moved_lines = 0;
  for (std::uint32_t round = 0; round < 40; ++round) {
    // Every job at another of its places each time, all places met where there are few.
    for (std::size_t j = 0; j < placement.size(); ++j)
      placement[j] = static_cast<std::uint32_t>((round * 7 + j) % surrogate.shifts[j].size());
    const model::Scenario moved = placed(scenario, surrogate, placement);
    for (std::size_t j = 0; j < placement.size(); ++j) {
      const schedule::Zone& zone = scenario.jobs[j].name == "elsewhere" ? york : stated;
      const std::int64_t shift = surrogate.shifts[j][placement[j]];
      EXPECT_EQ(shift == 0, moved.jobs[j].cron == scenario.jobs[j].cron);
      // What the search believes: the wall times of an ordinary week (here the first of June 2026, a Monday,
      // and a day to both sides), each moved by the shift.
      const std::int64_t june = 1'780'272'000;
      std::vector<bool> due(kWeekMinutes);
      for (const Instant tick :
           ticks_of(scenario.jobs[j].cron, stated, instant(june), instant(june + 604'800)))
        due[static_cast<std::size_t>(
            (static_cast<std::int64_t>(minute_of_week(zone, (tick - Instant{}) / seconds{1})) + shift +
             kWeekMinutes) %
            kWeekMinutes)] = true;
      // A wall time that a clock skips does not fire, one that comes twice fires twice.
      std::vector<Instant> expected;
      const auto& clock = scenario.jobs[j].name == "elsewhere" ? wall_york : wall;
      for (std::size_t i = 0; i < clock.size(); ++i)
        if (due[clock[i]]) expected.push_back(start + minutes{static_cast<std::int64_t>(i)});
      const auto fired = ticks_of(moved.jobs[j].cron, stated, start, end);
      ASSERT_EQ(fired, expected) << scenario.jobs[j].cron << " by " << shift << " is " << moved.jobs[j].cron;
      compared += fired.size();
      moved_lines += shift != 0;
      // And within the search's own cycle, minute for minute.
      const Instant cycle = std::chrono::floor<std::chrono::days>(start);
      std::set<std::int64_t> thought, found;
      for (const std::int32_t firing : surrogate.problem.windows[j].firings)
        thought.insert((firing + shift + kWeekMinutes) % kWeekMinutes);
      for (const Instant tick : ticks_of(moved.jobs[j].cron, stated, cycle, cycle + hours{7 * 24}))
        found.insert((tick - cycle) / minutes{1});
      EXPECT_EQ(found, thought) << moved.jobs[j].cron;
    }
  }
  EXPECT_GT(moved_lines, 200U);
  EXPECT_GT(compared, 1'000'000U);
}

INSTANTIATE_TEST_SUITE_P(Zones, OverAYear, testing::Values("UTC", "Europe/Berlin", "America/New_York"),
                         [](const auto& zone) {
                           std::string name = zone.param;
                           std::erase_if(name, [](char c) { return c == '/' || c == '_'; });
                           return name;
                         });

}  // namespace
}  // namespace headway::recommend
