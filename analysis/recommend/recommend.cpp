#include "analysis/recommend/recommend.h"

#include <utility>

#include "analysis/recommend/arms.h"
#include "analysis/recommend/describe.h"
#include "analysis/recommend/diagnosis.h"
#include "analysis/recommend/find.h"
#include "analysis/recommend/relax.h"
#include "sim/core/random.h"

namespace headway::recommend {
namespace {

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
