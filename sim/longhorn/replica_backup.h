// What the replica does with a start RPC: the server's side of creating a backup (backupstore
// sheet 2.2, 2.3).
//
//   driver init, lock type 1, volume.cfg and last index, compare, lock again   -> the RPC is answered
//   cfg marked as in progress -> upload (a flow) -> index, volume.cfg -> status 100 % -> unlock
//
// It does not know of its caller: a caller that gave up, restarted or declared the backup failed changes
// nothing here, and the lock is held and refreshed until the upload has ended. Requests that the target does
// not answer end it: in the RPC with an error, later with status error and an unfinished cfg left on the
// target.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// One upload. Its state is in `backup->replica`; runs until the lock file is gone.
core::Task<void> serve_backup(world::World& world, world::BackupRef backup);

}  // namespace headway::longhorn
