// Searching for a good placement: greedy, then local search; everything tried where that is little.
//
//  1. Greedy: windows in DSATUR order, each to the place that is best for what stands already.
//  2. Local search, late acceptance (E. K. Burke, Y. Bykov, EJOR 258, 2017): re-insert a window that has a
//     part in the peak or in a loss, or any, or swap two; accepted when not worse than the present or than
//     the state kHistory steps ago. Where the levels stand still, flatter is better.
//  3. Iterated local search: from the best state seen (every eighth time from a random one) a few windows are
//     put elsewhere, then each window goes to its best place until nothing helps.
// Budgets are counted moves, and the random numbers are addressed by move: the same problem gives the same
// placement on any machine. Components are searched apart (conflict_graph.h).
#pragma once

#include <cstdint>

#include "analysis/placement/problem.h"

namespace headway::placement {

struct SearchOptions {
  std::int64_t moves = 300'000;   ///< tried moves of the local search, of all components together
  double try_all_up_to = 10'000;  ///< combinations up to which a component is tried out; 0: never
  std::uint64_t seed = 1;
};

struct Solution {
  Placement placement;
  Objective objective;
  bool proved_optimal = false;  ///< everything was tried
  std::int64_t moves = 0;       ///< tried
};

/// Number of placements.
double combinations(const Problem& problem);

/// Tries everything; ties go to the first in lexicographic order of places. O(combinations x slots).
Solution exhaustive(const Problem& problem);

/// Never worse than today's placement.
Solution search(const Problem& problem, const SearchOptions& options = {});

}  // namespace headway::placement
