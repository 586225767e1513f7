// Backups asked for by hand: all volumes at once, each a snapshot and a Backup object without a job's label.
// No pod waits for them, no retention follows them.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Plays manual backup number `index` of the scenario: one tick that owes one backup of each of its volumes.
core::Task<void> play_manual_backup(world::World& world, std::uint32_t index);

}  // namespace headway::longhorn
