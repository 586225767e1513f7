// What helps besides start times: each lever played alone, and where nothing fits the smallest relaxation.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/recommend/find.h"

namespace headway::recommend {

/// The schedules most concerned by refusals today, at most six, ascending: levers on every one of many would
/// be plays without end.
std::vector<std::uint32_t> concerned(const Surrogate& surrogate);

/// Plays the levers on these schedules and on the platform with today's start times into out.levers.
void try_levers(const Options& options, const Stage& stage, const std::vector<std::uint32_t>& schedules,
                const Side& today, Recommendation& out);

/// Finds the smallest relaxation that is feasible with the best start times found for it: into
/// out.relaxations, and what was tried before it into out.tried.
void relax(const Options& options, const Stage& stage, const std::vector<std::uint32_t>& schedules,
           Recommendation& out);

}  // namespace headway::recommend
