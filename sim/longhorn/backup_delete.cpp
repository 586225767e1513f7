#include "sim/longhorn/backup_delete.h"

#include <algorithm>

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"
#include "sim/world/store_client.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Outcome;
using world::Backup;
using world::BackupState;
using world::World;

/// One deletion and its tries.
struct Deletion {
  World& world;
  Backup& backup;
  record::Operation record;
  world::Draws draws;

  Deletion(World& w, Backup& b, std::uint64_t operation)
      : world(w), backup(b), draws(w.draws(b.volume, b.job, b.tick_key, b.pass, 2)) {
    record.id = operation;
    record.parent = b.id;
    record.kind = record::OperationKind::delete_;
    record.schedule = b.job;
    record.volume = b.volume;
    record.node = b.owner;
    record.target = w.scenario.volumes[b.volume].target;
    record.requested = w.now();
    record.block_size = w.scenario.volumes[b.volume].block_size;
    record.tries = 0;
    record.counted = w.ledger.counted(w.now());
    w.live_operations.add(operation, &record);
  }
  Deletion(const Deletion&) = delete;
  Deletion& operator=(const Deletion&) = delete;
  ~Deletion() { world.live_operations.remove(record.id); }

  Duration time_of(const cost::Requests& requests) {
    return world.request_time(record.target, requests, draws);
  }
};

/// What `backup rm` does under the type-2 lock. Requests go out one at a time; nothing limits how long it
/// takes.
core::Task<void> remove_under_lock(Deletion& d) {
  World& world = d.world;
  world::Volume& volume = world.volumes[d.backup.volume];
  world::BackupStore& store = volume.store;
  const model::Parameters& p = world.parameters;

  const Duration remove_index = d.time_of(cost::delete_load_victim() + cost::delete_remove_victim());
  co_await core::delay(world.engine, remove_index, Rank::completion);
  d.backup.in_store = false;  // gone for every reader, long before the lock is
  const bool was_last = store.remove_index(d.backup.written);

  const Duration list_names = d.time_of(cost::delete_load_volume() + cost::list_backups(store.listed()));
  co_await core::delay(world.engine, list_names, Rank::completion);
  const std::uint64_t names = store.version();

  // The whole block tree is listed and every remaining index read, however little the backup held.
  const Bytes index = cost::index_size(store.index_entries(), p.block_index_bytes);
  const model::Node& node = world.scenario.nodes[d.record.node];
  const model::Target& target = world.scenario.targets[d.record.target];
  const Duration survey =
      d.time_of(cost::list_block_tree(store.blocks(), p.block_directories_1, p.block_directories_2)) +
      d.time_of(cost::load_indexes(store.kept())) +
      store.kept() * world.index_time(node.download, target.read, index);
  co_await core::delay(world.engine, survey, Rank::completion);

  bool may_collect = !store.any_in_progress();
  cost::Requests check = cost::list_backups(store.listed());
  if (was_last) {
    store.forget_last(may_collect);
    check += cost::save_last();
  }
  const Duration second_look = d.time_of(check);
  co_await core::delay(world.engine, second_look, Rank::completion);
  may_collect = may_collect && store.version() == names;

  if (may_collect) {
    const std::int64_t unreferenced = store.unreferenced();
    const Duration removal = d.time_of(cost::remove_blocks(unreferenced));
    co_await core::delay(world.engine, removal, Rank::completion);
    d.record.blocks = store.collect(unreferenced);
    d.record.bytes =
        Bytes{static_cast<std::int64_t>(static_cast<double>(d.record.blocks * d.record.block_size.count) /
                                        world.scenario.volumes[d.backup.volume].compression_ratio)};
  } else {
    d.record.collection_skipped = true;
    ++volume.collections_skipped;
  }
  const Duration finish = d.time_of(cost::delete_finish());
  co_await core::delay(world.engine, finish, Rank::completion);
}

/// One try of the remote delete: false when the lock was refused.
core::Task<bool> remove_backup(Deletion& d) {
  World& world = d.world;
  ++d.record.tries;
  const Duration init = d.time_of(cost::driver_init());
  co_await core::delay(world.engine, init, Rank::completion);
  world::HeldLock lock(world, d.backup.volume, 2, d.record.node, d.record.id, d.draws, d.record.counted);
  const bool held = co_await lock.acquire();
  d.record.lock_decided = lock.record().decided;
  d.record.lock = held ? record::LockOutcome::granted : record::LockOutcome::denied;
  if (!held) {
    d.record.blocked_by = lock.record().blocked_by;
    d.record.blocked_by_operation = lock.record().blocked_by_operation;
    co_return false;
  }
  d.record.started = d.record.lock_decided;
  co_await remove_under_lock(d);
  co_await lock.release();
  d.record.released = world.now();
  co_return true;
}

/// Up to 1.7: in the worker, retried by the work queue.
core::Task<void> delete_in_worker(Deletion& d) {
  World& world = d.world;
  auto& queue = world.managers[d.backup.owner].backups;
  std::int64_t failures = 0;
  for (;;) {
    co_await queue.worker(world.engine);
    const bool removed = co_await remove_backup(d);
    queue.done(world.engine);
    if (removed) co_return;
    ++failures;
    Instant again = queue.retry_at(world.now(), failures);
    if (world.parameters.delete_max_tries > 0 && failures >= world.parameters.delete_max_tries) {
      failures = 0;  // the error is dropped: only the next resync brings the object back
      again = queue.next_resync(world.now());
    }
    co_await core::sleep_until(world.engine, again, Rank::poll);
  }
}

/// From 1.8: beside the controller. Ends when the object is released and the process has ended.
core::Task<void> delete_beside_controller(Deletion& d) {
  World& world = d.world;
  world::Volume& volume = world.volumes[d.backup.volume];
  auto& queue = world.managers[d.backup.owner].backups;
  const model::Parameters& p = world.parameters;
  Duration backoff = p.delete_retry_base;
  for (;;) {
    co_await queue.worker(world.engine);
    const Instant tried = world.now();
    d.backup.state = BackupState::deleting;
    ++volume.deleting;
    core::Task<bool> removal = remove_backup(d);
    // The status change brings the object back at once; then each resync looks whether the cfg is gone.
    bool refused = false;
    for (;;) {
      const Duration inspect = d.time_of(cost::inspect_backup());
      co_await core::delay(world.engine, inspect, Rank::completion);
      queue.done(world.engine);
      refused = removal.done() && d.record.released == record::kNever;
      if (refused || !d.backup.in_store) break;
      co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
      co_await queue.worker(world.engine);
    }
    --volume.deleting;
    if (!refused) {
      d.record.ended = world.now();
      d.backup.gone = true;
      world.note_retention(d.backup.volume);
      co_await removal;  // the collection may go on, and hold the lock
      co_return;
    }
    d.backup.state = BackupState::error;
    Instant again = queue.next_resync(world.now());
    while (again - tried < backoff && again - tried <= p.delete_retry_reset) again = queue.next_resync(again);
    backoff = again - tried > p.delete_retry_reset ? p.delete_retry_base
                                                   : std::min(2 * backoff, p.delete_retry_cap);
    co_await core::sleep_until(world.engine, again, Rank::poll);
  }
}

}  // namespace

core::Task<void> delete_backup(World& world, Backup& backup, std::uint64_t operation) {
  Deletion d(world, backup, operation);
  if (world.parameters.delete_asynchronous)
    co_await delete_beside_controller(d);
  else
    co_await delete_in_worker(d);
  if (d.record.ended == record::kNever) d.record.ended = world.now();
  d.record.outcome = Outcome::completed;
  world.emit(d.record);
  // On a store that takes minutes for a request the creation may still be removing its lock file.
  while (backup.id != 0 && backup.record.released == record::kNever)
    co_await core::wait_for(world.engine, backup.changed);
  world.forget(backup);
}

}  // namespace headway::longhorn
