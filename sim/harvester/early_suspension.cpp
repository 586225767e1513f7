#include "sim/harvester/early_suspension.h"

#include "sim/harvester/steps.h"
#include "sim/harvester/vm_schedule.h"
#include "sim/longhorn/backup_request.h"

namespace headway::harvester {
namespace {

using core::Rank;
using record::Cause;
using record::Layer;
using world::BackupState;
using world::SnapshotRef;
using world::VmBackup;
using world::VmBackupRef;
using world::World;

bool is_final(BackupState state) {
  return state == BackupState::completed || state == BackupState::error || state == BackupState::deleting;
}

/// The disk at which the check stops because of an upload; null when it finds none, or stops at a Backup that
/// is gone.
SnapshotRef unfinished_disk(const VmBackup& backup) {
  for (const SnapshotRef& disk : backup.disks) {
    if (!disk->backup) continue;
    if (disk->backup->gone) return nullptr;
    if (!is_final(disk->backup->state)) return disk;
  }
  return nullptr;
}

void delete_upload(World& world, const VmBackupRef& backup, const SnapshotRef& disk) {
  longhorn::request_deletion(world, disk->backup);
  record::Step told;
  told.kind = record::Step::Kind::backup_deleted;
  told.operation = disk->backup->id;
  told.other = disk->backup->deletion->record.id;
  told.layer = Layer::vm_schedule_controller;
  world.tell(told);
  suspend(world, *backup->vm_schedule, Cause::suspended_not_synced, backup->record.id);
}

}  // namespace

core::Task<void> watch_uploads_in_error(World& world, VmBackupRef backup) {
  while (!backup->ready && !backup->deleting) {
    co_await step(world);
    if (!world.parameters.vm_schedule_early_suspend || backup->ready || backup->deleting) co_return;
    const SnapshotRef disk = unfinished_disk(*backup);
    if (disk && !disk->backup->deletion_requested) delete_upload(world, backup, disk);
    // What follows is seen at the next change of the VM backup: of a disk, or of an upload's progress.
    if (disk) {
      const world::BackupRef upload = disk->backup;
      const Instant progress = world.now() + world.parameters.monitor_period;
      if (!is_final(upload->state) && !upload->gone) co_await core::wait_for(world.engine, upload->changed);
      co_await core::sleep_until(world.engine, progress, Rank::work);
    } else {
      co_await core::wait_for(world.engine, *backup->changed);
    }
  }
}

}  // namespace headway::harvester
