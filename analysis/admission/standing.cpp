#include "analysis/admission/standing.h"

#include <algorithm>
#include <iterator>

#include "sim/core/check.h"

namespace headway::admission {

Standing::Standing(const model::Scenario& scenario, Instant at)
    : lines_(scenario.vm_schedules.size()), places_(scenario.vm_schedules.size(), order_.end()) {
  const auto zone = schedule::Zone::find(scenario.time.zone);
  core::check_invariant(zone.zone.has_value(), "a scenario in an unknown zone");
  zone_ = *zone.zone;
  for (std::uint32_t i = 0; i < lines_.size(); ++i) {
    auto parsed = schedule::Cron::parse(scenario.vm_schedules[i].cron, schedule::CronDialect::v1);
    if (!parsed.cron) continue;
    if (parsed.cron->interval()) moving_.push_back(i);
    lines_[i].cron = std::move(parsed.cron);
    put(i, at);
  }
}

void Standing::put(std::uint32_t schedule, Instant at) {
  Line& line = lines_[schedule];
  line.next = line.cron->next(at, zone_);
  const auto second = line.next ? line.cron->next(*line.next, zone_) : std::nullopt;
  line.granularity = second ? *second - *line.next : line.next ? Duration::min() : Duration::zero();
  if (second) places_[schedule] = order_.emplace(line.granularity, *second, schedule).first;
  if (line.next && !line.cron->interval()) upcoming_.emplace(*line.next, schedule);
}

void Standing::neighbours(std::uint32_t schedule, std::vector<std::uint32_t>& touched) const {
  touched.push_back(schedule);
  const auto place = places_[schedule];
  if (place == order_.end()) return;
  if (place != order_.begin()) touched.push_back(std::get<2>(*std::prev(place)));
  if (std::next(place) != order_.end()) touched.push_back(std::get<2>(*std::next(place)));
}

void Standing::take(std::uint32_t schedule, std::vector<std::uint32_t>& touched) {
  neighbours(schedule, touched);
  if (places_[schedule] != order_.end()) order_.erase(places_[schedule]);
  places_[schedule] = order_.end();
}

std::vector<std::uint32_t> Standing::advance(Instant at) {
  // A firing at `at` itself is no longer to come: next() looks for later ones.
  std::vector<std::uint32_t> fired = moving_;
  while (!upcoming_.empty() && upcoming_.begin()->first <= at) {
    fired.push_back(upcoming_.begin()->second);
    upcoming_.erase(upcoming_.begin());
  }
  std::vector<std::uint32_t> touched;
  for (const std::uint32_t schedule : fired) take(schedule, touched);
  for (const std::uint32_t schedule : fired) put(schedule, at);
  for (const std::uint32_t schedule : fired) neighbours(schedule, touched);
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  return touched;
}

std::optional<Standing::Neighbour> Standing::nearest(std::uint32_t schedule) const {
  const auto place = places_[schedule];
  if (place == order_.end()) return std::nullopt;
  const auto& [granularity, second, self] = *place;
  std::optional<Neighbour> best;
  const auto look = [&](const Place& other) {
    if (std::get<0>(other) != granularity) return;
    const Duration offset = std::max(std::get<1>(other), second) - std::min(std::get<1>(other), second);
    const Neighbour here{std::get<2>(other), offset};
    if (!best || offset < best->offset || (offset == best->offset && here.schedule < best->schedule))
      best = here;
  };
  if (place != order_.begin()) look(*std::prev(place));
  if (std::next(place) != order_.end()) look(*std::next(place));
  return best;
}

}  // namespace headway::admission
