// What is limited: starts of one manager, slots of a job.
#include <gtest/gtest.h>

#include <map>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

class Limits : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Limits, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// Four backups at once, one manager. Its mutex is held for a start RPC, 3.0940105 s, so locks are asked for
// at 8.11 + n x 3.0940105. The third and fourth also meet the status looks of the first (it started at 11.19,
// was looked at 2 s later and waits for the mutex in its turn): that costs nothing, reading a monitor takes
// no time.
TEST_P(Limits, OneStartAtATimeForEachManager) {
  model::Scenario scenario = small_cluster(GetParam());
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 4; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "daily", "0 0 * * *", 9, volumes, 1);
  std::vector<double> asked;
  const Recording r = record_of(scenario);
  for (const auto& l : r.locks) asked.push_back(since_start(l.requested));
  std::sort(asked.begin(), asked.end());
  ASSERT_EQ(asked.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(asked[i], 8.11 + 3.0940105 * static_cast<double>(i), 1e-5);

  scenario.platform.parameters.create_serialised_per_node = false;
  const Recording free = record_of(scenario);
  for (const auto& l : free.locks) EXPECT_AT(l.requested, 8.11);
}

// Managers do not wait for each other: with many nodes, starts that overlap are of different owners. Here
// several start at once, though never two of one owner, so never more than there are nodes.
TEST_P(Limits, ManagersStartSideBySide) {
  model::Scenario scenario = small_cluster(GetParam(), 3);
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 12; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "daily", "0 0 * * *", 9, volumes, 1, 12);
  const Recording r = record_of(scenario);
  std::map<Instant, int> change;
  for (const auto& l : r.locks) {
    ++change[l.requested];
    --change[l.requested + milliseconds{3084}];
  }
  int together = 0, most = 0;
  for (const auto& [at, by] : change) most = std::max(most, together += by);
  EXPECT_EQ(most, 3);
}

// A turn lasts from the snapshot to the pod's last look: 15 s here. Two slots, five volumes: three rounds.
TEST_P(Limits, SlotsAreNeverExceeded) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.create_serialised_per_node = false;
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 5; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "daily", "0 0 * * *", 9, volumes, 1, 2);
  const Recording r = record_of(scenario);
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 5U);
  const std::vector<double> expected = {8.1, 8.1, 23.1, 23.1, 38.1};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_AT(backups[i].requested, expected[i]);
  EXPECT_AT(r.runs[0].ended, 48.1);
}

// A slot is not held until deletes are done: they take 184 LIST of 1 s, the next volume's turn comes at once.
TEST_P(Limits, DeletesDoNotHoldTheSlot) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.targets[0].latency.list = 1;
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 3; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "daily", "0 0 * * *", 1, volumes, 1, 1);
  const Recording r = record_of(scenario);
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_AT(backups[i].requested, 8.1 + 15 * static_cast<double>(i));
  EXPECT_EQ(r.deletes().size(), 3U);
}

// The order in which volumes get their slots is drawn for each tick.
TEST_P(Limits, VolumesComeInAnyOrder) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{12};
  const std::uint32_t a = add_volume(scenario, "a"), b = add_volume(scenario, "b");
  add_job(scenario, "hourly", "0 * * * *", 99, {a, b}, 1, 1);
  const Recording r = record_of(scenario);
  std::size_t a_first = 0;
  std::map<Instant, std::uint32_t> first;
  for (const auto& o : r.backups()) first.try_emplace(o.scheduled, o.volume);
  for (const auto& [tick, volume] : first) a_first += volume == a;
  EXPECT_EQ(first.size(), 12U);
  EXPECT_GT(a_first, 0U);  // all on one side: 2 x 2^-12
  EXPECT_LT(a_first, 12U);
}

}  // namespace
}  // namespace headway::tests
