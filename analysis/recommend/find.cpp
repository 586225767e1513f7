#include "analysis/recommend/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "analysis/movable/movable.h"
#include "analysis/placement/search.h"
#include "analysis/recommend/arms.h"
#include "sim/core/random.h"

namespace headway::recommend {

using placement::Placement;

namespace {

/// The place nearest to `shift` minutes after today's, around the clock.
std::uint32_t nearest_place(const Surrogate& surrogate, std::uint32_t j, std::int64_t shift) {
  const auto& shifts = surrogate.shifts[j];
  std::uint32_t best = 0;
  std::int64_t least = -1;
  for (std::uint32_t place = 0; place < shifts.size(); ++place) {
    const std::int64_t cycle = surrogate.problem.slots;
    const std::int64_t off = placement::wrapped(shifts[place] - shift, surrogate.problem.slots);
    const std::int64_t away = std::min(off, cycle - off);
    if (least < 0 || away < least) best = place, least = away;
  }
  return best;
}

/// What the search found on this surrogate, from several seeds, best first, each once.
std::vector<placement::Solution> search_few(const Surrogate& surrogate, const Options& options) {
  std::vector<placement::Solution> out;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    placement::SearchOptions search;
    search.moves = options.moves;
    search.seed = seed;
    placement::Solution solution = placement::search(surrogate.problem, search);
    const bool known = std::any_of(out.begin(), out.end(), [&](const placement::Solution& other) {
      return other.placement == solution.placement;
    });
    if (!known) out.push_back(std::move(solution));
    if (out.front().proved_optimal) break;
  }
  std::stable_sort(out.begin(), out.end(), [](const placement::Solution& a, const placement::Solution& b) {
    return better(a.objective, b.objective);
  });
  return out;
}

}  // namespace

bool preferred(const Arm& a, const Arm& b) {
  if (const int lost = told_apart(b.side.lost_by_replication, a.side.lost_by_replication)) return lost > 0;
  if ((a.side.lost == 0) != (b.side.lost == 0)) return a.side.lost == 0;
  if (const int failed = told_apart(b.side.failed_by_replication, a.side.failed_by_replication))
    return failed > 0;
  const auto nothing_failed = [](const Side& side) { return side.refused + side.timeouts == 0; };
  if (nothing_failed(a.side) != nothing_failed(b.side)) return nothing_failed(a.side);
  if (a.side.overruns != b.side.overruns) return a.side.overruns < b.side.overruns;
  return better(a.surrogate, b.surrogate);
}

std::vector<Placement> simple_remedies(const model::Scenario& scenario, const Surrogate& surrogate) {
  Placement spaced, hashed;
  for (std::uint32_t j = 0; j < movable::count(scenario); ++j) {
    const auto period = static_cast<std::uint64_t>(std::max<std::int64_t>(
        1, surrogate.problem.slots /
               std::max<std::int64_t>(
                   1, static_cast<std::int64_t>(surrogate.problem.windows[j].firings.size()))));
    spaced.push_back(nearest_place(surrogate, j, static_cast<std::int64_t>(10 * j % period)));
    hashed.push_back(nearest_place(
        surrogate, j, static_cast<std::int64_t>(core::name_hash(movable::name_of(scenario, j)) % period)));
  }
  return {spaced, hashed};
}

Found find(const model::Scenario& scenario, const Options& options, const Stage& stage, Observation today) {
  Found found;
  found.winner = Arm{{}, std::move(today), {}, {}};
  found.winner.side = side_of(found.winner.seen);
  found.surrogate = make_surrogate(scenario, found.winner.seen, options.grid);
  found.winner.placement = placement::today(found.surrogate.problem);
  std::set<Placement> played = {found.winner.placement};
  for (int round = 0; round < kRounds; ++round) {
    const auto solutions = search_few(found.surrogate, options);
    std::vector<Placement> candidates;
    for (const placement::Solution& solution : solutions) candidates.push_back(solution.placement);
    if (round == 0)
      for (Placement& remedy : simple_remedies(scenario, found.surrogate))
        if (evaluate(found.surrogate.problem, remedy).too_near == 0) candidates.push_back(std::move(remedy));
    bool moved = false;
    found.winner.surrogate = evaluate(found.surrogate.problem, found.winner.placement);
    for (const Placement& candidate : candidates) {
      if (!played.insert(candidate).second) continue;
      Arm arm;
      arm.placement = candidate;
      arm.surrogate = evaluate(found.surrogate.problem, candidate);
      arm.seen =
          stage.play(placed(scenario, found.surrogate, candidate), scenario.chance.seed, options.replications,
                     fmt::format("round {}, candidate {}", round + 1, played.size() - 1));
      arm.side = side_of(arm.seen);
      if (!preferred(arm, found.winner)) continue;
      found.winner = std::move(arm);
      moved = true;
    }
    if (!moved) {
      // Everything was tried on the surrogate that is handed out. The plays may have chosen another placement
      // than the best one found there; the proof is the winner's only where the two are worth the same.
      found.proved_optimal =
          solutions.front().proved_optimal && equal(found.winner.surrogate, solutions.front().objective);
      break;
    }
    found.surrogate = make_surrogate(scenario, found.winner.seen, options.grid);
  }
  return found;
}

}  // namespace headway::recommend
