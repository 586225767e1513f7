// What the verbs that play scenarios have in common: options about settings, chance and threads, and playing
// with progress on the terminal.
#pragma once

#include <string>
#include <vector>

#include "analysis/experiment/experiment.h"
#include "cli/options.h"
#include "cli/terminal.h"

namespace headway::cli {

struct ExperimentOptions {
  std::vector<std::string> chance;  ///< --replications and --seed as settings of the scenario
  unsigned threads = 1;
  bool quiet = false;
};

/// Adds --set, --replications, --seed, --jobs and --quiet. What --set means is the verb's own business.
void add_experiment_options(Options& options);

/// Reads them. Throws UsageError.
ExperimentOptions read_experiment_options(const Options& options);

/// Plays all replications of the scenario. Obeys an interruption, so what comes back is complete. `what` is
/// shown as progress.
std::vector<forecast::ReplicationSummary> play_all(const model::Scenario& scenario,
                                                   const ExperimentOptions& options, const std::string& what,
                                                   const Interruption& interruption);

}  // namespace headway::cli
