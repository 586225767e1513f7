// What an operation of the shipped year costs: scenarios/scale-10k-year.json, some days of it, with all of
// its volumes and with a tenth of them.
//
// Played as `headway run` plays it, with the figures tallied and without per-row files, on one thread. Time
// is the processor time of four more days: the difference of two plays, of six days and of two, so that
// building the cluster is not in it. An item is an operation, a backup or a delete with all that belongs to
// it; the count is that of the same four days. Retention is full from the first day on, so that days are
// alike.
#include <benchmark/benchmark.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/experiment/experiment.h"
#include "sim/io/scenario_reader.h"

namespace headway {
namespace {

constexpr int kGroups = 10;  // of volumes, in the scenario

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

model::Scenario days_of_the_year(std::int64_t days, std::int64_t volumes) {
  std::ifstream file(std::string(HEADWAY_SOURCE_DIR) + "/scenarios/scale-10k-year.json");
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<std::string> settings = {"expect=[]", "time.horizon=" + std::to_string(days) + "d"};
  for (int group = 0; group < kGroups; ++group) {
    const std::string g = std::to_string(group);
    settings.push_back("volumes." + g + ".name=\"g" + g + "-{1.." + std::to_string(volumes / kGroups) +
                       "}\"");
  }
  io::ReadResult read = io::read_scenario(text.str(), "scale-10k-year.json", settings);
  if (!read.scenario) throw std::runtime_error(io::format_errors(read));
  if (read.scenario->volumes.size() != static_cast<std::size_t>(volumes))
    throw std::runtime_error("scale-10k-year.json: other groups of volumes than this benchmark expects");
  return std::move(*read.scenario);
}

struct Cost {
  double seconds = 0;
  std::int64_t operations = 0;
  std::int64_t events = 0;
};

Cost cost_of(const model::Scenario& scenario) {
  const double start = processor_seconds();
  const experiment::Outcome outcome = experiment::run(scenario, experiment::Plan{});
  Cost cost{processor_seconds() - start, 0, outcome.events};
  for (const auto kind : {record::OperationKind::backup, record::OperationKind::delete_})
    cost.operations += outcome.replications[0].operations[static_cast<std::size_t>(kind)].completed;
  return cost;
}

void operation(benchmark::State& state) {
  const model::Scenario fewer_days = days_of_the_year(2, state.range(0));
  const model::Scenario more_days = days_of_the_year(6, state.range(0));
  Cost sum;
  for (auto _ : state) {
    const Cost fewer = cost_of(fewer_days);
    const Cost more = cost_of(more_days);
    state.SetIterationTime(more.seconds - fewer.seconds);
    sum.operations += more.operations - fewer.operations;
    sum.events += more.events - fewer.events;
  }
  state.SetItemsProcessed(sum.operations);
  state.counters["events/operation"] = static_cast<double>(sum.events) / static_cast<double>(sum.operations);
}

BENCHMARK(operation)
    ->Name("year/operation")
    ->Arg(1000)
    ->Arg(10000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace headway
