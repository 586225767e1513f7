// Plain words: what happens today, what can never fit, what is not shown, and why a schedule moves.
#pragma once

#include <string>
#include <vector>

#include "analysis/recommend/recommend.h"

namespace headway::recommend {

/// What turns backups away today, most frequent first, then what fails backups of machines, then which VM
/// schedules cannot be edited; empty when there is nothing to say.
std::vector<std::string> diagnose(const model::Scenario& scenario, const Observation& today);

/// Why no start time can help: what windows and lines rule out, and pairs that the samples in `surrogate`
/// keep from fitting at any distance. Of pairs (a schedule and itself too) only what `played`, the plays of
/// the best placement found, does not contradict.
std::vector<std::string> obstacles_of(const model::Scenario& scenario, const Surrogate& surrogate,
                                      const Side& played);

/// Why the winner is not good enough, by what was verified.
std::vector<std::string> shortcomings_of(const model::Scenario& winner, const Side& verified,
                                         const Options& options);

/// Why this schedule moves: who it is kept away from. `today`: made of what was seen of today's start times,
/// `then`: of those of `to`.
std::string reason_for(const model::Scenario& scenario, const Surrogate& today, const Surrogate& then,
                       const placement::Placement& to, std::uint32_t schedule);

}  // namespace headway::recommend
