#include "cli/experiment_options.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "cli/verb.h"

namespace headway::cli {

namespace po = boost::program_options;

void add_experiment_options(Options& options) {
  options.add()("set", po::value<std::vector<std::string>>()->composing(),
                "PATH=VALUE: change a value of the scenario (repeatable)")(
      "replications,r", po::value<std::int64_t>(), "how many replications (default: the scenario's)")(
      "seed", po::value<std::uint64_t>(), "seed (default: the scenario's)")(
      "jobs,j", po::value<unsigned>(),
      "threads (default: as many as the machine has); the results do not depend on it")(
      "quiet,q", "print nothing but errors");
}

ExperimentOptions read_experiment_options(const Options& options) {
  ExperimentOptions read;
  if (const auto n = options.maybe<std::int64_t>("replications"))
    read.chance.push_back("random.replications=" + std::to_string(*n));
  if (const auto seed = options.maybe<std::uint64_t>("seed"))
    read.chance.push_back("random.seed=" + std::to_string(*seed));
  const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  read.threads = options.maybe<unsigned>("jobs").value_or(machine);
  if (read.threads < 1 || read.threads > 1024)
    throw UsageError("--jobs: expected a whole number from 1 to 1024");
  read.quiet = options.has("quiet");
  return read;
}

std::vector<forecast::ReplicationSummary> play_all(const model::Scenario& scenario,
                                                   const ExperimentOptions& options, const std::string& what,
                                                   const Interruption& interruption) {
  experiment::Plan plan;
  plan.replications = scenario.chance.replications;
  plan.threads = options.threads;
  plan.cancelled = &interruption.flag();
  experiment::Outcome outcome;
  {
    Progress progress(what, plan.replications);
    plan.progress = [&](std::int64_t done) { progress.update(done); };
    outcome = experiment::run(scenario, plan);
  }
  if (outcome.cancelled) interruption.obey();
  return std::move(outcome.replications);
}

}  // namespace headway::cli
