// VirtualMachineBackups: one VolumeSnapshot a disk, all at once, and what their state makes of the whole (CSI
// sheet 2; harvester pkg/controller/master/backup).
//
//   object -> one VolumeSnapshot a disk, in an order of its own -> any of them in error: error -> all ready:
//   ready, whatever was before
//
// Nothing is tried again and nothing times out here. An error is what a VolumeSnapshot shows, and a VM backup
// in error becomes ready when all its disks do in the end.
#pragma once

#include <optional>

#include "sim/world/world.h"

namespace headway::harvester {

/// Who wants a backup of a virtual machine, and for which tick.
struct VmBackupRequest {
  std::uint32_t vm = 0;
  std::uint32_t schedule = 0;                ///< whose due backup it is (model::schedule_name)
  std::optional<std::uint32_t> vm_schedule;  ///< the ScheduleVMBackup, if it is one
  std::uint64_t run = 0;
  Instant tick{};
  std::int64_t tick_key = 0;
};

/// Makes the object; the controller takes it on.
world::VmBackupRef make_vm_backup(world::World& world, const VmBackupRequest& request);

/// Sets the object's deletion timestamp; being asked again does nothing to it. Its metadata file is removed
/// from the target, the object goes, its VolumeSnapshots after it.
void delete_vm_backup(world::World& world, const world::VmBackupRef& backup);

}  // namespace headway::harvester
