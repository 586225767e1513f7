// What the chosen placement looks like: the spacing table, the objective's levels with their bounds, and what
// moves.
#pragma once

#include "analysis/recommend/find.h"

namespace headway::recommend {

/// Fills changes, spacing, levels, bounds and proved_optimal of `out` from its `before` and `after`, on the
/// surrogate made of the winner's own plays. `today`: the surrogate of today's plays.
void describe(const Options& options, const Surrogate& today, const Found& found, Recommendation& out);

}  // namespace headway::recommend
