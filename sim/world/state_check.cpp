#include "sim/world/state_check.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/check.h"
#include "sim/world/world.h"

namespace headway::world {
namespace {

using core::check_invariant;

void check_volume(const Volume& volume) {
  check_invariant(volume.store.consistent(), "a store's blocks are not those of its backups");
  std::uint32_t deleting = 0;
  std::int64_t in_store = 0;
  std::set<const Backup*> seen;
  for (const BackupRef& backup : volume.backups) {
    check_invariant(seen.insert(backup.get()).second, "a Backup object is listed twice");
    deleting += backup->state == BackupState::deleting;
    in_store += backup->in_store;
    const bool sound = !backup->creation || backup->creation->replica.reserved >= 0;
    check_invariant(sound, "an upload accounts for less than nothing");
    check_invariant(backup->settled == (backup->creation == nullptr), "a creation that is settled is kept");
  }
  check_invariant(deleting == volume.deleting, "the count of objects in state Deleting is wrong");
  check_invariant(in_store <= volume.store.kept(), "an object's backup is not on the target");
  constexpr std::uint32_t kMany = 1U << 31;  // it has been counted below nothing
  check_invariant(volume.restoring < kMany, "more restores have ended than begun");
}

/// What is stored is what the volumes' blocks take, and what uploads under way account for.
void check_targets(const World& world) {
  std::vector<double> stored(world.targets.size());
  for (std::uint32_t v = 0; v < world.volumes.size(); ++v) {
    double& on = stored[world.scenario.volumes[v].target];
    on += world.stored_bytes(v, world.volumes[v].store.blocks());
    for (const BackupRef& backup : world.volumes[v].backups)
      if (backup->creation) on += backup->creation->replica.reserved;
  }
  for (std::uint32_t t = 0; t < world.targets.size(); ++t) {
    const double counted = world.targets[t].stored;
    check_invariant(std::abs(counted - stored[t]) <= 1e-9 * stored[t] + 1,
                    "a target's bytes are not those of its volumes");
  }
}

void check_node(const Node& node) {
  check_invariant(node.restores.free() <= node.all_restores, "more restores are permitted than allowed");
  check_invariant(node.purges.free() <= node.all_purges, "more purges are permitted than allowed");
  check_invariant(node.manager.has_value() == (node.managers_down == 0), "a manager is up and down");
  if (!node.manager) {
    check_invariant(node.controllers.empty(), "a process of a manager that is down");
    return;
  }
  check_invariant(node.manager->start_mutex.free() <= 1, "a start mutex is free twice");
  check_invariant(node.manager->backups.idle() <= node.manager->backups.workers(),
                  "more workers are idle than there are");
}

}  // namespace

void check_state(const World& world) {
  for (const Volume& volume : world.volumes) check_volume(volume);
  check_targets(world);
  for (const Node& node : world.nodes) check_node(node);
}

}  // namespace headway::world
