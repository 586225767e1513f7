#include "analysis/recommend/places.h"

#include <algorithm>
#include <cmath>

#include "analysis/movable/movable.h"
#include "analysis/recommend/admissible.h"
#include "analysis/recommend/cron_line.h"
#include "sim/schedule/shift.h"

namespace headway::recommend {
namespace {

std::vector<double> pooled(const std::vector<std::vector<double>>& parts) {
  std::vector<double> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

Places places_of(const model::Scenario& scenario, const Observation& seen, const Allowed& allowed,
                 std::uint32_t j, const std::vector<std::int32_t>& firings, Instant cycle, minutes grid,
                 std::int32_t slots) {
  Places out;
  const movable::Schedule job = movable::schedule_of(scenario, j);
  const schedule::Cron line = cron_line(scenario, job.cron).cron;
  const std::vector<double> ends = pooled(seen.schedules[j].upload_end);
  std::vector<minutes> wanted = {minutes{0}};
  if (!job.pinned && (!job.vm_schedule || may_be_edited(scenario, *job.vm_schedule))) {
    const minutes period = schedule::times_of_day_period(line);
    for (const minutes shift : schedule::candidate_shifts(line, grid, -(period / 2)))
      if (shift != minutes{0}) wanted.push_back(shift);
  }
  std::int32_t period = static_cast<std::int32_t>(schedule::times_of_day_period(line).count());
  if (period == 0) period = slots;
  bool any_allowed = false;
  for (const minutes shift : wanted) {
    // Overruns of a night of this schedule alone, by how late its uploads end today.
    double overruns = 0;
    bool starts_allowed = true;
    if (allowed.restricted(j)) {
      for (const std::int32_t firing : firings) {
        const Instant start = cycle + minutes{firing} + shift;
        const Instant end = allowed.end_of(j, start);
        starts_allowed = starts_allowed && end > start;
        if (ends.empty() || end == Instant::max()) continue;
        const double room = to_seconds(end - start);
        const auto late = std::count_if(ends.begin(), ends.end(), [&](double s) { return s > room; });
        overruns += static_cast<double>(late) / static_cast<double>(ends.size());
      }
    }
    any_allowed = any_allowed || starts_allowed;
    if (!starts_allowed) {
      if (shift != minutes{0}) continue;
      overruns = static_cast<double>(firings.size() * job.volumes.size());  // today's place stays comparable
    }
    placement::Place place;
    place.shift = static_cast<std::int32_t>(shift.count());
    place.timeouts = overruns;
    const auto off = static_cast<std::int32_t>(std::abs(shift.count()) % period);
    place.moved = std::min(off, period - off);
    out.places.push_back(place);
    out.shifts.push_back(shift.count());
  }
  out.nowhere = allowed.restricted(j) && !any_allowed;
  return out;
}

}  // namespace headway::recommend
