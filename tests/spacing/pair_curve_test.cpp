// Where holds are deterministic the spacing curve is the exact pair test.
//
// Two strictly periodic windows with periods T1 and T2, lengths e1 and e2, that begin at s1 and s2 never meet
// if and only if  e1 <= (s2 - s1) mod g <= g - e2,  g = gcd(T1, T2). On one volume the windows that must not
// meet are the type-2 hold of one job's retention delete and the lock request of the other job's create, both
// ways (tests/longhorn/pair_test.cpp says where they begin and end, and tests the lock's answers to the
// second). Here the jobs fire by cron, and what is asked is whether a night loses a backup.
#include <gtest/gtest.h>

#include "analysis/spacing/curve.h"
#include "analysis/spacing/findings.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::spacing {
namespace {

using namespace headway::tests;

constexpr Duration kPut = milliseconds{20};

/// Jobs "one" and "two" on one idle volume of the cluster that can be computed by hand, each with a backup to
/// delete. A LIST of `list` s makes the delete's lock last for about 187 of them. A refused backup stays
/// lost: the pod does not run again (as from 1.9 on), and creates ask for the lock at once (as up to 1.7).
model::Scenario two_jobs(const std::string& one, const std::string& two, double list, Duration horizon) {
  model::Scenario scenario = small_cluster("1.7.2");
  scenario.name = "two-jobs";
  scenario.time.horizon = horizon;
  scenario.targets[0].latency.list = list;
  scenario.platform.parameters.job_rerun_on_failure = false;
  // The test knows two windows and nothing else: a start RPC of one job must not delay the other's status.
  scenario.platform.parameters.create_serialised_per_node = false;
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "one", one, 1, {v}, 1);
  add_job(scenario, "two", two, 1, {v}, 1);
  return scenario;
}

struct Window {
  Duration begins{}, length{};  // from the start, in the first period
};

bool never_meet(const Window& window, const Window& other, Duration g) {
  Duration apart = (other.begins - window.begins) % g;
  if (apart < Duration::zero()) apart += g;
  return window.length <= apart && apart <= g - other.length;
}

struct Holds {
  Window request, hold;
};

/// What job `j` shows when it plays alone.
Holds alone(model::Scenario scenario, std::uint32_t j, Duration list) {
  scenario.jobs = {scenario.jobs[j]};
  scenario.volumes[0].backups = {{scenario.jobs[0].name, 1}};
  const Recording r = record_of(scenario);
  const auto create = r.tries_of(r.backups().at(0).id), erase = r.tries_of(r.deletes().at(0).id);
  EXPECT_EQ(create.size(), 1U);
  EXPECT_EQ(erase.size(), 1U);
  const Instant saved = erase.at(0).requested + kPut;
  const Duration look = milliseconds{1} + seconds{2} + list;  // HEAD, wait, LIST
  return {Window{create.at(0).requested + kPut - kStart, Duration::zero()},
          Window{saved - kStart, erase.at(0).released - saved - look}};
}

TEST(PairCurve, LosesExactlyWhereThePairTestSaysThatWindowsMeet) {
  constexpr Duration kList = seconds{2};  // a hold of about 6 minutes
  const model::Scenario scenario = two_jobs("0 * * * *", "0 */2 * * *", 2, hours{9});
  const Pairing pairing = pair_of(scenario, "one", "two");
  ASSERT_EQ(pairing.period, minutes{60});
  const std::vector<minutes> gaps = gaps_on({{}, {}, minutes{1}}, pairing);
  const Curve curve = play_curve(scenario, pairing, gaps, {});
  ASSERT_EQ(curve.points.size(), 60U);

  const Holds one = alone(scenario, 0, kList);
  EXPECT_NEAR(to_seconds(one.hold.length), 370, 30);
  int met = 0, changes = 0;
  bool last = false;
  for (const Point& point : curve.points) {
    model::Scenario moved = scenario;
    moved.jobs[1].cron = point.cron;
    const Holds two = alone(moved, 1, kList);
    const bool predicted = !never_meet(one.hold, two.request, pairing.period) ||
                           !never_meet(two.hold, one.request, pairing.period);
    EXPECT_EQ(point.nights_with_loss, predicted ? 1 : 0) << "gap " << point.gap.count() << " min";
    EXPECT_EQ(point.nights, 1);
    met += predicted;
    changes += predicted != last;
    last = predicted;
  }
  // Two holds of six minutes each out of sixty: one after each job's start.
  EXPECT_GE(met, 11);
  EXPECT_LE(met, 14);
  EXPECT_GE(changes, 2);
  EXPECT_LE(changes, 4);
}

TEST(PairCurve, WhereAHoldIsLongerThanThePeriodNoGapHelps) {
  // A hold of about 340 s: more than g = 5 min.
  model::Scenario scenario = two_jobs("*/10 * * * *", "*/15 * * * *", 1.8, hours{2});
  scenario.chance.replications = 4;
  const Pairing pairing = pair_of(scenario, "one", "two");
  EXPECT_EQ(pairing.period, minutes{5});
  const Curve curve = play_curve(scenario, pairing, gaps_on({{}, {}, minutes{1}}, pairing), {});
  ASSERT_EQ(curve.points.size(), 5U);
  for (const Point& point : curve.points) EXPECT_EQ(point.loss.value, 1) << point.gap.count();
  const Findings found = findings_of(curve);
  EXPECT_TRUE(found.no_gap_helps);
  EXPECT_EQ(found.knee, std::nullopt);
  for (const LevelGap& level : found.levels) EXPECT_EQ(level.gap, std::nullopt);
}

}  // namespace
}  // namespace headway::spacing
