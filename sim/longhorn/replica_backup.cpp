#include "sim/longhorn/replica_backup.h"

#include <algorithm>

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"
#include "sim/cost/upload_law.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using world::Answer;
using world::Backup;
using world::BackupRef;
using world::ReplicaBackup;
using world::World;

void set_replica(World& world, Backup& backup, ReplicaBackup::State state) {
  backup.creation->replica.state = state;
  backup.creation->replica.ended = world.now();
  backup.creation->replica.changed.notify(world.engine);
}

/// The lock file is gone; nothing of the upload is left but what it wrote.
void stop_working(World& world, Backup& backup) {
  backup.creation->replica.working = false;
  backup.creation->replica.changed.notify(world.engine);
}

cost::UploadWork work_of(const World& world, const model::Volume& volume,
                         const world::BackupStore::Upload& upload) {
  const model::Node& node = world.scenario.nodes[volume.node];
  const model::Latency& latency = world.scenario.targets[volume.target].latency;
  const double slow = world.faults[volume.target].slow(world.now());
  cost::UploadWork work;
  work.threads = world.parameters.create_threads_per_backup;
  work.block_size = volume.block_size;
  work.thread_rate = node.thread_rate;
  work.disk_read = node.disk_read;
  work.head_s = latency.head.mean() * slow;
  work.put_s = latency.put.mean() * slow;
  work.new_share =
      upload.processed > 0 ? static_cast<double>(upload.sent) / static_cast<double>(upload.processed) : 1;
  work.read_serialised = world.parameters.create_read_serialised;
  return work;
}

/// Bytes that still fit on the target.
double room_on(const World& world, std::uint32_t target) {
  const auto& capacity = world.scenario.targets[target].capacity;
  if (!capacity) return 1e300;
  return std::max(0.0, static_cast<double>(capacity->count) - world.targets[target].stored);
}

/// The upload of the blocks: a flow as fast as the backup's own threads and the shared lines allow. Answers
/// why it failed.
core::Task<Cause> upload_blocks(World& world, Backup& backup, const world::BackupStore::Upload& upload) {
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  const cost::UploadWork work = work_of(world, volume, upload);
  record::Operation& record = backup.creation->record;
  record.transfer_started = world.now();
  const double logical = static_cast<double>(upload.processed) * static_cast<double>(volume.block_size.count);
  const double sent = world.stored_bytes(backup.volume, upload.sent);
  // Blocks that are there already take no more room.
  const double adds = world.stored_bytes(backup.volume, upload.fresh);
  const double room = room_on(world, volume.target);
  const bool full = adds > room;
  const double share = full ? room / adds : 1;
  backup.creation->replica.reserved = adds * share;
  world.targets[volume.target].stored += backup.creation->replica.reserved;
  const Bytes wire{static_cast<std::int64_t>(sent * share)};
  const Duration patience = world.request_patience(volume.target);
  const Instant gives_up = world.faults[volume.target].gives_up(world.now(), patience);
  bool works = true;
  record.bytes = wire;
  if (wire.count > 0) {
    const BytesPerSecond cap = cost::payload_rate(work, volume.compression_ratio);
    record.bytes =
        co_await world.bandwidth.upload(volume.node, volume.target, logical / sent, cap, wire, gives_up);
    works = record.bytes.count == wire.count;
  } else if (upload.processed > 0 && !full) {  // every block is there already: looked at, nothing sent
    const Duration looks =
        from_seconds(static_cast<double>(upload.processed) / cost::upload_blocks_per_second(work));
    const Answer looked = world.answer(volume.target, world.now(), looks);
    co_await core::sleep_until(world.engine, looked.at, Rank::completion);
    works = looked.works;
  }
  record.transfer_ended = world.now();
  record.blocks = upload.processed;
  if (works && !full) co_return Cause::none;
  if (!works && wire.count > 0) {
    const double done = static_cast<double>(record.bytes.count) / static_cast<double>(wire.count);
    world.targets[volume.target].stored -= backup.creation->replica.reserved * (1 - done);
    backup.creation->replica.reserved *= done;
  }
  co_return works ? Cause::target_full : Cause::upload_failed;
}

/// When what the start RPC does once the lock is held, all but the lock's second save, is done.
Answer prepared_at(World& world, Backup& backup) {
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  const world::BackupStore& store = world.volumes[backup.volume].store;
  const model::Node& node = world.scenario.nodes[volume.node];
  const bool has_last = store.has_last();
  // The lock's second save is the last of these requests; it is played by the lock itself.
  cost::Requests requests = cost::create_sync_rest(!store.has_volume_cfg(), has_last);
  requests.put -= 1;
  requests.head -= 1;
  Duration time = world.request_time(volume.target, requests, backup.creation->draws);
  if (has_last)
    time += world.index_time(node.download, world.scenario.targets[volume.target].read,
                             cost::index_size(store.index_entries(), world.parameters.block_index_bytes));
  time += from_seconds(static_cast<double>(volume.used.count) / world.parameters.create_compare_rate.value);
  return world.answer(volume.target, world.now(), time);
}

/// The upload is over: what it accounted for on the target is what the store has more than `before`.
void account(World& world, Backup& backup, std::int64_t before) {
  const std::int64_t more = world.volumes[backup.volume].store.blocks() - before;
  double& stored = world.targets[world.scenario.volumes[backup.volume].target].stored;
  stored += world.stored_bytes(backup.volume, more) - backup.creation->replica.reserved;
  backup.creation->replica.reserved = 0;
}

/// The upload came to nothing: blocks and an unfinished cfg stay.
void abandon_upload(World& world, Backup& backup) {
  world::BackupStore& store = world.volumes[backup.volume].store;
  const std::int64_t before = store.blocks();
  store.fail_backup(
      static_cast<std::int64_t>(backup.creation->replica.reserved / world.stored_bytes(backup.volume, 1)));
  account(world, backup, before);
  backup.leftover = true;
}

/// Status error. The lock is given back at once.
core::Task<void> fail(World& world, Backup& backup, world::HeldLock* lock, Cause cause) {
  backup.creation->replica.cause = cause;
  if (backup.creation->replica.cfg_written) abandon_upload(world, backup);
  set_replica(world, backup, ReplicaBackup::State::failed);
  if (lock != nullptr) {
    co_await lock->release();
    backup.creation->record.released = lock->record().released;
  }
  stop_working(world, backup);
}

}  // namespace

core::Task<void> serve_backup(World& world, BackupRef held_backup) {
  Backup& backup = *held_backup;
  const model::Volume& volume = world.scenario.volumes[backup.volume];
  world::Volume& state = world.volumes[backup.volume];
  record::Operation& record = backup.creation->record;
  backup.creation->replica.state = ReplicaBackup::State::starting;
  backup.creation->replica.cause = Cause::none;
  backup.creation->replica.working = true;
  backup.creation->replica.asked = world.now();

  const Duration init = world.request_time(volume.target, cost::driver_init(), backup.creation->draws);
  const Answer opened = world.answer(volume.target, world.now(), init);
  if (!opened.works) {
    co_await core::sleep_until(world.engine, opened.at, Rank::completion);
    co_await fail(world, backup, nullptr, Cause::target_unavailable);
    co_return;
  }
  world::HeldLock lock(world,
                       world.holder(record, backup.volume, 1, volume.node, world.nodes[volume.node].replicas),
                       backup.creation->draws);
  const bool granted = co_await lock.acquire(opened.at);
  record.lock_decided = lock.record().decided;
  if (!granted) {
    if (!lock.target_failed()) {
      record.lock = record::LockOutcome::denied;
      record.blocked_by = lock.record().blocked_by;
      record.blocked_by_operation = lock.record().blocked_by_operation;
    }
    co_await fail(world, backup, nullptr,
                  lock.target_failed() ? Cause::target_unavailable : Cause::lock_denied);
    co_return;
  }
  record.lock = record::LockOutcome::granted;
  record.started = record.lock_decided;
  const Answer prepared = prepared_at(world, backup);
  if (!prepared.works) {
    co_await core::sleep_until(world.engine, prepared.at, Rank::completion);
    co_await fail(world, backup, &lock, Cause::target_unavailable);
    co_return;
  }
  co_await lock.save_again(prepared.at);
  set_replica(world, backup, ReplicaBackup::State::in_progress);

  // What the upload has to move is known from here: the comparison is over, the store's last backup is fixed.
  const world::BackupStore::Upload upload = state.store.plan(backup.written, backup.full_mode);
  state.store.begin_backup();
  backup.creation->replica.cfg_written = true;
  const Duration begin = world.request_time(volume.target, cost::create_begin(), backup.creation->draws);
  const Answer begun = world.answer(volume.target, world.now(), begin);
  co_await core::sleep_until(world.engine, begun.at, Rank::completion);
  Cause cause = Cause::upload_failed;
  if (begun.works) cause = co_await upload_blocks(world, backup, upload);
  if (cause != Cause::none) {
    co_await fail(world, backup, &lock, cause);
    co_return;
  }

  // The final index makes the backup exist; volume.cfg follows.
  world.expect_end(backup.volume);
  cost::Requests index;
  index.put = 1;
  cost::Requests rest = cost::create_finish();
  rest.put -= 1;
  const Duration index_time =
      world.request_time(volume.target, index, backup.creation->draws) +
      world.index_time(world.scenario.nodes[volume.node].upload, world.scenario.targets[volume.target].write,
                       cost::index_size(state.store.index_entries(), world.parameters.block_index_bytes));
  const Answer indexed = world.answer(volume.target, world.now(), index_time);
  co_await core::sleep_until(world.engine, indexed.at, Rank::completion);
  if (!indexed.works) {
    co_await fail(world, backup, &lock, Cause::upload_failed);
    co_return;
  }
  const std::int64_t before = state.store.blocks();
  state.store.complete_backup(backup.written, upload.fresh);
  account(world, backup, before);
  backup.creation->replica.cfg_written = false;
  backup.in_store = true;
  // An object that its monitor has given up stays in Error, whatever comes of its upload.
  if (backup.state != world::BackupState::error) {
    backup.created_at = world.now();
    if (backup.owed && !backup.deletion_requested)
      world.ledger.restore_point(backup.schedule, backup.volume, backup.tick, world.now());
  }
  state.new_backup.notify(world.engine);
  const Duration rest_time = world.request_time(volume.target, rest, backup.creation->draws);
  const Answer finished = world.answer(volume.target, world.now(), rest_time);
  co_await core::sleep_until(world.engine, finished.at, Rank::completion);

  // Status 100 %: the manager may see "Completed" before the lock file is gone.
  set_replica(world, backup, ReplicaBackup::State::complete);
  co_await lock.release();
  record.released = lock.record().released;
  stop_working(world, backup);
}

}  // namespace headway::longhorn
