// Creating a backup: from the Backup object to its final state (longhorn-manager sheet 2.2, backupstore
// sheet 2.2 and 2.3).
//
//   attachment -> worker -> gate on Deleting (1.8 and later) -> start mutex -> start RPC:
//     driver init, lock type 1, volume.cfg and last index, compare, lock again
//   -> upload (a flow) -> index, volume.cfg -> status 100 % -> unlock
//   beside it: the manager's 2 s monitor, through which the object's status follows
//
// A refused lock ends it: state Error, final, nobody tries this backup again.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The life of one Backup object's creation. Runs until the lock file is gone and the state is final.
core::Task<void> create_backup(world::World& world, world::Backup& backup);

}  // namespace headway::longhorn
