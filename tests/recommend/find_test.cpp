// Which arm wins, what else a person would try, and when a move is borne out: on figures made by hand.
#include "analysis/recommend/find.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/recommend/arms.h"
#include "sim/core/random.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

/// Sides of ten replications that lose and fail so much each, give or take a half.
Side side(double lost, double failed) {
  Side out;
  for (int i = 0; i < 10; ++i) {
    const double wobble = i % 2 == 0 ? 0.5 : -0.5;
    out.lost_by_replication.push_back(lost == 0 ? 0 : lost + wobble);
    out.failed_by_replication.push_back(failed == 0 ? 0 : failed + wobble);
  }
  out.lost = static_cast<std::int64_t>(10 * lost);
  out.refused = static_cast<std::int64_t>(10 * failed);
  return out;
}

Arm arm(double lost, double failed, double surrogate = 0) {
  Arm out;
  out.side = side(lost, failed);
  out.surrogate.lost = surrogate;
  return out;
}

TEST(Preferred, LostBackupsFirstThenFailedAttemptsThenTheSurrogate) {
  EXPECT_TRUE(preferred(arm(1, 50, 9), arm(3, 10, 1))) << "fewer lost, whatever else";
  EXPECT_FALSE(preferred(arm(3, 10, 1), arm(1, 50, 9)));
  EXPECT_TRUE(preferred(arm(3, 10, 9), arm(3, 50, 1))) << "as many lost, fewer failed";
  EXPECT_FALSE(preferred(arm(3, 50, 1), arm(3, 10, 9)));
  EXPECT_TRUE(preferred(arm(3, 10, 1), arm(3, 10, 9))) << "the plays tell nothing";
  EXPECT_FALSE(preferred(arm(3, 10, 9), arm(3, 10, 1)));
  EXPECT_FALSE(preferred(arm(3, 10, 1), arm(3, 10, 1))) << "of equals the one that stands stays";
}

TEST(Preferred, NothingLostIsBetterThanALittleWithoutEvidence) {
  // One loss in one of ten replications: the paired interval of the difference holds zero.
  Arm little = arm(0, 0, 1);
  little.side.lost_by_replication[3] = 1, little.side.lost = 1;
  EXPECT_EQ(told_apart(little.side.lost_by_replication, arm(0, 0).side.lost_by_replication), 0);
  EXPECT_TRUE(preferred(arm(0, 0, 9), little));
  EXPECT_FALSE(preferred(little, arm(0, 0, 9)));
}

TEST(Preferred, FewerOverrunsBeforeTheSurrogate) {
  Arm late = arm(0, 0, 1);
  late.side.overruns = 2;
  EXPECT_TRUE(preferred(arm(0, 0, 9), late));
  EXPECT_FALSE(preferred(late, arm(0, 0, 9)));
}

TEST(BorneOut, SomethingIsBetterAndNothingMoreImportantWorse) {
  EXPECT_TRUE(borne_out(side(3, 50), side(1, 50)));
  EXPECT_FALSE(borne_out(side(1, 50), side(3, 10))) << "more lost";
  EXPECT_TRUE(borne_out(side(3, 50), side(3, 10)));
  EXPECT_FALSE(borne_out(side(3, 10), side(3, 50))) << "more failed";
  EXPECT_FALSE(borne_out(side(3, 10), side(3, 10))) << "nothing is better";
  Side late = side(3, 10);
  late.overruns = 2;
  EXPECT_TRUE(borne_out(late, side(3, 10)));
  EXPECT_FALSE(borne_out(side(3, 10), late));
}

TEST(SimpleRemedies, TenMinutesApartAndAHashOfTheName) {
  // Two daily jobs and an hourly one, all at full hours, on a grid of ten minutes: the j-th is moved by 10 j
  // minutes; or by a hash of its name, to the place nearest to it.
  Small small;
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 2 * * *") + "," + job("c", "0 * * * *");
  const model::Scenario scenario = read(small);
  Observation seen;
  seen.schedules.resize(3);
  for (ScheduleSamples& schedule : seen.schedules) schedule.volumes.resize(3);
  const Surrogate surrogate = make_surrogate(scenario, seen, minutes{10});
  const auto remedies = simple_remedies(scenario, surrogate);
  ASSERT_EQ(remedies.size(), 2U);
  for (std::uint32_t j = 0; j < 3; ++j) {
    const auto shift = [&](const placement::Placement& to) {
      return placement::wrapped(surrogate.shifts[j][to[j]], surrogate.problem.slots);
    };
    EXPECT_EQ(shift(remedies[0]), 10 * j);
    if (j == 2) continue;  // places of an hourly job reach half an hour to either side, the hash a whole one
    const auto hash = static_cast<std::int64_t>(core::name_hash(scenario.jobs[j].name) % 1440);
    const std::int64_t away = placement::wrapped(shift(remedies[1]) - hash, 1440);
    EXPECT_LE(std::min<std::int64_t>(away, 1440 - away), 5) << j;
  }
}

}  // namespace
}  // namespace headway::recommend
