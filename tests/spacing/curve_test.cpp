// Playing a curve: what a night is, whose losses count, and that nothing but the scenario decides it.
#include "analysis/spacing/curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/spacing/spacing_files.h"
#include "analysis/statistics/proportion.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::spacing {
namespace {

using namespace headway::tests;
using testing::HasSubstr;

/// One volume, an hourly job "one" and one every two hours "two" that meet in holds of six minutes; and a job
/// "three" that meets "one" all the time, on another volume. Four days from Monday 00:00, the first warm-up.
model::Scenario three_jobs() {
  model::Scenario scenario = small_cluster("1.7.2");
  scenario.time.horizon = hours{96};
  scenario.time.warm_up = hours{24};
  scenario.targets[0].latency.list = 2.0;
  scenario.platform.parameters.job_rerun_on_failure = false;
  scenario.platform.parameters.create_serialised_per_node = false;
  const std::uint32_t v = add_volume(scenario, "v"), w = add_volume(scenario, "w");
  add_job(scenario, "one", "0 * * * *", 1, {v}, 1);
  add_job(scenario, "two", "0 */12 * * *", 1, {v}, 1);
  add_job(scenario, "three", "3 * * * *", 1, {w}, 1);
  add_job(scenario, "four", "0 * * * *", 1, {w}, 1);
  scenario.chance.replications = 3;
  return scenario;
}

Curve curve_of(const model::Scenario& scenario, std::vector<minutes> gaps, unsigned threads = 1) {
  CurvePlan plan;
  plan.threads = threads;
  return play_curve(scenario, pair_of(scenario, "one", "two"), gaps, plan);
}

TEST(Curve, CountsTheNightsThatAreNotWarmUpAndTheLossesOfTheTwo) {
  const Curve curve = curve_of(three_jobs(), {minutes{3}, minutes{30}});
  ASSERT_EQ(curve.points.size(), 2U);
  EXPECT_EQ(curve.points[0].cron, "3 */12 * * *");
  EXPECT_EQ(curve.points[0].nights, 9);  // three days in three replications
  EXPECT_EQ(curve.points[0].nights_with_loss, 9);
  EXPECT_EQ(curve.points[0].loss.value, 1);
  // The other two jobs lose backups at every gap; these two do not.
  EXPECT_EQ(curve.points[1].cron, "30 */12 * * *");
  EXPECT_EQ(curve.points[1].nights_with_loss, 0);
  EXPECT_EQ(curve.points[1].loss.high, statistics::clopper_pearson_upper(0, 3));
  EXPECT_FALSE(curve.full_circle);
  const model::Scenario scenario = three_jobs();
  const Curve others = play_curve(scenario, pair_of(scenario, "four", "three"), std::vector{minutes{3}}, {});
  EXPECT_EQ(others.points[0].nights_with_loss, 9);
}

TEST(Curve, ANightIsOneHoweverManyBackupsItLoses) {
  // Twice a day the second job meets the first: nine nights, not eighteen.
  model::Scenario scenario = three_jobs();
  scenario.jobs[1].cron = "0 2 * * *";  // once a day
  const Curve once = curve_of(scenario, {minutes{3}});
  EXPECT_EQ(once.points[0].cron, "3 2 * * *");
  EXPECT_EQ(once.points[0].nights_with_loss, 9);
  // Only on Tuesdays: one night of three.
  scenario.jobs[1].cron = "0 2 * * 2";
  EXPECT_EQ(curve_of(scenario, {minutes{3}}).points[0].nights_with_loss, 3);
  EXPECT_EQ(curve_of(scenario, {minutes{3}}).points[0].nights, 9);
}

TEST(Curve, ThreadsDoNotChangeAByte) {
  const model::Scenario scenario = three_jobs();
  const std::vector<minutes> gaps{minutes{0}, minutes{5}, minutes{6}, minutes{55}};
  EXPECT_EQ(curve_csv(curve_of(scenario, gaps, 1)), curve_csv(curve_of(scenario, gaps, 3)));
}

TEST(Curve, AGapAloneIsAsItIsAmongOthers) {
  const model::Scenario scenario = three_jobs();
  const Point alone = curve_of(scenario, {minutes{6}}).points[0];
  const Point among = curve_of(scenario, {minutes{0}, minutes{6}, minutes{12}}).points[1];
  EXPECT_EQ(alone.nights_with_loss, among.nights_with_loss);
  EXPECT_EQ(alone.loss.high, among.loss.high);
}

TEST(Curve, AFewLossesShowNoMoreThanNone) {
  // Only replication-wise: one night in one of 20 replications would have a t interval up to 1.1 %.
  std::vector<statistics::Pair> pairs(20, {0, 14});
  pairs[3].part = 1;
  EXPECT_LT(statistics::share(statistics::ratio(pairs)).high, 0.012);
  EXPECT_EQ(loss_of(statistics::ratio(pairs)).high, statistics::clopper_pearson_upper(0, 20));
  EXPECT_EQ(loss_of(statistics::ratio(pairs)).low, 0);
  for (statistics::Pair& pair : pairs) pair.part = 14 - pair.part;
  EXPECT_EQ(loss_of(statistics::ratio(pairs)).low, statistics::clopper_pearson_lower(20, 20));
  // From five on the spread is believed.
  std::vector<statistics::Pair> five(20, {0, 14});
  for (std::size_t i = 0; i < 5; ++i) five[i].part = 1;
  EXPECT_EQ(loss_of(statistics::ratio(five)).high, statistics::share(statistics::ratio(five)).high);
}

TEST(Curve, ProgressCountsAllPlaysAndCancellingLeavesNothing) {
  const model::Scenario scenario = three_jobs();
  const std::vector<minutes> gaps{minutes{0}, minutes{30}};
  std::vector<std::int64_t> told;
  std::atomic<bool> stop{false};
  CurvePlan plan;
  plan.progress = [&](std::int64_t done) { told.push_back(done); };
  plan.cancelled = &stop;
  EXPECT_FALSE(play_curve(scenario, pair_of(scenario, "one", "two"), gaps, plan).cancelled);
  EXPECT_EQ(told, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6}));
  plan.progress = [&](std::int64_t done) { stop = done == 4; };
  const Curve ended = play_curve(scenario, pair_of(scenario, "one", "two"), gaps, plan);
  EXPECT_TRUE(ended.cancelled);
  EXPECT_TRUE(ended.points.empty());
}

TEST(Curve, WithoutANightThereIsNoCurve) {
  model::Scenario scenario = three_jobs();
  scenario.jobs[0].cron = scenario.jobs[1].cron = "0 2 1 * *";  // the 1st; the scenario is 5 to 9 January
  scenario.jobs[1].cron = "0 3 1 * *";
  try {
    curve_of(scenario, {minutes{30}});
    FAIL();
  } catch (const SpacingError& e) {
    EXPECT_THAT(e.what(), HasSubstr("neither \"one\" nor \"two\" owes a backup"));
  }
}

}  // namespace
}  // namespace headway::spacing
