// VirtualMachineBackups that somebody makes by hand: one for each machine, all at once. No schedule looks
// after them: nothing is suspended, nothing deleted.
#pragma once

#include "sim/world/world.h"

namespace headway::harvester {

/// Plays manual backup number `index` of the scenario, which is one of machines: one tick that owes one
/// backup of each.
core::Task<void> play_manual_vm_backups(world::World& world, std::uint32_t index);

}  // namespace headway::harvester
