#include "analysis/recommend/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/placement/search.h"
#include "analysis/recommend/applying.h"
#include "analysis/recommend/arms.h"
#include "analysis/recommend/diagnosis.h"
#include "analysis/statistics/quantile.h"
#include "sim/core/random.h"

namespace headway::recommend {
namespace {

using placement::Placement;

struct Interrupted {};

/// Plays with the options' threads, and stops everything when cancelled.
class Stage {
 public:
  explicit Stage(const Options& options) : options_(options) {}
  Observation play(const model::Scenario& scenario, std::uint64_t seed, std::int64_t replications,
                   const std::string& what) const {
    if (options_.progress) options_.progress(what);
    Observation seen = observe(scenario, PlayPlan{replications, seed, options_.threads, options_.cancelled});
    if (seen.cancelled) throw Interrupted{};
    return seen;
  }

 private:
  const Options& options_;
};

struct Arm {
  Placement placement;
  Observation seen;
  Side side;
  placement::Objective surrogate;
};

/// True when `a` is better than `b` beyond doubt on the first level that tells them apart.
/// Few replications may show no difference where one arm lost something and the other nothing: then the one
/// without is taken.
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

/// What else a person would try: ten minutes apart, and a hash of the name.
std::vector<Placement> simple_remedies(const model::Scenario& scenario, const Surrogate& surrogate) {
  Placement spaced, hashed;
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    const auto period = static_cast<std::uint64_t>(std::max<std::int64_t>(
        1, surrogate.problem.slots /
               std::max<std::int64_t>(
                   1, static_cast<std::int64_t>(surrogate.problem.windows[j].firings.size()))));
    spaced.push_back(nearest_place(surrogate, j, static_cast<std::int64_t>(10 * j % period)));
    hashed.push_back(nearest_place(
        surrogate, j, static_cast<std::int64_t>(core::name_hash(scenario.jobs[j].name) % period)));
  }
  return {spaced, hashed};
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

struct Found {
  Arm winner;
  Surrogate surrogate;          ///< of what was seen of the winner
  bool proved_optimal = false;  ///< of this placement on this surrogate: everything was tried
};

/// Steps 1 to 3.
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
        candidates.push_back(std::move(remedy));
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

bool acceptable(const Side& side, const Options& options) {
  return side.lost_share_upper <= options.max_loss && side.refused_share_upper <= options.max_loss &&
         side.overruns == 0;
}

/// Cheap: could so few replications have come from an acceptable scenario?
bool hopeless(const Side& side, const Options& options) {
  return side.overruns > 0 || side.lost_share.value > options.max_loss ||
         side.refused_share.value > options.max_loss;
}

std::vector<SpacingRow> spacing_of(const model::Scenario& scenario, const Surrogate& surrogate,
                                   const Observation& seen, const Placement& to, double confidence) {
  std::vector<SpacingRow> rows;
  for (const PairTest& pair : surrogate.pairs) {
    if (pair.deletes == pair.creates) continue;
    SpacingRow row;
    row.first = pair.deletes, row.second = pair.creates;
    row.on = "volume " + scenario.volumes[pair.volume].name;
    // From first's tick until its last lock is free; second's look comes two seconds and some requests after
    // its tick, which is left as reserve.
    std::vector<std::span<const double>> nights(seen.schedules[pair.deletes].lock_free.begin(),
                                                seen.schedules[pair.deletes].lock_free.end());
    row.needed_s = statistics::clustered_quantile(nights, confidence);
    const std::int32_t slots = surrogate.problem.slots;
    const auto apart = [&](std::int64_t shift) {
      std::int32_t least = slots;
      for (const std::int32_t d : surrogate.problem.windows[pair.deletes].firings)
        for (const std::int32_t c : surrogate.problem.windows[pair.creates].firings)
          least = std::min(least, placement::wrapped(c - d + shift, slots));
      return 60.0 * static_cast<double>(least);
    };
    row.today_s = apart(0);
    row.after_s = apart(surrogate.shifts[pair.creates][to[pair.creates]] -
                        surrogate.shifts[pair.deletes][to[pair.deletes]]);
    rows.push_back(row);
  }
  return rows;
}

std::vector<Level> levels_of(const Surrogate& surrogate, const Placement& to,
                             const std::vector<placement::Bound>& all) {
  const auto today = evaluate(surrogate.problem, placement::today(surrogate.problem));
  const auto after = evaluate(surrogate.problem, to);
  const auto bound = [&](placement::Level level) { return placement::best_bound(all, level); };
  return {{"refused creates", "a cycle", today.lost, after.lost, bound(placement::Level::lost)},
          {"timeouts", "a cycle", today.timeouts, after.timeouts, bound(placement::Level::timeouts)},
          {"peak load above the line", "lines", today.peak, after.peak, bound(placement::Level::peak)},
          {"moved", "min", static_cast<double>(today.moved), static_cast<double>(after.moved), 0}};
}

std::vector<std::uint32_t> concerned(const Surrogate& surrogate) {
  constexpr std::size_t kMost = 6;
  std::vector<std::pair<double, std::uint32_t>> order;
  for (std::uint32_t j = 0; j < surrogate.problem.windows.size(); ++j) {
    double refused = 0;
    for (const PairTest& pair : surrogate.pairs)
      if (pair.deletes == j || pair.creates == j) refused += pair.refused_today;
    order.push_back({-refused, j});
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < std::min(kMost, order.size()); ++i) out.push_back(order[i].second);
  std::sort(out.begin(), out.end());
  return out;
}

/// Step 5's second half: the smallest relaxation that is feasible with the best start times found for it.
void relax(const Options& options, const Stage& stage, const std::vector<std::uint32_t>& schedules,
           Recommendation& out) {
  for (const Lever& lever : relaxations_of(out.before, schedules)) {
    const std::string name =
        fmt::format("{} of {} from {} to {}", lever.lever, lever.of, lever.from, lever.to);
    Observation first = stage.play(lever.changed, out.seed, options.replications, "trying " + name);
    const Surrogate surrogate = make_surrogate(lever.changed, first, options.grid);
    if (surrogate.area > 1) {
      out.tried.push_back(name + ": still more bytes than the windows carry");
      continue;
    }
    Found found = find(lever.changed, options, stage, std::move(first));
    if (hopeless(found.winner.side, options)) {
      out.tried.push_back(
          fmt::format("{}: {} of {} due lost, {} of {} attempts refused, {:.3g} overruns a replication", name,
                      found.winner.side.lost, found.winner.side.due, found.winner.side.refused,
                      found.winner.side.attempts, found.winner.side.overruns));
      continue;
    }
    if (const auto why = obstacles_of(lever.changed, found.surrogate, found.winner.side); !why.empty()) {
      out.tried.push_back(name + ": " + why.front());
      continue;
    }
    const model::Scenario after = placed(lever.changed, found.surrogate, found.winner.placement);
    const Side verified =
        side_of(stage.play(after, out.verification_seed, options.verification, "verifying " + name));
    if (!acceptable(verified, options)) {
      out.tried.push_back(
          fmt::format("{}: not shown in verification, lost at most {:.3g} %, refused at most {:.3g} %", name,
                      100 * verified.lost_share_upper, 100 * verified.refused_share_upper));
      continue;
    }
    Relaxation relaxation{lever.lever, lever.of, lever.from, lever.to, verified, {}};
    for (const model::RecurringJob& job : after.jobs) relaxation.crons.push_back(job.cron);
    out.relaxations.push_back(std::move(relaxation));
    return;
  }
}

/// Whether the verified plays bear the move out: nothing is worse beyond doubt, and something is better.
bool borne_out(const Side& today, const Side& then) {
  const int lost = told_apart(today.lost_by_replication, then.lost_by_replication);
  const int failed = told_apart(today.failed_by_replication, then.failed_by_replication);
  if (lost != 0) return lost > 0;
  if (failed != 0) return failed > 0;
  return then.overruns < today.overruns;
}

/// What the chosen placement looks like on the surrogate made of its own plays.
void describe(const Options& options, const Surrogate& today, const Found& found, Recommendation& out) {
  const Surrogate& surrogate = found.surrogate;
  const Placement& to = found.winner.placement;
  out.bounds = placement::bounds(surrogate.problem);
  out.bounds.push_back({"line", placement::Level::length, surrogate.area});
  out.levels = levels_of(surrogate, to, out.bounds);
  out.proved_optimal = found.proved_optimal;
  out.spacing = spacing_of(out.before, surrogate, found.winner.seen, to, options.confidence);
  for (std::uint32_t j = 0; j < out.before.jobs.size(); ++j) {
    const std::string &from = out.before.jobs[j].cron, &cron = out.after.jobs[j].cron;
    if (cron == from) continue;
    out.changes.push_back({j, from, cron, surrogate.shifts[j][to[j]],
                           reason_for(out.before, today, surrogate, to, j),
                           applying_note(out.before, from, cron)});
  }
}

void try_levers(const Options& options, const Stage& stage, const std::vector<std::uint32_t>& schedules,
                const Side& today, Recommendation& out) {
  for (const Lever& lever : levers_of(out.before, schedules)) {
    const Side side = side_of(stage.play(lever.changed, out.seed, options.replications,
                                         fmt::format("lever {} of {}", lever.lever, lever.of)));
    out.levers.push_back({lever.lever, lever.of, lever.from, lever.to,
                          difference(today.lost_by_replication, side.lost_by_replication),
                          difference(today.failed_by_replication, side.failed_by_replication),
                          difference(today.failed_runs_by_replication, side.failed_runs_by_replication)});
  }
}

void recommend_into(const Options& options, Recommendation& out) {
  const Stage stage(options);
  const model::Scenario& scenario = out.before;
  Observation today = stage.play(scenario, out.seed, options.replications, "today");
  const Side today_side = side_of(today);
  out.diagnosis = diagnose(scenario, today);
  const Surrogate before = make_surrogate(scenario, today, options.grid);
  Found found = find(scenario, options, stage, today);
  out.after = placed(scenario, found.surrogate, found.winner.placement);

  const auto verify = [&](const model::Scenario& arm, const std::string& what) {
    return side_of(stage.play(arm, out.verification_seed, options.verification, "verifying " + what));
  };
  out.verified_before = out.verified_after = verify(scenario, "today");
  if (found.winner.placement != placement::today(before.problem)) {
    out.verified_after = verify(out.after, "the new start times");
    if (!borne_out(out.verified_before, out.verified_after)) {
      // What the search believed in did not show on other nights: nobody should be sent to edit for it.
      found = Found{Arm{placement::today(before.problem), std::move(today), today_side, {}}, before, false};
      out.after = scenario;
      out.verified_after = out.verified_before;
    }
  }
  out.lost_difference =
      difference(out.verified_before.lost_by_replication, out.verified_after.lost_by_replication);
  describe(options, before, found, out);

  out.obstacles = obstacles_of(scenario, found.surrogate, out.verified_after);
  const auto shortcomings = shortcomings_of(out.after, out.verified_after, options);
  out.obstacles.insert(out.obstacles.end(), shortcomings.begin(), shortcomings.end());
  out.feasible = out.obstacles.empty();

  if (!options.levers) return;
  const auto schedules = concerned(before);
  try_levers(options, stage, schedules, today_side, out);
  if (!out.feasible) relax(options, stage, schedules, out);
}

}  // namespace

Recommendation recommend(const model::Scenario& scenario, const Options& options) {
  Recommendation out;
  out.before = out.after = scenario;
  out.seed = scenario.chance.seed;
  out.verification_seed = core::combine(scenario.chance.seed, core::name_hash("verification"));
  out.replications = options.replications;
  out.verification = options.verification;
  try {
    recommend_into(options, out);
  } catch (const Interrupted&) {
    out.cancelled = true;
  }
  return out;
}

}  // namespace headway::recommend
