// Plain words: what happens today, what can never fit, what an edit does in the night after.
#pragma once

#include <string>
#include <vector>

#include "analysis/recommend/recommend.h"

namespace headway::recommend {

/// What turns backups away today, most frequent first; empty when nothing does.
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

/// What applying the changed line causes (corrections, "CronJob catch-up": an edited schedule fires at once
/// when its new line has a tick between its last run and now): the longest stretch of a day in which an edit
/// causes nothing, in a week after the scenario's start. A few milliseconds.
std::string applying_note(const model::Scenario& scenario, const std::string& before,
                          const std::string& after);

/// Number of runs that start at once when `after` replaces `before` at `at`: 0 or 1.
int extra_runs(const model::Scenario& scenario, const std::string& before, const std::string& after,
               Instant at);

}  // namespace headway::recommend
