// Which VM backups a schedule keeps (CSI sheet 3.3; harvester schedulevmbackup/common.go, gcVMBackups).
//
// Looked at when a VM backup becomes ready and five seconds after one has gone. While the latest is under way
// it is looked at again, and while the latest is in error nothing is deleted. Those in error go first, then
// the ready ones, oldest first, all at once; those that are going already count, and are asked again.
#pragma once

#include "sim/world/world.h"

namespace headway::harvester {

/// Deletes what the schedule has beyond `retain`.
core::Task<void> collect_vm_backups(world::World& world, std::uint32_t vm_schedule);

/// The same, vm_schedule.update_interval from now.
core::Task<void> collect_vm_backups_later(world::World& world, std::uint32_t vm_schedule);

}  // namespace headway::harvester
