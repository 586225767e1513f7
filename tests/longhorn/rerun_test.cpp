// What a failed volume does to its pod: all volumes again after 10, 20 and 40 s in regimes A and B, nothing
// in C.
#include <gtest/gtest.h>

#include <map>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Outcome;

/// One volume's start is always too late for its job: its own target takes 300 s for a PUT, so the start RPC
/// alone takes longer than the wait of 450 s.
model::Scenario one_never_starts(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn, 1);
  scenario.time.horizon = hours{3};
  scenario.platform.parameters.create_serialised_per_node = false;  // or nobody would start
  scenario.platform.parameters.lock_lease = hours{1};
  scenario.targets.push_back(scenario.targets[0]);
  scenario.targets[1].name = "slow";
  scenario.targets[1].latency.put = 300;
  const std::uint32_t good = add_volume(scenario, "good"), bad = add_volume(scenario, "bad");
  scenario.volumes[bad].target = 1;
  add_job(scenario, "daily", "0 0 * * *", 3, {good, bad}, 1);
  return scenario;
}

std::map<std::uint32_t, std::vector<double>> requests_by_volume(const Recording& r) {
  std::map<std::uint32_t, std::vector<double>> requests;
  for (const auto& o : r.backups()) requests[o.volume].push_back(since_start(o.requested));
  return requests;
}

// A container: snapshot 5 s, Backup object, 450 s of waiting for the bad one, so it runs 455 s:
//   3.1 … 458.1   + 10 s
//   468.1 … 923.1 + 20 s
//   943.1 … 1398.1 + 40 s
//   1438.1 the third restart: killed at once, the Job has failed
class ReRun : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, ReRun, testing::Values("1.7.2", "1.8.2"));

TEST_P(ReRun, AllVolumesAgainAfter10And20SecondsAndKilledAfter40) {
  const Recording r = record_of(one_never_starts(GetParam()));
  const auto requests = requests_by_volume(r);
  ASSERT_EQ(requests.size(), 2U);
  for (const auto& [volume, at] : requests) {
    ASSERT_EQ(at.size(), 3U) << volume;
    EXPECT_NEAR(at[0], 8.1, 1e-6);
    EXPECT_NEAR(at[1], 473.1, 1e-6);
    EXPECT_NEAR(at[2], 948.1, 1e-6);
  }
  ASSERT_EQ(r.runs.size(), 1U);
  EXPECT_AT(r.runs[0].ended, 1438.1);
  EXPECT_EQ(r.runs[0].outcome, Outcome::failed);
  EXPECT_EQ(r.runs[0].reruns, 3U);
  EXPECT_EQ(r.runs[0].attempts, 6U);
  // The good one has three backups of this tick and one from before: the fourth is one too many, twice
  // nothing, once one delete.
  EXPECT_EQ(r.deletes().size(), 1U);
  for (const auto& due : r.due) {
    EXPECT_EQ(due.attempts, 3U);
    EXPECT_FALSE(due.lost);
    EXPECT_EQ(due.outcome, due.volume == 0 ? Outcome::completed : Outcome::completed_late);
  }
}

TEST(NoReRun, FromOneNineOnAVolumesErrorIsSwallowed) {
  const Recording r = record_of(one_never_starts("1.11.3"));
  for (const auto& [volume, at] : requests_by_volume(r)) EXPECT_EQ(at.size(), 1U) << volume;
  ASSERT_EQ(r.runs.size(), 1U);
  EXPECT_AT(r.runs[0].ended, 458.1);
  EXPECT_EQ(r.runs[0].reruns, 0U);
}

// A container that has run for 10 minutes starts with the first pause again. The wait is made longer by
// looking 130 times: 5 + 650 s a container.
//   3.1 … 658.1 + 10; 668.1 … 1323.1 + 10; 1333.1 … 1988.1 + 10
TEST(ReRunPause, StartsAfreshAfterTenMinutesOfRunning) {
  model::Scenario scenario = one_never_starts("1.7.2");
  scenario.platform.parameters.job_start_polls = 130;
  scenario.targets[1].latency.put = 400;
  const Recording r = record_of(scenario);
  const auto at = requests_by_volume(r).at(1);
  ASSERT_EQ(at.size(), 3U);
  EXPECT_NEAR(at[1], 673.1, 1e-6);
  EXPECT_NEAR(at[2], 1338.1, 1e-6);
  EXPECT_AT(r.runs[0].ended, 1998.1);
}

// With job.backoff_limit 1 the first restart is the last: killed at once.
TEST(ReRunLimit, CountsRestarts) {
  model::Scenario scenario = one_never_starts("1.7.2");
  scenario.platform.parameters.job_backoff_limit = 1;
  const Recording r = record_of(scenario);
  EXPECT_EQ(requests_by_volume(r).at(0).size(), 1U);
  EXPECT_AT(r.runs[0].ended, 468.1);
}

}  // namespace
}  // namespace headway::tests
