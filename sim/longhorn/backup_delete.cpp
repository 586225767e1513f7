#include "sim/longhorn/backup_delete.h"

#include <algorithm>

#include "sim/cost/requests.h"
#include "sim/longhorn/backup_rm.h"
#include "sim/longhorn/node_faults.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Outcome;
using world::Backup;
using world::BackupRef;
using world::BackupState;
using world::Deletion;
using world::World;

core::WorkQueue& queue_of(World& world, const Backup& backup) {
  return world.nodes[backup.owner].manager->backups;
}

/// Nothing is removed from the target: there is no BackupVolume object, or it is being deleted itself.
bool without_remote_work(const World& world, const Backup& backup) {
  const world::Volume& volume = world.volumes[backup.volume];
  return volume.being_removed || (!volume.store.has_volume_cfg() && !backup.leftover);
}

/// A volume is being restored from these backups: looked at again at the next resync, without a word.
bool in_use(const World& world, const Backup& backup) {
  return world.volumes[backup.volume].restoring > 0;
}

/// The object's finalizer is removed.
void release_object(World& world, Backup& backup) {
  backup.deletion->record.ended = world.now();
  backup.gone = true;
  world.set_state(backup, BackupState::error);  // no longer Deleting, for whoever counts those
  world.set_kept(backup, false);
}

/// Up to 1.7: in the worker, retried by the work queue.
core::Task<void> delete_in_worker(World& world, BackupRef backup) {
  auto& queue = queue_of(world, *backup);
  Deletion& deletion = *backup->deletion;
  deletion.failures = 0;
  for (;;) {
    co_await queue.worker(world.engine);
    if (without_remote_work(world, *backup)) {
      queue.done(world.engine);
      co_return;
    }
    if (in_use(world, *backup)) {
      queue.done(world.engine);
      co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
      continue;
    }
    const bool removed = co_await remove_backup(world, backup);
    queue.done(world.engine);
    if (removed) co_return;
    ++deletion.failures;
    Instant again = queue.retry_at(world.now(), deletion.failures);
    if (world.parameters.delete_max_tries > 0 && deletion.failures >= world.parameters.delete_max_tries) {
      deletion.failures = 0;  // the error is dropped: only the next resync brings the object back
      again = queue.next_resync(world.now());
    }
    co_await core::sleep_until(world.engine, again, Rank::poll);
  }
}

/// A `backup rm` beside the controller, which learns of its end through memory.
core::Task<void> run_beside(World& world, BackupRef backup) {
  const bool removed = co_await remove_backup(world, backup);
  backup->deletion->running = false;
  backup->deletion->refused = !removed;
  // The object is gone already and its entry in the map with it: the error has nowhere to be written to.
  if (!removed && backup->gone && world.parameters.delete_nil_map_crash) crash_manager(world, backup->owner);
  backup->deletion->ended.notify(world.engine);
}

/// The target was not available when the object was deleted: it went alone, and comes back with the next poll
/// that finds the backup, as a completed one.
core::Task<void> pull_in_again(World& world, BackupRef backup) {
  world::Volume& volume = world.volumes[backup->volume];
  const std::uint64_t cleared = volume.store.cleared();
  const Instant poll = world.next_poll_of(backup->volume, world.now());
  co_await core::sleep_until(world.engine, poll, Rank::poll);
  if (volume.store.cleared() != cleared) co_return;  // everything was removed meanwhile
  backup->gone = backup->deletion_requested = false;
  backup->deletion.reset();
  volume.backups.push_back(backup);
  world.set_state(*backup, BackupState::completed);
  world.set_kept(*backup, true);
}

/// One start of `backup rm` until the object is released or the process was refused. True when released.
core::Task<bool> remove_and_look(World& world, BackupRef backup) {
  auto& queue = queue_of(world, *backup);
  Deletion& deletion = *backup->deletion;
  deletion.tried = world.now();
  deletion.running = true;
  deletion.refused = false;
  world.set_state(*backup, BackupState::deleting);
  world.spawn_controller(backup->owner, run_beside(world, backup));
  // The status change brings the object back at once; then each resync looks whether the cfg is gone.
  for (;;) {
    const Duration inspect =
        world.request_time(deletion.record.target, cost::inspect_backup(), deletion.draws);
    const world::Answer inspected = world.answer(deletion.record.target, world.now(), inspect);
    co_await core::sleep_until(world.engine, inspected.at, Rank::completion);
    queue.done(world.engine);
    // A cfg that is not there releases the object, whatever has become of the process. One that an upload
    // still works on is there, though in progress.
    const world::Creation* const making = backup->creation.get();
    const bool uploading = making != nullptr && making->replica.working && making->replica.cfg_written;
    const bool missing = inspected.works && !backup->in_store && !backup->leftover && !uploading;
    if (missing && world.parameters.delete_release_when_missing) co_return true;
    if (!deletion.running && deletion.refused) co_return false;
    if (missing) co_return true;
    co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
    co_await queue.worker(world.engine);
  }
}

/// From 1.8: beside the controller. Ends when the object is released and the process has ended.
core::Task<void> delete_beside_controller(World& world, BackupRef backup) {
  auto& queue = queue_of(world, *backup);
  Deletion& deletion = *backup->deletion;
  const model::Parameters& p = world.parameters;
  // A manager that has restarted finds the object Deleting and no process of its own: Error, and the next
  // reconcile, which that change brings at once, starts over. Its back-off was in memory too.
  if (backup->state == BackupState::deleting) world.set_state(*backup, BackupState::error);
  deletion.backoff = p.delete_retry_base;
  for (;;) {
    co_await queue.worker(world.engine);
    const bool skipped =
        p.target_delete_skipped_when_unavailable && !world.target_available(deletion.record.target);
    if (skipped || without_remote_work(world, *backup)) {
      queue.done(world.engine);
      release_object(world, *backup);
      deletion.skipped = skipped && backup->in_store;
      co_return;
    }
    if (in_use(world, *backup)) {
      queue.done(world.engine);
      co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
      continue;
    }
    const bool released = co_await remove_and_look(world, backup);
    if (released) {
      release_object(world, *backup);
      while (deletion.running)  // the collection may go on, and hold the lock
        co_await core::wait_for(world.engine, deletion.ended);
      co_return;
    }
    world.set_state(*backup, BackupState::error);
    Instant again = queue.next_resync(world.now());
    while (again - deletion.tried < deletion.backoff && again - deletion.tried <= p.delete_retry_reset)
      again = queue.next_resync(again);
    deletion.backoff = again - deletion.tried > p.delete_retry_reset
                           ? p.delete_retry_base
                           : std::min(2 * deletion.backoff, p.delete_retry_cap);
    co_await core::sleep_until(world.engine, again, Rank::poll);
  }
}

}  // namespace

core::Task<void> delete_backup(World& world, BackupRef backup) {
  record::Operation& record = backup->deletion->record;
  if (!backup->gone) {
    if (world.parameters.delete_asynchronous)
      co_await delete_beside_controller(world, backup);
    else
      co_await delete_in_worker(world, backup);
  }
  if (record.ended == record::kNever) record.ended = world.now();
  record.outcome = Outcome::completed;
  // On a store that takes minutes for a request the creation may still be removing its lock file.
  while (!backup->settled) co_await core::wait_for(world.engine, backup->changed);
  backup->gone = true;
  if (backup->state == BackupState::deleting)
    world.set_state(*backup, BackupState::error);  // after a downgrade
  else
    backup->changed.notify(world.engine);
  world.emit(record);
  world.forget(*backup);
  if (backup->deletion->skipped) world.engine.spawn(pull_in_again(world, backup));
}

}  // namespace headway::longhorn
