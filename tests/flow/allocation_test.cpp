// Nothing is allocated per event once the tables have grown: counted by replacing operator new here.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

#include "sim/flow/network.h"
#include "tests/flow/dice.h"
#include "tests/flow/play.h"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace headway::flow {
namespace {

/// Starts, cancellations, outages, loads and classes that come and go with caps of their own.
void work(Network& net, Dice& dice, std::vector<Completion>& done, Instant& now, int steps) {
  Share path[3];
  FlowId last;
  for (int i = 0; i < steps; ++i) {
    now += from_seconds(dice.exponential(1));
    done.clear();
    net.pop_completed(now, done);
    path[0] = {static_cast<LinkId>(dice.between(0, 3)), dice.real(1, 2)};
    path[1] = {static_cast<LinkId>(dice.between(4, 7)), 1};
    path[2] = {8, 1};
    const ClassId id = net.open_class(path, BytesPerSecond{dice.real(1e6, 1e9)});
    last = net.start(id, now, Bytes{dice.between(1, 1'000'000'000)}, 0);
    net.close_class(id);
    if (dice.chance(0.2)) net.cancel(last, now);
    if (dice.chance(0.1)) net.set_capacity(8, now, {dice.real(5e8, 2e9)});
    net.load(8);
  }
}

TEST(Allocation, NoneInTheSteadyState) {
  Network net{kEpoch};
  for (int l = 0; l < 9; ++l) net.add_link({1e9});
  Dice dice(41);
  std::vector<Completion> done;
  Instant now = kEpoch;
  const std::size_t at_start = allocations;
  work(net, dice, done, now, 50'000);
  const std::size_t after_growth = allocations;
  work(net, dice, done, now, 50'000);
  EXPECT_GT(after_growth, at_start);  // the counter counts
  // A rare record (most flows at once, longest path in a reused class) may still grow something.
  EXPECT_LE(allocations - after_growth, 20u);
}

}  // namespace
}  // namespace headway::flow
