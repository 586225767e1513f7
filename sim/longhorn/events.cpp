#include "sim/longhorn/events.h"

#include <algorithm>
#include <vector>

#include "sim/core/check.h"
#include "sim/longhorn/backing_image.h"
#include "sim/longhorn/backup_request.h"
#include "sim/longhorn/backup_volume_delete.h"
#include "sim/longhorn/node_faults.h"
#include "sim/longhorn/restore.h"
#include "sim/longhorn/system_backup.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using model::EventKind;
using world::BackupRef;
using world::BackupState;
using world::World;

void change_schedule(World& world, const model::Event& event) {
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

/// All managers restart with the new version's rules. Engines and replicas keep running.
void upgrade(World& world, const model::Event& event) {
  world.parameters = world.policies.select(event.platform->parameters);
  for (std::uint32_t n = 0; n < world.nodes.size(); ++n) stop_manager(world, n, event.length);
}

void play(World& world, const model::Event& event) {
  switch (event.kind) {
    case EventKind::node_crash:
      return crash_node(world, *event.node, event.length);
    case EventKind::instance_manager_restart:
      return stop_instance_manager(world, *event.node, event.length);
    case EventKind::manager_restart:
      return stop_manager(world, *event.node, event.length);
    case EventKind::target_outage:
    case EventKind::target_slow:
    case EventKind::list_errors:
    case EventKind::lost_refreshes:
    case EventKind::status_errors:
      return;  // arithmetic: world/target_faults.h, World::failing_poll; lines: simulation.cpp
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
      return world.engine.spawn(restore_volume(world, *event.volume, node, event.replicas));
    }
    case EventKind::system_backup:
      return world.engine.spawn(back_up_system_by_hand(world, event.volume_backup_policy));
    case EventKind::delete_backups:
      return delete_oldest(world, *event.volume, event.count);
    case EventKind::delete_failed_backups:
      if (event.volume) return delete_failed(world, *event.volume);
      for (std::uint32_t v = 0; v < world.volumes.size(); ++v) delete_failed(world, v);
      return;
    case EventKind::delete_backup_volume:
      return request_volume_removal(world, *event.volume);
    case EventKind::delete_backing_image_backup:
      for (std::uint32_t t = 0; t < world.targets.size(); ++t)
        world.engine.spawn(delete_image_backup(world, *event.image, t));
      return;
  }
}

}  // namespace

core::Task<void> play_events(World& world) {
  for (const model::Event& event : world.scenario.events) {
    co_await core::sleep_until(world.engine, event.at, Rank::fault);
    play(world, event);
  }
}

}  // namespace headway::longhorn
