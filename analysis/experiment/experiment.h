// Many plays of one scenario: the one caller of the simulation.
//
// Replications are handed to threads in order and their results put back in order, so everything that comes
// out is the same for any number of threads. Detailed records, where wanted, go to a sink of their own for
// each replication and are handed over in replication order as well.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "analysis/forecast/summary.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::experiment {

struct Plan {
  std::int64_t replications = 1;  ///< >= 1
  unsigned threads = 1;           ///< >= 1
  bool check = false;             ///< recompute shares and lock decisions with the reference models
  /// Makes the sink that receives all records of a replication, or nullptr for none. Called by any thread.
  std::function<std::unique_ptr<record::Sink>(std::int64_t replication)> detail;
  /// Takes a detail sink back once its replication is over; called in replication order, one at a time.
  std::function<void(std::int64_t replication, record::Sink& detail)> take;
  /// Told after each replication how many are over. Called by any thread, one at a time.
  std::function<void(std::int64_t done)> progress;
  /// Looked at between replications: true ends the experiment early.
  const std::atomic<bool>* cancelled = nullptr;
};

struct Outcome {
  std::vector<forecast::ReplicationSummary> replications;  ///< in order; all of the plan unless cancelled
  std::int64_t events = 0, solves = 0;                     ///< sums
  bool cancelled = false;
};

/// Plays replications 0 … n-1. Time: that of the plays divided by the threads. An exception from a callback
/// ends the experiment and is thrown on.
Outcome run(const model::Scenario& scenario, const Plan& plan);

/// Plays one replication again for a sink that wants to know more of it than ordinary runs keep. The records
/// are those of `run`.
void replay(const model::Scenario& scenario, std::uint32_t replication, record::Sink& sink);

}  // namespace headway::experiment
