// Deleting a backup, the controller's side: from the deletion timestamp until the object is gone and the
// collection has ended (longhorn-manager sheet 2.3; corrections, "Deletes"). What happens on the target is
// backup_rm.h.
//
// Up to 1.7 `backup rm` runs in one of the controller's workers, and a refused one comes back by the work
// queue's back-off, never rarer than the 30 s resync. From 1.8 it runs beside the controller: the object is
// Deleting until a reconcile finds the backup's cfg gone (the collection, and with it the type-2 lock, may go
// on), and a refused one is tried again after 1, 2, 4 … minutes. What the controller knows of the process is
// in memory: a manager that restarts finds the object Deleting and no process, and starts another one.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The life of one deletion, as a process of the owner's manager. `backup->deletion` is there. Goes on from
/// whatever the object's state says. The object is forgotten at its end.
core::Task<void> delete_backup(world::World& world, world::BackupRef backup);

}  // namespace headway::longhorn
