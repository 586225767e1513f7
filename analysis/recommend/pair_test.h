// The pair test: when does a create of one schedule ask for a lock that a retention delete of another holds?
//
// Two strictly periodic windows [hold] and [request] (algorithms, "Spacing" 1), averaged over what was seen:
// for every distance of the two start times, in minutes, the expected number of refused creates a cycle, over
// all shared volumes and all firings.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/movable/movable.h"
#include "analysis/recommend/observe.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

/// Two schedules that ask for locks of the same volumes.
struct PairTest {
  std::uint32_t deletes = 0,
                creates = 0;  ///< whose delete holds the lock; whose create asks for it (may be equal)
  std::int64_t shared_volumes = 0;
  std::uint32_t volume = 0;     ///< the first of them
  double hold_s = 0;            ///< 95 % quantile of the hold on one volume
  double period_s = 0;          ///< g: the two stand to each other alike every so often
  double refused_today = 0;     ///< expected refused creates a cycle as things stand
  double refused_at_best = 0;   ///< the same at the best distance
  std::vector<double> refused;  ///< by distance (shift of creates - shift of deletes), minutes of the cycle
};

/// Whether the two have a volume in common.
bool share_volumes(const movable::Schedule& a, const movable::Schedule& b);

/// The test of an ordered pair; nothing where they share no volume. `schedules`: all of the scenario's.
/// `firings`: minutes of the cycle of
/// `slots` minutes at which each schedule starts, by schedule. O(volumes x samples^2 + distances of firings x
/// slots).
std::optional<PairTest> pair_test(const model::Scenario& scenario,
                                  const std::vector<movable::Schedule>& schedules, const Observation& seen,
                                  std::uint32_t deletes, std::uint32_t creates,
                                  const std::vector<std::vector<std::int32_t>>& firings, std::int32_t slots);

}  // namespace headway::recommend
