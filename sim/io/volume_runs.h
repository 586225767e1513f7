// Runs of volumes, and of virtual machines, that one entry of a scenario file can state: equal but for a
// number in their names.
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

struct MachineRun {
  std::string name;                  ///< one name, or a range
  std::vector<std::string> volumes;  ///< beside a range: in step with it
};

/// The scenario's machines as runs, in order, each as long as all their names count up by one. O(volumes).
std::vector<MachineRun> machine_runs(const model::Scenario& scenario);

/// The scenario's volumes as runs, in order, each as long as it goes. O(volumes × labels).
std::vector<VolumeRun> volume_runs(const model::Scenario& scenario);

}  // namespace headway::io
