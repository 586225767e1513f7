#include "analysis/recommend/allowed.h"

#include <algorithm>

#include "analysis/movable/movable.h"
#include "sim/core/check.h"
#include "sim/schedule/ticks.h"

namespace headway::recommend {
namespace {

template <class Stretch>
const Stretch* stretch_at(const std::vector<Stretch>& stretches, Instant at) {
  auto after = std::upper_bound(stretches.begin(), stretches.end(), at,
                                [](Instant t, const Stretch& s) { return t < s.from; });
  if (after == stretches.begin()) return nullptr;
  --after;
  return at < after->to ? &*after : nullptr;
}

}  // namespace

Allowed::Allowed(const model::Scenario& scenario) : of_(movable::count(scenario)) {
  constexpr Duration kWeek = hours{24 * 7};
  const auto add = [&](const model::Window& window, std::vector<Stretch> Of::*list, bool limits) {
    const auto cron = schedule::Cron::parse(window.cron);
    const auto zone = schedule::Zone::find(window.zone.empty() ? scenario.time.zone : window.zone);
    core::check_invariant(cron.cron.has_value() && zone.zone.has_value(),
                          "a window with an invalid cron line");
    const Instant from = scenario.time.start - kWeek - window.length;
    const auto ticks = schedule::ticks_between(
        *cron.cron, *zone.zone, from, scenario.time.start + scenario.time.horizon + kWeek, kMostStretches);
    for (std::uint32_t j = 0; j < of_.size(); ++j) {
      const auto vm = movable::vm_schedule_of(scenario, j);
      const auto& named = vm ? window.vm_schedules : window.jobs;
      if (!window.every && !std::binary_search(named.begin(), named.end(), vm.value_or(j))) continue;
      of_[j].limited = of_[j].limited || limits;
      for (const Instant tick : ticks.at) (of_[j].*list).push_back({tick, tick + window.length});
    }
  };
  for (const model::Window& window : scenario.allowed) add(window, &Of::allowed, true);
  for (const model::Window& window : scenario.blackout) add(window, &Of::blackout, false);
  for (Of& of : of_) {
    for (auto* list : {&of.allowed, &of.blackout}) {
      std::sort(list->begin(), list->end(),
                [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
      std::vector<Stretch> joined;
      for (const Stretch& s : *list) {
        if (!joined.empty() && s.from <= joined.back().to)
          joined.back().to = std::max(joined.back().to, s.to);
        else
          joined.push_back(s);
      }
      *list = std::move(joined);
    }
  }
}

bool Allowed::restricted(std::uint32_t schedule) const {
  return of_[schedule].limited || !of_[schedule].blackout.empty();
}

Instant Allowed::end_of(std::uint32_t schedule, Instant at) const {
  const Of& of = of_[schedule];
  Instant end = Instant::max();
  if (of.limited) {
    const Stretch* in = stretch_at(of.allowed, at);
    if (in == nullptr) return at;
    end = in->to;
  }
  if (stretch_at(of.blackout, at) != nullptr) return at;
  const auto next = std::upper_bound(of.blackout.begin(), of.blackout.end(), at,
                                     [](Instant t, const Stretch& s) { return t < s.from; });
  return next == of.blackout.end() ? end : std::min(end, next->from);
}

bool Allowed::whole(std::uint32_t schedule, Instant from, Instant to) const {
  if (!restricted(schedule)) return true;
  const Instant end = end_of(schedule, from);
  return end > from && to <= end;
}

}  // namespace headway::recommend
