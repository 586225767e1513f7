// The scenario's events: faults, and what operators do.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Plays all of them, each before anything else of its instant.
core::Task<void> play_events(world::World& world);

}  // namespace headway::longhorn
