// retry: a refused create asks again after base, 2 base, 4 base …
#include "tests/policy/chosen.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

Chosen settings(Duration base, Duration cap, std::int64_t tries) {
  return {{"base", base}, {"cap", cap}, {"tries", tries}};
}

TEST(Retry, DoublesUpToItsCap) {
  const FakeView view;
  const auto policy = make("retry", settings(seconds{30}, minutes{3}, 6));
  const auto wait = [&](std::int64_t tries) {
    return policy->on_refusal(view, policy::Refusal{policy::Candidate{}, tries});
  };
  EXPECT_EQ(wait(1), seconds{30});
  EXPECT_EQ(wait(2), seconds{60});
  EXPECT_EQ(wait(3), seconds{120});
  EXPECT_EQ(wait(4), seconds{180});
  EXPECT_EQ(wait(5), seconds{180});
  EXPECT_EQ(wait(6), std::nullopt);
  EXPECT_EQ(wait(7), std::nullopt);
  // A cap below the base, and so many tries that doubling all of them would overflow.
  EXPECT_EQ(make("retry", settings(hours{24}, seconds{1}, 3))
                ->on_refusal(view, policy::Refusal{policy::Candidate{}, 1}),
            seconds{1});
  EXPECT_EQ(make("retry", settings(milliseconds{1}, hours{24}, 1000))
                ->on_refusal(view, policy::Refusal{policy::Candidate{}, 999}),
            hours{24});
}

class Retried : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Retried, testing::Values("1.7.2", "1.8.2", "1.11.3"));

/// Somebody else's delete holds the volume's lock until `until`; the job's create looks for the first time at
/// 10.131. The pod does not try again.
Recording meets_delete(std::string_view longhorn, Duration until, const Chosen& chosen) {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.platform.parameters.job_rerun_on_failure = false;
  add_job(scenario, "daily", "0 0 * * *", 9, {add_volume(scenario, "v")}, 1);
  return record_of_ticks(with(scenario, {choice("retry", chosen)}), {FreeTick{0, kStart}},
                         {OtherLock{0, 2, kStart, kStart + until}});
}

// A refused request is over when its own file is removed; then the wait, then the driver's LIST (10 ms)
// before the next request.
void expect_backoff(const std::vector<record::LockAttempt>& tries, const std::vector<Duration>& waits) {
  ASSERT_EQ(tries.size(), waits.size() + 1);
  for (std::size_t i = 0; i < waits.size(); ++i) {
    EXPECT_FALSE(tries[i].granted);
    EXPECT_EQ(tries[i + 1].requested, tries[i].released + waits[i] + milliseconds{10}) << i;
  }
}

// Refused at 10, 22 and 44; the delete lets go at 60, and the fourth try, from 86 on, gets the lock.
TEST_P(Retried, IsGrantedLater) {
  const Recording r = meets_delete(GetParam(), seconds{60}, settings(seconds{10}, hours{1}, 5));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].outcome, Outcome::completed);
  EXPECT_EQ(backups[0].cause, Cause::none);
  EXPECT_EQ(backups[0].tries, 4U);
  const auto tries = r.tries_of(backups[0].id);
  expect_backoff(tries, {seconds{10}, seconds{20}, seconds{40}});
  EXPECT_TRUE(tries.back().granted);
  EXPECT_EQ(backups[0].started, tries.back().decided);
  ASSERT_EQ(r.due.size(), 1U);
  EXPECT_FALSE(r.due[0].lost);
  EXPECT_EQ(r.due[0].attempts, 1U);
}

TEST_P(Retried, WaitsNoLongerThanTheCap) {
  const Recording r = meets_delete(GetParam(), seconds{100}, settings(seconds{10}, seconds{15}, 20));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].outcome, Outcome::completed);
  const auto tries = r.tries_of(backups[0].id);
  ASSERT_GE(tries.size(), 4U);
  std::vector<Duration> waits(tries.size() - 1, seconds{15});
  waits[0] = seconds{10};
  expect_backoff(tries, waits);
}

TEST_P(Retried, EndsAfterItsTries) {
  const Recording r = meets_delete(GetParam(), minutes{25}, settings(seconds{10}, hours{1}, 3));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].outcome, Outcome::failed);
  EXPECT_EQ(backups[0].cause, Cause::lock_denied);
  EXPECT_EQ(backups[0].blocked_by, record::Blocker::delete_);
  EXPECT_EQ(backups[0].tries, 3U);
  const auto tries = r.tries_of(backups[0].id);
  expect_backoff(tries, {seconds{10}, seconds{20}});
  EXPECT_EQ(backups[0].ended, tries.back().released);
}

TEST_P(Retried, OneTryIsAsItIs) {
  model::Scenario scenario = small_cluster(GetParam());
  add_job(scenario, "daily", "0 0 * * *", 9, {add_volume(scenario, "v")}, 1);
  const Recording r = meets_delete(GetParam(), minutes{25}, settings(seconds{10}, hours{1}, 1));
  ASSERT_EQ(r.backups().size(), 1U);
  EXPECT_EQ(r.backups()[0].tries, 1U);
  EXPECT_EQ(r.backups()[0].outcome, Outcome::failed);
}

// The pod waits 450 s for the start and no longer: a grant after that completes late. The delete lets go at
// 500; tries with waits of 200 s begin at 8, 210, 412 and 615.
TEST_P(Retried, MayComeAfterThePodHasGivenUp) {
  const Recording r = meets_delete(GetParam(), seconds{500}, settings(seconds{200}, seconds{200}, 9));
  const auto backups = r.backups();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].outcome, Outcome::completed_late);
  EXPECT_EQ(backups[0].cause, Cause::start_timeout);
  EXPECT_EQ(backups[0].tries, 4U);
}

}  // namespace
}  // namespace headway::tests
