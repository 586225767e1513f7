// The hold model: take the earliest entry, put it back an exponential time of mean 1 s later, with a fixed
// number pending. The measure by which event lists have been compared since Vaucher and Duval (1975).
//
// The calendar is measured through the interface the engine uses, with instants made into keys as the engine
// makes them; beside it, in the same run, std::priority_queue with the entries one would naturally give it,
// and on top of the calendar the engine with coroutines that await delays. The gaps are drawn beforehand and
// are the same for all, so that no random number is timed.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <queue>
#include <random>
#include <vector>

#include "sim/core/await.h"
#include "sim/core/calendar.h"
#include "sim/core/engine.h"
#include "sim/core/math.h"
#include "sim/core/random.h"

namespace headway::core {
namespace {

constexpr std::size_t kGaps = std::size_t{1}
                              << 14;  // a power of two; prime to no pending number, wrapped at odd steps

/// Exponential gaps of mean 1, in seconds.
const std::vector<double>& gaps() {
  static const std::vector<double> drawn = [] {
    std::vector<double> g(kGaps);
    std::mt19937_64 random(1);
    for (double& gap : g) gap = -core::log(open_uniform(random()));
    return g;
  }();
  return drawn;
}
/// The same in nanoseconds.
const std::vector<Duration>& durations() {
  static const std::vector<Duration> drawn = [] {
    std::vector<Duration> d;
    for (const double gap : gaps()) d.push_back(from_seconds(gap));
    return d;
  }();
  return drawn;
}

/// One step through the table. Not a multiple of small powers of two, so that entry and gap do not pair up.
struct Cursor {
  std::size_t at = 0;
  std::size_t next() { return at = (at + 1) & (kGaps - 1); }
};

Key key(std::int64_t since_start, Rank rank) {
  return static_cast<std::uint64_t>(since_start) << 3 | static_cast<Key>(rank);
}

void calendar_hold(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  const auto& gap = durations();
  Calendar calendar;
  Cursor cursor;
  for (std::size_t i = 0; i < pending; ++i) calendar.push(key(gap[cursor.next()].count(), Rank::work), i);
  Calendar::Entry entry{};
  auto hold = [&] {
    calendar.pop(~Key{0} - 1, entry);
    const auto now = static_cast<std::int64_t>(entry.key >> 3);
    calendar.push(key(now + gap[cursor.next()].count(), Rank::work), entry.payload);
  };
  for (std::size_t i = 0; i < 3 * pending; ++i) hold();  // to the steady state
  for (auto _ : state) hold();
  benchmark::DoNotOptimize(entry);
  state.SetItemsProcessed(state.iterations());
}

struct Timed {
  double at;
  std::uint32_t id;
  bool operator>(const Timed& other) const { return at > other.at; }
};

void priority_queue_hold(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  const auto& gap = gaps();
  std::priority_queue<Timed, std::vector<Timed>, std::greater<>> queue;
  Cursor cursor;
  for (std::size_t i = 0; i < pending; ++i) queue.push({gap[cursor.next()], static_cast<std::uint32_t>(i)});
  Timed entry{};
  auto hold = [&] {
    entry = queue.top();
    queue.pop();
    entry.at += gap[cursor.next()];
    queue.push(entry);
  };
  for (std::size_t i = 0; i < 3 * pending; ++i) hold();
  for (auto _ : state) hold();
  benchmark::DoNotOptimize(entry);
  state.SetItemsProcessed(state.iterations());
}

Task<void> walker(Engine& engine, const std::vector<Duration>& gap, Cursor& cursor) {
  for (;;) co_await delay(engine, gap[cursor.next()]);
}

/// The same with processes: each event is a coroutine that goes on and awaits its next delay.
void coroutine_delay(benchmark::State& state) {
  const auto pending = state.range(0);
  Engine engine(Instant{seconds(1'700'000'000)});
  Cursor cursor;
  for (std::int64_t i = 0; i < pending; ++i) engine.spawn(walker(engine, durations(), cursor));
  engine.run_until(engine.now() + seconds(3));
  // 1000 events at a time: `pending` processes have that many in 1000 / pending seconds.
  const Duration stretch = Duration(1'000'000'000'000) / pending;
  const std::uint64_t before = engine.events();
  for (auto _ : state) engine.run_until(engine.now() + stretch);
  state.SetItemsProcessed(static_cast<std::int64_t>(engine.events() - before));
}

BENCHMARK(calendar_hold)->Name("calendar/hold")->Arg(1000)->Arg(100000)->Arg(1000000);
BENCHMARK(priority_queue_hold)->Name("priority_queue/hold")->Arg(1000)->Arg(100000)->Arg(1000000);
BENCHMARK(coroutine_delay)->Name("engine/delay")->Arg(1000)->Arg(10000)->Arg(100000);

}  // namespace
}  // namespace headway::core
