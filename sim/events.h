// The scenario's events: faults, and what operators do, in all layers. Who is told what is decided here; what
// becomes of it, by the layers.
#pragma once

#include "sim/world/world.h"

namespace headway {

/// Plays all of them, each before anything else of its instant.
core::Task<void> play_events(world::World& world);

}  // namespace headway
