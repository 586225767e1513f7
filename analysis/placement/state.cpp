#include "analysis/placement/state.h"

#include <algorithm>

namespace headway::placement {
namespace {

constexpr double kUnit = 4294967296.0;  // 2^32

std::int64_t fixed(double load) {
  return static_cast<std::int64_t>(load * kUnit + 0.5);
}
double real(std::int64_t load) {
  return static_cast<double>(load) / kUnit;
}

}  // namespace

State::State(const Problem& problem)
    : problem_(problem),
      places_(problem.windows.size(), kNowhere),
      conflicts_of_(problem.windows.size()),
      apart_of_(problem.windows.size()),
      loads_(problem.resources, std::vector<std::int64_t>(static_cast<std::size_t>(problem.slots))),
      arrivals_(static_cast<std::size_t>(problem.slots)),
      blockers_(static_cast<std::size_t>(problem.slots)) {
  for (std::uint32_t c = 0; c < problem.conflicts.size(); ++c) {
    conflicts_of_[problem.conflicts[c].first].push_back(c);
    conflicts_of_[problem.conflicts[c].second].push_back(c);
  }
  for (std::uint32_t a = 0; a < problem.apart.size(); ++a) {
    apart_of_[problem.apart[a].first].push_back(a);
    apart_of_[problem.apart[a].second].push_back(a);
  }
  for (const Window& window : problem.windows) blocks_ = blocks_ || !window.blockers.empty();
}

void State::add(std::uint32_t w, std::uint32_t place, std::int64_t sign) {
  const Window& window = problem_.windows[w];
  const std::int32_t shift = window.places[place].shift;
  for (const std::int32_t firing : window.firings) {
    const std::int64_t start = std::int64_t{firing} + shift;
    for (const Load& load : window.loads)
      loads_[load.resource][static_cast<std::size_t>(wrap(start + load.after))] += sign * fixed(load.load);
    if (!blocks_) continue;
    for (std::size_t k = 0; k < window.arrivals.size(); ++k)
      arrivals_[static_cast<std::size_t>(wrap(start + static_cast<std::int64_t>(k)))] +=
          sign * fixed(window.arrivals[k]);
    for (std::size_t k = 0; k < window.blockers.size(); ++k)
      blockers_[static_cast<std::size_t>(wrap(start + static_cast<std::int64_t>(k)))] +=
          sign * fixed(window.blockers[k]);
  }
}

void State::put(std::uint32_t window, std::uint32_t place) {
  places_[window] = place;
  add(window, place, 1);
  too_near_ += too_near_of(window);
}

void State::take(std::uint32_t window) {
  add(window, places_[window], -1);
  too_near_ -= too_near_of(window);
  places_[window] = kNowhere;
}

std::int64_t State::too_near_of(std::uint32_t w) const {
  std::int64_t count = 0;
  for (const std::uint32_t a : apart_of_[w]) {
    const Apart& apart = problem_.apart[a];
    const std::uint32_t first = places_[apart.first], second = places_[apart.second];
    count += first != kNowhere && second != kNowhere && too_near(problem_, apart, first, second);
  }
  return count;
}

double State::lost_of(std::uint32_t w) const {
  double lost = problem_.windows[w].places[places_[w]].lost;
  for (const std::uint32_t c : conflicts_of_[w]) {
    const Conflict& conflict = problem_.conflicts[c];
    if (places_[conflict.first] == kNowhere || places_[conflict.second] == kNowhere) continue;
    const auto shift = [&](std::uint32_t i) { return problem_.windows[i].places[places_[i]].shift; };
    lost += conflict.lost[static_cast<std::size_t>(
        wrap(std::int64_t{shift(conflict.second)} - shift(conflict.first)))];
  }
  return lost;
}

Objective State::objective() const {
  Objective out;
  out.too_near = too_near_;
  for (std::uint32_t w = 0; w < places_.size(); ++w) {
    if (places_[w] == kNowhere) continue;
    const Place& place = problem_.windows[w].places[places_[w]];
    out.lost += place.lost;
    out.timeouts += place.timeouts;
    out.moved += place.moved;
  }
  for (const Conflict& conflict : problem_.conflicts) {
    if (places_[conflict.first] == kNowhere || places_[conflict.second] == kNowhere) continue;
    const auto shift = [&](std::uint32_t i) { return problem_.windows[i].places[places_[i]].shift; };
    out.lost += conflict.lost[static_cast<std::size_t>(
        wrap(std::int64_t{shift(conflict.second)} - shift(conflict.first)))];
  }
  if (blocks_) {
    for (std::size_t slot = 0; slot < arrivals_.size(); ++slot)
      out.timeouts += real(arrivals_[slot]) * std::max(0.0, real(blockers_[slot]) - problem_.workers);
  }
  std::int64_t peak = 0;
  for (const auto& resource : loads_)
    for (const std::int64_t load : resource) peak = std::max(peak, load);
  out.peak = std::max(0.0, real(peak) - problem_.threshold);
  return out;
}

double State::roughness() const {
  double sum = 0;
  for (const auto& resource : loads_)
    for (const std::int64_t load : resource) sum += real(load) * real(load);
  return sum;
}

std::int32_t State::peak_slot() const {
  std::int64_t peak = -1;
  std::size_t at = 0;
  for (const auto& resource : loads_)
    for (std::size_t slot = 0; slot < resource.size(); ++slot)
      if (resource[slot] > peak) peak = resource[slot], at = slot;
  return static_cast<std::int32_t>(at);
}

double State::load_at(std::uint32_t w, std::int32_t slot) const {
  const Window& window = problem_.windows[w];
  double sum = 0;
  for (const std::int32_t firing : window.firings)
    for (const Load& load : window.loads)
      if (wrap(std::int64_t{firing} + window.places[places_[w]].shift + load.after) == slot) sum += load.load;
  return sum;
}

}  // namespace headway::placement
