// Random instances of the placement problem, addressed by number: the same on every machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "analysis/placement/problem.h"
#include "sim/core/random.h"

namespace headway::placement {

class Dice {
 public:
  Dice(std::uint64_t family, std::uint32_t instance) : luck_(family, instance) {}
  double uniform() { return luck_.uniform(0x64696365, 1, n_++); }
  /// low … high, both included.
  std::int32_t whole(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(uniform() * (high - low + 1));
  }

 private:
  core::Luck luck_;
  std::int64_t n_ = 0;
};

/// Up to `windows` windows that may stand in up to `slots` places of a short circle, with hard conflicts,
/// costs of their own, loads on two lines, deletes that fill workers.
inline Problem small_instance(std::uint32_t number, std::int32_t windows, std::int32_t slots) {
  Dice dice(2'024, number);
  Problem p;
  p.slots = dice.whole(2, slots);
  p.resources = 2;
  p.threshold = dice.uniform() < 0.5 ? 0 : 1.5;
  p.workers = 2;
  const std::int32_t n = dice.whole(1, windows);
  for (std::int32_t w = 0; w < n; ++w) {
    Window window;
    window.name = "w" + std::to_string(w);
    window.firings = {dice.whole(0, p.slots - 1)};
    if (dice.uniform() < 0.3) window.firings.push_back((window.firings[0] + p.slots / 2) % p.slots);
    std::sort(window.firings.begin(), window.firings.end());
    const bool pinned = dice.uniform() < 0.15;
    for (std::int32_t shift = 0; shift < (pinned ? 1 : p.slots); ++shift) {
      if (shift > 0 && dice.uniform() < 0.2) continue;  // not in an allowed window
      Place place;
      place.shift = shift;
      place.moved = std::min(shift, p.slots - shift);
      if (dice.uniform() < 0.1) place.lost = dice.whole(1, 3);
      if (dice.uniform() < 0.1) place.timeouts = dice.whole(1, 3);
      window.places.push_back(place);
    }
    const std::int32_t length = dice.whole(1, 3);
    const auto resource = static_cast<std::uint32_t>(dice.whole(0, 1));
    const double load = 0.25 * dice.whole(1, 8);
    for (std::int32_t k = 0; k < length; ++k) window.loads.push_back({resource, k, load});
    window.arrivals = {1.0 * dice.whole(0, 2)};
    window.blockers = {0, 1.0 * dice.whole(0, 3)};
    p.windows.push_back(window);
  }
  for (std::uint32_t a = 0; a < p.windows.size(); ++a)
    for (std::uint32_t b = a + 1; b < p.windows.size(); ++b) {
      if (dice.uniform() < 0.4) continue;
      Conflict conflict{a, b, std::vector<double>(static_cast<std::size_t>(p.slots))};
      const std::int32_t from = dice.whole(0, p.slots - 1), length = dice.whole(1, std::max(1, p.slots / 2));
      for (std::int32_t k = 0; k < length; ++k)
        conflict.lost[static_cast<std::size_t>((from + k) % p.slots)] = 0.5 * dice.whole(1, 4);
      p.conflicts.push_back(conflict);
    }
  return p;
}

/// The same with some pairs that must stand apart, on the circle or on a part of it.
inline Problem instance_of_apart(std::uint32_t number, std::int32_t windows, std::int32_t slots) {
  Problem p = small_instance(number, windows, slots);
  Dice dice(2'025, number);
  for (std::uint32_t a = 0; a < p.windows.size(); ++a)
    for (std::uint32_t b = a + 1; b < p.windows.size(); ++b) {
      if (dice.uniform() < 0.4) continue;
      Apart apart{
          a, b, p.slots % 2 == 0 && dice.uniform() < 0.3 ? p.slots / 2 : p.slots, {}, dice.whole(1, 2)};
      for (const std::int32_t first : p.windows[a].firings)
        for (const std::int32_t second : p.windows[b].firings)
          apart.offsets.push_back(wrapped(second - first, apart.period));
      p.apart.push_back(apart);
    }
  return p;
}

/// A night of many jobs on one line: 96 slots of 5 min, each job 1 to 12 slots long with 2 to 20 % of the
/// line, which may start at any slot of the night (of the circle), and no conflicts: the peak is the
/// question.
inline Problem night_of_many(std::uint32_t number, std::int32_t windows) {
  Dice dice(4'711, number);
  Problem p;
  p.slots = 96;
  for (std::int32_t w = 0; w < windows; ++w) {
    Window window;
    window.name = "w" + std::to_string(w);
    window.firings = {dice.whole(0, 11)};  // everybody early in the night
    for (std::int32_t shift = 0; shift < p.slots; ++shift)
      window.places.push_back({shift, 0, 0, std::min(shift, p.slots - shift)});
    const std::int32_t length = dice.whole(1, 12);
    const double load = 0.02 + 0.18 * dice.uniform();
    for (std::int32_t k = 0; k < length; ++k) window.loads.push_back({0, k, load});
    p.windows.push_back(window);
  }
  return p;
}

}  // namespace headway::placement
