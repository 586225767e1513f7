#include "sim/longhorn/backup_create.h"

#include <algorithm>
#include <optional>

#include "sim/longhorn/backing_image.h"
#include "sim/longhorn/failed_backup_ttl.h"
#include "sim/longhorn/replica_backup.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Layer;
using record::Outcome;
using world::Backup;
using world::BackupRef;
using world::BackupState;
using world::ReplicaBackup;
using world::World;

world::Manager& manager_of(World& world, const Backup& backup) {
  return *world.nodes[backup.owner].manager;
}

/// The reconcile loop's own delay until the volume's attachment ticket is satisfied: each look that finds it
/// unsatisfied is an error, and comes back after the object's back-off.
Instant attached_at(World& world, const Backup& backup) {
  const auto& queue = manager_of(world, backup).backups;
  const Instant satisfied =
      world.now() + (world.volumes[backup.volume].attached ? world.parameters.create_attach_attached
                                                           : world.parameters.create_attach_detached);
  Instant look = world.now();
  for (std::int64_t failures = 1; look < satisfied; ++failures) look = queue.retry_at(look, failures);
  return look;
}

/// A reconcile has come to its end without an error, so what it has found out is kept. Only the CSI plugin
/// waits for that: whoever else polls the object would look at it for nothing.
void sync(World& world, Backup& backup) {
  if (backup.synced) return;
  backup.synced = true;
  if (backup.through_csi) backup.changed.notify(world.engine);
}

enum class Gate { open, given_up, deleted };

/// Waits for a worker, and as long as the engine is not running or the gate is shut gives it back and comes
/// again at the next resync. Open with the worker taken; given up when the engine was not running for as many
/// looks as the controller allows; deleted when somebody has deleted the object meanwhile.
core::Task<Gate> wait_for_gate(World& world, Backup& backup) {
  auto& queue = manager_of(world, backup).backups;
  const std::int64_t allowed = world.parameters.create_max_pending_retries;
  std::int64_t looks = 0;
  for (;;) {
    co_await queue.worker(world.engine);
    if (backup.deletion_requested) {
      queue.done(world.engine);
      co_return Gate::deleted;
    }
    const bool running = world.running(backup.volume);
    if (running) ensure_image_backup(world, backup.volume);
    if (running && (!world.parameters.create_gate_on_deleting || world.volumes[backup.volume].deleting == 0))
      co_return Gate::open;
    queue.done(world.engine);
    if (backup.state != BackupState::pending) world.set_state(backup, BackupState::pending);
    sync(world, backup);
    if (!running && allowed > 0 && ++looks >= allowed) co_return Gate::given_up;
    co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
  }
}

/// The monitor's look at instant `poll` reaches the object: it needs a worker and the mutex that start RPCs
/// hold.
core::Task<void> publish(World& world, Backup& backup, Instant poll) {
  auto& manager = manager_of(world, backup);
  co_await core::sleep_until(world.engine, poll, Rank::poll);
  co_await manager.backups.worker(world.engine);
  if (world.parameters.create_serialised_per_node) {
    co_await core::take(world.engine, manager.start_mutex);
    manager.start_mutex.release(world.engine);
  }
  manager.backups.done(world.engine);
}

void settle(World& world, Backup& backup, Outcome outcome) {
  backup.creation->record.outcome = outcome;
  world.emit(backup.creation->record);
  if (backup.owed) world.ledger.attempt_ended(backup.creation->record);
  if (backup.schedule < world.jobs.size())
    world.admitted_over(world.candidate(backup.schedule, backup.volume));
  backup.settled = true;
  backup.creation.reset();
}

/// The object is in Error; its attempt is over when its upload is.
core::Task<void> end_failed(World& world, BackupRef backup) {
  while (backup->creation->replica.working)
    co_await core::wait_for(world.engine, backup->creation->replica.changed);
  if (backup->creation->record.released == record::kNever) backup->creation->record.released = world.now();
  settle(world, *backup, Outcome::failed);
  backup->changed.notify(world.engine);  // a delete may wait for the end
}

/// Somebody has deleted the object: no controller follows its upload any more, which goes on until its end.
core::Task<void> end_deleted(World& world, BackupRef backup) {
  record::Operation& record = backup->creation->record;
  record.cause = Cause::deleted_meanwhile;  // of the attempt: the object shows no error
  record.layer = Layer::backup_controller;
  record.ended = world.now();
  co_await end_failed(world, backup);
}

/// The object is Completed; its attempt is over when the lock file is gone.
core::Task<void> end_completed(World& world, BackupRef backup) {
  while (backup->creation->replica.working)
    co_await core::wait_for(world.engine, backup->creation->replica.changed);
  settle(
      world, *backup,
      backup->creation->record.cause == Cause::start_timeout ? Outcome::completed_late : Outcome::completed);
  backup->changed.notify(world.engine);  // a delete may wait for the end
}

/// State Error, final.
core::Task<void> give_up(World& world, BackupRef backup, Cause cause, Layer layer) {
  backup->creation->record.cause = backup->cause = cause;
  backup->creation->record.layer = layer;
  backup->creation->record.ended = backup->failed_at = world.now();
  world.set_state(*backup, BackupState::error);
  record::Step expires;
  expires.kind = record::Step::Kind::expires;
  expires.operation = backup->id;
  expires.span = world.parameters.target_failed_backup_ttl;
  world.tell(expires);
  world.engine.spawn(expire_failed_backup(world, backup));
  co_await end_failed(world, backup);
}

Layer layer_of(Cause cause) {
  return cause == Cause::monitor_lost || cause == Cause::start_rpc_deadline ? Layer::backup_controller
         : cause == Cause::upload_failed || cause == Cause::node_lost       ? Layer::replica
                                                                            : Layer::backupstore;
}

bool answered(const Backup& backup) {
  return backup.creation->replica.state != ReplicaBackup::State::none &&
         backup.creation->replica.state != ReplicaBackup::State::starting;
}

/// The start RPC: sends it, unless the replica is at it already (a manager that restarted sends it again,
/// which is taken to join the first). True when it was answered in time. The worker and the mutex are held
/// until then.
core::Task<bool> send_start(World& world, BackupRef backup) {
  world::Manager& manager = manager_of(world, *backup);
  const bool serialised = world.parameters.create_serialised_per_node;
  const std::uint32_t node = world.scenario.volumes[backup->volume].node;
  if (serialised) co_await core::take(world.engine, manager.start_mutex);
  if (backup->creation->replica.state == ReplicaBackup::State::none)
    world.nodes[node].replicas.spawn(serve_backup(world, backup));
  const Instant deadline =
      world.now() + std::min(world.parameters.create_rpc_timeout, world.parameters.create_rpc_timeout_proxy);
  while (!answered(*backup) && world.now() < deadline)
    co_await core::first_of(world.engine, core::on(backup->creation->replica.changed), core::at(deadline));
  if (serialised) manager.start_mutex.release(world.engine);
  manager.backups.done(world.engine);
  co_return answered(*backup);
}

/// Looks 4, 8, 16 … s apart whether the replica has begun after all. False after a day.
core::Task<bool> look_rarely(World& world, Backup& backup) {
  const model::Parameters& p = world.parameters;
  const Instant from = world.now();
  Duration wait = p.monitor_backoff_first;
  for (Instant look = from + wait; look - from < p.monitor_backoff_limit; look += wait) {
    co_await core::sleep_until(world.engine, look, Rank::poll);
    if (answered(backup)) co_return true;
    wait = std::min(2 * wait, p.monitor_backoff_cap);
  }
  co_await core::sleep_until(world.engine, from + p.monitor_backoff_limit, Rank::poll);
  co_return answered(backup);
}

/// The 2 s monitor until the upload has ended. Answers why the object is given up. Only the first look and
/// the one that sees the end change anything, so only these are played.
core::Task<Cause> monitor(World& world, BackupRef backup) {
  const ReplicaBackup& replica = backup->creation->replica;
  const Duration period = world.parameters.monitor_period;
  const std::uint32_t node = world.scenario.volumes[backup->volume].node;
  const Instant from = world.now();
  Instant poll = from + period;
  for (;;) {
    const Instant failing = world.failing_poll(node, poll, period);
    if (backup->start_visible) {
      while (replica.state == ReplicaBackup::State::in_progress && world.now() < failing) {
        if (failing == record::kNever)
          co_await core::wait_for(world.engine, backup->creation->replica.changed);
        else
          co_await core::first_of(world.engine, core::on(backup->creation->replica.changed),
                                  core::at(failing, Rank::poll));
      }
      poll = std::min(failing, std::max(poll, core::next_poll(from, period, world.now())));
    }
    co_await publish(world, *backup, poll);
    if (poll == failing) co_return Cause::monitor_lost;
    if (backup->deletion_requested) co_return Cause::deleted_meanwhile;
    if (replica.state == ReplicaBackup::State::lost) co_return Cause::node_lost;
    backup->start_visible = true;
    const bool ended = replica.state != ReplicaBackup::State::in_progress && replica.ended <= poll;
    if (ended) co_return replica.cause;
    if (backup->state != BackupState::in_progress)
      world.set_state(*backup, BackupState::in_progress);
    else
      backup->changed.notify(world.engine);
  }
}

}  // namespace

core::Task<void> create_backup(World& world, BackupRef backup) {
  record::Operation& record = backup->creation->record;
  if (backup->state == BackupState::error) {  // its upload lives on
    if (record.cause == Cause::none)          // it did not fail: its deletion has released the object
      co_await end_deleted(world, backup);
    else
      co_await end_failed(world, backup);
    co_return;
  }
  if (backup->state == BackupState::completed) {  // its lock file is still there
    co_await end_completed(world, backup);
    co_return;
  }
  if (backup->creation->replica.state == ReplicaBackup::State::none) {
    const Instant attached = attached_at(world, *backup);
    co_await core::sleep_until(world.engine, attached, Rank::poll);
  }
  if (!answered(*backup) || backup->state == BackupState::created || backup->state == BackupState::pending) {
    for (;;) {
      const Gate gate = co_await wait_for_gate(world, *backup);
      if (gate == Gate::deleted) {
        co_await end_deleted(world, backup);
        co_return;
      }
      if (gate == Gate::given_up) {
        co_await give_up(world, backup, Cause::pending_limit, Layer::backup_controller);
        co_return;
      }
      bool in_time = co_await send_start(world, backup);
      sync(world, *backup);
      if (backup->deletion_requested) {
        co_await end_deleted(world, backup);
        co_return;
      }
      if (!in_time) {
        world.set_state(*backup, BackupState::pending);
        in_time = co_await look_rarely(world, *backup);
        if (backup->deletion_requested) {
          co_await end_deleted(world, backup);
          co_return;
        }
        if (!in_time) {
          co_await give_up(world, backup, Cause::start_rpc_deadline, Layer::backup_controller);
          co_return;
        }
      }
      if (backup->creation->replica.state != ReplicaBackup::State::failed &&
          backup->creation->replica.state != ReplicaBackup::State::lost)
        break;
      const Cause cause = backup->creation->replica.state == ReplicaBackup::State::lost
                              ? Cause::node_lost
                              : backup->creation->replica.cause;
      std::optional<Duration> again;
      if (cause == Cause::lock_denied && backup->schedule < world.jobs.size())
        again = world.retry_after(world.candidate(backup->schedule, backup->volume), record.tries);
      if (!again) {
        co_await give_up(world, backup, cause, layer_of(cause));
        co_return;
      }
      world.set_state(*backup, BackupState::pending);
      backup->creation->replica.state = ReplicaBackup::State::none;
      ++record.tries;
      co_await core::delay(world.engine, *again, Rank::work);
    }
  }
  const Cause lost = co_await monitor(world, backup);
  if (lost == Cause::deleted_meanwhile) {
    co_await end_deleted(world, backup);
    co_return;
  }
  if (lost != Cause::none) {
    co_await give_up(world, backup, lost, layer_of(lost));
    co_return;
  }
  world.set_state(*backup, BackupState::completed);
  world.set_kept(*backup, true);
  record.ended = world.now();
  co_await end_completed(world, backup);
}

}  // namespace headway::longhorn
