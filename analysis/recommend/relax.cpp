#include "analysis/recommend/relax.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "analysis/movable/movable.h"
#include "analysis/recommend/arms.h"
#include "analysis/recommend/diagnosis.h"

namespace headway::recommend {
namespace {

bool acceptable(const Side& side, const Options& options) {
  return side.lost_share_upper <= options.max_loss && side.refused_share_upper <= options.max_loss &&
         side.overruns == 0;
}

/// Cheap: could so few replications have come from an acceptable scenario?
bool hopeless(const Side& side, const Options& options) {
  return side.overruns > 0 || side.lost_share.value > options.max_loss ||
         side.refused_share.value > options.max_loss;
}

}  // namespace

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
    for (std::uint32_t j = 0; j < movable::count(after); ++j)
      relaxation.crons.push_back(movable::cron_of(after, j));
    out.relaxations.push_back(std::move(relaxation));
    return;
  }
}

}  // namespace headway::recommend
