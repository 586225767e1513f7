// Failed backups are deleted a day after they failed: the next poll of the target that comes to their volume
// and gets through deletes the object, and that takes a type-2 lock like any delete (longhorn-manager
// sheet 2.5).
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Waits for the failed backup's time to be over and asks for its deletion. Ends at once when it never is.
core::Task<void> expire_failed_backup(world::World& world, world::BackupRef backup);

}  // namespace headway::longhorn
