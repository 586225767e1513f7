#include "sim/longhorn/node_faults.h"

#include <algorithm>

#include "sim/longhorn/backup_create.h"
#include "sim/longhorn/backup_delete.h"
#include "sim/longhorn/backup_volume_delete.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using world::Backup;
using world::BackupRef;
using world::ReplicaBackup;
using world::World;

/// Objects that the manager of `node` has something to do about. A list of its own: what is done may end at
/// once and change the volumes' lists.
std::vector<BackupRef> owned_by(const World& world, std::uint32_t node) {
  std::vector<BackupRef> owned;
  for (const world::Volume& volume : world.volumes)
    for (const BackupRef& backup : volume.backups)
      if (backup->owner == node && (!backup->settled || backup->deletion)) owned.push_back(backup);
  return owned;
}

/// The owner's manager goes on with the object.
void go_on(World& world, const BackupRef& backup) {
  if (!backup->settled) world.spawn_controller(backup->owner, create_backup(world, backup));
  if (!backup->deletion) return;
  backup->deletion->record.node = backup->owner;
  backup->deletion->running = false;
  world.spawn_controller(backup->owner, delete_backup(world, backup));
}

/// Whatever the manager of `node` finds to do about objects that it owns.
void take_on(World& world, std::uint32_t node) {
  for (std::uint32_t v = 0; v < world.volumes.size(); ++v)
    if (world.volumes[v].removal && world.volumes[v].removal->record.node == node)
      world.spawn_controller(node, remove_volume_backups(world, v));
  for (const BackupRef& backup : owned_by(world, node)) go_on(world, backup);
}

/// The node's objects go to another manager, drawn anew for each as for a new object.
void hand_over(World& world, std::uint32_t node) {
  std::vector<std::uint32_t> up;
  for (std::uint32_t n = 0; n < world.nodes.size(); ++n)
    if (world.nodes[n].manager) up.push_back(n);
  if (up.empty()) return;
  for (const BackupRef& backup : owned_by(world, node)) {
    world::Draws draws = world.draws(backup->volume, backup->schedule, backup->tick_key, backup->pass, 4);
    const auto place =
        static_cast<std::size_t>(draws.next(world::Purpose::owner) * static_cast<double>(up.size()));
    backup->owner = up[place];
    go_on(world, backup);
  }
}

core::Task<void> back_after(World& world, std::uint32_t node, Duration length) {
  const Duration takeover = world.parameters.controller_takeover;
  if (length > takeover) {
    co_await core::delay(world.engine, takeover, Rank::fault);
    hand_over(world, node);
    length -= takeover;
  }
  co_await core::delay(world.engine, length, Rank::fault);
  world::Node& state = world.nodes[node];
  if (--state.managers_down > 0) co_return;
  state.manager.emplace(world.parameters, state.resync_phase);
  take_on(world, node);
}

void end_manager(World& world, std::uint32_t node, Duration length) {
  world::Node& state = world.nodes[node];
  world.end_processes(state.controllers);
  state.manager.reset();
  ++state.managers_down;
  world.engine.spawn(back_after(world, node, length));
}

/// The process that calls ends with the manager, so another one does it.
core::Task<void> end_manager_now(World& world, std::uint32_t node) {
  co_await core::delay(world.engine, Duration::zero(), Rank::last);
  if (world.nodes[node].manager) end_manager(world, node, world.parameters.controller_restart);
}

/// Uploads from the node's replicas are over, whatever they were at.
void end_uploads(World& world, std::uint32_t node) {
  world::Node& state = world.nodes[node];
  world.end_processes(state.replicas);
  for (std::uint32_t v = 0; v < world.volumes.size(); ++v) {
    if (world.scenario.volumes[v].node != node) continue;
    for (const BackupRef& backup : world.volumes[v].backups) {
      if (!backup->creation) continue;
      ReplicaBackup& replica = backup->creation->replica;
      if (!replica.working) continue;
      // What an upload that was under way had sent is taken as not sent.
      world.targets[world.scenario.volumes[v].target].stored -= replica.reserved;
      replica.reserved = 0;
      backup->leftover = backup->leftover || replica.cfg_written;
      replica.working = false;
      record::Operation& record = backup->creation->record;
      if (record.started != record::kNever) record.released = world.now();  // left behind
      if (replica.state == ReplicaBackup::State::starting ||
          replica.state == ReplicaBackup::State::in_progress)
        replica.state = ReplicaBackup::State::lost;
      replica.ended = world.now();
      replica.changed.notify(world.engine);
    }
  }
}

core::Task<void> instances_back_after(World& world, std::uint32_t node, Duration length) {
  co_await core::delay(world.engine, length, Rank::fault);
  world::Node& state = world.nodes[node];
  if (--state.instance_managers_down > 0) co_return;
  for (std::uint32_t v = 0; v < world.volumes.size(); ++v)
    if (world.scenario.volumes[v].node == node)
      world.volumes[v].running_from = world.now() + world.parameters.create_attach_detached;
}

void end_instance_manager(World& world, std::uint32_t node, Duration length) {
  ++world.nodes[node].instance_managers_down;
  end_uploads(world, node);
  ++world.nodes[node].replica_losses;
  world.nodes[node].replicas_lost.notify(world.engine);
  world.engine.spawn(instances_back_after(world, node, length));
}

}  // namespace

void stop_manager(World& world, std::uint32_t node, Duration length) {
  end_manager(world, node, length);
}

void stop_instance_manager(World& world, std::uint32_t node, Duration length) {
  end_instance_manager(world, node, length);
}

void crash_node(World& world, std::uint32_t node, Duration length) {
  end_manager(world, node, length);
  end_instance_manager(world, node, length);
}

void crash_manager(World& world, std::uint32_t node) {
  world.engine.spawn(end_manager_now(world, node));
}

}  // namespace headway::longhorn
