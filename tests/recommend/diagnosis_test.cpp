// Obstacles and shortcomings in words, with their figures.
#include "analysis/recommend/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
