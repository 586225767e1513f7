// `backup rm`: the process that removes one backup, or everything of a volume, from the target. A child of
// the owner's manager, so it ends with it and leaves its type-2 lock behind (backupstore sheet 2.5;
// corrections).
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// One run for `backup`, whose deletion record it fills. True when it has removed what it was asked to remove
/// (a cfg that is not there is no error); false when its lock was refused or the target did not answer.
core::Task<bool> remove_backup(world::World& world, world::BackupRef backup);

/// One run of `backup rm --volume`. `record` is the caller's, `draws` its luck.
core::Task<bool> remove_backup_volume(world::World& world, record::Operation& record, world::Draws& draws);

}  // namespace headway::longhorn
