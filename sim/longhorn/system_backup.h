// System backups, by a recurring job or by hand: the volumes' own backups first, all at once, without a
// limit; then the small upload of the cluster's objects (longhorn-manager sheet 1.7).
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// One system backup of a recurring job's run. The volumes it backs up are those of its tick.
core::Task<void> back_up_system(world::World& world, std::uint32_t job, schedule::KeyedTick tick,
                                std::uint64_t run);

/// One that an operator asks for.
core::Task<void> back_up_system_by_hand(world::World& world, model::VolumeBackupPolicy policy);

}  // namespace headway::longhorn
