// Retention deletes go out later, and nothing else changes for the job that asked for them.
#include <set>

#include "tests/policy/chosen.h"

namespace headway::tests {
namespace {

using record::Outcome;

TEST(DelayDeletes, IsTheSameForEveryBackup) {
  const FakeView view;
  EXPECT_EQ(make("delay-deletes")->delete_delay(view, policy::Deletion{0, 1}), minutes{20});
  const auto policy = make("delay-deletes", {{"by", Duration(seconds{7})}});
  EXPECT_EQ(policy->delete_delay(view, policy::Deletion{2, 0}), seconds{7});
  EXPECT_EQ(shift(*policy, view, 1), Duration::zero());
  EXPECT_FALSE(policy->limits_admission());
}

/// A job every five minutes that keeps two backups, and has them already.
model::Scenario rotating(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn);
  add_job(scenario, "often", "*/5 * * * *", 2, {add_volume(scenario, "v")}, 2);
  return scenario;
}

class DelayedDeletes : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, DelayedDeletes, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// Six runs in half an hour, each followed by one delete. Those of the first five, asked for by minute 21,
// still go out when they are seven minutes late; the sixth's, asked for after minute 25, does not.
TEST_P(DelayedDeletes, GoOutSoMuchLater) {
  const Recording as_is = record_of(rotating(GetParam()));
  const Recording later =
      record_of(with(rotating(GetParam()), {choice("delay-deletes", {{"by", Duration(minutes{7})}})}));
  const auto before = as_is.deletes(), after = later.deletes();
  ASSERT_EQ(before.size(), 6U);
  ASSERT_EQ(after.size(), 5U);
  for (std::size_t i = 0; i < after.size(); ++i)
    EXPECT_EQ(after[i].requested, before[i].requested + minutes{7}) << i;
  for (const auto& o : later.backups()) EXPECT_EQ(o.outcome, Outcome::completed);
}

// A backup that waits for its delete is asked for once: no run deletes it again, and none is forgotten.
TEST_P(DelayedDeletes, AreOneForEachBackup) {
  model::Scenario scenario = rotating(GetParam());
  scenario.time.horizon = hours{2};
  const Recording r = record_of(with(scenario, {choice("delay-deletes", {{"by", Duration(minutes{31})}})}));
  // 24 runs; the deletes of those that ended before minute 89 have gone out: ticks 0 … 85 but for the last,
  // whose run ends a few seconds after it.
  EXPECT_EQ(r.backups().size(), 24U);
  EXPECT_EQ(r.deletes().size(), 18U);
  std::set<std::uint64_t> parents;
  for (const auto& d : r.deletes())
    EXPECT_TRUE(d.parent == 0 || parents.insert(d.parent).second) << "deleted twice";
  // Each run is followed by one delete, 31 minutes later: up to seven wait at a time (runs of 31 minutes,
  // five apart), and one more is being made.
  ASSERT_EQ(r.ends.size(), 1U);
  EXPECT_EQ(r.ends[0].backups, 2U + 24 - 18);
}

}  // namespace
}  // namespace headway::tests
