// Sharing of bandwidth: microseconds a flow (start and end), for the lists of tests/data/reference and
// for backups that each have a cap of their own.
//
// Question: is an event's cost independent of the number of flows, and below a microsecond a flow?
#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/random.h"
#include "sim/flow/network.h"
#include "tests/bench/flow_list.h"

namespace {

using namespace headway;

struct Transfer {
  Instant at{};
  std::int64_t bytes = 0;
  std::size_t path = 0;  // among `paths`
  std::optional<BytesPerSecond> cap;
};

struct Workload {
  std::vector<BytesPerSecond> capacities;
  std::vector<std::vector<flow::Share>> paths;
  std::vector<Transfer> transfers;  // by start
};

Instant at_seconds(double s) {
  return Instant{Duration{static_cast<std::int64_t>(s * 1e9 + 0.5)}};
}

Workload recorded(const std::string& name) {
  const bench::FlowList list =
      bench::read_flow_list(std::string(HEADWAY_TEST_DATA) + "/reference/flows-" + name + "-a.jsonl");
  Workload load;
  for (const double capacity : list.capacities) load.capacities.push_back({capacity});
  for (const auto& path : list.paths) {
    auto& shares = load.paths.emplace_back();
    for (const std::size_t link : path) shares.push_back({static_cast<flow::LinkId>(link), 1});
  }
  for (const bench::ListedFlow& flow : list.flows) {
    Transfer transfer{at_seconds(flow.at_s), flow.bytes, flow.path, std::nullopt};
    if (flow.cap) transfer.cap = BytesPerSecond{*flow.cap};
    load.transfers.push_back(transfer);
  }
  return load;
}

/// Batches of backups every half hour over 16 nodes, each with its own cap and compression ratio: disk
/// (weighted), wire and target. `active` is about how many run at a time: each its own class.
Workload all_caps_differ(int active) {
  const core::Luck luck(1, 0);
  std::int64_t roll = 0;
  const auto uniform = [&] { return luck.uniform(0, 0, roll++); };
  Workload load;
  for (int node = 0; node < 16; ++node) {
    load.capacities.push_back({1.5e9});
    load.capacities.push_back({1.25e9});
  }
  load.capacities.push_back({3.125e9});
  const int batches = 20000 / active;
  for (int batch = 0; batch < batches; ++batch)
    for (int i = 0; i < active; ++i) {
      const auto node = static_cast<flow::LinkId>(uniform() * 16);
      load.paths.push_back({{2 * node, 1 + uniform()}, {2 * node + 1, 1}, {32, 1}});
      load.transfers.push_back({at_seconds(1800.0 * batch), static_cast<std::int64_t>(1e9 + 2e10 * uniform()),
                                load.paths.size() - 1, BytesPerSecond{5e6 + 2e8 * uniform()}});
    }
  return load;
}

void play(benchmark::State& state, const Workload& load) {
  std::vector<flow::Completion> done;
  std::uint64_t solves = 0;
  for (auto _ : state) {
    flow::Network network{Instant{}};
    for (const BytesPerSecond capacity : load.capacities) network.add_link(capacity);
    auto next = load.transfers.begin();
    const auto start_all_of_one_instant = [&] {
      const Instant now = next->at;
      for (; next != load.transfers.end() && next->at == now; ++next) {
        const flow::ClassId id = network.open_class(load.paths[next->path], next->cap);
        network.start(id, now, Bytes{next->bytes}, 0);
        network.close_class(id);
      }
    };
    std::size_t completed = 0;
    while (completed < load.transfers.size()) {
      const Instant end = network.next_completion();
      if (next != load.transfers.end() && next->at < end) {
        start_all_of_one_instant();
        continue;
      }
      done.clear();
      network.pop_completed(end, done);
      completed += done.size();
    }
    solves = network.solves();
  }
  const auto flows = static_cast<double>(load.transfers.size());
  state.counters["per_flow"] =
      benchmark::Counter(flows, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["solves_per_flow"] = static_cast<double>(solves) / flows;
}

void BM_Recorded(benchmark::State& state, const std::string& name) {
  play(state, recorded(name));
}
BENCHMARK_CAPTURE(BM_Recorded, node_target, "node_target-1e4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Recorded, burst_single, "burst_single-1e4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Recorded, cap_node_target, "cap_node_target-1e3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Recorded, random_routes, "random1-1e3")->Unit(benchmark::kMillisecond);

void BM_AllCapsDiffer(benchmark::State& state) {
  play(state, all_caps_differ(static_cast<int>(state.range(0))));
}
BENCHMARK(BM_AllCapsDiffer)->Arg(20)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

/// Replacing flows one by one while n are under way in one class: the heap alone.
void BM_HoldInOneClass(benchmark::State& state) {
  const core::Luck luck(2, 0);
  std::int64_t roll = 0;
  flow::Network network{Instant{}};
  const flow::LinkId link = network.add_link({1e9});
  const flow::ClassId id = network.open_class(std::vector<flow::Share>{{link, 1}});
  const auto size = [&] { return Bytes{static_cast<std::int64_t>(1 + 1e9 * luck.uniform(0, 0, roll++))}; };
  for (std::int64_t i = 0; i < state.range(0); ++i) network.start(id, Instant{}, size(), 0);
  std::vector<flow::Completion> done;
  for (auto _ : state) {
    const Instant now = network.next_completion();
    done.clear();
    network.pop_completed(now, done);
    for (std::size_t i = 0; i < done.size(); ++i) network.start(id, now, size(), 0);
  }
}
BENCHMARK(BM_HoldInOneClass)->RangeMultiplier(10)->Range(100, 1000000);

}  // namespace
