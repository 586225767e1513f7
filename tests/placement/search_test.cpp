#include "analysis/placement/search.h"

#include <gtest/gtest.h>

#include "analysis/placement/bounds.h"
#include "instances.h"

namespace headway::placement {
namespace {

SearchOptions never_try_all() {
  SearchOptions options;
  options.try_all_up_to = 0;
  return options;
}

TEST(PlacementSearch, FindsWhatTryingEverythingFinds) {
  std::int64_t tried = 0;
  for (std::uint32_t number = 0; number < 200; ++number) {
    const Problem problem = number < 150 ? small_instance(number, 5, 6) : instance_of_apart(number, 5, 6);
    const Solution all = exhaustive(problem);
    tried += all.moves;
    for (SearchOptions options : {SearchOptions{}, never_try_all()}) {
      options.moves = 60'000;
      const Solution found = search(problem, options);
      EXPECT_TRUE(equal(found.objective, all.objective))
          << "instance " << number << ": lost " << found.objective.lost << " for " << all.objective.lost
          << ", timeouts " << found.objective.timeouts << " for " << all.objective.timeouts << ", peak "
          << found.objective.peak << " for " << all.objective.peak << ", moved " << found.objective.moved
          << " for " << all.objective.moved;
      EXPECT_EQ(found.proved_optimal, options.try_all_up_to > 0);
      EXPECT_TRUE(equal(found.objective, evaluate(problem, found.placement)));
    }
  }
  EXPECT_GT(tried, 20'000);  // the instances are not all trivial
}

TEST(PlacementSearch, WhoMovesStandsApart) {
  SearchOptions options = never_try_all();
  options.moves = 10'000;
  std::int64_t moved = 0, tempted = 0;
  for (std::uint32_t number = 0; number < 60; ++number) {
    const Problem problem = instance_of_apart(50'000 + number, 8, 24);
    const Solution found = search(problem, options);
    EXPECT_EQ(found.objective.too_near, 0) << number;
    moved += found.objective.moved > 0;
    Problem free = problem;
    free.apart.clear();
    tempted += evaluate(problem, search(free, options).placement).too_near > 0;
  }
  EXPECT_GT(moved, 30);
  EXPECT_GT(tempted, 12) << "the rule is never in the way";
}

TEST(PlacementSearch, NothingBeatsABound) {
  std::int64_t binding = 0;
  for (std::uint32_t number = 10'000; number < 20'000; ++number) {
    const Problem problem = small_instance(number, 5, 6);
    const Objective best = exhaustive(problem).objective;
    const auto all = bounds(problem);
    const double lost = best_bound(all, Level::lost), peak = best_bound(all, Level::peak);
    EXPECT_GE(best.lost, lost - kResolution) << number;
    EXPECT_GE(best.timeouts, best_bound(all, Level::timeouts) - kResolution) << number;
    // The peak's bound holds for any placement; the best one in order of levels is only one of them.
    Dice dice(1, number);
    for (int i = 0; i < 20; ++i) {
      Placement any;
      for (const Window& window : problem.windows)
        any.push_back(
            static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int32_t>(window.places.size()) - 1)));
      const Objective there = evaluate(problem, any);
      EXPECT_GE(there.peak, peak - kResolution) << number;
      EXPECT_GE(there.lost, lost - kResolution) << number;
    }
    binding += best.lost > 0 && best.lost < lost + kResolution;
  }
  EXPECT_GT(binding, 500);  // the bounds say something
}

TEST(PlacementSearch, IsNeverWorseThanToday) {
  for (std::uint32_t number = 0; number < 20; ++number) {
    const Problem problem = small_instance(30'000 + number, 12, 24);
    const Solution found = search(problem, never_try_all());
    EXPECT_FALSE(better(evaluate(problem, today(problem)), found.objective)) << number;
  }
}

TEST(PlacementSearch, GivesTheSameAgain) {
  const Problem problem = night_of_many(1, 40);
  EXPECT_EQ(search(problem).placement, search(problem).placement);
}

TEST(PlacementSearch, DoesNotMoveWhatNeedNotMove) {
  // Two windows of one slot and load 1 on a circle of 4, both in slot 0, on different lines: nothing to gain.
  Problem problem;
  problem.slots = 4;
  problem.resources = 2;
  for (std::uint32_t r = 0; r < 2; ++r) {
    Window window;
    window.firings = {0};
    for (std::int32_t shift = 0; shift < 4; ++shift)
      window.places.push_back({shift, 0, 0, std::min(shift, 4 - shift)});
    window.loads = {{r, 0, 1.0}};
    problem.windows.push_back(window);
  }
  EXPECT_EQ(search(problem).objective.moved, 0);
  // On one line they must part, and one slot is enough.
  problem.windows[1].loads[0].resource = 0;
  const Solution apart = search(problem);
  EXPECT_EQ(apart.objective.moved, 1);
  EXPECT_DOUBLE_EQ(apart.objective.peak, 1);
  // A peak elsewhere that nobody can help makes the parting worthless.
  Window pinned;
  pinned.firings = {0};
  pinned.places = {{0, 0, 0, 0}};
  pinned.loads = {{1, 0, 2.0}};
  problem.windows.push_back(pinned);
  EXPECT_EQ(search(problem).objective.moved, 0);
}

// 100 windows within one slot's load or 6 % of the bound; all 50 instances in tests/bench.
TEST(PlacementSearch, AHundredWindowsComeNearTheBound) {
  const Problem problem = night_of_many(0, 100);
  const Solution found = search(problem, never_try_all());
  const double bound = best_bound(bounds(problem), Level::peak);
  EXPECT_LE(found.objective.peak, 1.06 * bound);
  EXPECT_GE(found.objective.peak, bound - kResolution);
}

}  // namespace
}  // namespace headway::placement
