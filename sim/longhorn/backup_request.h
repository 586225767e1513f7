// Making a Backup object, and asking for one to be deleted: what a recurring job, a system backup, an
// operator and the controllers themselves all do through the API, and what happens beside them: a snapshot,
// its clean-up.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Who wants a backup, and for which tick.
struct BackupRequest {
  std::uint32_t volume = 0;
  std::uint32_t job = record::kNone;       ///< label RecurringJob
  std::uint32_t schedule = record::kNone;  ///< that asks for it (model::schedule_name)
  bool owed = false;                       ///< it is a due backup of that schedule
  bool through_csi = false;                ///< the CSI plugin asks
  std::uint32_t vm = record::kNone;        ///< whose disk it is of, in a backup of that machine
  Instant tick{};
  std::int64_t tick_key = 0;
  std::uint32_t pass = 0;
  std::uint64_t parent = 0;  ///< the run or system backup it belongs to
  double written = 0;        ///< the volume's content at the snapshot
  bool full_mode = false;
};

/// Makes the object; a manager that is up takes it on.
world::BackupRef make_backup(world::World& world, const BackupRequest& request);

/// Sets the object's deletion timestamp; being asked again does nothing to it. Its owner goes to work at
/// once.
void request_deletion(world::World& world, const world::BackupRef& backup);

/// When a snapshot asked for now is taken, and when it shows as ready: at the engine's next status refresh.
Instant snapshot_taken_at(const world::World& world);
Instant snapshot_ready_at(const world::World& world, std::uint32_t volume, Instant taken);

/// The snapshot before the one at content `written` is no longer wanted: its blocks are merged on the disk of
/// the volume's node (snapshot.cleanup; from 1.11 at most snapshot.heavy_task_limit a node at once).
void purge_snapshots(world::World& world, std::uint32_t volume, double written);

}  // namespace headway::longhorn
