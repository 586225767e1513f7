// Plays one replication of a scenario and hands its records to a sink: what analysis and the command line
// call.
#pragma once

#include <cstdint>

#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway {

/// What a play may be asked for beyond its records.
struct PlayOptions {
  /// Recomputes shares of bandwidth and lock decisions with the slow reference models as it goes; aborts with
  /// a message where they differ. Several times slower.
  bool check = false;
};

/// What a play cost.
struct PlayCost {
  std::uint64_t events = 0;  ///< resumptions of processes
  std::uint64_t solves = 0;  ///< times that rates of transfers were worked out
};

/// Plays replication `replication` of `scenario` from its start to its horizon. The records depend on the
/// scenario, its seed and the replication's number alone; plays may run on any number of threads at once.
PlayCost play(const model::Scenario& scenario, std::uint32_t replication, record::Sink& sink,
              const PlayOptions& options = {});

}  // namespace headway
