#include "sim/longhorn/replica_restore.h"

#include <algorithm>
#include <utility>

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"
#include "sim/cost/restore_law.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Outcome;
using world::Answer;
using world::World;

using Restore = std::shared_ptr<ReplicaRestore>;

void end(World& world, ReplicaRestore& restore, Cause cause) {
  record::Operation& record = restore.record;
  record.ended = world.now();
  record.outcome = cause == Cause::none ? Outcome::completed : Outcome::failed;
  record.cause = cause;
  record.layer = cause == Cause::none          ? record::Layer::none
                 : cause == Cause::lock_denied ? record::Layer::backupstore
                                               : record::Layer::replica;
  restore.over = true;
  world.emit(record);
  restore.ended.notify(world.engine);
}

/// The download once the lock is held. False when the target stopped answering.
core::Task<bool> download(World& world, const RestoreRequest& request, record::Operation& record,
                          Instant from) {
  const model::Volume& volume = world.scenario.volumes[request.source];
  const model::Node& node = world.scenario.nodes[request.node];
  const model::Target& target = world.scenario.targets[volume.target];
  cost::RestoreWork work;
  work.threads = world.parameters.restore_threads;
  work.block_size = volume.block_size;
  work.thread_rate = node.thread_rate;
  work.get_s = target.latency.get.mean() * world.faults[volume.target].slow(from);
  const BytesPerSecond cap = cost::restore_payload_rate(work, volume.compression_ratio);
  const Bytes wire{static_cast<std::int64_t>(world.stored_bytes(request.source, request.blocks))};
  const Duration patience = world.request_patience(volume.target) + world.parameters.restore_block_retry_span;
  record.transfer_started = world.now();
  record.bytes =
      co_await world.bandwidth.download(request.node, volume.target, volume.compression_ratio, cap, wire,
                                        world.faults[volume.target].gives_up(from, patience));
  record.transfer_ended = world.now();
  record.blocks = request.blocks;
  co_return record.bytes.count == wire.count;
}

/// One try. Answers none, lock_denied, or that the target did not answer.
core::Task<Cause> try_restore(World& world, const RestoreRequest& request, Restore restore,
                              world::Draws& draws) {
  const model::Volume& volume = world.scenario.volumes[request.source];
  const world::BackupStore& store = world.volumes[request.source].store;
  record::Operation& record = restore->record;
  const Duration init = world.request_time(volume.target, cost::driver_init(), draws);
  const Answer opened = world.answer(volume.target, world.now(), init);
  if (!opened.works) {
    co_await core::sleep_until(world.engine, opened.at, Rank::completion);
    co_return Cause::target_unavailable;
  }
  world::HeldLock lock(
      world, world.holder(record, request.source, 1, request.node, world.nodes[request.node].replicas),
      draws);
  const bool held = co_await lock.acquire(opened.at);
  record.lock_decided = lock.record().decided;
  record.lock = held ? record::LockOutcome::granted : record::LockOutcome::denied;
  if (!held) {
    record.blocked_by = lock.record().blocked_by;
    record.blocked_by_operation = lock.record().blocked_by_operation;
    co_return lock.target_failed() ? Cause::target_unavailable : Cause::lock_denied;
  }
  record.started = record.lock_decided;
  // volume.cfg, the indexes, and the lock's second save, which is the last of these requests.
  cost::Requests requests = cost::restore_sync_rest(request.indexes);
  requests.put -= 1;
  requests.head -= 1;
  const Bytes index = cost::index_size(store.index_entries(), world.parameters.block_index_bytes);
  const Duration time = world.request_time(volume.target, requests, draws) +
                        request.indexes * world.index_time(world.scenario.nodes[request.node].download,
                                                           world.scenario.targets[volume.target].read, index);
  const Answer prepared = world.answer(volume.target, world.now(), time);
  Cause cause = Cause::upload_failed;
  if (prepared.works) {
    co_await lock.save_again(prepared.at);
    const bool complete = co_await download(world, request, record, world.now());
    cause = complete ? Cause::none : Cause::target_unavailable;
  } else {
    co_await core::sleep_until(world.engine, prepared.at, Rank::completion);
    cause = Cause::target_unavailable;
  }
  co_await lock.release();
  record.released = world.now();
  co_return cause;
}

core::Task<void> serve_restore(World& world, RestoreRequest request, Restore restore) {
  const model::Parameters& p = world.parameters;
  const auto day = std::chrono::floor<std::chrono::days>(world.now()).time_since_epoch().count();
  world::Draws draws(world.luck, core::combine(request.entity, static_cast<std::uint64_t>(request.number)),
                     std::int64_t{day});
  Duration backoff = p.restore_backoff_first;
  for (;; ++restore->record.tries) {
    const Cause cause = co_await try_restore(world, request, restore, draws);
    if (cause != Cause::lock_denied || !p.restore_retry_on_lock) {
      end(world, *restore, cause);
      co_return;
    }
    co_await core::delay(world.engine, backoff, Rank::poll);
    backoff = std::min(2 * backoff, p.restore_backoff_cap);
  }
}

}  // namespace

std::shared_ptr<ReplicaRestore> start_restore(World& world, const RestoreRequest& request) {
  auto restore = std::make_shared<ReplicaRestore>();
  record::Operation& record = restore->record;
  record.id = world.new_operation();
  record.parent = request.parent;
  record.kind = request.kind;
  record.volume = request.source;
  record.node = request.node;
  record.target = world.scenario.volumes[request.source].target;
  record.requested = world.now();
  record.block_size = world.scenario.volumes[request.source].block_size;
  record.counted = request.counted;
  world.live_operations.add(record.id, &record);
  if (world.nodes[request.node].instance_managers_down > 0)
    end(world, *restore, Cause::node_lost);
  else
    world.nodes[request.node].replicas.spawn(serve_restore(world, request, restore));
  return restore;
}

core::Task<bool> wait_for_restores(World& world, std::vector<Restore> restores) {
  bool any = false;
  for (const Restore& restore : restores) {
    world::Node& node = world.nodes[restore->record.node];
    const std::uint32_t losses = node.replica_losses;
    while (!restore->over) {
      co_await core::first_of(world.engine, core::on(restore->ended), core::on(node.replicas_lost));
      if (!restore->over && node.replica_losses != losses) end(world, *restore, Cause::node_lost);
    }
    any = any || restore->record.outcome == Outcome::completed;
  }
  co_return any;
}

}  // namespace headway::longhorn
