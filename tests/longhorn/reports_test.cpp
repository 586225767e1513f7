// Scenarios made after reports: the rule that docs/model.md names as the cause of a symptom is its cause.
// Taken away, by a version without it or by a setting, the symptom goes. What each scenario expects of itself
// is played by scenarios_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

#include "tests/longhorn/played_scenario.h"

namespace headway::tests {
namespace {

using record::OperationKind;

/// The figure's value; 0 when it has none, as for a failure that did not happen.
double value(const Played& played, std::string_view metric) {
  const forecast::Metric* found = forecast::find_metric(played.forecast, metric);
  return found != nullptr && !std::isnan(found->estimate.value) ? found->estimate.value : 0;
}

double refused_backups(const Played& played) {
  return value(played, "failures.backup.lock-denied.count");
}

double start_timeouts(const Played& played) {
  return value(played, "failures.backup.start-timeout.count");
}

double refused_deletes(const Played& played) {
  return value(played, "failures.delete.lock-denied.count");
}

/// Whole restores, each of some replicas, that failed.
std::int64_t failed_restores(const Played& played) {
  return forecast::outcomes_of(played.forecast, OperationKind::restore).failed;
}

std::int64_t failed_replicas(const Played& played) {
  return forecast::outcomes_of(played.forecast, OperationKind::restore_replica).failed;
}

// Three nights, ten replications: 30 restores after the job, of three replicas each, and as many after a
// backup by hand.
TEST(Report4310, RestoresAfterTheJobFailAndOnlyThose) {
  const Played played = play_shipped("longhorn-4310");
  EXPECT_EQ(forecast::outcomes_of(played.forecast, OperationKind::restore).completed, 30);
  EXPECT_EQ(failed_restores(played), 30);
  EXPECT_EQ(failed_replicas(played), 90);
}

TEST(Report4310, ARefusedRestoreIsTriedAgainOnlyUpTo162) {
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"platform.longhorn=1.6.2"})), 0);
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"platform.longhorn=1.6.3"})), 30);
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"platform.longhorn=1.7.1"})), 0);
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"platform.longhorn=1.7.2"})), 30);
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"platform.longhorn=1.12.1"})), 30);
}

// 65,793 listings of 1 ms are over a minute after the backup, long before 00:20.
TEST(Report4310, GoneWithAQuickStore) {
  EXPECT_EQ(failed_restores(play_shipped("longhorn-4310", {"targets.nas.latency.list=1ms"})), 0);
}

// The gate is shut only while an object is Deleting: no backup waits for what goes on after it.
TEST(Report12529, TheGateChangesNothing) {
  const Played gate = play_shipped("longhorn-12529");
  const Played none = play_shipped("longhorn-12529", {"platform.overrides.create.gate_on_deleting=false"});
  EXPECT_EQ(refused_backups(gate), 240);
  EXPECT_EQ(refused_backups(none), 240);
}

TEST(Report12529, GoneWhenTheCollectionIsOverInTime) {
  EXPECT_EQ(refused_backups(play_shipped("longhorn-12529", {"targets.nfs.latency.list=1ms"})), 0);
}

// In 1.8 the pod fails and makes the backup again.
TEST(Report12529, RefusedButNotLostWithReRuns) {
  const Played played = play_shipped("longhorn-12529", {"platform.longhorn=1.8.2"});
  EXPECT_GE(refused_backups(played), 240);
  EXPECT_EQ(played.lost(), 0);
}

// A restore fails when all three of its replicas do. There are more refused replicas than that.
TEST(Report3055, SomeRestoresArePartial) {
  const Played played = play_shipped("longhorn-3055");
  EXPECT_GT(failed_restores(played), 0);
  const double partial = value(played, "restores.partial");
  EXPECT_GT(partial, 0);
  EXPECT_GE(static_cast<double>(failed_replicas(played) - 3 * failed_restores(played)), partial);
}

TEST(Report3055, GoneWhenRefusedRestoresAreTriedAgain) {
  EXPECT_EQ(failed_replicas(play_shipped("longhorn-3055", {"platform.longhorn=1.6.1"}, 10)), 0);
}

class Report2810 : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Sizes, Report2810, testing::Values("longhorn-2810", "longhorn-2810-400"));

// Deletes in the workers are why starts come too late.
TEST_P(Report2810, GoneWithWorkersForAll) {
  const Played played = play_shipped(GetParam(), {"platform.overrides.controller.workers=1000"}, 3);
  EXPECT_EQ(start_timeouts(played), 0);
  EXPECT_EQ(refused_backups(played), 0);
}

TEST_P(Report2810, GoneWithAsynchronousDeletes) {
  const Played played = play_shipped(GetParam(), {"platform.longhorn=1.8.2"}, 3);
  EXPECT_EQ(start_timeouts(played), 0);
  EXPECT_EQ(refused_backups(played), 0);
}

TEST_P(Report2810, TheStartMutexMakesItWorse) {
  const Played played = play_shipped(GetParam(), {}, 3);
  const Played apart = play_shipped(GetParam(), {"platform.overrides.create.serialised_per_node=false"}, 3);
  EXPECT_GT(start_timeouts(apart), 0);
  EXPECT_LT(start_timeouts(apart), start_timeouts(played));
}

TEST(Report7854, NoRebootNoCollision) {
  const Played played = play_shipped("longhorn-7854", {"events=[]"});
  EXPECT_EQ(refused_backups(played), 0);
  EXPECT_EQ(value(played, "deletes.collections_skipped"), 0);
  EXPECT_EQ(played.lost(), 0);
}

// With the failed backup deleted ten minutes later collections are resumed, but by then one collision is
// enough: the runs that catch up meet the deletes of those before them.
TEST(Report7854, GoesOnAfterItsTriggerHasGone) {
  const Played shipped = play_shipped("longhorn-7854");
  const Played cleaned = play_shipped("longhorn-7854", {"platform.overrides.target.failed_backup_ttl=10m"});
  EXPECT_LT(value(cleaned, "deletes.hold_p95_s"), value(shipped, "deletes.hold_p95_s") / 2);
  EXPECT_GT(value(cleaned, "failures.backup.lock-denied.last_s"), 9000);
}

// Three and a half days of six as if never upgraded, the rest as if 1.8.0 all along.
TEST(Upgrade172To180, EachPartIsThatOfItsVersion) {
  const std::string name = "upgrade-1.7.2-to-1.8.0";
  const Played played = play_shipped(name);
  const Played before = play_shipped(name, {"events=[]"});
  const Played after = play_shipped(name, {"events=[]", "platform.longhorn=1.8.0"});
  EXPECT_NEAR(refused_deletes(played), (refused_deletes(before) * 3.5 + refused_deletes(after) * 2.5) / 6,
              0.02 * refused_deletes(played));
  EXPECT_GT(refused_deletes(before), 5 * refused_deletes(after));  // hammering and back-off
  EXPECT_EQ(start_timeouts(after), 0);
  EXPECT_EQ(refused_backups(after), 0);
  EXPECT_NEAR(start_timeouts(played), start_timeouts(before) * 4 / 6, 0.05 * start_timeouts(before));
}

}  // namespace
}  // namespace headway::tests
