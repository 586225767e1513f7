#include "sim/world/target_faults.h"

#include <algorithm>

#include "sim/record/records.h"

namespace headway::world {

using model::EventKind;

TargetFaults::TargetFaults(const model::Scenario& scenario, std::uint32_t target) {
  std::vector<Instant> edges;
  const auto concerns = [&](const model::Event& e) {
    return e.target == target && (e.kind == EventKind::target_outage || e.kind == EventKind::target_slow ||
                                  e.kind == EventKind::list_errors);
  };
  for (const model::Event& e : scenario.events) {
    if (e.kind == EventKind::lost_refreshes && e.target == target)
      saves_.push_back(LostSaves{e.at, e.at + e.length, e.node});
    if (!concerns(e)) continue;
    edges.push_back(e.at);
    edges.push_back(e.at + e.length);
  }
  if (edges.empty()) return;
  edges.push_back(scenario.time.start);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  for (const Instant edge : edges) {
    Phase phase;
    phase.from = edge;
    for (const model::Event& e : scenario.events) {
      if (!concerns(e) || edge < e.at || edge >= e.at + e.length) continue;
      phase.down = phase.down || e.kind == EventKind::target_outage;
      phase.lists_fail = phase.lists_fail || e.kind == EventKind::list_errors;
      if (e.kind == EventKind::target_slow) phase.slow *= std::max(1.0, e.latency_factor);
    }
    phases_.push_back(phase);
  }
}

std::size_t TargetFaults::index(Instant t) const {
  const auto after = std::upper_bound(phases_.begin(), phases_.end(), t,
                                      [](Instant at, const Phase& phase) { return at < phase.from; });
  return after == phases_.begin() ? 0 : static_cast<std::size_t>(after - phases_.begin()) - 1;
}

TargetFaults::Phase TargetFaults::phase(Instant t) const {
  return phases_.empty() ? Phase{} : phases_[index(t)];
}

Instant TargetFaults::up_again(Instant t) const {
  if (phases_.empty()) return t;
  std::size_t i = index(t);
  if (!phases_[i].down) return t;
  while (i + 1 < phases_.size() && phases_[i].down) ++i;
  return phases_[i].from;
}

Answer TargetFaults::answer(Instant start, Duration nominal, Duration patience) const {
  if (phases_.empty()) return Answer{start + nominal, true};
  double left = static_cast<double>(nominal.count());  // of nominal time
  Instant now = start;
  for (std::size_t i = index(start);; ++i) {
    const Phase& phase = phases_[i];
    const bool last = i + 1 == phases_.size();
    if (phase.down) {
      const Instant up = up_again(now);
      if (up - now > patience) return Answer{now + patience, false};
      now = up;
      while (i + 1 < phases_.size() && phases_[i + 1].from < up) ++i;
      continue;
    }
    const Duration needs(static_cast<std::int64_t>(left * phase.slow));
    if (last || now + needs <= phases_[i + 1].from) return Answer{now + needs, true};
    left -= static_cast<double>((phases_[i + 1].from - now).count()) / phase.slow;
    now = phases_[i + 1].from;
  }
}

Instant TargetFaults::gives_up(Instant start, Duration patience) const {
  if (phases_.empty()) return record::kNever;
  for (std::size_t i = index(start); i < phases_.size(); ++i) {
    if (!phases_[i].down) continue;
    const Instant from = std::max(start, phases_[i].from);
    if (up_again(from) - from > patience) return from + patience;
  }
  return record::kNever;
}

std::vector<lock::SaveFault> TargetFaults::save_faults(std::uint32_t node, Instant from,
                                                       Duration hang) const {
  std::vector<lock::SaveFault> faults;
  for (const LostSaves& lost : saves_)
    if (lost.until > from && (!lost.node || *lost.node == node))
      faults.push_back(lock::SaveFault{lost.from, lost.until, false});
  for (std::size_t i = 0; i < phases_.size(); ++i) {
    if (!phases_[i].down) continue;
    const Instant until = i + 1 < phases_.size() ? phases_[i + 1].from : Instant::max();
    const bool hangs = until - phases_[i].from <= hang;
    if (until > from) faults.push_back(lock::SaveFault{phases_[i].from, until, hangs});
  }
  std::sort(faults.begin(), faults.end(),
            [](const lock::SaveFault& a, const lock::SaveFault& b) { return a.from < b.from; });
  return faults;
}

}  // namespace headway::world
