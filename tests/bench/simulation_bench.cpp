// What a simulated operation costs: a cluster's night with everything that belongs to it, records thrown
// away.
#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>

#include "sim/io/scenario_reader.h"
#include "sim/simulation.h"

namespace headway {
namespace {

/// Counts operations and forgets the rest.
struct Count : record::Sink {
  std::int64_t operations = 0;
  void on(const record::Operation&) override { ++operations; }
};

model::Scenario cluster(std::int64_t volumes, std::int64_t days) {
  std::ostringstream text;
  text << R"({"headway": 1, "name": "bench", "time": {"start": "2026-01-05T00:00:00Z", "horizon": ")" << days
       << R"(d"}, "platform": {"longhorn": "1.8.2"},
      "nodes": [{"name": "node{01..16}", "upload": "10Gbit/s", "download": "10Gbit/s"}],
      "targets": [{"name": "s3", "kind": "s3", "write": "25Gbit/s", "read": "25Gbit/s", "time_resolution": "1s",
                   "latency": {"list": "5ms", "head": "3ms", "get": "4ms", "put": "12ms", "delete": "5ms"}}],
      "volumes": [{"name": "v-{00001..)"
       << volumes << R"(}", "size": "20Gi", "used": "10Gi", "node": "round-robin", "target": "s3",
                   "dirtied": {"per_day": {"lognormal": {"median": "1Gi", "p95": "4Gi"}}}, "backups": {"daily": 7}}],
      "schedules": [{"kind": "RecurringJob", "name": "daily", "task": "backup", "cron": "0 2 * * *", "retain": 7,
                     "concurrency": 20, "groups": ["default"]}]})";
  io::ReadResult read = io::read_scenario(text.str(), "bench");
  if (!read.scenario) throw std::runtime_error(io::format_errors(read));
  return std::move(*read.scenario);
}

/// Time per backup or delete, with everything that belongs to it.
void operation(benchmark::State& state) {
  const model::Scenario scenario = cluster(state.range(0), state.range(1));
  std::int64_t operations = 0;
  std::uint64_t events = 0;
  for (auto _ : state) {
    Count count;
    events += play(scenario, 0, count).events;
    operations += count.operations;
  }
  state.SetItemsProcessed(operations);
  state.counters["events/operation"] = static_cast<double>(events) / static_cast<double>(operations);
}

BENCHMARK(operation)
    ->Name("simulation/operation")
    ->Args({1000, 10})
    ->Args({10000, 2})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace headway
