// Ten workers serve the whole cluster, by the CSI sheet 1.1 and 1.4.
#include "tests/csi/small_csi.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Step;

/// Calls under way, at most. What is under way when the leader goes is nobody's any more.
std::int64_t most_under_way(const Recording& r, const std::vector<Instant>& restarts = {}) {
  std::int64_t now = 0, most = 0;
  auto restart = restarts.begin();
  for (const Step& step : r.steps) {
    for (; restart != restarts.end() && *restart <= step.at; ++restart) now = 0;
    if (step.kind == Step::Kind::call_sent) most = std::max(most, ++now);
    if (step.kind == Step::Kind::call_answered) --now;
  }
  return most;
}

/// Eleven volumes on node 1, whose engines do not run, and one on node 2.
model::Scenario stalled() {
  model::Scenario scenario = small_cluster("1.8.2", 2);
  for (std::uint32_t v = 0; v < 12; ++v) add_volume(scenario, numbered("v", v), v < 11 ? 0 : 1);
  model::Event event;
  event.at = kStart + seconds{95};
  event.kind = model::EventKind::instance_manager_restart;
  event.node = 0;
  event.length = minutes{20};
  scenario.events.push_back(event);
  return scenario;
}

// Contents of the first ten come with the calls of 0.2, 0.4 … 2.0 (see snapshot_controller_test), all of
// whose CreateSnapshot stall for 90 s. The healthy one, asked for last at 20, waits until the first worker is
// free, at 90.2; so does the eleventh, which came before it and takes that one: 90.4.
TEST(CsiWorkers, WaitWhileTenCallsStall) {
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v < 11; ++v) asked.push_back({v});
  asked.push_back({11, seconds{120}});
  const Recording r = record_of_snapshots(stalled(), asked);
  const auto all = snapshots(r);
  for (std::size_t v = 0; v < 10; ++v) expect_first(calls(r, all[v].id), {0.2 * static_cast<double>(v + 1)});
  expect_first(calls(r, all[10].id), {90.2});
  expect_first(calls(r, all[11].id), {90.4});
  EXPECT_EQ(answers(r, all[0].id)[0].cause, Cause::snapshot_timeout);
  EXPECT_EQ(most_under_way(r), 10);
}

// With a worker for each it would not have had to wait: asked for at 20, called at 20.
TEST(CsiWorkers, AreAsManyAsThereAre) {
  model::Scenario scenario = stalled();
  scenario.platform.parameters.sidecar_workers = 12;
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v < 11; ++v) asked.push_back({v});
  asked.push_back({11, seconds{120}});
  const Recording r = record_of_snapshots(scenario, asked);
  expect_first(calls(r, snapshots(r)[11].id), {20});
  EXPECT_EQ(most_under_way(r), 12);
}

// The plugin goes on with calls of a leader that is gone; the new one has all its workers.
TEST(CsiWorkers, AreFreeAfterARestart) {
  model::Scenario scenario = stalled();
  model::Event event;
  event.at = kStart + seconds{130};
  event.kind = model::EventKind::restart_csi_snapshotter;
  event.length = seconds{10};
  scenario.events.push_back(event);
  std::vector<Asked> asked;
  for (std::uint32_t v = 0; v < 11; ++v) asked.push_back({v});
  const Recording r = record_of_snapshots(scenario, asked);
  const auto all = snapshots(r);
  for (std::size_t v = 0; v < 10; ++v) EXPECT_NEAR(calls(r, all[v].id)[1], 40, 2e-6);
  EXPECT_NEAR(calls(r, all[10].id)[0], 130, 2e-6);  // 40 + 90
  EXPECT_EQ(most_under_way(r, {kStart + seconds{130}}), 10);
}

}  // namespace
}  // namespace headway::tests
