#include "tests/csi/small_csi.h"

#include <algorithm>

#include "sim/core/await.h"
#include "sim/csi/snapshot_controller.h"
#include "sim/events.h"
#include "sim/world/world.h"

namespace headway::tests {

namespace {
core::Task<void> ask(world::World& world, Asked asked) {
  co_await core::sleep_until(world.engine, kStart + asked.at, core::Rank::work);
  csi::SnapshotRequest request;
  request.record.counted = true;
  request.volume = asked.volume;
  request.tick_key = asked.at.count();
  request.watched = std::make_shared<core::Signal>();
  const world::SnapshotRef snapshot = csi::make_snapshot(world, request);
  if (asked.deleted == kForever) co_return;
  co_await core::sleep_until(world.engine, kStart + asked.deleted, core::Rank::work);
  csi::delete_snapshot(world, snapshot);
}
}  // namespace

Recording record_of_snapshots(const model::Scenario& scenario, const std::vector<Asked>& asked,
                              const std::vector<OtherLock>& others) {
  Recording recording;
  const core::Luck luck(scenario.chance.seed, 0);
  core::Engine engine(scenario.time.start);
  world::Checks checks;
  checks.on = true;
  world::World world(engine, scenario, luck, recording, checks);
  if (!scenario.events.empty()) engine.spawn(play_events(world));
  for (const OtherLock& other : others) engine.spawn(hold_lock(world, other));
  for (const Asked& one : asked) engine.spawn(ask(world, one));
  engine.run_until(world.horizon());
  world.close();
  engine.abandon();
  return recording;
}

std::vector<record::Operation> snapshots(const Recording& recording) {
  return recording.all(record::OperationKind::snapshot);
}

std::vector<double> calls(const Recording& recording, std::uint64_t operation) {
  std::vector<double> found;
  for (const record::Step& step : recording.steps)
    if (step.kind == record::Step::Kind::call_sent && step.operation == operation)
      found.push_back(since_start(step.at) - kAsked);
  return found;
}

std::vector<Answered> answers(const Recording& recording, std::uint64_t operation) {
  std::vector<Answered> found;
  for (const record::Step& step : recording.steps)
    if (step.kind == record::Step::Kind::call_answered && step.operation == operation)
      found.push_back({since_start(step.at) - kAsked, step.cause});
  return found;
}

model::Scenario one_volume(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn);
  add_volume(scenario, "v");
  add_job(scenario, "rare", "0 0 1 1 *", 1, {0}, 1);  // its last backup is there
  return scenario;
}

void slow_start(model::Scenario& scenario) {
  scenario.platform.parameters.create_compare_rate = BytesPerSecond{5.0 * kMiB};
}

void expect_instants(const std::vector<double>& actual, const std::vector<double>& expected) {
  EXPECT_EQ(actual.size(), expected.size());
  expect_first(actual, expected);
}

void expect_first(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_GE(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 2e-6) << i;
}

}  // namespace headway::tests
