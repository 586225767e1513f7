// jitter: a delay of its own for each nominal tick.
#include <map>
#include <set>

#include "sim/schedule/tick_key.h"
#include "tests/policy/starts.h"
#include "tests/world/properties.h"

namespace headway::tests {
namespace {

TEST(Jitter, IsWithinItsSpanAndDiffersByTick) {
  FakeView view;
  const auto policy = make("jitter", {{"within", Duration(minutes{10})}});
  std::set<Duration> seen;
  double sum = 0;
  for (int tick = 0; tick < 1000; ++tick) {
    const Duration by = shift(*policy, view, 0, kStart + hours{tick});
    EXPECT_GE(by, Duration::zero());
    EXPECT_LT(by, minutes{10});
    EXPECT_EQ(shift(*policy, view, 0, kStart + hours{tick}), by) << "asked twice";
    seen.insert(by);
    sum += to_seconds(by);
  }
  EXPECT_EQ(seen.size(), 1000U);
  // Mean of a uniform over 600 s: 300, standard error 600 / sqrt(12 x 1000) = 5.5.
  EXPECT_NEAR(sum / 1000, 300, 25);
  // Never as long as the period.
  view.periods[0] = minutes{2};
  for (int tick = 0; tick < 100; ++tick)
    EXPECT_LT(shift(*policy, view, 0, kStart + minutes{2 * tick}), minutes{2});
}

TEST(Jitter, FollowsNameSeedAndReplication) {
  FakeView view;
  const auto policy = make("jitter");
  const Duration a = shift(*policy, view, 0), b = shift(*policy, view, 1);
  EXPECT_NE(a, b);
  std::swap(view.stated.jobs[0], view.stated.jobs[1]);
  EXPECT_EQ(shift(*policy, view, 1), a);
  view.chance = core::Luck(1, 1);
  EXPECT_NE(shift(*policy, view, 1), a);
  view.chance = core::Luck(2, 0);
  EXPECT_NE(shift(*policy, view, 1), a);
}

model::Scenario every_quarter(std::size_t jobs) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.time.horizon = hours{6};
  for (std::size_t j = 0; j < jobs; ++j)
    add_job(scenario, numbered("job", j), "*/15 * * * *", 99, {add_volume(scenario, numbered("v", j))});
  return scenario;
}

std::map<Instant, Duration> delays(const Recording& r, std::uint32_t schedule) {
  std::map<Instant, Duration> by_tick;
  for (const auto& run : r.runs_of(schedule)) by_tick[run.due] = run.fired - run.due - kLook;
  return by_tick;
}

// A run takes 16 s; with ten minutes' jitter at the most the next one finds the job idle.
TEST(Jitter, MovesEachRunByItsOwn) {
  const model::PolicyChoice jitter = choice("jitter", {{"within", Duration(minutes{10})}});
  const Recording two = record_of(with(every_quarter(2), {jitter}));
  const auto first = delays(two, 0), second = delays(two, 1);
  ASSERT_EQ(first.size(), 24U);
  std::set<Duration> seen;
  for (const auto& [tick, by] : first) {
    EXPECT_GE(by, Duration::zero());
    EXPECT_LT(by, minutes{10});
    seen.insert(by);
    EXPECT_NE(second.at(tick), by);
  }
  EXPECT_EQ(seen.size(), 24U);
  for (const auto& d : two.due_of(0)) {
    if (const auto next = first.find(d.tick + minutes{15}); next != first.end()) {
      EXPECT_EQ(d.next_tick, next->first + next->second);
    }
  }

  // One schedule more changes no other's.
  const Recording three = record_of(with(every_quarter(3), {jitter}));
  EXPECT_EQ(delays(three, 0), first);
  EXPECT_EQ(delays(three, 1), second);
  // The same seed gives the same nights.
  EXPECT_EQ(fingerprint(record_of(with(every_quarter(2), {jitter}))), fingerprint(two));
}

// Forbid under jitter, against a few lines that say what it means: a start that finds the job idle fires; one
// that does not waits for the job's end, when the latest start that has come fires and the ones before it are
// skipped. Runs are made to take five and a half minutes, ticks are four apart, so at a job's end the next
// tick has often come while its own start has not.
TEST(Jitter, CatchesUpByStartsNotByTicks) {
  std::size_t caught_up = 0, skipped = 0;
  for (std::uint32_t replication = 0; replication < 20; ++replication) {
    model::Scenario scenario = small_cluster("1.8.2");
    scenario.time.horizon = hours{6};
    scenario.platform.parameters.snapshot_take = minutes{5};
    add_job(scenario, "overrun", "*/4 * * * *", 99, {add_volume(scenario, "v")});
    scenario = with(scenario, {choice("jitter", {{"within", Duration(minutes{4})}})});
    const Recording r = record_of(scenario, replication);
    const auto runs = runs_in_order(r, 0);
    ASSERT_GE(runs.size(), 89U);
    const core::Luck luck(scenario.chance.seed, replication);
    FakeView view;
    view.chance = luck;
    view.stated = scenario;
    view.periods = {minutes{4}};
    const auto policy = make("jitter", {{"within", Duration(minutes{4})}});
    std::vector<Instant> starts;
    const auto line = schedule::Cron::parse("*/4 * * * *");
    const auto utc = schedule::Zone::find("UTC");
    for (const auto& run : runs) {
      const std::int64_t key = schedule::tick_key(*line.cron, *utc.zone, run.due);
      starts.push_back(policy->next_start(view, policy::Start{0, run.due, run.due, key}));
    }
    Instant free = Instant::min();
    for (std::size_t i = 0; i < runs.size() && free < end_of(scenario); ++i) {
      SCOPED_TRACE(since_start(runs[i].due));
      if (starts[i] >= free) {
        EXPECT_EQ(runs[i].fired, starts[i] + kLook);
      } else {
        for (; i + 1 < runs.size() && starts[i + 1] <= free; ++i) {
          EXPECT_EQ(runs[i].outcome, record::Outcome::skipped);
          ++skipped;
        }
        EXPECT_EQ(runs[i].fired, free);
        ++caught_up;
      }
      if (runs[i].ended == record::kNever) break;
      free = runs[i].ended + scenario.platform.parameters.cron_job_done_delay;
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(caught_up, 100U);
  EXPECT_GT(skipped, 100U);
}

}  // namespace
}  // namespace headway::tests
