// From a scenario and what was seen of it to the placement problem (analysis/placement): a cycle of minutes,
// one window a schedule.
//
//  - The cycle is a day, or a week where a schedule speaks of weekdays. Schedules of certain days of the
//  month
//    are treated as if they ran every day: the worst day counts.
//  - Places: shifts that put every start on the grid, that a cron line can say (sim/schedule/shift.h), with
//    every start inside an allowed window and outside blackouts; and today's.
//  - Conflicts: on each shared volume, the chance that one schedule's create asks for the lock while the
//  other
//    one's retention delete holds it, both as sampled, added up over volumes and firings. That is the exact
//    pair test of windows [hold] and [request] (algorithms, "Spacing" 1), averaged over what was seen.
//  - Load: the job alone (job_alone.h). Workers: up to 1.7 deletes run in the backup controller's workers.
//  - Own timeouts of a place: uploads that would end outside the windows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/placement/problem.h"
#include "analysis/recommend/job_alone.h"
#include "analysis/recommend/observe.h"
#include "analysis/recommend/pair_test.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

struct Surrogate {
  placement::Problem problem;                     ///< slots are minutes
  std::vector<std::vector<std::int64_t>> shifts;  ///< minutes, by window, by place (signed)
  std::vector<JobAlone> alone;                    ///< by schedule
  std::vector<PairTest> pairs;  ///< ordered pairs with a shared volume, own deletes included
  std::vector<bool> nowhere;    ///< by schedule: restricted, and no start on the grid is allowed
  double area =
      0;  ///< largest over targets: bytes that a cycle must carry by what its allowed time can carry
  std::uint32_t area_target = 0;
  double area_bytes = 0, area_capacity = 0;  ///< of that target, a cycle
};

/// Minutes of the cycle: of a day, or of a week where a schedule or a window speaks of weekdays.
std::int32_t cycle_minutes(const model::Scenario& scenario);

/// Values in the tables of pairs (PairTest::refused): ordered pairs of schedules that share a volume, times
/// the minutes of the cycle. That is what a recommendation costs in memory, about 20 bytes each, and in time.
std::int64_t table_values(const model::Scenario& scenario);

/// `grid`: whole minutes, at least 1. O(schedules x minutes + pairs x (volumes x samples^2 + minutes)).
Surrogate make_surrogate(const model::Scenario& scenario, const Observation& observation, minutes grid);

/// The scenario with every schedule at its place.
model::Scenario placed(const model::Scenario& scenario, const Surrogate& surrogate,
                       const placement::Placement& placement);

}  // namespace headway::recommend
