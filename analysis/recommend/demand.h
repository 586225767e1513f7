// What the schedules demand of what they share without a lock: the controller's workers and the targets'
// lines.
#pragma once

#include "analysis/recommend/allowed.h"
#include "analysis/recommend/surrogate.h"

namespace headway::recommend {

/// Up to 1.7: creates that arrive, and the mean number of deletes that sit in the controller's workers,
/// minute by minute, into the windows of `out.problem`. Later versions have no such workers: nothing.
void add_workers(const model::Scenario& scenario, const Observation& seen, Surrogate& out);

/// What the lines must carry in a cycle by what they can, over the minutes that are allowed to anybody: the
/// area of the worst target. Needs `out.alone` and the firings. `cycle`: the cycle's first instant.
void add_area(const model::Scenario& scenario, const Allowed& allowed, Instant cycle, Surrogate& out);

}  // namespace headway::recommend
