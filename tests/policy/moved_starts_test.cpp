// The cron controller where a policy moves starts: the edges of the scenario, the warm-up, the history before
// it, Forbid's catch-up, lines of uneven steps, clocks that change.
#include "sim/world/world.h"
#include "tests/policy/starts.h"
#include "tests/world/properties.h"

namespace headway::tests {
namespace {

using record::Outcome;

/// Moves every schedule but the first.
model::PolicyChoice later(Duration by) {
  return choice("fixed-spacing", {{"gap", by}});
}

/// A schedule that stays where it is and backs nothing up, so that the second one is moved by one gap.
model::Scenario second_of_two(const std::string& cron, std::int64_t existing = 0,
                              std::string_view longhorn = "1.8.2") {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.time.horizon = hours{3};
  add_job(scenario, "nothing", "0 0 1 1 *", 1, {});
  add_job(scenario, "moved", cron, 9, {add_volume(scenario, "v")}, existing);
  return scenario;
}

// At minute 50 of each hour, 20 minutes later, from midnight to three. The tick of 23:50 starts at 00:10 and
// belongs to the scenario, that of 02:50 starts after its end and does not: three runs, as without the shift.
TEST(MovedStarts, TheEdgesOfTheScenarioGoByTheStart) {
  const model::Scenario scenario = second_of_two("50 * * * *");
  EXPECT_EQ(record_of(scenario).runs_of(1).size(), 3U);
  const Recording r = record_of(with(scenario, {later(minutes{20})}));
  expect_shifted(r, 1, hours{1}, minutes{20}, 3);
  const auto runs = runs_in_order(r, 1);
  EXPECT_EQ(runs.front().due, kStart - minutes{10});
  EXPECT_EQ(runs.back().due, kStart + minutes{110});
}

// An hour of warm-up: the tick of 00:50 lies in it, its start at 01:10 does not. As without the shift two
// runs count.
TEST(MovedStarts, TheWarmUpGoesByTheStart) {
  model::Scenario scenario = second_of_two("50 * * * *");
  scenario.time.warm_up = hours{1};
  const auto counted = [](const Recording& r) {
    std::vector<Instant> ticks;
    for (const auto& run : runs_in_order(r, 1))
      if (run.counted) ticks.push_back(run.due);
    std::size_t due = 0, attempts = 0;
    for (const auto& d : r.due_of(1)) due += d.counted;
    for (const auto& o : r.backups(1)) attempts += o.counted;
    EXPECT_EQ(due, ticks.size());
    EXPECT_EQ(attempts, ticks.size());
    return ticks;
  };
  EXPECT_EQ(counted(record_of(scenario)),
            (std::vector<Instant>{kStart + minutes{110}, kStart + minutes{170}}));
  EXPECT_EQ(counted(record_of(with(scenario, {later(minutes{20})}))),
            (std::vector<Instant>{kStart + minutes{50}, kStart + minutes{110}}));
}

/// (tick, made at) of the volume's backups before the first instant, in minutes from the start.
std::vector<std::pair<std::int64_t, std::int64_t>> history(const model::Scenario& scenario) {
  Recording nothing;
  const core::Luck luck(1, 0);
  core::Engine engine(scenario.time.start);
  const world::World world(engine, scenario, luck, nothing, world::Checks{});
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  for (const auto& backup : world.volumes[0].backups)
    found.emplace_back((backup->tick - kStart) / minutes{1}, (backup->created_at - kStart) / minutes{1});
  return found;
}

// What existed at the start was made by the same policy: the tick that is yet to come has made nothing.
TEST(MovedStarts, ThePastWasMovedToo) {
  using Past = std::vector<std::pair<std::int64_t, std::int64_t>>;
  const model::Scenario scenario = second_of_two("50 * * * *", 2);
  EXPECT_EQ(history(scenario), (Past{{-70, -70}, {-10, -10}}));
  EXPECT_EQ(history(with(scenario, {later(minutes{20})})), (Past{{-130, -110}, {-70, -50}}));
  EXPECT_EQ(history(with(scenario, {later(minutes{5})})), (Past{{-70, -65}, {-10, -5}}));
}

// What is due has until the next start. A backup of each fourth minute takes 160 s, and is moved by 200 s: it
// ends 360 s after its tick, long after the next one, and is in time.
TEST(MovedStarts, LossIsJudgedByTheNextStart) {
  model::Scenario scenario = second_of_two("*/4 * * * *");
  scenario.time.horizon += minutes{3};  // the last one's end
  scenario.platform.parameters.snapshot_take = seconds{150};
  const Recording r = record_of(with(scenario, {later(seconds{200})}));
  expect_shifted(r, 1, minutes{4}, seconds{200}, 45);
  for (const auto& d : r.due_of(1)) EXPECT_GT(d.first_completed, d.tick + minutes{4});
}

/// Tick, firing (less the shift) and outcome of each run.
std::vector<std::tuple<double, double, int>> story(const Recording& r, Duration shift) {
  std::vector<std::tuple<double, double, int>> told;
  for (const auto& run : runs_in_order(r, 1))
    told.emplace_back(since_start(run.due), run.fired == record::kNever ? -1 : since_start(run.fired - shift),
                      static_cast<int>(run.outcome));
  return told;
}

// A shift moves the whole line, so Forbid and its search do what they did, that much later: for runs that
// overrun one or two ticks, on even and uneven lines, by every search. (25 s: the engine's status is looked
// at each 0.1 s.)
TEST(MovedStarts, CatchUpIsMovedAsAWhole) {
  using Search = model::MissedTickSearch;
  std::size_t skipped = 0;
  for (const char* longhorn : {"1.7.2", "1.8.2", "1.11.3"}) {
    for (const char* cron : {"* * * * *", "0,1,3,5,20,21,22 * * * *", "*/7 * * * *"}) {
      for (const Search search :
           {Search::every_tick, Search::first_interval, Search::first_interval_one_back}) {
        SCOPED_TRACE(longhorn);
        SCOPED_TRACE(cron);
        model::Scenario scenario = second_of_two(cron, 0, longhorn);
        scenario.time.horizon = minutes{119};
        scenario.platform.parameters.snapshot_take = seconds{150};
        scenario.platform.parameters.cron_missed_search = search;
        const auto as_is = story(record_of(scenario), Duration::zero());
        scenario.time.horizon += seconds{25};
        EXPECT_EQ(story(record_of(with(scenario, {later(seconds{25})})), seconds{25}), as_is);
        for (const auto& [due, fired, outcome] : as_is)
          skipped += outcome == static_cast<int>(Outcome::skipped);
      }
    }
  }
  EXPECT_GT(skipped, 500U);
}

// A catch-up that is owed when no further start lies within the scenario. Ticks at 0 and 10 min of a line
// that then rests; the first run takes 14 minutes.
TEST(MovedStarts, TheLastTickIsCaughtUp) {
  model::Scenario scenario = second_of_two("0,10 0 * * *");
  scenario.time.horizon = minutes{40};
  scenario.platform.parameters.snapshot_take = minutes{14};
  const Recording r = record_of(with(scenario, {later(minutes{3})}));
  const auto runs = runs_in_order(r, 1);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].fired, kStart + minutes{3} + kLook);
  EXPECT_EQ(runs[1].fired, runs[0].ended + scenario.platform.parameters.cron_job_done_delay);
  EXPECT_EQ(runs[1].outcome, Outcome::completed);
}

// "@every" counts from the start of the scenario: 13, 26 … minutes, five minutes later.
TEST(MovedStarts, IntervalLines) {
  const Recording r = record_of(with(second_of_two("@every 13m"), {later(minutes{5})}));
  expect_shifted(r, 1, minutes{13}, minutes{5}, 13);  // 13 x 13 + 5 = 174 min
  EXPECT_EQ(runs_in_order(r, 1).front().due, kStart + minutes{13});
}

// Every second hour in Berlin. In the night to 25 October 2026 the clock goes back and 02:00 comes twice, an
// hour apart: the shift of 100 minutes, good for the period of two hours, would reach beyond the next tick,
// and what is left of it after that hour is taken. The night lies more ticks ahead than the period is
// measured by.
TEST(MovedStarts, RunsKeepTheirOrderWhereTheClockGoesBack) {
  model::Scenario scenario = second_of_two("0 */2 * * *");
  scenario.time.zone = "Europe/Berlin";
  scenario.time.start = kStart + hours{24 * 250};  // 12 September
  scenario.time.horizon = hours{24 * 50};
  const Instant twice = kStart + hours{24 * 293};  // 25 October, 00:00 UTC: 02:00 for the first time
  std::size_t runs = 0;
  const model::Scenario moved = with(scenario, {later(minutes{100})});
  const Recording r = record_of(moved);
  for (const auto& run : r.runs_of(1)) {
    EXPECT_EQ(run.fired, run.due + minutes{run.due == twice ? 40 : 100} + kLook) << since_start(run.due);
    EXPECT_EQ(run.outcome, Outcome::completed);
    ++runs;
  }
  // At even UTC hours up to hour 1032 (that night), at odd ones from 1033 to 1197, the last to start in 50
  // days.
  EXPECT_EQ(runs, 1032U / 2 + 1 + (1197 - 1033) / 2 + 1);
  check_all(moved, r);

  const model::Scenario jittered = with(scenario, {choice("jitter", {{"within", Duration(hours{2})}})});
  check_all(jittered, record_of(jittered));
}

}  // namespace
}  // namespace headway::tests
