// Restores of volumes, and standby volumes that follow the backups of another one.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Restores the latest backup of `volume` into a new volume with `replicas` replicas, the first one on `node`
/// and the others on the nodes after it. At most restore.per_node_limit volumes are restored on a node at
/// once. While it runs no backup of the volume is deleted. It fails when every replica fails; with fewer the
/// new volume is degraded.
core::Task<void> restore_volume(world::World& world, std::uint32_t volume, std::uint32_t node,
                                std::int64_t replicas);

/// A standby volume for the whole scenario: when a poll of the target shows a newer backup of its source,
/// each replica restores what has changed, with a type-1 lock of its own. The limit on restores does not
/// apply.
core::Task<void> follow_backups(world::World& world, std::uint32_t standby);

}  // namespace headway::longhorn
