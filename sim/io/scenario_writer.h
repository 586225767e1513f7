// Scenarios back to JSON, with everything explicit: what `scenario.json` in the results folder holds.
#pragma once

#include <string>

#include "sim/model/scenario.h"

namespace headway::io {

/// The scenario as JSON text that read_scenario turns into an equal scenario, defaults and every parameter
/// of the platform written out, so that later presets do not change it. Consecutive volumes that are equal
/// but for a number in their names are written as one range. Writing what was read from written text gives
/// the same bytes. Lengths of time in distributions are exact to the nanosecond. O(size of the scenario).
std::string write_scenario(const model::Scenario& scenario);

}  // namespace headway::io
