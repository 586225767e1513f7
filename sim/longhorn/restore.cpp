#include "sim/longhorn/restore.h"

#include <optional>
#include <utility>
#include <vector>

#include "sim/cost/dirty.h"
#include "sim/longhorn/replica_restore.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Outcome;
using world::World;

using Restores = std::vector<std::shared_ptr<ReplicaRestore>>;

Restores start_replicas(World& world, RestoreRequest request, std::uint32_t first, std::int64_t replicas) {
  Restores restores;
  for (std::int64_t r = 0; r < replicas; ++r) {
    request.number = r;
    request.node = static_cast<std::uint32_t>((first + static_cast<std::size_t>(r)) % world.nodes.size());
    restores.push_back(start_restore(world, request));
  }
  return restores;
}

}  // namespace

core::Task<void> restore_volume(World& world, std::uint32_t v, std::uint32_t node, std::int64_t replicas) {
  world::Volume& volume = world.volumes[v];
  record::Operation record;
  record.id = world.new_operation();
  record.kind = record::OperationKind::restore;
  record.volume = v;
  record.node = node;
  record.target = world.scenario.volumes[v].target;
  record.requested = record.scheduled = world.now();
  record.block_size = volume.law.block_size;
  record.counted = world.ledger.counted(world.now());
  world.live_operations.add(record.id, &record);
  if (!volume.store.newest()) {
    record.cause = Cause::deleted_meanwhile;
    record.layer = record::Layer::engine_controller;
    record.outcome = Outcome::failed;
    record.ended = world.now();
    world.emit(record);
    co_return;
  }
  co_await core::take(world.engine, world.nodes[node].restores);
  ++volume.restoring;
  record.started = record.transfer_started = world.now();
  RestoreRequest request;
  request.parent = record.id;
  request.source = v;
  request.blocks = cost::used_blocks(volume.law);
  // Others of this volume may run on the same day, or begin at the same instant.
  const auto when = static_cast<std::uint64_t>(world.now().time_since_epoch().count());
  request.entity = core::combine(core::combine(volume.hash, core::name_hash("restore")),
                                 core::combine(when, volume.restoring));
  request.counted = record.counted;
  const Restores restores = start_replicas(world, request, node, replicas);
  const bool restored = co_await wait_for_restores(world, restores);
  --volume.restoring;
  world.nodes[node].restores.release(world.engine);
  record.ended = record.released = record.transfer_ended = world.now();
  for (const auto& replica : restores) {
    record.bytes.count += replica->record.bytes.count;
    record.blocks += replica->record.blocks;
    if (replica->record.cause == Cause::none || restored) continue;
    record.cause = replica->record.cause;
    record.layer = replica->record.layer;
    record.blocked_by = replica->record.blocked_by;
    record.blocked_by_operation = replica->record.blocked_by_operation;
  }
  record.outcome = restored ? Outcome::completed : Outcome::failed;
  world.emit(record);
}

core::Task<void> follow_backups(World& world, std::uint32_t index) {
  const model::StandbyVolume& standby = world.scenario.standby_volumes[index];
  world::Volume& source = world.volumes[standby.source];
  std::optional<double> has = source.store.newest();  // it has kept up until now
  for (;;) {
    while (source.store.newest() == has || !source.store.newest())
      co_await core::wait_for(world.engine, source.new_backup);
    const Instant poll = world.next_poll_of(standby.source, world.now());
    co_await core::sleep_until(world.engine, poll, Rank::poll);
    const std::optional<double> newest = source.store.newest();
    if (!newest || newest == has) continue;
    RestoreRequest request;
    request.kind = record::OperationKind::standby_restore;
    request.source = standby.source;
    request.blocks = !has || *newest < *has ? cost::used_blocks(source.law)
                                            : cost::dirtied_blocks(source.law, *newest - *has);
    request.indexes = has ? 2 : 1;
    request.entity = core::combine(core::name_hash(standby.name),
                                   static_cast<std::uint64_t>(world.now().time_since_epoch().count()));
    request.counted = world.ledger.counted(world.now());
    const Restores restores = start_replicas(world, request, standby.node, standby.replicas);
    const bool restored = co_await wait_for_restores(world, restores);
    if (restored) has = newest;
  }
}

}  // namespace headway::longhorn
