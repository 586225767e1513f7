#include "analysis/recommend/describe.h"

#include <algorithm>
#include <span>

#include "analysis/movable/movable.h"
#include "analysis/recommend/admissible.h"
#include "analysis/recommend/applying.h"
#include "analysis/recommend/diagnosis.h"
#include "analysis/statistics/quantile.h"

namespace headway::recommend {

using placement::Placement;

namespace {

std::vector<SpacingRow> spacing_of(const model::Scenario& scenario, const Surrogate& surrogate,
                                   const Observation& seen, const Placement& to, double confidence) {
  std::vector<SpacingRow> rows;
  for (const PairTest& pair : surrogate.pairs) {
    if (pair.deletes == pair.creates) continue;
    SpacingRow row;
    row.first = pair.deletes, row.second = pair.creates;
    row.on = "volume " + scenario.volumes[pair.volume].name;
    // From first's tick until its last lock is free; second's look comes two seconds and some requests after
    // its tick, which is left as reserve.
    std::vector<std::span<const double>> nights(seen.schedules[pair.deletes].lock_free.begin(),
                                                seen.schedules[pair.deletes].lock_free.end());
    row.needed_s = statistics::clustered_quantile(nights, confidence);
    const std::int32_t slots = surrogate.problem.slots;
    const auto apart = [&](std::int64_t shift) {
      std::int32_t least = slots;
      for (const std::int32_t d : surrogate.problem.windows[pair.deletes].firings)
        for (const std::int32_t c : surrogate.problem.windows[pair.creates].firings)
          least = std::min(least, placement::wrapped(c - d + shift, slots));
      return 60.0 * static_cast<double>(least);
    };
    row.today_s = apart(0);
    row.after_s = apart(surrogate.shifts[pair.creates][to[pair.creates]] -
                        surrogate.shifts[pair.deletes][to[pair.deletes]]);
    rows.push_back(row);
  }
  return rows;
}

std::vector<Level> levels_of(const Surrogate& surrogate, const Placement& to,
                             const std::vector<placement::Bound>& all) {
  const auto today = evaluate(surrogate.problem, placement::today(surrogate.problem));
  const auto after = evaluate(surrogate.problem, to);
  const auto bound = [&](placement::Level level) { return placement::best_bound(all, level); };
  return {{"refused creates", "a cycle", today.lost, after.lost, bound(placement::Level::lost)},
          {"timeouts", "a cycle", today.timeouts, after.timeouts, bound(placement::Level::timeouts)},
          {"peak load above the line", "lines", today.peak, after.peak, bound(placement::Level::peak)},
          {"moved", "min", static_cast<double>(today.moved), static_cast<double>(after.moved), 0}};
}

}  // namespace

void describe(const Options& options, const Surrogate& today, const Found& found, Recommendation& out) {
  const Surrogate& surrogate = found.surrogate;
  const Placement& to = found.winner.placement;
  out.bounds = placement::bounds(surrogate.problem);
  out.bounds.push_back({"line", placement::Level::length, surrogate.area});
  out.levels = levels_of(surrogate, to, out.bounds);
  out.proved_optimal = found.proved_optimal;
  out.spacing = spacing_of(out.before, surrogate, found.winner.seen, to, options.confidence);
  for (std::uint32_t j = 0; j < movable::count(out.before); ++j) {
    const std::string &from = movable::cron_of(out.before, j), &cron = movable::cron_of(out.after, j);
    if (cron == from) continue;
    const bool vm = movable::vm_schedule_of(out.before, j).has_value();
    out.changes.push_back(
        {j, from, cron, surrogate.shifts[j][to[j]], reason_for(out.before, today, surrogate, to, j),
         vm ? vm_applying_note(out.before, from, cron) : applying_note(out.before, from, cron)});
  }
  out.submissions = submissions(out.before, out.after);
}

}  // namespace headway::recommend
