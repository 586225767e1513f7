// What an edit does in the night after, against the CronJob controller's own search; obstacles in words.
#include "analysis/recommend/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/schedule/missed_ticks.h"
#include "sim/schedule/ticks.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Instant at(const model::Scenario& s, int day, int h, int m = 0) {
  return s.time.start + hours{24 * day + h} + minutes{m};
}

TEST(Applying, LaterOnThatDayFiresAtOnceEarlierDoesNot) {
  // corrections, "CronJob catch-up": a daily job moved from 02:00 to 03:00 at 15:00 has missed that day's
  // 03:00. To 01:00 it has not: 01:00 was before its last run.
  const model::Scenario s = read(Small{});
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 3 * * *", at(s, 8, 15)), 1);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 1 * * *", at(s, 8, 15)), 0);
  // Between the two ticks: the new one has not come yet; the old one has not run yet.
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 3 * * *", at(s, 8, 2, 30)), 0);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 1 * * *", at(s, 8, 1, 30)), 1);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 2 * * *", at(s, 8, 15)), 0);
}

struct Edit {
  std::string before, after;
};

TEST(Applying, AtEveryMinuteItIsTheControllersSearch) {
  for (const std::string zone : {"UTC", "Europe/Berlin"}) {
    Small small;
    small.zone = zone;
    const model::Scenario s = read(small);
    const schedule::Zone where = *schedule::Zone::find(zone).zone;
    for (const Edit& edit : std::vector<Edit>{{"0 2 * * *", "0 3 * * *"},
                                              {"0 2 * * *", "50 1 * * *"},
                                              {"0 * * * *", "25 * * * *"},
                                              {"0 1,3 * * *", "30 1,3 * * *"},
                                              {"0 2 * * 1-5", "0 4 * * 1-5"},
                                              {"15 */6 * * *", "0 */6 * * *"}}) {
      const auto before = *schedule::Cron::parse(edit.before).cron,
                 after = *schedule::Cron::parse(edit.after).cron;
      for (int m = 0; m < 8 * 1440; m += 7) {
        const Instant now = at(s, 7, 0, m);
        const auto ran = schedule::ticks_before(before, where, now, 1);
        const auto due =
            schedule::find_missed(after, where, ran.back(), now, s.platform.parameters.cron_missed_search);
        ASSERT_EQ(extra_runs(s, edit.before, edit.after, now), due.most_recent ? 1 : 0)
            << edit.before << " to " << edit.after << " at minute " << m;
      }
    }
  }
}

std::string note(const std::string& before, const std::string& after, const Small& small = {}) {
  return applying_note(read(small), before, after);
}

TEST(Applying, TheNoteNamesTheSafeStretch) {
  // Safe from the old tick, which has run, to the new one, which has not come.
  EXPECT_THAT(note("0 2 * * *", "0 3 * * *"), HasSubstr("between 02:00 and 03:00 UTC."));
  EXPECT_THAT(note("0 2 * * *", "50 1 * * *"), HasSubstr("between 02:00 and 01:50 UTC the next day."));
  EXPECT_THAT(note("3 2 * * *", "9 3 * * *"), HasSubstr("between 02:03 and 03:09 UTC."));
  EXPECT_THAT(note("0 23 * * *", "0 1 * * *"), HasSubstr("between 23:00 and 01:00 UTC the next day."));
  EXPECT_THAT(note("0 0 * * *", "0 12 * * *"), HasSubstr("between 00:00 and 12:00 UTC."));
  EXPECT_THAT(note("0 12 * * *", "0 0 * * *"), HasSubstr("between 12:00 and 00:00 UTC."));
  EXPECT_THAT(note("0 2 * * *", "0 2 * * *"), HasSubstr("at any time"));
  // Of several stretches of equal length the first: 00:00 to 00:25 of every hour.
  EXPECT_THAT(note("0 * * * *", "25 * * * *"), HasSubstr("between 00:00 and 00:25 UTC."));
  // On workdays from 02:00 to 04:00. All weekend Friday's 04:00 is missed, its run having been at 02:00, so
  // no stretch is safe on every day.
  EXPECT_THAT(note("0 2 * * 1-5", "0 4 * * 1-5"), HasSubstr("on a Monday between 02:00 and 04:00 UTC."));
  // Earlier: last run 04:00, the next new tick 02:00; safe from 04:00 round to 02:00 on every day.
  EXPECT_THAT(note("0 4 * * 1-5", "0 2 * * 1-5"), HasSubstr("between 04:00 and 02:00 UTC the next day."));
  Small berlin;
  berlin.zone = "Europe/Berlin";  // in January an hour ahead
  EXPECT_THAT(note("0 2 * * *", "0 3 * * *", berlin), HasSubstr("between 01:00 and 02:00 UTC."));
}

TEST(Applying, EveryMinuteOfTheStretchIsSafeAndItsEndsAreNot) {
  const model::Scenario s = read(Small{});
  const auto minute_of = [](const std::string& text, std::size_t from) {
    return 60 * std::stoi(text.substr(from, 2)) + std::stoi(text.substr(from + 3, 2));
  };
  for (const Edit& edit : std::vector<Edit>{{"7 2 * * *", "40 5 * * *"},
                                            {"10 22 * * *", "35 4 * * *"},
                                            {"0 1,13 * * *", "30 2,14 * * *"},
                                            {"0 */4 * * *", "55 */4 * * *"}}) {
    const std::string text = applying_note(s, edit.before, edit.after);
    ASSERT_THAT(text, HasSubstr("between "));
    const int from = minute_of(text, text.find("between ") + 8);
    int to = minute_of(text, text.find(" and ") + 5);
    if (to <= from) to += 1440;
    for (int m = from; m < to; ++m)
      EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, m) + seconds{1}), 0) << text << m;
    EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, from) - seconds{1}), 1) << text;
    EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, to) + seconds{1}), 1) << text;
  }
}

TEST(Obstacles, EachInWordsWithItsFigures) {
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 * * * *");
  const model::Scenario s = read(small);
  Surrogate surrogate;
  surrogate.nowhere = {true, false};
  surrogate.area = 1.25, surrogate.area_bytes = 100.0 * kGiB, surrogate.area_capacity = 80.0 * kGiB;
  PairTest never, own, rare;
  never.deletes = 0, never.creates = 1, never.shared_volumes = 3, never.hold_s = 4'000,
  never.period_s = 3'600;
  never.refused_at_best = 3;
  own.deletes = own.creates = 1, own.shared_volumes = 3, own.hold_s = 4'000, own.refused_at_best = 2;
  rare = never, rare.refused_at_best = 0.029;  // below one in a hundred of three volumes
  surrogate.pairs = {never, own, rare};
  Side played;
  played.refused = 5;
  const auto without_own = obstacles_of(s, surrogate, played);
  ASSERT_EQ(without_own.size(), 3U);
  EXPECT_THAT(without_own[0], HasSubstr("a has no start on the grid"));
  EXPECT_THAT(without_own[1], HasSubstr("send 100Gi to s3 in a cycle of a day"));
  EXPECT_THAT(without_own[1], HasSubstr("carries 80Gi at most (125 %"));
  EXPECT_THAT(without_own[2], HasSubstr("a and b can never fit"));
  EXPECT_THAT(without_own[2], HasSubstr("holds a volume's lock for 1 h 7 min (95 %"));
  EXPECT_THAT(without_own[2], HasSubstr("every 1 h. Hold and request together are longer than that"));
  played.refused_by_own = 1;
  const auto all = obstacles_of(s, surrogate, played);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(all[3], HasSubstr("b meets itself"));
  surrogate = {};
  surrogate.nowhere = {false, false}, surrogate.area = 1;
  EXPECT_THAT(obstacles_of(s, surrogate, played), IsEmpty());
}

/// Two schedules of three shared volumes that clash at every distance.
Surrogate clashing(double hold_s, double period_s) {
  Surrogate surrogate;
  surrogate.nowhere = {false, false};
  PairTest pair;
  pair.deletes = 0, pair.creates = 1, pair.shared_volumes = 3, pair.refused_at_best = 0.5;
  pair.hold_s = hold_s, pair.period_s = period_s;
  surrogate.pairs = {pair};
  return surrogate;
}

TEST(Obstacles, AHoldShorterThanThePeriodIsSaidToBeSpread) {
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 * * * *");
  const model::Scenario s = read(small);
  Side played;
  played.refused = 5;
  // Ten minutes of an hour: one hold leaves fifty free, so nothing is "longer than that".
  const auto spread = obstacles_of(s, clashing(600, 3'600), played);
  ASSERT_EQ(spread.size(), 1U);
  EXPECT_THAT(spread[0], HasSubstr("a and b find no distance at which they fit"));
  EXPECT_THAT(spread[0], HasSubstr("No single hold fills that"));
  EXPECT_THAT(spread[0], HasSubstr("some meet at every distance: whatever the start times, about 0.5"));
  EXPECT_THAT(spread[0], Not(HasSubstr("can never fit")));
  EXPECT_THAT(spread[0], Not(HasSubstr("longer than that")));
  EXPECT_THAT(obstacles_of(s, clashing(3'600, 3'600), played)[0], HasSubstr("No single hold fills that"));
  EXPECT_THAT(obstacles_of(s, clashing(3'601, 3'600), played)[0], HasSubstr("longer than that"));
}

TEST(Obstacles, PairsThatThePlaysContradictAreNone) {
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 * * * *");
  const model::Scenario s = read(small);
  Surrogate surrogate = clashing(4'000, 3'600);
  surrogate.pairs.push_back(surrogate.pairs[0]);
  surrogate.pairs[1].deletes = 1;
  Side clean, own, others;
  own.refused = own.refused_by_own = 3;
  others.refused = 3;
  EXPECT_THAT(obstacles_of(s, surrogate, clean), IsEmpty());
  EXPECT_THAT(obstacles_of(s, surrogate, own), ElementsAre(HasSubstr("b meets itself")));
  EXPECT_THAT(obstacles_of(s, surrogate, others), ElementsAre(HasSubstr("a and b can never fit")));
}

TEST(Shortcomings, WhatWasVerifiedAgainstWhatWasAsked) {
  const model::Scenario s = read(Small{});
  Options options;
  Side good;
  good.lost_share_upper = 0.01, good.refused_share_upper = 0.01;
  EXPECT_THAT(shortcomings_of(s, good, options), IsEmpty());
  Side bad = good;
  bad.lost_by_replication.resize(20);
  bad.due = 400, bad.lost = 7, bad.attempts = 500, bad.refused = 50, bad.refused_by_own = 40;
  bad.lost_share_upper = 0.02, bad.refused_share_upper = 0.2, bad.refused_share.value = 0.1,
  bad.overruns = 2.5;
  const auto lines = shortcomings_of(s, bad, options);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0], HasSubstr("at most 1 %: 7 of 400 due, at most 2 % with 95 % confidence from 20"));
  EXPECT_THAT(lines[1],
              HasSubstr("50 of 500 attempts are refused a lock (10 %), 40 of them by deletes of the same"));
  EXPECT_THAT(lines[2], HasSubstr("2.5 a replication"));
  // Too few replications to show it is no conflict.
  Side few = good;
  few.lost_by_replication.resize(20);
  few.attempts = 500, few.refused_share_upper = 0.14;
  EXPECT_THAT(shortcomings_of(s, few, options),
              ElementsAre(HasSubstr("not shown to be at most 1 %: none of 500, at most 14 % with 95 %")));
}

}  // namespace
}  // namespace headway::recommend
