// How near the search comes: 50 nights of 100 windows against the peak's bound, and 100 instances of up to 8
// windows x 6 slots against everything tried. Counts, not times; exit status 1 when a claim does not hold.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "analysis/placement/bounds.h"
#include "analysis/placement/search.h"
#include "tests/placement/instances.h"

namespace headway::placement {
namespace {

bool hundred_windows() {
  std::vector<double> gaps;
  int near = 0;
  for (std::uint32_t number = 0; number < 50; ++number) {
    const Problem problem = night_of_many(number, 100);
    const double peak = search(problem).objective.peak;
    const double bound = best_bound(bounds(problem), Level::peak);
    double slot = 0;  // one slot's load: the largest load that any window puts into a slot
    for (const Window& window : problem.windows)
      for (const Load& load : window.loads) slot = std::max(slot, load.load);
    gaps.push_back(peak / bound - 1);
    near += gaps.back() <= 0.06 || peak - bound <= slot * (1 + kResolution);
  }
  std::sort(gaps.begin(), gaps.end());
  const auto within = std::count_if(gaps.begin(), gaps.end(), [](double gap) { return gap <= 0.06; });
  std::printf(
      "100 windows, 50 nights: gap of the peak median %.1f %%, 90th percentile %.1f %%, largest %.1f %%\n",
      100 * gaps[25], 100 * gaps[45], 100 * gaps[49]);
  std::printf("  within 6 %%: %d; within 6 %% or one slot's load: %d (required: 45)\n",
              static_cast<int>(within), near);
  return near >= 45;
}

bool eight_by_six() {
  SearchOptions never_try_all;
  never_try_all.try_all_up_to = 0;
  int same = 0, below = 0;
  constexpr int kInstances = 100;
  for (std::uint32_t number = 0; number < kInstances; ++number) {
    const Problem problem = small_instance(50'000 + number, 8, 6);
    const Objective best = exhaustive(problem).objective;
    const Objective found = search(problem, never_try_all).objective;
    same += equal(best, found);
    below += best.lost < best_bound(bounds(problem), Level::lost) - kResolution;
  }
  std::printf(
      "up to 8 windows x 6 slots, %d instances: search equals trying everything in %d, bounds beaten %d\n",
      kInstances, same, below);
  return same == kInstances && below == 0;
}

}  // namespace
}  // namespace headway::placement

int main() {
  const bool small = headway::placement::eight_by_six();
  const bool large = headway::placement::hundred_windows();
  return small && large ? 0 : 1;
}
