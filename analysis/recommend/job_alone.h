// The pure surrogate of a run's load: what the job would put on the line if it had the cluster for itself.
//
// Each volume's turn: a preparation (snapshot, lock, comparison; a constant), then an upload of what a period
// dirties (sim/cost), as fast as its threads can and the lines give (the max-min network of sim/flow), as
// many turns at once as the job's concurrency; of a VM schedule all at once. No lock, no chance, no
// simulator. Microseconds a volume.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::recommend {

struct JobAlone {
  struct Minute {
    std::uint32_t target = 0;
    std::int32_t minute = 0;  ///< after the tick
    double load = 0;          ///< bytes in that minute by what the target's line can take in one
  };
  std::vector<Minute> line;      ///< ascending by target, then minute
  double length_s = 0;           ///< until the last upload ends
  double bytes = 0;              ///< stored by one run
  std::vector<double> bytes_to;  ///< the same by target
};

/// `index`: as analysis/movable numbers them. `period_s`: time between two runs, in which volumes are
/// dirtied. `prepare_s`: seconds of a turn before its upload. Loads beyond `minutes` after the tick are cut.
JobAlone job_alone(const model::Scenario& scenario, std::uint32_t index, double period_s, double prepare_s,
                   std::int32_t minutes);

}  // namespace headway::recommend
