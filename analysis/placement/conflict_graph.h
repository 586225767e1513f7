// The conflict graph: windows are vertices; an edge joins two that cost each other something in some place,
// hard (expected lost backups depend on their distance, or they are admitted only apart) or soft (they load
// one resource, or fill the same workers). Boost.Graph underneath.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/placement/problem.h"

namespace headway::placement {

/// Windows by component, ascending within; components by their first window. Windows of different components
/// do not know of each other, so each component can be placed alone. O(windows^2 x loads) at worst.
std::vector<std::vector<std::uint32_t>> components(const Problem& problem);

/// The problem of some windows alone (ascending indexes).
Problem restricted(const Problem& problem, const std::vector<std::uint32_t>& windows);

/// The order in which a greedy should place: most of its load first, then by saturation as in DSATUR
/// (D. Brelaz, CACM 22, 1979): next always the window with the most hard conflicts to placed ones, ties by
/// total load ("longest first"), then by index.
std::vector<std::uint32_t> dsatur_order(const Problem& problem);

/// Edge-disjoint cliques of three or more windows in the graph of hard conflicts, greedily from the largest
/// conflict on; each ascending.
std::vector<std::vector<std::uint32_t>> disjoint_cliques(const Problem& problem, std::size_t largest);

}  // namespace headway::placement
