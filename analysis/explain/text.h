// An explanation as it is printed, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "analysis/explain/explanation.h"

namespace headway::explain {

/// Sections of sentences with instants, UTC. Ends in a newline.
std::string explanation_text(const model::Scenario& scenario, const Explanation& explanation, bool colour);

/// An array, one object an explanation. Instants in UTC and in seconds since the scenario's start.
std::string explanations_json(const model::Scenario& scenario, const std::vector<Explanation>& explanations);

}  // namespace headway::explain
