// Scenarios drawn from a number, with everything that a scenario can state: every traced version, several
// targets, jobs of all tasks, manual backups, images, standby volumes, policies, and events of every kind at
// random instants, at one instant, at the very start and just before the horizon. Some have virtual machines
// too (random_machines.h).
//
// What is drawn is valid: the reader would take it. Equal numbers give equal scenarios.
#pragma once

#include <cstdint>

#include "sim/model/scenario.h"

namespace headway::tests {

/// A small scenario: a play takes some milliseconds.
model::Scenario random_scenario(std::uint64_t seed);

/// Whether anything in it can make two excluding locks live at once but a torn look: outages, errors of
/// requests, clocks that are wrong.
bool has_lock_faults(const model::Scenario& scenario);

}  // namespace headway::tests
