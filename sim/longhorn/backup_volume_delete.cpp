#include "sim/longhorn/backup_volume_delete.h"

#include <vector>

#include "sim/longhorn/backup_rm.h"

namespace headway::longhorn {

using core::Rank;
using record::Outcome;
using world::BackupRef;
using world::World;

void request_volume_removal(World& world, std::uint32_t v) {
  world::Volume& volume = world.volumes[v];
  if (volume.being_removed) return;
  volume.being_removed = true;
  const std::uint64_t who = core::combine(volume.hash, core::name_hash("backup volume"));
  volume.removal = std::make_unique<world::Deletion>(
      world::Draws(world.luck, who, world.now().time_since_epoch().count()));
  record::Operation& record = volume.removal->record;
  record.id = world.new_operation();
  record.kind = record::OperationKind::backup_volume_delete;
  record.volume = v;
  record.node = world.random_owner(volume.removal->draws);
  record.target = world.scenario.volumes[v].target;
  record.requested = world.now();
  record.block_size = volume.law.block_size;
  record.tries = 0;
  record.counted = world.ledger.counted(world.now());
  world.live_operations.add(record.id, &record);
  const std::uint32_t node = record.node;  // where there is nothing to remove, the record is gone at once
  if (world.nodes[node].manager) world.spawn_controller(node, remove_volume_backups(world, v));
}

core::Task<void> remove_volume_backups(World& world, std::uint32_t v) {
  world::Volume& volume = world.volumes[v];
  world::Deletion& removal = *volume.removal;
  record::Operation& record = removal.record;
  auto& queue = world.nodes[record.node].manager->backups;
  // The folder is not there: nothing to remove, no lock.
  if (volume.store.has_volume_cfg()) {
    for (std::int64_t failures = 1;; ++failures) {
      const bool removed = co_await remove_backup_volume(world, record, removal.draws);
      if (removed) break;
      // Three quick tries again, then with each resync.
      const Instant again =
          failures % 4 != 0 ? queue.retry_at(world.now(), failures % 4) : queue.next_resync(world.now());
      co_await core::sleep_until(world.engine, again, Rank::poll);
    }
  }
  record.ended = world.now();
  if (record.released == record::kNever) record.released = world.now();
  record.outcome = Outcome::completed;
  world.emit(record);
  // The objects go without remote work of their own; one that is being deleted finds that out by itself.
  const std::vector<BackupRef> backups = volume.backups;
  for (const BackupRef& backup : backups) {
    if (!backup->settled || backup->deletion) continue;
    backup->gone = true;
    world.forget(*backup);
  }
  volume.being_removed = false;
  volume.removal.reset();
}

}  // namespace headway::longhorn
