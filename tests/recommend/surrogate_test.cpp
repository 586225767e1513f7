// The pure problem, against brute force on observations made by hand.
#include "analysis/recommend/surrogate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "sim/core/random.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t number) : luck_(77, number) {}
  double from(double low, double high) { return low + (high - low) * luck_.uniform(1, 1, n_++); }

 private:
  core::Luck luck_;
  std::int64_t n_ = 0;
};

/// Nothing seen at all.
Observation nothing(const model::Scenario& scenario) {
  Observation seen;
  seen.schedules.resize(scenario.jobs.size());
  for (std::size_t j = 0; j < scenario.jobs.size(); ++j)
    seen.schedules[j].volumes.resize(scenario.jobs[j].volumes.size());
  return seen;
}

/// Every volume asks and deletes at random times, `hours` after its tick at most.
Observation random_observation(const model::Scenario& scenario, Dice& dice, double most_hours) {
  Observation seen = nothing(scenario);
  for (ScheduleSamples& schedule : seen.schedules)
    for (VolumeSamples& volume : schedule.volumes) {
      for (int i = 0; i < 4; ++i) volume.asks.push_back(dice.from(0, 1'800));
      for (int i = 0; i < 3; ++i) {
        const double from = dice.from(60, 3'600 * most_hours);
        volume.deletes.push_back({from, from + dice.from(1, 1'500)});
      }
    }
  return seen;
}

/// Expected refused creates a cycle when the ticks of `creates` are `shift` minutes later than they stand.
double by_force(const model::Scenario& scenario, const Observation& seen, const Surrogate& surrogate,
                std::uint32_t deletes, std::uint32_t creates, std::int64_t shift) {
  const double margin = to_seconds(scenario.platform.parameters.lock_check_wait) + 2;
  const double cycle = 60.0 * surrogate.problem.slots;
  double refused = 0;
  for (const std::int32_t d : surrogate.problem.windows[deletes].firings)
    for (const std::int32_t c : surrogate.problem.windows[creates].firings) {
      if (deletes == creates && d == c) continue;
      const double apart = 60.0 * static_cast<double>(c + shift - d);
      for (std::size_t i = 0; i < scenario.jobs[deletes].volumes.size(); ++i)
        for (std::size_t k = 0; k < scenario.jobs[creates].volumes.size(); ++k) {
          if (scenario.jobs[deletes].volumes[i] != scenario.jobs[creates].volumes[k]) continue;
          const auto& holds = seen.schedules[deletes].volumes[i].deletes;
          const auto& asks = seen.schedules[creates].volumes[k].asks;
          double meet = 0;
          for (const Span& hold : holds)
            for (const double ask : asks)
              for (int round = -3; round <= 3; ++round) {
                const double at = apart + ask + round * cycle;
                meet += hold.from - margin < at && at < hold.to;
              }
          if (meet > 0) refused += meet / static_cast<double>(holds.size() * asks.size());
        }
    }
  return refused;
}

void expect_tables_by_force(const model::Scenario& scenario, const Observation& seen,
                            const Surrogate& surrogate) {
  const std::int32_t slots = surrogate.problem.slots;
  std::size_t ordered = 0;
  for (const PairTest& pair : surrogate.pairs) {
    ++ordered;
    ASSERT_EQ(pair.refused.size(), static_cast<std::size_t>(slots));
    for (std::int32_t m = 0; m < slots; ++m)
      ASSERT_NEAR(pair.refused[static_cast<std::size_t>(m)],
                  by_force(scenario, seen, surrogate, pair.deletes, pair.creates, m), 1e-9)
          << pair.deletes << " deletes, " << pair.creates << " creates, " << m << " min";
    EXPECT_EQ(pair.refused_today, pair.refused[0]);
  }
  // Both directions of a pair meet in one table of the search's.
  for (const placement::Conflict& conflict : surrogate.problem.conflicts)
    for (std::int32_t m = 0; m < slots; ++m)
      ASSERT_NEAR(conflict.lost[static_cast<std::size_t>(m)],
                  by_force(scenario, seen, surrogate, conflict.first, conflict.second, m) +
                      by_force(scenario, seen, surrogate, conflict.second, conflict.first, -m),
                  1e-9)
          << m;
  EXPECT_EQ(ordered, scenario.jobs.size() * scenario.jobs.size()) << "all share volumes here";
}

TEST(Surrogate, TheTablesOfAnHourlyAndADailyJobAreBruteForce) {
  Small small;
  small.schedules = job("hourly", "0 * * * *") + "," + job("daily", "0 2 * * *");
  const model::Scenario scenario = read(small);
  for (std::uint32_t instance = 0; instance < 4; ++instance) {
    Dice dice(instance);
    const Observation seen = random_observation(scenario, dice, 1.5);
    const Surrogate surrogate = make_surrogate(scenario, seen, minutes{5});
    EXPECT_EQ(surrogate.problem.slots, 1440);
    EXPECT_EQ(surrogate.problem.windows[0].firings.size(), 24U);
    EXPECT_EQ(surrogate.problem.windows[1].firings, (std::vector<std::int32_t>{120}));
    expect_tables_by_force(scenario, seen, surrogate);
    for (const PairTest& pair : surrogate.pairs)
      if (pair.deletes != pair.creates) {
        EXPECT_EQ(pair.period_s, 3'600);
        EXPECT_EQ(pair.shared_volumes, 3);
      }
  }
}

TEST(Surrogate, SeveralTimesADayAndPartlySharedVolumes) {
  Small small;
  small.schedules = job("a", "10 1,9,17 * * *") + "," +
                    R"({"kind": "RecurringJob", "name": "b", "task": "backup", "cron": "*/40 3 * * *",
                        "retain": 2, "concurrency": 1, "groups": ["some"]})" +
                    "," + job("c", "55 23 * * *");
  small.volumes = R"({"name": "v{1..2}", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["default"]},
                     {"name": "w{1..2}", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["default", "some"]})";
  const model::Scenario scenario = read(small);
  Dice dice(40);
  const Observation seen = random_observation(scenario, dice, 6);
  const Surrogate surrogate = make_surrogate(scenario, seen, minutes{5});
  expect_tables_by_force(scenario, seen, surrogate);
  EXPECT_EQ(surrogate.pairs[1].shared_volumes, 2) << "a and b";
  EXPECT_EQ(surrogate.pairs[2].shared_volumes, 4) << "a and c";
}

TEST(Surrogate, WithoutASharedVolumeThereIsNoPair) {
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," +
                    R"({"kind": "RecurringJob", "name": "b", "task": "backup", "cron": "0 2 * * *",
                        "retain": 2, "concurrency": 1, "groups": ["other"]})";
  small.volumes = R"({"name": "v", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["default"]},
                     {"name": "w", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["other"]})";
  const model::Scenario scenario = read(small);
  Dice dice(1);
  const Surrogate surrogate = make_surrogate(scenario, random_observation(scenario, dice, 1), minutes{5});
  ASSERT_EQ(surrogate.pairs.size(), 2U) << "each with itself";
  for (const PairTest& pair : surrogate.pairs) EXPECT_EQ(pair.deletes, pair.creates);
  EXPECT_TRUE(surrogate.problem.conflicts.empty());
}

TEST(Surrogate, TheSizeOfItsTablesIsKnownBefore) {
  // a and b share volumes, c has its own: (a, a), (a, b), (b, a), (b, b), (c, c).
  Small small;
  const auto of = [](const std::string& name, const std::string& cron, const std::string& group) {
    return R"({"kind": "RecurringJob", "name": ")" + name + R"(", "task": "backup", "cron": ")" + cron +
           R"(", "retain": 2, "concurrency": 1, "groups": [")" + group + "\"]}";
  };
  small.volumes = R"({"name": "v", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["default"]},
                     {"name": "w", "size": "9Gi", "used": "4Gi", "node": "node1", "target": "s3",
                      "dirtied": {"per_day": "1Gi"}, "groups": ["other"]})";
  for (const std::string days : {"*", "1-5"}) {
    small.schedules = of("a", "0 2 * * *", "default") + "," + of("b", "0 3 * * " + days, "default") + "," +
                      of("c", "0 2 * * *", "other");
    const model::Scenario scenario = read(small);
    EXPECT_EQ(cycle_minutes(scenario), days == "*" ? 1'440 : 10'080);
    EXPECT_EQ(table_values(scenario), 5 * cycle_minutes(scenario));
    std::int64_t values = 0;
    for (const PairTest& pair : make_surrogate(scenario, nothing(scenario), minutes{60}).pairs)
      values += static_cast<std::int64_t>(pair.refused.size());
    EXPECT_EQ(table_values(scenario), values);
  }
}

TEST(Surrogate, AHoldThatBeginsBeforeTheLookTurnsTheRequestAway) {
  // From the request to the look: lock.check_wait and two seconds for requests. A hold from 1000 s to 1030 s
  // meets requests after 996 s with a wait of 2 s, after 988 s with one of 10 s.
  for (const auto& [wait, from] : std::vector<std::pair<std::string, double>>{{"2s", 996}, {"10s", 988}}) {
    Small small;
    small.volumes.replace(small.volumes.find("v{1..3}"), 7, "v1");
    small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 2 * * *");
    small.overrides = R"({"lock.check_wait": ")" + wait + "\"}";
    const model::Scenario scenario = read(small);
    Observation seen = nothing(scenario);
    seen.schedules[0].volumes[0].deletes = {{1'000, 1'030}};
    const auto refused = [&](double ask) {
      seen.schedules[1].volumes[0].asks = {ask};
      return make_surrogate(scenario, seen, minutes{5}).pairs[1].refused_today;  // a deletes, b creates
    };
    EXPECT_EQ(refused(from - 0.1), 0) << wait;
    EXPECT_EQ(refused(from + 0.1), 1) << wait;
    EXPECT_EQ(refused(1'029.9), 1) << wait;
    EXPECT_EQ(refused(1'030.1), 0) << wait;
  }
}

TEST(Surrogate, AJobMeetsItsOwnOtherRunsAndNotItself) {
  Small small;
  small.volumes.replace(small.volumes.find("v{1..3}"), 7, "v1");
  small.schedules = job("a", "0 * * * *");
  const model::Scenario scenario = read(small);
  Observation seen = nothing(scenario);
  // The delete follows the backup within the run and is gone before the hour is over: nobody is refused.
  seen.schedules[0].volumes[0] = {{5, 900}, {{600, 1'200}}};
  EXPECT_EQ(make_surrogate(scenario, seen, minutes{5}).pairs[0].refused[0], 0)
      << "900 s lies in the hold, but of the same run";
  // It lasts ten minutes into the next hour: a request at 5 s is refused by each of 24 runs, one at 900 s
  // not.
  seen.schedules[0].volumes[0] = {{5, 900}, {{3'000, 4'200}}};
  const Surrogate meets = make_surrogate(scenario, seen, minutes{5});
  EXPECT_NEAR(meets.pairs[0].refused[0], 24 * 0.5, 1e-9);
  EXPECT_EQ(meets.pairs[0].refused_at_best, meets.pairs[0].refused[0]);
  for (const placement::Place& place : meets.problem.windows[0].places) EXPECT_NEAR(place.lost, 12, 1e-9);
}

TEST(Surrogate, TheCycleIsAWeekWhereWeekdaysAreNamed) {
  Small small;
  small.schedules = job("a", "0 3 * * 1-5") + "," + job("b", "0 4 * * *");
  const model::Scenario scenario = read(small);
  Dice dice(9);
  const Observation seen = random_observation(scenario, dice, 2);
  const Surrogate surrogate = make_surrogate(scenario, seen, minutes{30});
  EXPECT_EQ(surrogate.problem.slots, 7 * 1440);
  // The scenario starts on a Monday.
  EXPECT_EQ(surrogate.problem.windows[0].firings,
            (std::vector<std::int32_t>{180, 1440 + 180, 2 * 1440 + 180, 3 * 1440 + 180, 4 * 1440 + 180}));
  EXPECT_EQ(surrogate.problem.windows[1].firings.size(), 7U);
  expect_tables_by_force(scenario, seen, surrogate);
}

TEST(Surrogate, TheCycleIsAWeekWhereAWindowNamesWeekdays) {
  // The daily job may not start at weekends after 06:00; one look at a Monday would not show it.
  Small small;
  small.schedules = job("a", "0 3 * * *");
  small.windows = R"({"blackout": [{"cron": "0 6 * * 0,6", "for": "18h"}]})";
  const model::Scenario scenario = read(small);
  const Surrogate surrogate = make_surrogate(scenario, nothing(scenario), minutes{60});
  EXPECT_EQ(surrogate.problem.slots, 7 * 1440);
  std::set<std::int64_t> starts;
  for (const std::int64_t shift : surrogate.shifts[0]) starts.insert((180 + shift + 1440) % 1440 / 60);
  EXPECT_EQ(starts, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

std::set<std::int64_t> shifts_of(const Surrogate& surrogate, std::size_t j = 0) {
  EXPECT_EQ(surrogate.shifts[j].size(), surrogate.problem.windows[j].places.size());
  EXPECT_EQ(surrogate.shifts[j].front(), 0) << "today first";
  return {surrogate.shifts[j].begin(), surrogate.shifts[j].end()};
}

TEST(Surrogate, PlacesAreOnTheGridAndToday) {
  Small small;
  small.schedules = job("a", "7 2 * * *") + "," + job("b", "*/20 * * * *");
  const model::Scenario scenario = read(small);
  const Surrogate surrogate = make_surrogate(scenario, nothing(scenario), minutes{15});
  // 02:07 itself and 96 quarters of an hour; every twenty minutes only 00, 20, 40 moved by a multiple of 15
  // that keeps all three on it: none but today's.
  const auto a = shifts_of(surrogate, 0);
  EXPECT_EQ(a.size(), 97U);
  for (const std::int64_t shift : a) {
    if (shift != 0) {
      EXPECT_EQ(((127 + shift) % 15 + 15) % 15, 0) << shift;
    }
    EXPECT_LE(std::abs(shift), 720);
  }
  EXPECT_EQ(shifts_of(surrogate, 1), (std::set<std::int64_t>{0}));
  const Surrogate fine = make_surrogate(scenario, nothing(scenario), minutes{5});
  EXPECT_EQ(shifts_of(fine, 1), (std::set<std::int64_t>{-10, -5, 0, 5}));
  for (std::size_t p = 0; p < fine.shifts[1].size(); ++p)
    EXPECT_EQ(fine.problem.windows[1].places[p].moved, std::abs(fine.shifts[1][p]));
}

TEST(Surrogate, PinnedAndIntervalSchedulesStayWhereTheyAre) {
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "@every 5h") + "," + job("c", "0 2 * * *");
  small.windows = R"({"pinned": ["a"]})";
  const model::Scenario scenario = read(small);
  const Surrogate surrogate = make_surrogate(scenario, nothing(scenario), minutes{5});
  EXPECT_EQ(shifts_of(surrogate, 0), (std::set<std::int64_t>{0}));
  EXPECT_EQ(shifts_of(surrogate, 1), (std::set<std::int64_t>{0}));
  EXPECT_EQ(shifts_of(surrogate, 2).size(), 288U);
}

TEST(Surrogate, PlacesStartInsideWindowsAndOutsideBlackouts) {
  Small small;
  small.windows = R"({"allowed": [{"cron": "0 22 * * *", "for": "6h"}],
                      "blackout": [{"cron": "0 1 * * *", "for": "90m"}]})";
  const model::Scenario scenario = read(small);
  Observation seen = nothing(scenario);
  seen.schedules[0].upload_end = {{1'200, 2'400}, {600, 5'400}};
  const Surrogate surrogate = make_surrogate(scenario, seen, minutes{30});
  std::map<std::int64_t, double> overruns;  // by start
  for (std::size_t p = 0; p < surrogate.shifts[0].size(); ++p)
    overruns[(120 + surrogate.shifts[0][p] + 1440) % 1440] = surrogate.problem.windows[0].places[p].timeouts;
  // Runs end 10, 20, 40 and 90 minutes after their tick, a quarter each. From 22:00 there are three hours to
  // the blackout, from 00:00 one, from 00:30 half an hour; from 02:30 again 90 minutes, just enough. Today's
  // 02:00 lies in the blackout: the uploads of all three volumes count.
  const std::map<std::int64_t, double> expected = {{1320, 0}, {1350, 0}, {1380, 0}, {1410, 0},   {0, 0.25},
                                                   {30, 0.5}, {120, 3},  {150, 0},  {180, 0.25}, {210, 0.5}};
  EXPECT_EQ(overruns, expected);
  EXPECT_FALSE(surrogate.nowhere[0]);
}

TEST(Surrogate, NowhereIsSaid) {
  Small small;
  small.windows = R"({"allowed": [{"cron": "10 1 * * *", "for": "20m"}]})";
  const model::Scenario scenario = read(small);
  EXPECT_TRUE(make_surrogate(scenario, nothing(scenario), minutes{60}).nowhere[0]);
  EXPECT_FALSE(make_surrogate(scenario, nothing(scenario), minutes{5}).nowhere[0]);
}

TEST(Surrogate, TheAreaIsWhatMustGoByWhatCan) {
  // Three volumes of 8 GiB a day at a compression of 2: 12 GiB over a line of 64 MiB/s, 192 s of it, in a
  // window of ten minutes: 0.32. Twice a day: the same bytes, half a day's each time, in the same window.
  Small small;
  small.windows = R"({"allowed": [{"cron": "0 1 * * *", "for": "10m"}]})";
  const model::Scenario once = read(small);
  const Surrogate one = make_surrogate(once, nothing(once), minutes{5});
  EXPECT_NEAR(one.area, 0.32, 1e-6);
  EXPECT_NEAR(one.area_bytes, 12.0 * kGiB, 16);
  EXPECT_NEAR(one.area_capacity, 600 * 64.0 * kMiB, 1);
  small.schedules = job("a", "0 2,14 * * *");
  const model::Scenario twice = read(small);
  EXPECT_NEAR(make_surrogate(twice, nothing(twice), minutes{5}).area, 0.32, 1e-6);
}

TEST(Surrogate, TheAreaOfARunThatOutlastsTheCycle) {
  // 12 GiB over 64 KiB/s take 2.3 days; a day carries 5.3 GiB.
  Small small;
  small.line = "64KiB/s";
  const model::Scenario scenario = read(small);
  EXPECT_NEAR(make_surrogate(scenario, nothing(scenario), minutes{5}).area,
              12.0 * kGiB / (86'400 * 64.0 * kKiB), 1e-6);
}

TEST(Surrogate, DeletesFillWorkersUpTo17Only) {
  Small small;
  small.volumes.replace(small.volumes.find("v{1..3}"), 7, "v1");
  for (const std::string version : {"1.7.2", "1.8.2"}) {
    small.longhorn = version;
    const model::Scenario scenario = read(small);
    Observation seen = nothing(scenario);
    seen.schedules[0].volumes[0] = {{10, 70}, {{90, 200}}};
    const Surrogate surrogate = make_surrogate(scenario, seen, minutes{5});
    const placement::Window& window = surrogate.problem.windows[0];
    if (version == "1.8.2") {
      EXPECT_TRUE(window.arrivals.empty());
      EXPECT_TRUE(window.blockers.empty());
      continue;
    }
    EXPECT_EQ(surrogate.problem.workers, 2 * scenario.platform.parameters.controller_workers);
    EXPECT_EQ(window.arrivals, (std::vector<double>{0.5, 0.5}));
    // 30 s of minute 1, all of minute 2, 20 s of minute 3.
    ASSERT_EQ(window.blockers.size(), 4U);
    EXPECT_NEAR(window.blockers[0], 0, 1e-9);
    EXPECT_NEAR(window.blockers[1], 0.5, 1e-9);
    EXPECT_NEAR(window.blockers[2], 1, 1e-9);
    EXPECT_NEAR(window.blockers[3], 20.0 / 60, 1e-9);
  }
}

}  // namespace
}  // namespace headway::recommend
