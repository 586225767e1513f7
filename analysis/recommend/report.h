// The recommendation for people and for machines.
#pragma once

#include <string>

#include "analysis/recommend/recommend.h"

namespace headway::recommend {

std::string recommendation_text(const Recommendation& recommendation, const Options& options);

/// As interfaces.md section 5 has it, with further keys. Ends in a line break.
std::string recommendation_json(const Recommendation& recommendation, const Options& options);

/// The recommended scenario, with a name and an `about` that say where it comes from.
model::Scenario recommended_scenario(const Recommendation& recommendation);

}  // namespace headway::recommend
