// Two schedules and the distances at which the second may start after the first.
//
// Seen on the clock, a schedule whose times of day repeat every T1 and one that repeats every T2 stand to
// each other alike again after g = gcd(T1, T2): an hourly and a daily job after one hour, two daily jobs
// after a day. So there is one gap, from 0 to below g, and it is circular: g - gap is the distance from the
// second schedule to the next start of the first. Where a schedule has more than one time of day in its
// period, the gap counts between the first ones.
//
// Gaps are whole minutes of wall time, because cron lines are.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/time.h"
#include "sim/model/scenario.h"

namespace headway::spacing {

/// What was asked for cannot be done: a sentence for the user.
class SpacingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Pairing {
  std::uint32_t first = 0, second = 0;  ///< recurring jobs or VM schedules, as analysis/movable numbers them
  minutes period{};                     ///< g, at least 1
  minutes today{};                      ///< the gap as the scenario has it, 0 <= today < period
  std::int64_t shared_volumes = 0;      ///< volumes that both back up
};

/// Finds the two schedules. Throws SpacingError: an unknown name (with a near one), the same schedule twice,
/// a line without times of day (`@every`, or one that never fires), lines read in different zones.
Pairing pair_of(const model::Scenario& scenario, std::string_view first, std::string_view second);

/// The second schedule's line, moved so that it starts `gap` after the first: of all such lines the one that
/// starts in the same period as today, or else the next one that can be said. 0 <= gap < period. Throws
/// SpacingError when no single line says it (schedule/shift.h).
std::string second_line(const model::Scenario& scenario, const Pairing& pairing, minutes gap);

/// Most gaps of one curve: each is a simulation of its own.
inline constexpr std::int64_t kMostGaps = 500;

/// From, from + step, … below `to`. Not given: from 0 to the period; by 5 minutes, or where that gives more
/// than 100 gaps by 10 or 15 (so by 15 minutes for two daily schedules). Throws SpacingError: not whole
/// minutes, outside 0 to the period, empty, or more than kMostGaps.
struct Grid {
  std::optional<Duration> from, to, step;
};
std::vector<minutes> gaps_on(const Grid& grid, const Pairing& pairing);

}  // namespace headway::spacing
