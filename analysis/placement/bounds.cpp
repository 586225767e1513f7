#include "analysis/placement/bounds.h"

#include <algorithm>
#include <set>
#include <utility>

#include "analysis/placement/conflict_graph.h"
#include "analysis/placement/search.h"

namespace headway::placement {
namespace {

std::size_t index(std::int64_t slot, std::int32_t slots) {
  return static_cast<std::size_t>(wrapped(slot, slots));
}

double least_lost(const Window& window) {
  double least = window.places.front().lost;
  for (const Place& place : window.places) least = std::min(least, place.lost);
  return least;
}

/// The least that two windows cost each other, whatever their places.
double least_lost(const Problem& problem, const Conflict& conflict) {
  double least = 1e300;
  for (const Place& a : problem.windows[conflict.first].places)
    for (const Place& b : problem.windows[conflict.second].places)
      least = std::min(least, conflict.lost[index(std::int64_t{b.shift} - a.shift, problem.slots)]);
  return least;
}

/// Without a window's own costs, which are counted once for all cliques.
Problem without_own_costs(Problem problem) {
  for (Window& window : problem.windows)
    for (Place& place : window.places) place.lost = place.timeouts = 0, place.moved = 0;
  for (Window& window : problem.windows)
    window.loads.clear(), window.arrivals.clear(), window.blockers.clear();
  return problem;
}

void add_lost_bounds(const Problem& problem, std::vector<Bound>& out) {
  double own = 0, pairs = 0;
  for (const Window& window : problem.windows) own += least_lost(window);
  std::vector<double> least;
  for (const Conflict& conflict : problem.conflicts) {
    least.push_back(least_lost(problem, conflict));
    pairs += least.back();
  }
  out.push_back({"pair", Level::lost, own + pairs});

  double cliques = 0;
  std::set<std::pair<std::uint32_t, std::uint32_t>> covered;
  for (const auto& clique : disjoint_cliques(problem, 4)) {
    const Problem inside = without_own_costs(restricted(problem, clique));
    if (combinations(inside) > kCliqueTries) continue;
    cliques += exhaustive(inside).objective.lost;
    for (const std::uint32_t a : clique)
      for (const std::uint32_t b : clique)
        if (a < b) covered.insert({a, b});
  }
  if (covered.empty()) return;
  for (std::size_t c = 0; c < problem.conflicts.size(); ++c)
    if (!covered.contains({problem.conflicts[c].first, problem.conflicts[c].second})) cliques += least[c];
  out.push_back({"clique", Level::lost, own + cliques});
}

void add_peak_bounds(const Problem& problem, std::vector<Bound>& out) {
  const auto slots = static_cast<std::size_t>(problem.slots);
  double area = 0, largest = 0, mandatory = 0;
  for (std::uint32_t r = 0; r < problem.resources; ++r) {
    std::vector<bool> reachable(slots);
    std::vector<double> always(slots);
    double total = 0;
    for (const Window& window : problem.windows) {
      std::vector<double> least(slots, 1e300), alone(slots);
      for (const Place& place : window.places) {
        std::fill(alone.begin(), alone.end(), 0.0);
        for (const std::int32_t firing : window.firings)
          for (const Load& load : window.loads)
            if (load.resource == r && load.load > 0)
              alone[index(std::int64_t{firing} + place.shift + load.after, problem.slots)] += load.load;
        for (std::size_t s = 0; s < slots; ++s) {
          least[s] = std::min(least[s], alone[s]);
          reachable[s] = reachable[s] || alone[s] > 0;
        }
      }
      for (std::size_t s = 0; s < slots; ++s) {
        always[s] += least[s];
        total += alone[s];  // the same sum in every place
      }
      largest = std::max(largest, *std::max_element(alone.begin(), alone.end()));
    }
    const auto reach = std::count(reachable.begin(), reachable.end(), true);
    if (reach > 0) area = std::max(area, total / static_cast<double>(reach));
    mandatory = std::max(mandatory, *std::max_element(always.begin(), always.end()));
  }
  const auto above = [&](double peak) { return std::max(0.0, peak - problem.threshold); };
  out.push_back({"area", Level::peak, above(area)});
  out.push_back({"largest", Level::peak, above(largest)});
  out.push_back({"mandatory", Level::peak, above(mandatory)});
}

}  // namespace

std::vector<Bound> bounds(const Problem& problem) {
  std::vector<Bound> out;
  add_lost_bounds(problem, out);
  double timeouts = 0;
  for (const Window& window : problem.windows) {
    double least = window.places.front().timeouts;
    for (const Place& place : window.places) least = std::min(least, place.timeouts);
    timeouts += least;
  }
  out.push_back({"own", Level::timeouts, timeouts});
  add_peak_bounds(problem, out);
  double longest = 0;
  for (const Window& window : problem.windows)
    for (const Load& load : window.loads)
      longest = std::max(longest, static_cast<double>(load.after + 1) / problem.slots);
  out.push_back({"longest-job", Level::length, longest});
  return out;
}

double best_bound(const std::vector<Bound>& all, Level level) {
  double best = 0;
  for (const Bound& bound : all)
    if (bound.level == level) best = std::max(best, bound.value);
  return best;
}

}  // namespace headway::placement
