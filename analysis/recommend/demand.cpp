#include "analysis/recommend/demand.h"

#include <algorithm>

namespace headway::recommend {

void add_workers(const model::Scenario& scenario, const Observation& seen, Surrogate& out) {
  const model::Parameters& p = scenario.platform.parameters;
  if (p.delete_asynchronous) return;
  out.problem.workers =
      static_cast<double>(p.controller_workers) * static_cast<double>(scenario.nodes.size());
  const auto most = static_cast<std::size_t>(out.problem.slots);
  const auto minute_of = [](double s) { return static_cast<std::size_t>(std::max(0.0, s / 60)); };
  const auto add = [&](std::vector<double>& list, std::size_t minute, double weight) {
    if (list.size() <= minute) list.resize(minute + 1);
    list[minute] += weight;
  };
  for (std::uint32_t j = 0; j < seen.schedules.size(); ++j) {
    for (const VolumeSamples& volume : seen.schedules[j].volumes) {
      for (const double ask : volume.asks)
        if (minute_of(ask) < most)
          add(out.problem.windows[j].arrivals, minute_of(ask), 1.0 / static_cast<double>(volume.asks.size()));
      for (const Span& hold : volume.deletes)
        for (std::size_t m = minute_of(hold.from); m < most && 60.0 * static_cast<double>(m) < hold.to; ++m) {
          const double minute = 60.0 * static_cast<double>(m);
          const double held = std::min(hold.to, minute + 60) - std::max(hold.from, minute);
          add(out.problem.windows[j].blockers, m, held / 60 / static_cast<double>(volume.deletes.size()));
        }
    }
  }
}

void add_area(const model::Scenario& scenario, const Allowed& allowed, Instant cycle, Surrogate& out) {
  for (std::uint32_t t = 0; t < scenario.targets.size(); ++t) {
    double load = 0;
    std::vector<bool> reachable(static_cast<std::size_t>(out.problem.slots));
    for (std::uint32_t j = 0; j < out.alone.size(); ++j) {
      // Bytes and not the profile of loads, which ends with the cycle.
      const double own = out.alone[j].bytes_to[t] / (60 * scenario.targets[t].write.value);
      if (own <= 0) continue;
      load += own * static_cast<double>(out.problem.windows[j].firings.size());
      for (std::int32_t m = 0; m < out.problem.slots; ++m) {
        const Instant at = cycle + minutes{m};
        if (allowed.end_of(j, at) > at) reachable[static_cast<std::size_t>(m)] = true;
      }
    }
    const auto reach = static_cast<double>(std::count(reachable.begin(), reachable.end(), true));
    const double area = load <= 0 ? 0 : reach > 0 ? load / reach : 1e9;
    if (area < out.area) continue;
    out.area = area;
    out.area_target = t;
    out.area_bytes = load * 60 * scenario.targets[t].write.value;
    out.area_capacity = reach * 60 * scenario.targets[t].write.value;
  }
}

}  // namespace headway::recommend
