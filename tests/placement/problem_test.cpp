#include "analysis/placement/problem.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/placement/bounds.h"
#include "analysis/placement/conflict_graph.h"
#include "analysis/placement/state.h"
#include "instances.h"

namespace headway::placement {
namespace {

/// The definition in problem.h, term by term.
Objective by_definition(const Problem& p, const Placement& placement) {
  Objective out;
  const auto wrap = [&](std::int64_t slot) {
    return static_cast<std::size_t>(((slot % p.slots) + p.slots) % p.slots);
  };
  const auto place = [&](std::size_t w) -> const Place& { return p.windows[w].places[placement[w]]; };
  for (std::size_t w = 0; w < p.windows.size(); ++w) {
    out.lost += place(w).lost;
    out.timeouts += place(w).timeouts;
    out.moved += place(w).moved;
  }
  for (const Conflict& c : p.conflicts)
    out.lost += c.lost[wrap(place(c.second).shift - place(c.first).shift)];
  for (const Apart& apart : p.apart) {
    if (placement[apart.first] == 0 && placement[apart.second] == 0) continue;
    bool near = false;
    for (const std::int32_t first : p.windows[apart.first].firings)
      for (const std::int32_t second : p.windows[apart.second].firings)
        for (std::int32_t k = 1 - apart.least; k < apart.least; ++k)
          near =
              near ||
              (second + place(apart.second).shift - first - place(apart.first).shift + k) % apart.period == 0;
    out.too_near += near;
  }
  double peak = 0;
  for (std::int64_t slot = 0; slot < p.slots; ++slot) {
    std::vector<double> load(p.resources);
    double arrivals = 0, blockers = 0;
    for (std::size_t w = 0; w < p.windows.size(); ++w)
      for (const std::int32_t firing : p.windows[w].firings) {
        const std::int64_t start = firing + place(w).shift;
        for (const Load& l : p.windows[w].loads)
          if (wrap(start + l.after) == wrap(slot)) load[l.resource] += l.load;
        for (std::size_t k = 0; k < p.windows[w].arrivals.size(); ++k)
          if (wrap(start + static_cast<std::int64_t>(k)) == wrap(slot)) arrivals += p.windows[w].arrivals[k];
        for (std::size_t k = 0; k < p.windows[w].blockers.size(); ++k)
          if (wrap(start + static_cast<std::int64_t>(k)) == wrap(slot)) blockers += p.windows[w].blockers[k];
      }
    for (const double l : load) peak = std::max(peak, l);
    out.timeouts += arrivals * std::max(0.0, blockers - p.workers);
  }
  out.peak = std::max(0.0, peak - p.threshold);
  return out;
}

TEST(Placement, TheObjectiveIsItsDefinition) {
  for (std::uint32_t number = 0; number < 500; ++number) {
    const Problem problem =
        number % 2 == 0 ? small_instance(40'000 + number, 6, 9) : instance_of_apart(40'000 + number, 6, 9);
    Dice dice(2, number);
    State state(problem);
    for (std::uint32_t w = 0; w < problem.windows.size(); ++w) state.put(w, 0);
    for (int step = 0; step < 10; ++step) {
      const auto w =
          static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int32_t>(problem.windows.size()) - 1));
      const auto to = static_cast<std::uint32_t>(
          dice.whole(0, static_cast<std::int32_t>(problem.windows[w].places.size()) - 1));
      state.take(w);
      state.put(w, to);
      const Objective expected = by_definition(problem, state.placement());
      EXPECT_TRUE(equal(state.objective(), expected)) << number;
      EXPECT_TRUE(equal(evaluate(problem, state.placement()), expected)) << number;
    }
  }
}

TEST(Placement, LevelsComeInOrder) {
  EXPECT_TRUE(better({9, 9, 9, 9, 0}, {0, 0, 0, 0, 1}));
  EXPECT_TRUE(better({0, 9, 9, 9}, {1, 0, 0, 0}));
  EXPECT_TRUE(better({1, 0, 9, 9}, {1, 1, 0, 0}));
  EXPECT_TRUE(better({1, 1, 0, 9}, {1, 1, 1, 0}));
  EXPECT_TRUE(better({1, 1, 1, 0}, {1, 1, 1, 1}));
  EXPECT_FALSE(better({1, 1, 1, 1}, {1, 1, 1, 1}));
  EXPECT_TRUE(better({1 + 1e-12, 0, 0, 0}, {1, 0, 0, 1})) << "rounding is no difference";
}

TEST(Placement, ComponentsDoNotKnowOfEachOther) {
  // 0-1 by a conflict, 2-3 by a line, 4 alone.
  Problem problem;
  problem.slots = 2;
  problem.resources = 3;
  for (std::uint32_t w = 0; w < 5; ++w) {
    Window window;
    window.firings = {0};
    window.places = {{0, 0, 0, 0}, {1, 0, 0, 1}};
    problem.windows.push_back(window);
  }
  problem.conflicts = {{0, 1, {1, 0}}, {1, 4, {0, 0}}};  // the second never costs anything
  problem.windows[2].loads = {{1, 0, 0.5}};
  problem.windows[3].loads = {{1, 1, 0.5}, {2, 0, 0.1}};
  const std::vector<std::vector<std::uint32_t>> expected = {{0, 1}, {2, 3}, {4}};
  EXPECT_EQ(components(problem), expected);
}

TEST(Placement, TheCliqueSeesWhatPairsDoNot) {
  // Three windows that need a slot each on a circle of two: any pair fits, all three never do.
  Problem problem;
  problem.slots = 2;
  for (std::uint32_t w = 0; w < 3; ++w) {
    Window window;
    window.firings = {0};
    window.places = {{0, 0, 0, 0}, {1, 0, 0, 1}};
    problem.windows.push_back(window);
  }
  problem.conflicts = {{0, 1, {1, 0}}, {0, 2, {1, 0}}, {1, 2, {1, 0}}};
  double pair = -1, clique = -1;
  for (const Bound& bound : bounds(problem)) {
    if (bound.name == "pair") pair = bound.value;
    if (bound.name == "clique") clique = bound.value;
  }
  EXPECT_EQ(pair, 0);
  EXPECT_EQ(clique, 1);
}

TEST(Placement, PeakBoundsByHand) {
  // Circle of 4. A: load 2 for 1 slot, anywhere. B: load 1 for 3 slots, pinned. Area (2 + 3) / 4 = 1.25,
  // largest 2, mandatory 1.
  Problem problem;
  problem.slots = 4;
  Window a, b;
  a.firings = b.firings = {0};
  for (std::int32_t shift = 0; shift < 4; ++shift) a.places.push_back({shift, 0, 0, 0});
  a.loads = {{0, 0, 2}};
  b.places = {{0, 0, 0, 0}};
  b.loads = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1}};
  problem.windows = {a, b};
  for (const Bound& bound : bounds(problem)) {
    if (bound.name == "area") {
      EXPECT_DOUBLE_EQ(bound.value, 1.25);
    }
    if (bound.name == "largest") {
      EXPECT_DOUBLE_EQ(bound.value, 2);
    }
    if (bound.name == "mandatory") {
      EXPECT_DOUBLE_EQ(bound.value, 1);
    }
    if (bound.name == "longest-job") {
      EXPECT_DOUBLE_EQ(bound.value, 0.75);
    }
  }
}

}  // namespace
}  // namespace headway::placement
