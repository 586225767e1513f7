#include "sim/longhorn/backup_request.h"

#include <utility>

#include "sim/cost/dirty.h"
#include "sim/longhorn/backup_create.h"
#include "sim/longhorn/backup_delete.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using world::BackupRef;
using world::World;

core::Task<void> purge(World& world, std::uint32_t v, Bytes size) {
  const std::uint32_t n = world.scenario.volumes[v].node;
  co_await core::take(world.engine, world.nodes[n].purges);
  record::Operation record;
  record.id = world.new_operation();
  record.kind = record::OperationKind::snapshot_purge;
  record.volume = v;
  record.node = n;
  record.requested = record.started = record.transfer_started = world.now();
  record.counted = world.ledger.counted(world.now());
  world.live_operations.add(record.id, &record);
  co_await world.bandwidth.merge(n, size);
  world.nodes[n].purges.release(world.engine);
  record.transfer_ended = record.ended = world.now();
  record.bytes = size;
  record.outcome = record::Outcome::completed;
  world.emit(record);
}

}  // namespace

BackupRef make_backup(World& world, const BackupRequest& request) {
  const std::uint32_t v = request.volume;
  const model::Volume& volume = world.scenario.volumes[v];
  auto made = std::allocate_shared<world::Backup>(core::FrameAllocator<world::Backup>());
  world::Backup& backup = *made;
  backup.creation =
      std::make_unique<world::Creation>(world.draws(v, request.schedule, request.tick_key, request.pass, 1));
  backup.id = world.new_operation();
  backup.job = request.job;
  backup.schedule = request.schedule;
  backup.owed = request.owed;
  backup.through_csi = request.through_csi;
  backup.volume = v;
  backup.tick = request.tick;
  backup.tick_key = request.tick_key;
  backup.pass = request.pass;
  backup.full_mode = request.full_mode;
  backup.written = request.written;
  // No manager is preferred: the first one to write the object owns it.
  world::Draws draws = world.draws(v, request.schedule, request.tick_key, request.pass, 0);
  backup.owner = world.random_owner(draws);
  record::Operation& record = backup.creation->record;
  record.id = backup.id;
  record.parent = request.parent;
  record.schedule = request.schedule;
  record.volume = v;
  record.vm = request.vm;
  record.node = volume.node;
  record.target = volume.target;
  record.scheduled = request.tick;
  record.requested = world.now();
  record.block_size = volume.block_size;
  record.counted =
      request.owed ? world.ledger.counted(request.schedule, request.tick) : world.ledger.counted(world.now());
  world.live_operations.add(backup.id, &record);
  world.volumes[v].backups.push_back(made);
  if (request.owed) world.ledger.attempt_started(record);
  if (world.nodes[backup.owner].manager) world.spawn_controller(backup.owner, create_backup(world, made));
  return made;
}

void request_deletion(World& world, const BackupRef& backup) {
  if (backup->deletion_requested || backup->gone) return;
  backup->deletion_requested = true;
  const model::Volume& volume = world.scenario.volumes[backup->volume];
  constexpr std::uint32_t kPasses = 1U << 16;  // more than any pod has
  const std::uint32_t pass = backup->pass + kPasses * backup->deletions++;
  backup->deletion = std::make_unique<world::Deletion>(
      world.draws(backup->volume, backup->schedule, backup->tick_key, pass, 2));
  record::Operation& record = backup->deletion->record;
  record.id = world.new_operation();
  record.parent = backup->id;
  record.kind = record::OperationKind::delete_;
  record.schedule = backup->schedule;
  record.volume = backup->volume;
  record.node = backup->owner;
  record.target = volume.target;
  record.requested = world.now();
  record.block_size = volume.block_size;
  record.tries = 0;
  record.counted = world.ledger.counted(world.now());
  world.live_operations.add(record.id, &record);
  backup->deletion->backoff = world.parameters.delete_retry_base;
  backup->changed.notify(world.engine);
  if (world.nodes[backup->owner].manager) world.spawn_controller(backup->owner, delete_backup(world, backup));
}

Instant snapshot_taken_at(const World& world) {
  return world.now() + world.parameters.snapshot_take;
}

Instant snapshot_ready_at(const World& world, std::uint32_t volume, Instant taken) {
  return core::next_poll(world.volumes[volume].engine_phase, world.parameters.snapshot_engine_refresh, taken);
}

void purge_snapshots(World& world, std::uint32_t v, double written) {
  if (!world.parameters.snapshot_cleanup) return;
  world::Volume& volume = world.volumes[v];
  const double since = written - volume.purged;
  volume.purged = written;
  if (since <= 0) return;
  const std::int64_t blocks = cost::dirtied_blocks(volume.law, since);
  if (blocks > 0) world.engine.spawn(purge(world, v, Bytes{blocks * volume.law.block_size.count}));
}

}  // namespace headway::longhorn
