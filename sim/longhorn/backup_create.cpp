#include "sim/longhorn/backup_create.h"

#include <algorithm>
#include <optional>

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"
#include "sim/cost/upload_law.h"
#include "sim/world/store_client.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Outcome;
using world::Backup;
using world::BackupState;
using world::World;

/// The reconcile loop's own delay until the volume's attachment ticket is satisfied: each look that finds it
/// unsatisfied is an error, and comes back after the object's back-off.
Instant attached_at(const World& world, const Backup& backup) {
  const auto& queue = world.managers[backup.owner].backups;
  const Instant satisfied = world.now() + (world.scenario.volumes[backup.volume].attached
                                               ? world.parameters.create_attach_attached
                                               : world.parameters.create_attach_detached);
  Instant look = world.now();
  for (std::int64_t failures = 1; look < satisfied; ++failures) look = queue.retry_at(look, failures);
  return look;
}

/// Waits for a worker, and as long as the gate is shut gives it back and comes again at the next resync. Ends
/// with the worker taken.
core::Task<void> wait_for_gate(World& world, Backup& backup) {
  auto& queue = world.managers[backup.owner].backups;
  for (;;) {
    co_await queue.worker(world.engine);
    if (!world.parameters.create_gate_on_deleting || world.volumes[backup.volume].deleting == 0) co_return;
    backup.state = BackupState::pending;
    queue.done(world.engine);
    co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
  }
}

/// The monitor's look at instant `poll` reaches the object: it needs a worker and the mutex that start RPCs
/// hold.
core::Task<void> publish(World& world, Backup& backup, Instant poll, BackupState state) {
  auto& manager = world.managers[backup.owner];
  co_await core::sleep_until(world.engine, poll, Rank::poll);
  co_await manager.backups.worker(world.engine);
  if (world.parameters.create_serialised_per_node) {
    co_await core::take(world.engine, manager.start_mutex);
    manager.start_mutex.release(world.engine);
  }
  manager.backups.done(world.engine);
  backup.start_visible = true;
  backup.state = state;
  backup.changed.notify(world.engine);
}

cost::UploadWork work_of(const World& world, const model::Volume& volume,
                         const world::BackupStore::Upload& upload) {
  const model::Node& node = world.scenario.nodes[volume.node];
  const model::Latency& latency = world.scenario.targets[volume.target].latency;
  cost::UploadWork work;
  work.threads = world.parameters.create_threads_per_backup;
  work.block_size = volume.block_size;
  work.thread_rate = node.thread_rate;
  work.disk_read = node.disk_read;
  work.head_s = latency.head.mean();
  work.put_s = latency.put.mean();
  work.new_share =
      upload.processed > 0 ? static_cast<double>(upload.fresh) / static_cast<double>(upload.processed) : 1;
  work.read_serialised = world.parameters.create_read_serialised;
  return work;
}

/// The upload of the blocks: a flow as fast as the backup's own threads and the shared lines allow.
core::Task<void> upload_blocks(World& world, Backup& backup, const world::BackupStore::Upload& upload) {
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  const cost::UploadWork work = work_of(world, volume, upload);
  record::Operation& record = backup.record;
  record.transfer_started = world.now();
  const double logical = static_cast<double>(upload.processed) * static_cast<double>(volume.block_size.count);
  const double stored = static_cast<double>(upload.fresh) * static_cast<double>(volume.block_size.count) /
                        volume.compression_ratio;
  const Bytes wire{static_cast<std::int64_t>(stored)};
  if (wire.count > 0) {
    const BytesPerSecond cap = cost::payload_rate(work, volume.compression_ratio);
    co_await world.bandwidth.upload(volume.node, volume.target, logical / stored, cap, wire);
  } else if (upload.processed > 0) {  // every block is there already: looked at, nothing sent
    co_await core::delay(
        world.engine,
        from_seconds(static_cast<double>(upload.processed) / cost::upload_blocks_per_second(work)),
        Rank::completion);
  }
  record.transfer_ended = world.now();
  record.bytes = wire;
  record.blocks = upload.processed;
}

/// What the start RPC does at the replica once the lock is held.
core::Task<void> prepare(World& world, Backup& backup, world::HeldLock& lock, world::Draws& draws) {
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  const world::BackupStore& store = world.volumes[backup.volume].store;
  const model::Node& node = world.scenario.nodes[volume.node];
  const bool has_last = store.has_last();
  // The lock's second save is the last of these requests; it is played by the lock itself.
  cost::Requests requests = cost::create_sync_rest(!store.has_volume_cfg(), has_last);
  requests.put -= 1;
  requests.head -= 1;
  Duration time = world.request_time(volume.target, requests, draws);
  if (has_last)
    time += world.index_time(node.download, world.scenario.targets[volume.target].read,
                             cost::index_size(store.index_entries(), world.parameters.block_index_bytes));
  time += from_seconds(static_cast<double>(volume.used.count) / world.parameters.create_compare_rate.value);
  co_await core::delay(world.engine, time, Rank::completion);
  co_await lock.save_again();
}

void settle(World& world, Backup& backup, Outcome outcome) {
  backup.record.outcome = outcome;
  world.emit(backup.record);
  world.ledger.attempt_ended(backup.record);
}

}  // namespace

core::Task<void> create_backup(World& world, Backup& backup) {
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  world::Volume& state = world.volumes[backup.volume];
  world::Manager& manager = world.managers[backup.owner];
  record::Operation& record = backup.record;
  world::Draws draws = world.draws(backup.volume, backup.job, backup.tick_key, backup.pass, 1);

  const Instant attached = attached_at(world, backup);
  co_await core::sleep_until(world.engine, attached, Rank::poll);
  const bool serialised = world.parameters.create_serialised_per_node;
  const policy::Candidate candidate = world.candidate(backup.job, backup.volume);
  std::optional<world::HeldLock> lock;
  for (;; ++record.tries) {
    co_await wait_for_gate(world, backup);
    if (serialised) co_await core::take(world.engine, manager.start_mutex);

    // The start RPC. The manager's worker and mutex are held until it returns.
    const Duration init = world.request_time(volume.target, cost::driver_init(), draws);
    co_await core::delay(world.engine, init, Rank::completion);
    lock.emplace(world, backup.volume, 1, volume.node, record.id, draws, record.counted);
    const bool held = co_await lock->acquire();
    record.lock_decided = lock->record().decided;
    if (held) {
      record.lock = record::LockOutcome::granted;
      record.started = record.lock_decided;
      co_await prepare(world, backup, *lock, draws);
    }
    if (serialised) manager.start_mutex.release(world.engine);
    manager.backups.done(world.engine);
    if (held) break;

    record.lock = record::LockOutcome::denied;
    record.blocked_by = lock->record().blocked_by;
    record.blocked_by_operation = lock->record().blocked_by_operation;
    const auto again = world.retry_after(candidate, record.tries);
    if (!again) {
      record.cause = Cause::lock_denied;
      record.layer = record::Layer::backupstore;
      record.ended = record.released = world.now();
      backup.state = BackupState::error;
      backup.changed.notify(world.engine);
      settle(world, backup, Outcome::failed);
      world.admitted_over(candidate);
      co_return;
    }
    backup.state = BackupState::pending;
    co_await core::delay(world.engine, *again, Rank::work);
  }

  const Instant monitored_from = world.now();
  core::Task<void> started =
      publish(world, backup, monitored_from + world.parameters.monitor_period, BackupState::in_progress);

  // What the upload has to move is known from here: the comparison is over, the store's last backup is fixed.
  const world::BackupStore::Upload upload = state.store.plan(backup.written);
  state.store.begin_backup();
  const Duration begin = world.request_time(volume.target, cost::create_begin(), draws);
  co_await core::delay(world.engine, begin, Rank::completion);
  co_await upload_blocks(world, backup, upload);

  // The final index makes the backup exist; volume.cfg follows.
  cost::Requests index;
  index.put = 1;
  cost::Requests rest = cost::create_finish();
  rest.put -= 1;
  const Duration index_time =
      world.request_time(volume.target, index, draws) +
      world.index_time(world.scenario.nodes[volume.node].upload, world.scenario.targets[volume.target].write,
                       cost::index_size(state.store.index_entries(), world.parameters.block_index_bytes));
  co_await core::delay(world.engine, index_time, Rank::completion);
  state.store.complete_backup(backup.written, upload.fresh);
  backup.in_store = true;
  backup.created_at = world.now();
  world.note_retention(backup.volume);
  world.ledger.restore_point(backup.job, backup.volume, backup.tick, world.now());
  const Duration rest_time = world.request_time(volume.target, rest, draws);
  co_await core::delay(world.engine, rest_time, Rank::completion);

  // Status 100 %: the manager may see "Completed" before the lock file is gone.
  core::Task<void> unlocked = lock->release();
  co_await started;
  const Instant seen = core::next_poll(monitored_from, world.parameters.monitor_period, world.now());
  co_await publish(world, backup, seen, BackupState::completed);
  record.ended = world.now();
  co_await unlocked;
  record.released = lock->record().released;
  settle(world, backup, record.cause == Cause::start_timeout ? Outcome::completed_late : Outcome::completed);
  world.admitted_over(candidate);
  backup.changed.notify(world.engine);  // a delete may wait for the end
}

}  // namespace headway::longhorn
