// concurrencyPolicy Forbid: what an overrun does to the ticks it covers.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

class Forbid : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Forbid, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// Every minute, but a run takes long: the snapshot shows as ready 150 s after it was asked for, so the Backup
// object comes 155 s (the 31st look) after the pod's start, and the pod ends 10 s later.
//   tick 0:   0.1 Job, 3.1 pod, 158.1 object, 168.1 pod over, 169.1 Job over
//             ticks 60 and 120 have been missed; the search finds the latter: it starts at 169.1, 60 is
//             skipped
//   tick 120: 169.1, 172.1, 327.1, 337.1, 338.1; ticks 180, 240, 300 missed; 300 starts, 180 and 240 are
//   skipped tick 300: 338.1, 341.1, 496.1, 506.1, 507.1; 360, 420, 480 missed; 480 starts tick 480: 507.1 …
//   is over at 676.1, beyond the horizon of 10 minutes
model::Scenario overrunning(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.time.horizon = minutes{10};
  scenario.platform.parameters.snapshot_take = seconds{150};
  add_job(scenario, "minutely", "* * * * *", 99, {add_volume(scenario, "v")}, 1);
  return scenario;
}

TEST_P(Forbid, OverrunLeadsToBackToBackRunsAndSkippedTicks) {
  const Recording r = record_of(overrunning(GetParam()));
  auto runs = r.runs_of(0);
  ASSERT_EQ(runs.size(), 10U);
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  const std::vector<int> served = {0, 2, 5, 8};
  const std::vector<double> fired = {0.1, 169.1, 338.1, 507.1};
  std::size_t next = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_AT(runs[i].due, 60.0 * static_cast<double>(i));
    if (next < served.size() && static_cast<int>(i) == served[next]) {
      EXPECT_AT(runs[i].fired, fired[next]);
      EXPECT_EQ(runs[i].outcome, next < 3 ? Outcome::completed : Outcome::unfinished);
      ++next;
    } else if (i < 8) {
      EXPECT_EQ(runs[i].outcome, Outcome::skipped) << i;
      EXPECT_EQ(runs[i].cause, Cause::skipped_forbid);
      EXPECT_EQ(runs[i].fired, record::kNever);
      EXPECT_EQ(runs[i].attempts, 0U);
    } else {
      EXPECT_EQ(runs[i].outcome, Outcome::unfinished) << i;  // 540 waits for the run of 480
    }
  }
}

// Due: ten. Those that were skipped are lost. The backups of ticks 0, 120, 300 come too late for their own
// next tick, a minute after it: completed, and lost all the same. The run of 480 is still under way although
// 540 has come: window-overrun. 540 itself has until the horizon.
TEST_P(Forbid, DueAndLost) {
  const Recording r = record_of(overrunning(GetParam()));
  auto due = r.due_of(0);
  ASSERT_EQ(due.size(), 10U);
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.tick < b.tick; });
  const std::vector<Outcome> expected = {
      Outcome::completed, Outcome::skipped, Outcome::completed, Outcome::skipped, Outcome::skipped,
      Outcome::completed, Outcome::skipped, Outcome::skipped,   Outcome::failed,  Outcome::unfinished};
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(due[i].outcome, expected[i]) << i;
    EXPECT_EQ(due[i].lost, i < 9) << i;
    EXPECT_AT(due[i].next_tick, 60.0 * static_cast<double>(i + 1));
  }
  EXPECT_EQ(due[1].cause, Cause::skipped_forbid);
  EXPECT_EQ(due[8].cause, Cause::window_overrun);
}

// A Job that ends between a tick and the controller's look at it (100 ms later) is followed by that tick's
// run, not by an older one's. Ticks every minute; Job over at 169.1, so the pod's last second is stretched to
// 180.05: cron.job_done_delay 11.95 s.
TEST_P(Forbid, ATickThatHasJustComeIsFound) {
  model::Scenario scenario = overrunning(GetParam());
  scenario.platform.parameters.cron_job_done_delay = milliseconds{11950};
  const Recording r = record_of(scenario);
  auto runs = r.runs_of(0);
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  ASSERT_GE(runs.size(), 4U);
  EXPECT_EQ(runs[1].outcome, Outcome::skipped);
  EXPECT_EQ(runs[2].outcome, Outcome::skipped);
  EXPECT_AT(runs[3].due, 180);
  EXPECT_AT(runs[3].fired, 180.05);
}

// Forbid is a matter of one CronJob: two jobs at one tick run side by side.
TEST_P(Forbid, OtherJobsAreNotHeldUp) {
  model::Scenario scenario = small_cluster(GetParam());
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "hourly", "0 * * * *", 9, {v}, 1);
  add_job(scenario, "daily", "0 0 * * *", 9, {v}, 1);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.runs.size(), 2U);
  EXPECT_AT(r.runs[0].fired, 0.1);
  EXPECT_AT(r.runs[1].fired, 0.1);
}

// An uneven line, ticks at 0, 60, 180, 300. The run of 0 is over at 169.1 with only 60 missed: that is
// served.
TEST_P(Forbid, UnevenLinesAreSearchedAsTheControllerDoes) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = minutes{10};
  scenario.platform.parameters.snapshot_take = seconds{150};
  add_job(scenario, "uneven", "0,1,3,5 * * * *", 99, {add_volume(scenario, "v")}, 1);
  scenario.platform.parameters.cron_missed_search = model::MissedTickSearch::first_interval_one_back;
  const Recording r = record_of(scenario);
  auto runs = r.runs_of(0);
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_AT(runs[1].fired, 169.1);  // tick 60
  // Over at 338.1 with 180 and 300 missed: t1 = 180, t2 = 300, one interval of 120 s fits into 158.1 s: n =
  // 2; one back from 300 is 180, from where 300 is found.
  EXPECT_EQ(runs[2].outcome, Outcome::skipped);
  EXPECT_AT(runs[3].fired, 338.1);
}

}  // namespace
}  // namespace headway::tests
