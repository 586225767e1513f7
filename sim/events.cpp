#include "sim/events.h"

#include <algorithm>
#include <vector>

#include "sim/core/check.h"
#include "sim/csi/snapshot_controller.h"
#include "sim/csi/snapshotter.h"
#include "sim/harvester/vm_backup.h"
#include "sim/harvester/vm_schedule.h"
#include "sim/longhorn/backing_image.h"
#include "sim/longhorn/backup_request.h"
#include "sim/longhorn/backup_volume_delete.h"
#include "sim/longhorn/node_faults.h"
#include "sim/longhorn/restore.h"
#include "sim/longhorn/system_backup.h"

namespace headway {
namespace {

using core::Rank;
using longhorn::request_deletion;
using model::EventKind;
using world::BackupRef;
using world::BackupState;
using world::World;

void change_schedule(World& world, const model::Event& event) {
  if (event.vm_schedule) return harvester::change_line(world, *event.vm_schedule, event.cron);
  world::Job& job = world.jobs[*event.schedule];
  const auto parsed = schedule::Cron::parse(event.cron);
  core::check_invariant(parsed.cron.has_value(), "an event with an invalid cron line");
  job.cron = *parsed.cron;
  job.edited.notify(world.engine);
}

/// The oldest backups of a volume that are complete and not being deleted.
void delete_oldest(World& world, std::uint32_t v, std::int64_t count) {
  std::vector<BackupRef> kept;
  for (const BackupRef& backup : world.volumes[v].backups)
    if (backup->state == BackupState::completed && !backup->deletion_requested) kept.push_back(backup);
  std::stable_sort(kept.begin(), kept.end(),
                   [](const BackupRef& a, const BackupRef& b) { return a->created_at < b->created_at; });
  const auto all = static_cast<std::int64_t>(kept.size());
  const std::int64_t wanted = count == 0 ? all : std::min(count, all);
  for (std::int64_t i = 0; i < wanted; ++i) request_deletion(world, kept[static_cast<std::size_t>(i)]);
}

void delete_failed(World& world, std::uint32_t v) {
  const std::vector<BackupRef> backups = world.volumes[v].backups;
  for (const BackupRef& backup : backups)
    if (backup->state == BackupState::error && !backup->deletion_requested) request_deletion(world, backup);
}

/// Harvester's pods are gone for a while. What they missed they look at when they are back.
core::Task<void> restart_harvester(World& world, Duration length) {
  ++world.harvester.away;
  co_await core::delay(world.engine, length, Rank::fault);
  if (--world.harvester.away == 0) world.harvester.back.notify(world.engine);
}

void delete_vm_backups(World& world, const model::Event& event) {
  std::vector<world::VmBackupRef> chosen;
  for (const world::VmBackupRef& backup : world.harvester.backups[*event.vm]) {
    const bool wanted = event.selection == model::VmBackupSelection::all ||
                        (event.selection == model::VmBackupSelection::failed ? backup->error : backup->ready);
    if (wanted && !backup->deleting) chosen.push_back(backup);
  }
  if (event.count > 0 && chosen.size() > static_cast<std::size_t>(event.count))
    chosen.resize(static_cast<std::size_t>(event.count));
  for (const world::VmBackupRef& backup : chosen) harvester::delete_vm_backup(world, backup);
}

/// Files that nobody looks after any more. One that is in use would be written again at its next refresh:
/// those are left.
void remove_lock_files(World& world, const model::Event& event) {
  world::LockFiles& folder = world.lock_files[world.volumes[*event.volume].files];
  folder.advance(world.now(), Rank::fault);
  std::vector<lock::FileName> names;
  for (const lock::LockFile& file : folder.files.files())
    if (file.orphaned && (!event.lock_type || file.type == *event.lock_type)) names.push_back(file.file);
  for (const lock::FileName& name : names) folder.files.remove(name);
}

/// The job may keep backups of the volume from now on, if it never did before.
void count_backups_of(World& world, std::uint32_t v, std::uint32_t job) {
  world::Volume& volume = world.volumes[v];
  if (std::find(volume.jobs.begin(), volume.jobs.end(), job) != volume.jobs.end()) return;
  const auto its_own = [&](const world::Backup* backup) { return backup->job == job; };
  volume.jobs.push_back(job);
  volume.kept_by_job.push_back(
      static_cast<std::int32_t>(std::count_if(volume.completed.begin(), volume.completed.end(), its_own)));
}

/// A machine is started or stopped: its disk is attached or not. Recurring jobs leave out what is detached,
/// unless they may attach it; uploads under way keep their volume attached until they end.
void set_attached(World& world, std::uint32_t v, bool attached) {
  world.volumes[v].attached = attached;
  if (world.parameters.job_allow_detached) return;
  for (std::uint32_t j = 0; j < world.jobs.size(); ++j) {
    const std::vector<std::uint32_t>& selected = world.scenario.jobs[j].volumes;
    if (world.scenario.jobs[j].task == model::Task::system_backup ||
        !std::binary_search(selected.begin(), selected.end(), v))
      continue;
    std::vector<std::uint32_t>& volumes = world.jobs[j].volumes;
    const auto place = std::lower_bound(volumes.begin(), volumes.end(), v);
    const bool there = place != volumes.end() && *place == v;
    if (attached && !there) {
      volumes.insert(place, v);
      count_backups_of(world, v, j);
    }
    if (!attached && there) volumes.erase(place);
  }
}

/// All managers restart with the new version's rules. Engines and replicas keep running.
void upgrade(World& world, const model::Event& event) {
  world.parameters = world.policies.select(event.platform->parameters);
  for (std::uint32_t n = 0; n < world.nodes.size(); ++n) longhorn::stop_manager(world, n, event.length);
}

void play(World& world, const model::Event& event) {
  switch (event.kind) {
    case EventKind::node_crash:
      return longhorn::crash_node(world, *event.node, event.length);
    case EventKind::instance_manager_restart:
      return longhorn::stop_instance_manager(world, *event.node, event.length);
    case EventKind::manager_restart:
      return longhorn::stop_manager(world, *event.node, event.length);
    case EventKind::target_outage:
    case EventKind::target_slow:
    case EventKind::list_errors:
    case EventKind::lost_refreshes:
    case EventKind::status_errors:
    case EventKind::slow_api_server:
    case EventKind::vm_migration:
      return;  // arithmetic: world/target_faults.h, World::failing_poll and its like; lines: simulation.cpp
    case EventKind::clock_skew:
      if (event.node) world.nodes[*event.node].clock_skew = event.skew;
      if (event.target) world.set_target_skew(*event.target, event.skew);
      return;
    case EventKind::upgrade:
      return upgrade(world, event);
    case EventKind::change_schedule:
      return change_schedule(world, event);
    case EventKind::restore: {
      const std::uint32_t node = event.node.value_or(world.scenario.volumes[*event.volume].node);
      return world.engine.spawn(longhorn::restore_volume(world, *event.volume, node, event.replicas));
    }
    case EventKind::system_backup:
      return world.engine.spawn(longhorn::back_up_system_by_hand(world, event.volume_backup_policy));
    case EventKind::delete_backups:
      return delete_oldest(world, *event.volume, event.count);
    case EventKind::delete_failed_backups:
      if (event.volume) return delete_failed(world, *event.volume);
      for (std::uint32_t v = 0; v < world.volumes.size(); ++v) delete_failed(world, v);
      return;
    case EventKind::delete_backup_volume:
      return longhorn::request_volume_removal(world, *event.volume);
    case EventKind::delete_backing_image_backup:
      for (std::uint32_t t = 0; t < world.targets.size(); ++t)
        world.engine.spawn(longhorn::delete_image_backup(world, *event.image, t));
      return;
    case EventKind::restart_csi_snapshotter:
      return csi::stop_snapshotter(world, event.length);
    case EventKind::restart_snapshot_controller:
      return csi::stop_snapshot_controller(world, event.length);
    case EventKind::harvester_restart:
      return world.engine.spawn(restart_harvester(world, event.length));
    case EventKind::suspend_schedule:
      return harvester::suspend(world, *event.vm_schedule, record::Cause::suspended_by_hand, 0);
    case EventKind::resume_schedule:
      return harvester::resume(world, *event.vm_schedule);
    case EventKind::delete_vm_backups:
      return delete_vm_backups(world, event);
    case EventKind::remove_lock_files:
      return remove_lock_files(world, event);
    case EventKind::detach_volume:
    case EventKind::attach_volume:
      return set_attached(world, *event.volume, event.kind == EventKind::attach_volume);
  }
}

}  // namespace

core::Task<void> play_events(World& world) {
  for (const model::Event& event : world.scenario.events) {
    co_await core::sleep_until(world.engine, event.at, Rank::fault);
    play(world, event);
  }
}

}  // namespace headway
