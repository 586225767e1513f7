// How good any placement can be: lower bounds of the objective's levels, each by name.
//
//   pair         lost: each pair at its best distance, each window at its best place
//   clique       lost: the same, but edge-disjoint cliques at their joint best, found by trying all
//   area         peak: load that must be carried, spread evenly over the slots that it can reach
//   largest      peak: the highest load of a single window, alone with itself
//   mandatory    peak: loads that cover a slot in whatever place their window takes
//   longest-job  the longest run of a window, in parts of the cycle: a fact about the night's length, no
//                bound of a level
//
// Every placement is at least as bad as each bound of a level says (tests try 10,000 instances).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/placement/problem.h"

namespace headway::placement {

enum class Level : std::uint8_t { lost, timeouts, peak, length };

struct Bound {
  std::string name;
  Level level = Level::lost;
  double value = 0;  ///< in the level's unit; of peaks: load above the threshold
};

/// All bounds that apply. O(windows x places x profile + conflicts x places^2), plus at most kCliqueTries
/// tries a clique.
std::vector<Bound> bounds(const Problem& problem);

/// The largest of a level; 0 when there is none.
double best_bound(const std::vector<Bound>& all, Level level);

inline constexpr double kCliqueTries = 200'000;

}  // namespace headway::placement
