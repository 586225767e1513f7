// What can be changed besides start times, one at a time: each lever is the scenario with one thing changed.
//
// Steps are small and few: half the retention, half or twice the concurrency, twice the threads, larger
// blocks (Longhorn 1.10 and later), each later traced version (of Harvester where there is one). Relaxations
// add what takes a decision or money: rarer runs, a wider line, a longer window. A VM schedule has no
// concurrency, keeps more backups than it may fail, and rarer runs only where Harvester's webhook admits that
// line beside the others in every minute.
#pragma once

#include <string>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::recommend {

struct Lever {
  std::string lever;  ///< "retain", "concurrency", "threads", "block_size", "version", "period", "bandwidth",
                      ///< "window"
  std::string of;     ///< a schedule, a target, or "platform"
  std::string from, to;  ///< as a person would write them
  double size = 0;       ///< how large a step: |log2| of the factor; a version counts as 1
  model::Scenario changed;
};

/// Levers on these schedules (as analysis/movable numbers them, ascending) and on the platform.
std::vector<Lever> levers_of(const model::Scenario& scenario, const std::vector<std::uint32_t>& schedules);

/// The same and the relaxations, smallest step first.
std::vector<Lever> relaxations_of(const model::Scenario& scenario,
                                  const std::vector<std::uint32_t>& schedules);

}  // namespace headway::recommend
