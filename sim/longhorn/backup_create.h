// Creating a backup, the controller's side: from the Backup object to its final state (longhorn-manager sheet
// 2.2 and 2.4).
//
//   attachment -> worker -> gate on Deleting (1.8 and later) -> start mutex -> start RPC (replica_backup.h)
//   -> the 2 s monitor, through which the object's status follows
//
// An error of the RPC, a refused lock included, is final: state Error, nobody tries this backup again. An RPC
// that is not answered in time leaves the object Pending, looked at ever more rarely for a day: the replica
// goes on. In the 2 s monitor one failed poll is the end of the object, though not of its upload.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The life of one Backup object's creation, as a process of its owner's manager. Goes on from whatever the
/// object's state says, so a manager that restarts plays it again. Ends when the state is final and the lock
/// file gone.
core::Task<void> create_backup(world::World& world, world::BackupRef backup);

}  // namespace headway::longhorn
