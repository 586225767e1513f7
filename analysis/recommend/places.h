// Where a schedule may start: shifts that put every start on the grid and that a cron line can say
// (sim/schedule/shift.h), with every start inside an allowed window and outside blackouts; and today's. A
// place's timeouts are the uploads that would end outside the windows, by how late they end as seen.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/placement/problem.h"
#include "analysis/recommend/allowed.h"
#include "analysis/recommend/observe.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

struct Places {
  std::vector<placement::Place> places;  ///< today's first
  std::vector<std::int64_t> shifts;      ///< minutes, by place (signed)
  bool nowhere = false;                  ///< restricted, and no start on the grid is allowed
};

/// Of schedule `j` (as analysis/movable numbers them), which fires at `firings` (minutes after `cycle`, in a
/// cycle of `slots` minutes). `grid`: whole minutes, at least 1. O(places x firings x (log windows + runs
/// seen)).
Places places_of(const model::Scenario& scenario, const Observation& seen, const Allowed& allowed,
                 std::uint32_t j, const std::vector<std::int32_t>& firings, Instant cycle, minutes grid,
                 std::int32_t slots);

}  // namespace headway::recommend
