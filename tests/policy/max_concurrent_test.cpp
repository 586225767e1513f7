// max-concurrent: how many backups may be at work, and who comes next.
#include <set>

#include "tests/policy/chosen.h"
#include "tests/world/properties.h"

namespace headway::tests {
namespace {

using policy::Candidate;
using policy::Per;
using record::Outcome;

model::PolicyChoice at_most(std::int64_t n, const std::string& per, const std::string& order = "first-come") {
  return choice("max-concurrent", {{"n", n}, {"per", per}, {"order", order}});
}

TEST(MaxConcurrent, CountsWhatItIsToldTo) {
  FakeView view;
  view.count[{Per::cluster, 0}] = 5;
  view.count[{Per::node, 0}] = 3;
  view.count[{Per::node, 1}] = 2;
  view.count[{Per::target, 0}] = 5;
  const Candidate first{0, 0, 0, 0}, second{0, 1, 1, 0}, elsewhere{0, 1, 1, 1};
  const auto admits = [&](std::int64_t n, const std::string& per, const Candidate& candidate) {
    const auto policy = make("max-concurrent", {{"n", n}, {"per", per}});
    EXPECT_TRUE(policy->limits_admission());
    return policy->admit(view, candidate);
  };
  EXPECT_FALSE(admits(5, "cluster", first));
  EXPECT_TRUE(admits(6, "cluster", elsewhere));
  EXPECT_FALSE(admits(3, "node", first));
  EXPECT_TRUE(admits(3, "node", second));
  EXPECT_FALSE(admits(5, "target", second));
  EXPECT_TRUE(admits(1, "target", elsewhere));
}

TEST(MaxConcurrent, ALongBackupIsOneOfAVolumeThatChangesMuch) {
  FakeView view;
  view.stated.volumes[0].dirtied.per_day = 10.0;
  view.stated.volumes[1].dirtied.per_day = core::Distribution::Shape{core::Uniform{10, 30}};
  const Candidate first{0, 0, 0, 0}, second{0, 1, 1, 0};
  const auto longest = make("max-concurrent", {{"order", std::string("longest-first")}});
  EXPECT_EQ(longest->urgency(view, first), 10);
  EXPECT_EQ(longest->urgency(view, second), 20);
  EXPECT_EQ(make("max-concurrent")->urgency(view, second), 0);
}

/// Six volumes, v0 to v5, alternating between two nodes and (the first three, the last three) two targets;
/// the more is written to one the lower its number. Two jobs share them; both fire at 0.
model::Scenario six_volumes(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn, 2);
  scenario.targets.push_back(scenario.targets[0]);
  scenario.targets[1].name = "other";
  for (std::uint32_t v = 0; v < 6; ++v) {
    add_volume(scenario, numbered("v", v), v % 2);
    scenario.volumes[v].target = v / 3;
    scenario.volumes[v].dirtied.per_day = (6.0 - v) * static_cast<double>(kGiB);
  }
  add_job(scenario, "even", "0 0 * * *", 9, {0, 2, 4});
  add_job(scenario, "odd", "0 0 * * *", 9, {1, 3, 5});
  return scenario;
}

class Admitted : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Admitted, testing::Values("1.7.2", "1.8.2", "1.11.3"));

/// From the object, made five seconds after the volume was let in, to the end.
std::vector<Interval> at_work(const Recording& r) {
  std::vector<Interval> all;
  for (const auto& o : r.backups()) all.emplace_back(o.requested, std::max(o.ended, o.released));
  return all;
}

void expect_all_done(const Recording& r) {
  EXPECT_EQ(r.due.size(), 6U);
  for (const auto& d : r.due) {
    EXPECT_EQ(d.outcome, Outcome::completed);
    EXPECT_EQ(d.attempts, 1U);
  }
}

// Without a limit the six are at work together. With one they never are, and all are done in the end.
TEST_P(Admitted, NeverMoreThanTheLimit) {
  EXPECT_EQ(most_at_once(at_work(record_of(six_volumes(GetParam())))), 6U);
  for (std::int64_t n = 1; n <= 6; ++n) {
    for (const char* per : {"cluster", "node", "target"}) {
      SCOPED_TRACE(numbered(per, static_cast<std::uint64_t>(n)));
      const model::Scenario scenario = with(six_volumes(GetParam()), {at_most(n, per)});
      const Recording r = record_of(scenario);
      check_all(scenario, r);
      expect_all_done(r);
      // The limit is used: three volumes wait on each node and target.
      const std::int64_t places =
          per == std::string("cluster") ? std::min<std::int64_t>(n, 6) : 2 * std::min<std::int64_t>(n, 3);
      EXPECT_EQ(most_at_once(at_work(r)), static_cast<std::size_t>(places));
    }
  }
}

// One at a time: the pods are up at 3.1. A turn is five seconds to the snapshot, 5.094 from the object to the
// monitor's look that publishes the end; so the i-th object is made at 8.1 + 10.094 i. Nothing is written, so
// that all take the same.
TEST_P(Admitted, OneFollowsTheOtherAtOnce) {
  model::Scenario scenario = six_volumes(GetParam());
  for (std::uint32_t v = 0; v < 6; ++v) {
    scenario.volumes[v].dirtied.per_day = 0.0;
    scenario.volumes[v].backups.emplace_back(scenario.jobs[v % 2].name, 1);
  }
  const Recording r = record_of(with(scenario, {at_most(1, "cluster")}));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(since_start(backups[i].requested), 8.1 + 10.094 * static_cast<double>(i), 1e-3) << i;
}

// All six ask at 3.1; the two largest go first, and whoever leaves lets the largest of those that wait in.
TEST_P(Admitted, LongestFirst) {
  for (std::int64_t n = 1; n <= 3; ++n) {
    const Recording r = record_of(with(six_volumes(GetParam()), {at_most(n, "cluster", "longest-first")}));
    expect_all_done(r);
    auto backups = r.backups();
    std::stable_sort(backups.begin(), backups.end(), [](const auto& a, const auto& b) {
      return a.requested != b.requested ? a.requested < b.requested : a.volume < b.volume;
    });
    for (std::uint32_t i = 0; i < 6; ++i) EXPECT_EQ(backups[i].volume, i) << n;
  }
}

// First come, first served over two jobs: the second's volumes come a minute later, when the first's still
// queue, and none of them overtakes.
TEST_P(Admitted, FirstComeFirstServed) {
  model::Scenario scenario = six_volumes(GetParam());
  scenario.platform.parameters.snapshot_take = seconds{28};  // a turn takes more than half a minute
  scenario.jobs[1].cron = "1 0 * * *";
  const Recording r = record_of(with(scenario, {at_most(1, "cluster")}));
  expect_all_done(r);
  const auto backups = r.backups();
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(backups[i].schedule, i < 3 ? 0U : 1U) << i;
}

// Who fails gives his place back: the delete lock of somebody else stands on every volume, each create is
// refused, and the next one comes.
TEST_P(Admitted, AFailureMakesRoom) {
  model::Scenario scenario = with(six_volumes(GetParam()), {at_most(1, "cluster")});
  scenario.platform.parameters.job_rerun_on_failure = false;
  std::vector<OtherLock> others;
  for (std::uint32_t v = 0; v < 6; ++v) others.push_back({v, 2, kStart, kStart + minutes{29}});
  const Recording r = record_of_ticks(scenario, {{0, kStart}, {1, kStart}}, others);
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(backups[i].outcome, Outcome::failed);
    if (i > 0) {
      EXPECT_EQ(backups[i].requested, backups[i - 1].ended + seconds{5}) << i;
    }
  }
}

// A snapshot that is not ready in time leaves without ever having had a Backup object.
TEST_P(Admitted, ASnapshotThatIsNotReadyMakesRoom) {
  model::Scenario scenario = with(six_volumes(GetParam()), {at_most(2, "target")});
  scenario.platform.parameters.job_rerun_on_failure = false;
  scenario.platform.parameters.snapshot_take = seconds{8};
  scenario.platform.parameters.job_snapshot_ready_polls = 2;
  const Recording r = record_of(scenario);
  EXPECT_TRUE(r.backups().empty());
  ASSERT_EQ(r.due.size(), 6U);
  for (const auto& run : r.runs) {
    EXPECT_EQ(run.outcome, Outcome::failed);
    // Two looks, at 0 and 5 s, and the wait to the third: ten seconds a turn from 3.1 on. Of the first job
    // two volumes fit on the first target and one on the second, so of the other job one waits on each.
    EXPECT_NEAR(since_start(run.ended), run.schedule == 0 ? 13.1 : 23.1, 1e-6);
  }
}

}  // namespace
}  // namespace headway::tests
