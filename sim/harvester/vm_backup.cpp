#include "sim/harvester/vm_backup.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/cost/requests.h"
#include "sim/csi/snapshot_controller.h"
#include "sim/harvester/early_suspension.h"
#include "sim/harvester/retention.h"
#include "sim/harvester/steps.h"

namespace headway::harvester {
namespace {

using core::Rank;
using record::Cause;
using record::Layer;
using record::Outcome;
using world::SnapshotError;
using world::SnapshotRef;
using world::VmBackup;
using world::VmBackupRef;
using world::World;

record::Message message_of(const VmBackup& backup, record::Message::Says says) {
  record::Message message;
  message.operation = backup.record.id;
  message.kind = backup.record.kind;
  message.schedule = backup.record.schedule;
  message.vm = backup.record.vm;
  message.layer = Layer::vm_backup_controller;
  message.says = says;
  message.counted = backup.record.counted;
  return message;
}

void settle(World& world, VmBackup& backup, Outcome outcome) {
  if (backup.settled) return;
  backup.settled = true;
  backup.record.outcome = outcome;
  if (backup.record.ended == record::kNever || outcome != Outcome::failed) backup.record.ended = world.now();
  world.ledger.attempt_ended(backup.record);
  world.emit(backup.record);
}

/// The disks in the order that the status keeps: that of a Go map, arbitrary.
std::vector<std::uint32_t> disk_order(World& world, const VmBackup& backup) {
  std::vector<std::pair<double, std::uint32_t>> keyed;
  for (const std::uint32_t v : world.scenario.machines[backup.record.vm].volumes) {
    world::Draws draws = world.draws(v, backup.record.schedule, backup.tick_key, 0, 3);
    keyed.emplace_back(draws.next(world::Purpose::disk_order), v);
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order;
  for (const auto& [key, v] : keyed) order.push_back(v);
  return order;
}

void show_error(World& world, const VmBackupRef& backup, const world::VolumeSnapshot& disk) {
  record::Operation& record = backup->record;
  backup->error = true;
  record.cause = disk.shown_error.cause;
  record.layer = Layer::vm_backup_controller;
  record.ended = world.now();
  record::Message message = message_of(*backup, record::Message::Says::failed);
  message.volume = disk.volume;
  message.root = disk.shown_error.root;
  message.origin = disk.shown_error.origin;
  message.cause = disk.shown_error.cause;
  world.say(message);
  world.ledger.attempt_failing(record);
  backup->changed->notify(world.engine);
}

void show_ready(World& world, const VmBackupRef& backup) {
  const bool recovers = backup->error;
  backup->ready = true;
  backup->error = false;
  backup->record.ended = world.now();
  if (recovers) world.say(message_of(*backup, record::Message::Says::recovered));
  world.ledger.restore_point(backup->record.schedule, backup->record.vm, backup->record.scheduled,
                             world.now());
  settle(world, *backup, recovers ? Outcome::completed_late : Outcome::completed);
  backup->changed->notify(world.engine);
}

/// The run is over as far as its schedule is concerned, for now: an error may still heal.
void end_run(World& world, const VmBackup& backup) {
  if (backup.vm_schedule)
    world.ledger.end_run(backup.record.schedule, backup.record.scheduled, world.now(), backup.error);
}

/// Looks at what its disks show.
void look(World& world, const VmBackupRef& backup) {
  const auto wrong = std::find_if(backup->disks.begin(), backup->disks.end(),
                                  [](const SnapshotRef& d) { return static_cast<bool>(d->shown_error); });
  if (wrong != backup->disks.end()) {
    if (backup->error) return;
    show_error(world, backup, **wrong);
    end_run(world, *backup);
    if (backup->vm_schedule) world.engine.spawn(watch_uploads_in_error(world, backup));
    return;
  }
  const bool all = std::all_of(backup->disks.begin(), backup->disks.end(),
                               [](const SnapshotRef& d) { return d->shown_ready; });
  if (!all) return;
  // The run's end is noted while its tick is open: settling may close it.
  const bool recovers = backup->error;
  backup->error = false;
  end_run(world, *backup);
  backup->error = recovers;
  show_ready(world, backup);
  if (backup->vm_schedule) world.engine.spawn(collect_vm_backups(world, *backup->vm_schedule));
}

/// The controller's work on one object until it is ready or deleted.
core::Task<void> keep_vm_backup(World& world, VmBackupRef backup) {
  co_await step(world);
  if (backup->deleting) co_return;
  for (const std::uint32_t v : disk_order(world, *backup)) {
    csi::SnapshotRequest request;
    request.record = backup->record;
    request.volume = v;
    request.tick_key = backup->tick_key;
    request.watched = backup->changed;
    backup->disks.push_back(csi::make_snapshot(world, request));
  }
  backup->record.started = world.now();
  while (!backup->ready && !backup->deleting) {
    co_await core::wait_for(world.engine, *backup->changed);
    co_await step(world);
    if (!backup->deleting) look(world, backup);
  }
}

/// The finalizer: the metadata file is looked for on the target and removed, and that is tried again for as
/// long as it fails. One in error has no such file, which takes a target that answers to know
/// (harvester#6903, #9865).
core::Task<void> remove_metadata(World& world, VmBackupRef backup, world::Draws draws) {
  if (backup->disks.empty()) co_return;  // its status names no target yet
  cost::Requests requests;
  requests.list = requests.head = 1;
  requests.remove = backup->ready ? 1 : 0;
  const std::uint32_t target = backup->removal->target;
  for (std::int64_t failures = 0;; ++failures) {
    const Duration takes = world.request_time(target, requests, draws);
    const world::Answer answer = world.answer(target, world.now(), takes);
    co_await core::sleep_until(world.engine, answer.at, Rank::completion);
    if (answer.works) co_return;
    ++backup->removal->tries;
    co_await core::delay(world.engine, retry_delay(world.parameters, failures), Rank::poll);
  }
}

core::Task<void> remove_vm_backup(World& world, VmBackupRef backup) {
  record::Operation& record = *backup->removal;
  co_await step(world);
  const world::Draws draws = world.draws(world.scenario.machines[record.vm].volumes.front(), record.schedule,
                                         backup->tick_key, 1, 3);
  co_await remove_metadata(world, backup, draws);
  backup->gone = true;
  if (backup->progressing()) {
    backup->record.cause = Cause::deleted_meanwhile;
    backup->record.layer = Layer::vm_backup_controller;
    // Nobody waits for it any more.
    if (backup->vm_schedule)
      world.ledger.end_run(backup->record.schedule, backup->record.scheduled, world.now(), true);
  }
  settle(world, *backup, Outcome::failed);
  std::erase(world.harvester.backups[record.vm], backup);
  if (backup->vm_schedule) {
    std::erase(world.harvester.schedules[*backup->vm_schedule].backups, backup);
    world.engine.spawn(collect_vm_backups_later(world, *backup->vm_schedule));
  }
  // The garbage collector deletes what it owned, all at once.
  for (const SnapshotRef& disk : backup->disks) csi::delete_snapshot(world, disk);
  for (const SnapshotRef& disk : backup->disks)
    while (!disk->gone) co_await core::wait_for(world.engine, *backup->changed);
  record.ended = world.now();
  record.outcome = Outcome::completed;
  world.emit(record);
}

}  // namespace

VmBackupRef make_vm_backup(World& world, const VmBackupRequest& request) {
  auto backup = std::make_shared<VmBackup>();
  record::Operation& record = backup->record;
  record.id = world.new_operation();
  record.parent = request.run;
  record.kind = record::OperationKind::vm_backup;
  record.schedule = request.schedule;
  record.vm = request.vm;
  record.target = world.scenario.volumes[world.scenario.machines[request.vm].volumes.front()].target;
  record.scheduled = request.tick;
  record.requested = world.now();
  record.counted = world.ledger.counted(request.schedule, request.tick);
  backup->vm_schedule = request.vm_schedule;
  backup->tick_key = request.tick_key;
  world.live_operations.add(record.id, &record);
  world.ledger.attempt_started(record);
  world.harvester.backups[request.vm].push_back(backup);
  if (request.vm_schedule) world.harvester.schedules[*request.vm_schedule].backups.push_back(backup);
  world.engine.spawn(keep_vm_backup(world, backup));
  return backup;
}

void delete_vm_backup(World& world, const VmBackupRef& backup) {
  if (backup->deleting) return;
  backup->deleting = true;
  record::Operation& record = backup->removal.emplace();
  record.id = world.new_operation();
  record.parent = backup->record.id;
  record.kind = record::OperationKind::vm_backup_delete;
  record.schedule = backup->record.schedule;
  record.vm = backup->record.vm;
  record.target = world.scenario.volumes[world.scenario.machines[record.vm].volumes.front()].target;
  record.requested = record.started = world.now();
  record.counted = world.ledger.counted(world.now());
  world.live_operations.add(record.id, &record);
  backup->changed->notify(world.engine);
  world.engine.spawn(remove_vm_backup(world, backup));
}

}  // namespace headway::harvester
