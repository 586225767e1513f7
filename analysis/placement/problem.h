// Placing backup windows on a cycle of slots: the pure problem behind a recommendation, without a simulator.
//
// A cycle (a day, or a week where weekdays matter) has S slots of equal length and is circular. Window i is
// one schedule; it has a list of places it may take, each a shift against where it stands today. It brings,
// at each of its firings in the cycle,
//   - load on resources (lines of targets), slot by slot from the firing on, in parts of the capacity;
//   - arrivals and blockers: creates that arrive, deletes that occupy the controller's workers.
// Two windows conflict by how far apart their shifts are: expected lost backups a cycle, a table over the
// difference. What depends on a window's place alone (overrun of its allowed window, conflict with itself)
// stands beside the place. Some windows may have to stand apart to be admitted at all.
//
// The objective is lexicographic: pairs too near to be admitted, lost backups, then timeouts, then peak load
// above the threshold, then slots moved; each level is compared after rounding to kResolution, so that sums
// in another order are no difference.
//
//   too_near = pairs of `apart` of which one has moved and that stand nearer than they may
//   lost     = sum over windows of its place's lost + sum over conflicts of table[difference]
//   timeouts = sum over windows of its place's timeouts
//              + sum over slots of arrivals(slot) x max(0, blockers(slot) - workers)
//   peak     = max(0, max over resources and slots of load - threshold)
//   moved    = sum over windows of |shift|
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace headway::placement {

/// One place that a window may take.
struct Place {
  std::int32_t shift = 0;  ///< slots later than today; negative: earlier. On the circle.
  double lost = 0;         ///< expected lost backups a cycle that no other window has a part in
  double timeouts = 0;     ///< likewise
  std::int32_t moved = 0;  ///< slots, >= 0: what the move counts for
};

/// Load that a firing puts on a resource.
struct Load {
  std::uint32_t resource = 0;
  std::int32_t after = 0;  ///< slots after the firing, >= 0
  double load = 0;         ///< >= 0, in parts of the resource's capacity
};

struct Window {
  std::string name;
  std::vector<std::int32_t> firings;  ///< slots in [0, S) at shift 0, ascending
  std::vector<Place> places;          ///< at least one; places[0] is today's
  std::vector<Load> loads;
  std::vector<double> arrivals, blockers;  ///< by slot after the firing
};

/// What two windows cost each other. `lost[d]` for d = (shift of second - shift of first) mod S.
struct Conflict {
  std::uint32_t first = 0, second = 0;  ///< first < second
  std::vector<double> lost;             ///< S entries, >= 0
};

/// Two windows that are admitted only at a distance: no firing of one may be within `least` slots of one of
/// the other. Who stays at today's place asks for no admission, so two that both stay are never too near.
struct Apart {
  std::uint32_t first = 0, second = 0;  ///< first < second
  std::int32_t period = 1;              ///< slots after which the two stand to each other alike again
  std::vector<std::int32_t> offsets;    ///< firing of second - firing of first at shift 0, in [0, period)
  std::int32_t least = 0;
};

struct Problem {
  std::int32_t slots = 288;  ///< S, >= 1
  std::uint32_t resources = 1;
  double threshold = 0;    ///< load up to which peaks do not matter
  double workers = 1e300;  ///< blockers beyond these hold arrivals up
  std::vector<Window> windows;
  std::vector<Conflict> conflicts;  ///< at most one a pair
  std::vector<Apart> apart;         ///< likewise
};

/// `slot` on the circle of `slots` (>= 1): in [0, slots).
inline std::int32_t wrapped(std::int64_t slot, std::int32_t slots) {
  const std::int64_t in = slot % slots;
  return static_cast<std::int32_t>(in < 0 ? in + slots : in);
}

/// Which place each window takes: indexes into Window::places.
using Placement = std::vector<std::uint32_t>;

/// Whether the two stand nearer than they may, one of them moved.
bool too_near(const Problem& problem, const Apart& apart, std::uint32_t first_place,
              std::uint32_t second_place);

struct Objective {
  double lost = 0, timeouts = 0, peak = 0;
  std::int64_t moved = 0;
  std::int64_t too_near = 0;  ///< the first level
};

/// Differences below this are none.
inline constexpr double kResolution = 1e-9;

/// Level by level; true when `a` is better than `b`.
bool better(const Objective& a, const Objective& b);
bool equal(const Objective& a, const Objective& b);

/// From the definition, O(windows x firings x profile + slots x resources + conflicts). What the search keeps
/// up to date step by step is checked against this.
Objective evaluate(const Problem& problem, const Placement& placement);

/// Everybody where they are today.
Placement today(const Problem& problem);

}  // namespace headway::placement
