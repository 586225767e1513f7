#include "analysis/placement/problem.h"

#include <algorithm>
#include <cmath>

#include "analysis/placement/state.h"

namespace headway::placement {

namespace {
int compare(double a, double b) {
  return a < b - kResolution ? -1 : a > b + kResolution ? 1 : 0;
}
int compare(const Objective& a, const Objective& b) {
  if (a.too_near != b.too_near) return a.too_near < b.too_near ? -1 : 1;
  if (const int c = compare(a.lost, b.lost)) return c;
  if (const int c = compare(a.timeouts, b.timeouts)) return c;
  if (const int c = compare(a.peak, b.peak)) return c;
  return a.moved < b.moved ? -1 : a.moved > b.moved ? 1 : 0;
}
}  // namespace

bool too_near(const Problem& problem, const Apart& apart, std::uint32_t first_place,
              std::uint32_t second_place) {
  if (first_place == 0 && second_place == 0) return false;
  const std::int64_t by = std::int64_t{problem.windows[apart.second].places[second_place].shift} -
                          problem.windows[apart.first].places[first_place].shift;
  return std::any_of(apart.offsets.begin(), apart.offsets.end(), [&](std::int32_t offset) {
    const std::int32_t distance = wrapped(offset + by, apart.period);
    return std::min(distance, apart.period - distance) < apart.least;
  });
}

bool better(const Objective& a, const Objective& b) {
  return compare(a, b) < 0;
}
bool equal(const Objective& a, const Objective& b) {
  return compare(a, b) == 0;
}

Objective evaluate(const Problem& problem, const Placement& placement) {
  State state(problem);
  for (std::uint32_t i = 0; i < problem.windows.size(); ++i) state.put(i, placement[i]);
  return state.objective();
}

Placement today(const Problem& problem) {
  return Placement(problem.windows.size(), 0);
}

}  // namespace headway::placement
