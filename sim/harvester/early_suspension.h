// What a VM schedule does about uploads that go on under a VM backup in error: it deletes them and suspends
// itself (CSI sheet 3.2; harvester pkg/controller/master/schedulevmbackup/common.go,
// checkLHBackupUnexpectedProcessing).
//
// The check runs at every change of the VM backup and goes through its disks in the order of the status. At
// the first whose Longhorn Backup is not in a final state it deletes that, suspends the schedule and stops;
// at one whose Backup is gone it stops with an error. So up to Longhorn 1.7, where a Backup that is deleted
// while it uploads stays InProgress, one disk shields those after it until its upload has ended; from 1.8 it
// is Deleting, which is final, and the next check takes the next disk.
#pragma once

#include "sim/world/world.h"

namespace headway::harvester {

/// Follows a scheduled VM backup from its error on, until it is ready or deleted.
core::Task<void> watch_uploads_in_error(world::World& world, world::VmBackupRef backup);

}  // namespace headway::harvester
