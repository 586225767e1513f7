// A placement under construction: which windows stand where, with the sums kept up to date.
//
// put and take cost O(firings x profile + who must stand apart from the window), objective O(slots x
// resources + conflicts). Loads are
// kept as integers of 2^-32 of a capacity: adding and taking away leaves no rounding behind, whatever the
// order.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/placement/problem.h"

namespace headway::placement {

class State {
 public:
  static constexpr std::uint32_t kNowhere = ~0U;

  explicit State(const Problem& problem);

  void put(std::uint32_t window, std::uint32_t place);
  void take(std::uint32_t window);
  bool placed(std::uint32_t window) const { return places_[window] != kNowhere; }
  const Placement& placement() const { return places_; }

  /// Of what is placed.
  Objective objective() const;
  /// Sum of squared loads: smaller is flatter. Guides the search where the peak stands still.
  double roughness() const;
  /// A slot and resource where the load is highest.
  std::int32_t peak_slot() const;
  /// The window's load at a slot, over all resources.
  double load_at(std::uint32_t window, std::int32_t slot) const;
  /// Expected lost backups that the window has a part in.
  double lost_of(std::uint32_t window) const;
  /// Pairs that stand too near, the window one of them.
  std::int64_t too_near_of(std::uint32_t window) const;

 private:
  void add(std::uint32_t window, std::uint32_t place, std::int64_t sign);
  std::int32_t wrap(std::int64_t slot) const { return wrapped(slot, problem_.slots); }

  const Problem& problem_;
  Placement places_;
  std::vector<std::vector<std::uint32_t>> conflicts_of_;  // by window: indexes into problem.conflicts
  std::vector<std::vector<std::uint32_t>> apart_of_;      // likewise into problem.apart
  std::int64_t too_near_ = 0;
  std::vector<std::vector<std::int64_t>> loads_;  // by resource, by slot
  std::vector<std::int64_t> arrivals_, blockers_;
  bool blocks_ = false;
};

}  // namespace headway::placement
