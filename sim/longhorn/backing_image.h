// Backing images' own backups: one global lock a target for all of them (backupstore sheet 2.1). The first
// backup of a volume that is made from an image makes that of the image too, beside its own.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Sees to it that the volume's image is backed up or being backed up. Free when it has none, or it is.
void ensure_image_backup(world::World& world, std::uint32_t volume);

/// Deletes an image's backup from `target`: type 2, so refused while any image is backed up there, and tried
/// again as the work queue has it. Being asked again while it goes on does nothing.
core::Task<void> delete_image_backup(world::World& world, std::uint32_t image, std::uint32_t target);

}  // namespace headway::longhorn
