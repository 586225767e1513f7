#include "analysis/recommend/surrogate.h"

#include <algorithm>
#include <map>

#include "analysis/movable/movable.h"
#include "analysis/recommend/admissible.h"
#include "analysis/recommend/allowed.h"
#include "analysis/recommend/cron_line.h"
#include "analysis/recommend/demand.h"
#include "analysis/recommend/places.h"
#include "sim/core/check.h"
#include "sim/schedule/shift.h"
#include "sim/schedule/ticks.h"

namespace headway::recommend {
namespace {

constexpr std::int32_t kDay = 24 * 60;

bool speaks_of_weekdays(const schedule::Cron& cron) {
  return !cron.interval() && cron.fields().weekdays != 0x7f;
}

/// Minutes of the cycle at which the line fires; the next firing's time of day where the cycle has none.
std::vector<std::int32_t> firings_of(const CronLine& line, Instant cycle, std::int32_t slots) {
  std::vector<std::int32_t> minutes_of;
  const auto ticks = schedule::ticks_between(line.cron, line.zone, cycle, cycle + minutes{slots},
                                             static_cast<std::size_t>(slots));
  for (const Instant tick : ticks.at)
    minutes_of.push_back(static_cast<std::int32_t>((tick - cycle) / minutes{1}));
  if (minutes_of.empty()) {
    if (const auto next = schedule::first_tick_from(line.cron, line.zone, cycle))
      minutes_of.push_back(placement::wrapped((*next - cycle) / minutes{1}, slots));
  }
  return minutes_of;
}

/// From the pair tests to the search's tables: one for both directions of a pair; a schedule's own refusals
/// are the same wherever it stands.
void add_conflicts(Surrogate& out) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> tables;
  for (const PairTest& pair : out.pairs) {
    const std::uint32_t a = pair.deletes, b = pair.creates;
    if (a == b) {
      for (placement::Place& place : out.problem.windows[a].places) place.lost += pair.refused[0];
      continue;
    }
    auto& table = tables[{std::min(a, b), std::max(a, b)}];
    table.resize(pair.refused.size());
    for (std::size_t m = 0; m < table.size(); ++m) {
      const auto distance = static_cast<std::int64_t>(m);
      table[m] += pair.refused[static_cast<std::size_t>(
          placement::wrapped(a < b ? distance : -distance, out.problem.slots))];
    }
  }
  for (auto& [pair, table] : tables)
    if (std::any_of(table.begin(), table.end(), [](double lost) { return lost > 0; }))
      out.problem.conflicts.push_back({pair.first, pair.second, std::move(table)});
}

}  // namespace

std::int32_t cycle_minutes(const model::Scenario& scenario) {
  const auto weekdays = [](const std::string& text) {
    const auto cron = schedule::Cron::parse(text);
    return cron.cron && speaks_of_weekdays(*cron.cron);
  };
  bool week = false;
  for (std::uint32_t j = 0; j < movable::count(scenario); ++j)
    week = week || weekdays(movable::cron_of(scenario, j));
  // A window of certain weekdays is met or missed on them only.
  for (const auto* windows : {&scenario.allowed, &scenario.blackout})
    for (const model::Window& window : *windows) week = week || weekdays(window.cron);
  return week ? 7 * kDay : kDay;
}

std::int64_t table_values(const model::Scenario& scenario) {
  std::int64_t pairs = 0;
  const auto schedules = movable::schedules_of(scenario);
  for (const movable::Schedule& a : schedules)
    for (const movable::Schedule& b : schedules) pairs += share_volumes(a, b);
  return pairs * cycle_minutes(scenario);
}

Surrogate make_surrogate(const model::Scenario& scenario, const Observation& seen, minutes grid) {
  const auto schedules = movable::schedules_of(scenario);
  const auto n = static_cast<std::uint32_t>(schedules.size());
  std::vector<CronLine> lines;
  for (const movable::Schedule& one : schedules) lines.push_back(cron_line(scenario, one.cron));
  const Instant cycle = std::chrono::floor<std::chrono::days>(scenario.time.start);
  const Allowed allowed(scenario);

  Surrogate out;
  out.problem.slots = cycle_minutes(scenario);
  out.problem.resources = static_cast<std::uint32_t>(scenario.targets.size());
  out.problem.threshold = 1;  // a line that is not full delays nobody
  out.problem.windows.resize(n);
  std::vector<std::vector<std::int32_t>> firings;
  for (std::uint32_t j = 0; j < n; ++j) {
    placement::Window& window = out.problem.windows[j];
    window.name = schedules[j].name;
    window.firings = firings_of(lines[j], cycle, out.problem.slots);
    firings.push_back(window.firings);
    Places places = places_of(scenario, seen, allowed, j, window.firings, cycle, grid, out.problem.slots);
    window.places = std::move(places.places);
    out.shifts.push_back(std::move(places.shifts));
    out.nowhere.push_back(places.nowhere);
    const double period = window.firings.empty()
                              ? 86'400
                              : 60.0 * out.problem.slots / static_cast<double>(window.firings.size());
    const double prepare = quantile_of(seen.schedules[j].prepare, 0.5);
    out.alone.push_back(job_alone(scenario, j, period, prepare, out.problem.slots));
    for (const JobAlone::Minute& m : out.alone.back().line)
      window.loads.push_back({m.target, m.minute, m.load});
  }
  add_workers(scenario, seen, out);
  add_area(scenario, allowed, cycle, out);

  for (std::uint32_t a = 0; a < n; ++a) {
    for (std::uint32_t b = 0; b < n; ++b) {
      auto pair = pair_test(scenario, schedules, seen, a, b, firings, out.problem.slots);
      if (pair) out.pairs.push_back(std::move(*pair));
    }
  }
  add_conflicts(out);
  add_webhook_rules(scenario, out.problem);
  return out;
}

model::Scenario placed(const model::Scenario& scenario, const Surrogate& surrogate,
                       const placement::Placement& placement) {
  model::Scenario out = scenario;
  for (std::uint32_t j = 0; j < movable::count(out); ++j) {
    const std::int64_t shift = surrogate.shifts[j][placement[j]];
    if (shift == 0) continue;
    const auto text =
        schedule::shifted(cron_line(scenario, movable::cron_of(scenario, j)).cron, minutes{shift});
    core::check_invariant(text.has_value(), "a place whose cron line cannot be said");
    movable::set_cron(out, j, *text);
  }
  return out;
}

}  // namespace headway::recommend
