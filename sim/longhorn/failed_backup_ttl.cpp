#include "sim/longhorn/failed_backup_ttl.h"

#include "sim/longhorn/backup_request.h"

namespace headway::longhorn {

using core::Rank;
using world::World;

core::Task<void> expire_failed_backup(World& world, world::BackupRef backup) {
  const Duration ttl = world.parameters.target_failed_backup_ttl;
  if (ttl <= Duration::zero()) co_return;
  Instant poll = world.next_poll_of(backup->volume, backup->failed_at + ttl);
  while (poll < world.horizon()) {
    co_await core::sleep_until(world.engine, poll, Rank::poll);
    if (backup->deletion_requested || backup->gone) co_return;
    // A volume whose very first backup failed has no BackupVolume object, whose sync would look.
    if (world.volumes[backup->volume].store.has_volume_cfg()) {
      request_deletion(world, backup);
      co_return;
    }
    poll = world.next_poll_of(backup->volume, poll);
  }
}

}  // namespace headway::longhorn
