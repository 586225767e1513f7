// Plays a list of flows with headway, as a simulation does: the engine, a process that starts flows at their
// instants, and one that waits for completions.
//
// Set up before the clock starts: the list in memory with paths as the network takes them, the network with
// its links, the engine. Timed: everything from there to the last completion, the look-up of each flow's
// class included. `--drive calls` leaves the engine out and calls the network alone.
#include <algorithm>

#include "sim/core/await.h"
#include "sim/core/engine.h"
#include "sim/flow/network.h"
#include "tests/bench/peers/player.h"

namespace headway::bench {
namespace {

struct Start {
  Instant at{};
  std::int64_t bytes = 0;
  std::size_t path = 0;
  std::optional<BytesPerSecond> cap;
};

struct Workload {
  std::vector<std::vector<flow::Share>> paths;
  std::vector<Start> starts;  // by instant
};

/// What the processes of one run share.
struct Run {
  core::Engine engine{Instant{}};
  flow::Network network{Instant{}};
  core::Signal changed;
  std::vector<flow::Completion> done;
  std::vector<Instant> ends;
  std::size_t completed = 0, next = 0;
};

void start_all_of(Run& run, const Workload& load, Instant now) {
  for (; run.next < load.starts.size() && load.starts[run.next].at == now; ++run.next) {
    const Start& start = load.starts[run.next];
    const flow::ClassId id = run.network.open_class(load.paths[start.path], start.cap);
    run.network.start(id, now, Bytes{start.bytes}, run.next);
    run.network.close_class(id);
  }
}

void collect(Run& run, Instant now) {
  run.done.clear();
  run.network.pop_completed(now, run.done);
  for (const flow::Completion& completion : run.done) run.ends[completion.tag] = completion.at;
  run.completed += run.done.size();
}

core::Task<void> starter(Run& run, const Workload& load) {
  while (run.next < load.starts.size()) {
    const Instant now = load.starts[run.next].at;
    co_await core::sleep_until(run.engine, now);
    start_all_of(run, load, now);
    run.changed.notify(run.engine);
  }
}

core::Task<void> collector(Run& run) {
  for (;;) {
    const Instant end = run.network.next_completion();
    const std::uint32_t which =
        co_await core::first_of(run.engine, core::on(run.changed), core::at(end, core::Rank::completion));
    if (which == 1) collect(run, end);
  }
}

void play_with_engine(Run& run, const Workload& load) {
  run.engine.spawn(collector(run));
  run.engine.spawn(starter(run, load));
  for (Duration step = hours{24}; run.completed < run.ends.size();)
    run.engine.run_until(run.engine.now() + step);
}

void play_with_calls(Run& run, const Workload& load) {
  while (run.completed < run.ends.size()) {
    const Instant end = run.network.next_completion();
    if (run.next < load.starts.size() && load.starts[run.next].at < end)
      start_all_of(run, load, load.starts[run.next].at);
    else
      collect(run, end);
  }
}

Played play(const PlayerCall& call, const FlowList& list) {
  if (!call.drive.empty() && call.drive != "engine" && call.drive != "calls")
    throw std::runtime_error("--drive is engine or calls, not " + call.drive);
  Workload load;
  for (const auto& path : list.paths) {
    auto& shares = load.paths.emplace_back();
    for (const std::size_t link : path) shares.push_back({static_cast<flow::LinkId>(link), 1});
  }
  for (const ListedFlow& flow : list.flows) {
    Start start{Instant{Duration{static_cast<std::int64_t>(flow.at_s * 1e9 + 0.5)}}, flow.bytes, flow.path,
                std::nullopt};
    if (flow.cap) start.cap = BytesPerSecond{*flow.cap};
    load.starts.push_back(start);
  }
  Played played;
  for (int repetition = 0; repetition < call.repetitions; ++repetition) {
    Run run;
    for (const double capacity : list.capacities) run.network.add_link({capacity});
    run.ends.resize(load.starts.size());
    const double before = processor_seconds();
    if (call.drive == "calls")
      play_with_calls(run, load);
    else
      play_with_engine(run, load);
    played.seconds.push_back(processor_seconds() - before);
    played.ends.clear();
    for (const Instant end : run.ends) played.ends.push_back(to_seconds(end.time_since_epoch()));
  }
  return played;
}

}  // namespace
}  // namespace headway::bench

int main(int argc, char** argv) {
  return headway::bench::run_player(argc, argv, headway::bench::play);
}
