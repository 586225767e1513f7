#include "sim/longhorn/csi_plugin.h"

#include <utility>

#include "sim/longhorn/backup_request.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Layer;
using world::Backup;
using world::BackupRef;
using world::LonghornSnapshot;
using world::SnapshotRef;
using world::VolumeSnapshot;
using world::World;

bool has_backup(const VolumeSnapshot& snapshot) {
  return snapshot.backup && !snapshot.backup->gone;
}

void set_longhorn(World& world, VolumeSnapshot& snapshot, LonghornSnapshot state) {
  snapshot.longhorn = state;
  snapshot.longhorn_changed.notify(world.engine);
}

/// What a Backup that is there says. Its error stays in its status while it is deleted.
CsiAnswer answer_of(const Backup& backup) {
  CsiAnswer answer;
  answer.root = backup.id;
  if (backup.cause != Cause::none) {
    answer.code = CsiCode::internal;
    answer.cause = backup.cause;
    answer.origin = backup.cause == Cause::lock_denied || backup.cause == Cause::target_unavailable
                        ? Layer::backupstore
                        : Layer::backup_controller;
    return answer;
  }
  answer.ready = backup.state == world::BackupState::completed;
  return answer;
}

/// The Snapshot object has been made: its volume is attached if need be, the engine takes it, and at the next
/// refresh of the engine's status it is ready.
core::Task<void> take(World& world, SnapshotRef snapshot) {
  const std::uint32_t v = snapshot->volume;
  set_longhorn(world, *snapshot, LonghornSnapshot::taking);
  if (!world.volumes[v].attached)
    co_await core::delay(world.engine, world.parameters.create_attach_detached, Rank::work);
  while (!world.running(v)) {
    const Instant look = snapshot_ready_at(world, v, world.now() + Duration(1));
    co_await core::sleep_until(world.engine, look, Rank::poll);
  }
  const Instant taken = snapshot_taken_at(world);
  co_await core::sleep_until(world.engine, taken, Rank::completion);
  snapshot->written = world.content(v);
  snapshot->number = world.take_snapshot(v);
  co_await core::sleep_until(world.engine, snapshot_ready_at(world, v, taken), Rank::poll);
  if (snapshot->longhorn == LonghornSnapshot::taking) set_longhorn(world, *snapshot, LonghornSnapshot::ready);
}

/// The Snapshot object of a deleted backup is deleted too. The latest of its volume is the parent of the
/// volume's head: it cannot go before there is a newer one (corrections, "Harvester, CSI").
core::Task<void> remove(World& world, SnapshotRef snapshot) {
  if (snapshot->longhorn == LonghornSnapshot::none) co_return;
  set_longhorn(world, *snapshot, LonghornSnapshot::stuck);
  world::Volume& volume = world.volumes[snapshot->volume];
  if (volume.snapshots == snapshot->number) {
    record::Step step;
    step.kind = record::Step::Kind::snapshot_stuck;
    step.operation = snapshot->record.id;
    world.tell(step);
  }
  while (volume.snapshots == snapshot->number) co_await core::wait_for(world.engine, volume.snapshot_taken);
  purge_snapshots(world, snapshot->volume, snapshot->written);
  set_longhorn(world, *snapshot, LonghornSnapshot::none);
}

/// Follows the Backup until its object is gone, which may take its snapshot along
/// (snapshot.cleanup_with_backup).
core::Task<void> clean_up_after(World& world, SnapshotRef snapshot, BackupRef backup) {
  snapshot->followed = true;
  while (!backup->gone) co_await core::wait_for(world.engine, backup->changed);
  snapshot->followed = false;
  snapshot->watched->notify(world.engine);
  if (world.parameters.snapshot_cleanup_with_backup && snapshot->backup == backup)
    co_await remove(world, snapshot);
}

BackupRef make(World& world, const SnapshotRef& snapshot) {
  if (snapshot->made > 0) {
    record::Step step;
    step.kind = record::Step::Kind::retried;
    step.operation = snapshot->record.id;
    world.tell(step);
  }
  BackupRequest request;
  request.volume = snapshot->volume;
  request.schedule = snapshot->record.schedule;
  request.through_csi = true;
  request.vm = snapshot->record.vm;
  request.tick = snapshot->record.scheduled;
  request.tick_key = snapshot->tick_key;
  request.pass = snapshot->made++;
  request.parent = snapshot->record.id;
  request.written = snapshot->written;
  snapshot->backup = make_backup(world, request);
  snapshot->watched->notify(world.engine);
  world.engine.spawn(clean_up_after(world, snapshot, snapshot->backup));
  return snapshot->backup;
}

/// Ticks of one wait: the first comes after one period, the last at the limit is the timer's.
std::int64_t looks(Duration limit, Duration period) {
  return std::max<std::int64_t>(limit / period - 1, 0);
}

core::Task<CsiAnswer> create_snapshot(World& world, SnapshotRef snapshot) {
  const model::Parameters& p = world.parameters;
  if (has_backup(*snapshot)) co_return answer_of(*snapshot->backup);
  CsiAnswer answer;
  answer.root = snapshot->record.id;
  answer.origin = Layer::csi_plugin;
  if (p.csi_aborts_when_unavailable &&
      !world.target_available(world.scenario.volumes[snapshot->volume].target)) {
    answer.code = CsiCode::aborted;
    answer.cause = Cause::target_unavailable;
    co_return answer;
  }

  if (snapshot->longhorn == LonghornSnapshot::none) world.engine.spawn(take(world, snapshot));
  const Instant first = world.now() + p.csi_poll_interval;
  const auto is_ready = [&snapshot] { return snapshot->longhorn == LonghornSnapshot::ready; };
  const std::int64_t ready_looks = looks(p.csi_snapshot_ready_timeout, p.csi_poll_interval);
  const bool ready = co_await core::poll_until(world.engine, snapshot->longhorn_changed, first,
                                               p.csi_poll_interval, ready_looks, is_ready);
  if (!ready) {
    answer.code = CsiCode::internal;
    answer.cause = Cause::snapshot_timeout;
    co_return answer;
  }

  // Another call for it may have come as far before.
  const BackupRef backup = has_backup(*snapshot) ? snapshot->backup : make(world, snapshot);
  // One that is gone is not found any more. (Before 1.7.3 not finding it ends the plugin's process.)
  const auto is_synced = [&backup] { return backup->synced && !backup->gone; };
  const std::int64_t sync_looks = looks(p.csi_backup_sync_timeout, p.csi_poll_interval) + 1;
  const Instant now = world.now();
  const bool synced = co_await core::poll_until(world.engine, backup->changed, now, p.csi_poll_interval,
                                                sync_looks, is_synced);
  if (synced || (!p.csi_sync_timeout_is_error && !backup->gone)) {
    // A new backup's error is not looked at before the next call.
    answer.ready = backup->state == world::BackupState::completed;
    answer.root = backup->id;
    co_return answer;
  }
  answer.code = p.csi_sync_timeout_is_error ? CsiCode::deadline_exceeded : CsiCode::internal;
  answer.cause = Cause::sync_timeout;
  answer.root = backup->id;
  co_return answer;
}

core::Task<void> serve(World& world, SnapshotRef snapshot, std::shared_ptr<CsiCall> call) {
  call->answer = co_await create_snapshot(world, snapshot);
  call->answered = true;
  call->done.notify(world.engine);
}

}  // namespace

void call_create_snapshot(World& world, const SnapshotRef& snapshot, const std::shared_ptr<CsiCall>& call) {
  world.engine.spawn(serve(world, snapshot, call));
}

void call_delete_snapshot(World& world, const SnapshotRef& snapshot) {
  const BackupRef& backup = snapshot->handle;
  if (!backup || backup->gone) return;
  if (!snapshot->followed && backup == snapshot->backup)
    world.engine.spawn(clean_up_after(world, snapshot, backup));
  request_deletion(world, backup);
}

}  // namespace headway::longhorn
