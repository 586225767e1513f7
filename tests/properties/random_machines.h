// What a random scenario (random_scenario.h) has of Harvester: virtual machines over its volumes, VM
// schedules, VM backups by hand, and the events that go with them.
#pragma once

#include <cstdint>

#include "sim/model/scenario.h"

namespace headway::tests {

/// Whether the scenario of that number has machines: every third beyond 10,000. Those up to there keep the
/// scenarios that were found in them.
bool has_machines(std::uint64_t seed);

/// Makes it a Harvester cluster. All that is stated already stays, but for the versions.
void add_machines(model::Scenario& scenario, std::uint64_t seed);

}  // namespace headway::tests
