// A Backup object as the cluster sees it: what `kubectl get backups.longhorn.io` would show, and what the
// processes that work on it need to know.
#pragma once

#include <cstdint>

#include "sim/core/await.h"
#include "sim/core/time.h"
#include "sim/record/records.h"

namespace headway::world {

enum class BackupState : std::uint8_t { created, pending, in_progress, completed, error, deleting };

struct Backup {
  std::uint64_t id = 0;  ///< operation id of its creation; 0 for backups that existed at the start
  std::uint32_t job = record::kNone;  ///< recurring job it is labelled with
  std::uint32_t volume = 0;
  std::uint32_t owner = 0;    ///< node whose manager owns the object
  Instant tick{};             ///< nominal tick it was made for
  std::int64_t tick_key = 0;  ///< of that tick, addresses the luck of all that happens to the backup
  std::uint32_t pass = 0;     ///< which run of the job's pod for that tick
  BackupState state = BackupState::created;
  bool start_visible = false;  ///< status.snapshotName is written: the job sees it as started
  bool in_store = false;       ///< its cfg is on the target
  bool deletion_requested = false;
  bool gone = false;  ///< its finalizer is removed: no list shows it, though a process may still be at work
  Instant created_at{};      ///< completion, by which retention sorts
  double written = 0;        ///< volume content at the snapshot: bytes written since the origin
  record::Operation record;  ///< of its creation, filled as it goes
  core::Signal changed;      ///< state, start_visible or in_store changed
};

}  // namespace headway::world
