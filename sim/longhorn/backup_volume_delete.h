// Deleting everything that a volume has on the target ("delete all backups"): a type-2 lock like any delete,
// one request an object, and the locks folder goes with the rest (longhorn-manager sheet 2.6, backupstore
// sheet 2.5).
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Asks for it. Being asked again while it goes on does nothing.
void request_volume_removal(world::World& world, std::uint32_t volume);

/// A manager goes on with the removal that `volume.removal` describes: at its start, and after a restart.
core::Task<void> remove_volume_backups(world::World& world, std::uint32_t volume);

}  // namespace headway::longhorn
