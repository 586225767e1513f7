// Deleting a backup: from the deletion timestamp until the object is gone and the collection has ended
// (longhorn-manager sheet 2.3, backupstore sheet 2.5; corrections, "Deletes").
//
// Up to 1.7 the remote delete runs in one of the controller's workers, and a refused one comes back by the
// work queue's back-off, never rarer than the 30 s resync. From 1.8 it runs beside the controller: the object
// is Deleting until a reconcile finds the backup's cfg gone (the collection, and with it the type-2 lock, may
// go on), and a refused one is tried again after 1, 2, 4 … minutes.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The life of one deletion. The Backup object is forgotten at its end.
core::Task<void> delete_backup(world::World& world, world::Backup& backup, std::uint64_t operation);

}  // namespace headway::longhorn
