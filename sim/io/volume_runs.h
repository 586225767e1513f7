// Runs of volumes that one entry of a scenario file can state: equal but for a number in their names.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::io {

struct VolumeRun {
  std::size_t first = 0, count = 1;  ///< of Scenario::volumes
  std::string name;                  ///< one name, or a range
  bool round_robin = false;          ///< the nodes go round as the reader would deal them out
};

/// The names in order, each stretch that counts up as one range. O(names).
std::vector<std::string> name_runs(const std::vector<std::string>& names);

/// The scenario's volumes as runs, in order, each as long as it goes. O(volumes × labels).
std::vector<VolumeRun> volume_runs(const model::Scenario& scenario);

}  // namespace headway::io
