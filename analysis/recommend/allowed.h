// When schedules may run: allowed windows and blackouts of the scenario, as stretches of time.
//
// A schedule that no allowed window speaks of may run at any time. A run stays within its windows when it
// starts in an allowed one, ends before that one does, and touches no blackout.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::recommend {

class Allowed {
 public:
  /// Covers from a week before the scenario's start to a week after its end, at most kMostStretches stretches
  /// a window. Precondition: valid cron lines (sim/io has checked them).
  explicit Allowed(const model::Scenario& scenario);

  /// Whether anything restricts the schedule.
  bool restricted(std::uint32_t schedule) const;
  /// Whether a run from `from` to `to` (>= from) stays within the schedule's windows. O(log stretches).
  bool whole(std::uint32_t schedule, Instant from, Instant to) const;
  /// The end of the allowed stretch that `at` lies in; Instant::max() where nothing restricts, `at` itself
  /// where it is not allowed.
  Instant end_of(std::uint32_t schedule, Instant at) const;

  static constexpr std::size_t kMostStretches = 100'000;

 private:
  struct Stretch {
    Instant from, to;
  };
  /// Disjoint, ascending.
  struct Of {
    std::vector<Stretch> allowed, blackout;
    bool limited = false;
  };
  std::vector<Of> of_;  // by schedule
};

}  // namespace headway::recommend
