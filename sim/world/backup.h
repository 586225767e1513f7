// A Backup object as the cluster sees it: what `kubectl get backups.longhorn.io` would show, and what the
// processes that work on it need to know. With it stand the two things that outlive the process that looks
// after them: what the replica knows of its upload, and how far the object's deletion has come. A manager
// that restarts goes on from these.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/core/await.h"
#include "sim/core/time.h"
#include "sim/record/records.h"
#include "sim/world/chance.h"

namespace headway::world {

enum class BackupState : std::uint8_t { created, pending, in_progress, completed, error, deleting };

/// What a replica's sync agent knows of a backup that it was asked to make.
struct ReplicaBackup {
  enum class State : std::uint8_t {
    none,         ///< not asked
    starting,     ///< in the synchronous part of the start RPC
    in_progress,  ///< the RPC has been answered, blocks are uploaded
    complete,     ///< status 100 %
    failed,       ///< status error
    lost          ///< the replica's process has ended: nobody knows of the backup
  };
  State state = State::none;
  record::Cause cause = record::Cause::none;  ///< of `failed`
  bool working = false;                       ///< its process still runs: the lock file may still be there
  bool cfg_written = false;                   ///< a cfg marked as in progress is on the target
  double reserved = 0;                        ///< bytes on the target that the upload under way accounts for
  Instant asked{};                            ///< the start RPC was sent
  Instant ended{};                            ///< complete or failed
  core::Signal changed;                       ///< state or working changed
};

/// A deletion, from its timestamp on.
struct Deletion : core::FrameMemory {
  record::Operation record;
  Draws draws;
  bool running = false;       ///< a `backup rm` is at work
  bool refused = false;       ///< the last one got no lock or no answer
  bool skipped = false;       ///< nothing was asked of the target: the backup is still there
  Instant tried{};            ///< when the last one was started
  Duration backoff{};         ///< asynchronous deletes: before the next one
  std::int64_t failures = 0;  ///< deletes in a worker: in a row
  core::Signal ended;         ///< a `backup rm` has ended
  explicit Deletion(Draws d) : draws(d) {}
};

/// What only matters while the backup is made.
struct Creation : core::FrameMemory {
  record::Operation record;  ///< filled as it goes
  Draws draws;
  ReplicaBackup replica;
  explicit Creation(Draws d) : draws(d) {}
};

/// Small: a cluster keeps many for weeks, and looks at few of them a day.
struct Backup : std::enable_shared_from_this<Backup> {
  std::uint64_t id = 0;  ///< operation id of its creation; 0 for backups that existed at the start
  std::uint32_t job = record::kNone;       ///< recurring job it is labelled with; kNone when made otherwise
  std::uint32_t schedule = record::kNone;  ///< that asked for it; kNone when none did
  std::uint32_t volume = 0;
  std::uint32_t owner = 0;  ///< node whose manager owns the object
  std::uint32_t pass = 0;   ///< which run of the job's pod for that tick
  BackupState state = BackupState::created;
  record::Cause cause = record::Cause::none;  ///< of its failure
  bool full_mode = false;                     ///< every block is uploaded again
  bool owed = false;                          ///< it is a due backup of `schedule`
  bool through_csi = false;                   ///< the CSI plugin made it, and waits for its first reconcile
  bool synced = false;                        ///< status.snapshotCreatedAt: a reconcile came to its end
  bool start_visible = false;                 ///< status.snapshotName is written: the job sees it as started
  bool in_store = false;                      ///< its cfg is on the target
  bool leftover = false;                      ///< an unfinished cfg is on the target, and nobody works on it
  bool settled = false;                       ///< its creation has its outcome
  bool deletion_requested = false;
  std::uint32_t deletions = 0;  ///< how often that was asked for: an object may come back from its target
  bool gone = false;  ///< its finalizer is removed: no list shows it, though a process may still be at work
  bool kept = false;  ///< among those that retention counts (World::set_kept)
  Instant tick{};     ///< nominal tick it was made for
  std::int64_t tick_key = 0;           ///< of that tick, addresses the luck of all that happens to the backup
  Instant created_at{};                ///< completion, by which retention sorts
  Instant failed_at{};                 ///< lastSyncedAt of a failed one, from which its time to live counts
  double written = 0;                  ///< volume content at the snapshot: bytes written since the origin
  std::unique_ptr<Creation> creation;  ///< until it is settled
  std::unique_ptr<Deletion> deletion;  ///< from its deletion timestamp on
  core::Signal changed;                ///< state, start_visible or in_store changed
};

/// Whoever works on an object or waits for it holds it: a list that no longer shows it does not end it.
using BackupRef = std::shared_ptr<Backup>;

}  // namespace headway::world
