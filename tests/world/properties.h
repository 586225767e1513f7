// What holds in every play, whatever the scenario and its policies, as a check that tests call with a
// scenario and everything that was said of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/model/scenario.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

inline Instant end_of(const model::Scenario& scenario) {
  return scenario.time.start + scenario.time.horizon;
}

/// The most of these [from, to) that are there at one instant.
using Interval = std::pair<Instant, Instant>;
std::size_t most_at_once(const std::vector<Interval>& intervals);

/// Of everything that was said, in order of emission.
std::uint64_t fingerprint(const Recording& r);

/// Exclusion of locks, conservation of blocks, order of instants, due = sum of outcomes, starts in order,
/// limits of slots, workers and admission, retention, capacities. Fails the test where one does not hold;
/// returns how many looks at locks were torn.
std::size_t check_all(const model::Scenario& scenario, const Recording& r);

}  // namespace headway::tests
