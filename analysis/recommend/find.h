// Steps 1 to 3 of a recommendation: from a play of today to the placement that does best in plays.
#pragma once

#include <string>
#include <vector>

#include "analysis/placement/problem.h"
#include "analysis/recommend/observe.h"
#include "analysis/recommend/recommend.h"
#include "analysis/recommend/surrogate.h"

namespace headway::recommend {

/// Thrown by Stage::play when the options' flag says so; recommend() turns it into Recommendation::cancelled.
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

/// A placement with what was seen of it.
struct Arm {
  placement::Placement placement;
  Observation seen;
  Side side;
  placement::Objective surrogate;  ///< of the surrogate it was found on
};

/// True when `a` is better than `b` beyond doubt on the first level that tells them apart.
/// Few replications may show no difference where one arm lost something and the other nothing: then the one
/// without is taken.
bool preferred(const Arm& a, const Arm& b);

/// What else a person would try: ten minutes apart, and a hash of the name; each schedule at its place
/// nearest to that.
std::vector<placement::Placement> simple_remedies(const model::Scenario& scenario,
                                                  const Surrogate& surrogate);

struct Found {
  Arm winner;
  Surrogate surrogate;          ///< of what was seen of the winner
  bool proved_optimal = false;  ///< of this placement on this surrogate: everything was tried
};

/// `today`: what was seen of the scenario as it stands.
Found find(const model::Scenario& scenario, const Options& options, const Stage& stage, Observation today);

}  // namespace headway::recommend
