#include "sim/csi/snapshot_controller.h"

#include <algorithm>
#include <vector>

#include "sim/csi/snapshotter.h"

namespace headway::csi {
namespace {

using core::Rank;
using world::SnapshotController;
using world::SnapshotRef;
using world::World;

/// `count` calls to the API, one after the other.
core::Task<void> send_calls(World& world, std::int64_t count) {
  SnapshotController& me = world.csi.controller;
  for (std::int64_t k = 0; k < count; ++k) {
    // Every content that is polled without pause has a status to be passed on, always: one worker each.
    const std::int64_t others = std::min(world.csi.snapshotter.hot, me.all_workers - 1);
    const Instant sent = me.budget.send(world.now(), std::max<std::int64_t>(others, 0));
    const Duration slow = world.api_delay();
    co_await core::sleep_until(world.engine, sent + slow, Rank::work);
  }
}

/// Annotation and deletion of the content; of a VolumeSnapshot without one only its finalizers.
core::Task<void> remove(World& world, SnapshotRef snapshot) {
  core::Semaphore& workers = *world.csi.controller.workers;
  co_await core::take(world.engine, workers);
  co_await send_calls(world, world.parameters.snapshot_controller_calls_per_status);
  workers.release(world.engine);
  if (snapshot->bound)
    delete_content(world, snapshot);
  else
    end_snapshot(world, snapshot);
}

/// A new VolumeSnapshot: its content, then the rest of the binding. Of one that is deleted before its turn
/// no content is made; one that is deleted meanwhile is removed afterwards, for a key has one worker.
core::Task<void> bind(World& world, SnapshotRef snapshot) {
  core::Semaphore& workers = *world.csi.controller.workers;
  snapshot->binding = true;
  co_await core::take(world.engine, workers);
  if (!snapshot->unwanted) {
    co_await send_calls(world, world.parameters.snapshot_controller_calls_before_content);
    snapshot->bound = true;
    take_on_content(world, snapshot);
    co_await send_calls(world, world.parameters.snapshot_controller_calls_after_content);
  }
  workers.release(world.engine);
  snapshot->binding = false;
  if (snapshot->unwanted) co_await remove(world, snapshot);
}

core::Task<void> copy_status(World& world, SnapshotRef snapshot) {
  core::Semaphore& workers = *world.csi.controller.workers;
  co_await core::take(world.engine, workers);
  co_await send_calls(world, world.parameters.snapshot_controller_calls_per_status);
  workers.release(world.engine);
  snapshot->passing_on = false;
  const bool same = snapshot->shown_ready == snapshot->ready && snapshot->shown_error == snapshot->error;
  snapshot->shown_ready = snapshot->ready;
  snapshot->shown_error = snapshot->error;
  if (!same) snapshot->watched->notify(world.engine);
}

core::Task<void> lead_again(World& world, Duration length) {
  co_await core::delay(world.engine, length, Rank::fault);
  SnapshotController& me = world.csi.controller;
  if (--me.away > 0) co_return;
  me.workers.emplace(me.all_workers);
  me.budget = SnapshotController(world.parameters).budget;
  const std::vector<SnapshotRef> all = world.csi.snapshots;
  for (const SnapshotRef& snapshot : all) {
    if (!snapshot->bound) {
      me.processes.spawn(bind(world, snapshot));
      continue;
    }
    pass_status_on(world, snapshot);
    if (snapshot->unwanted && !snapshot->deleting) me.processes.spawn(remove(world, snapshot));
  }
}

}  // namespace

SnapshotRef make_snapshot(World& world, const SnapshotRequest& request) {
  auto snapshot = std::make_shared<world::VolumeSnapshot>();
  record::Operation& record = snapshot->record;
  record.id = world.new_operation();
  record.parent = request.record.id;
  record.kind = record::OperationKind::snapshot;
  record.schedule = request.record.schedule;
  record.volume = snapshot->volume = request.volume;
  record.vm = request.record.vm;
  record.node = world.scenario.volumes[request.volume].node;
  record.target = world.scenario.volumes[request.volume].target;
  record.scheduled = request.record.scheduled;
  record.requested = world.now();
  record.counted = request.record.counted;
  record.tries = 0;
  snapshot->tick_key = request.tick_key;
  snapshot->watched = request.watched;
  world.live_operations.add(record.id, &record);
  world.csi.snapshots.push_back(snapshot);
  SnapshotController& controller = world.csi.controller;
  if (controller.away == 0) controller.processes.spawn(bind(world, snapshot));
  return snapshot;
}

void delete_snapshot(World& world, const SnapshotRef& snapshot) {
  if (snapshot->unwanted || snapshot->gone) return;
  snapshot->unwanted = true;
  SnapshotController& controller = world.csi.controller;
  if (controller.away == 0 && !snapshot->binding) controller.processes.spawn(remove(world, snapshot));
}

void pass_status_on(World& world, const SnapshotRef& snapshot) {
  SnapshotController& controller = world.csi.controller;
  if (controller.away > 0 || snapshot->passing_on) return;
  snapshot->passing_on = true;
  controller.processes.spawn(copy_status(world, snapshot));
}

void stop_snapshot_controller(World& world, Duration length) {
  SnapshotController& me = world.csi.controller;
  ++me.away;
  me.processes.end();
  me.workers.reset();
  for (const SnapshotRef& snapshot : world.csi.snapshots) snapshot->passing_on = snapshot->binding = false;
  world.engine.spawn(lead_again(world, length));
}

}  // namespace headway::csi
