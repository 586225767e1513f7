// What happened, as plain structs, and the interface of whoever wants to know. The world emits records and
// forgets them; analysis and writers read nothing else (architecture, decision 7).
//
// Indexes refer to the scenario's lists; kNone means "does not apply". Instants that do not apply are kNever.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "sim/core/time.h"
#include "sim/core/units.h"

namespace headway::record {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
inline constexpr Instant kNever = Instant::max();

enum class OperationKind : std::uint8_t {
  backup,
  delete_,
  transfer,
  restore,               ///< of a volume, by all its replicas
  restore_replica,       ///< one replica's part of it: one lock, one download
  standby_restore,       ///< one replica of a standby volume catches up with the latest backup
  backup_volume_delete,  ///< everything a volume has on the target
  backing_image_backup,
  backing_image_delete,
  system_backup,
  snapshot_purge  ///< blocks of a deleted snapshot are merged on the disk
};
enum class Outcome : std::uint8_t { completed, completed_late, failed, skipped, unfinished };
enum class LockOutcome : std::uint8_t { none, granted, denied };
enum class Cause : std::uint8_t {
  none,
  lock_denied,
  snapshot_timeout,
  start_timeout,
  skipped_forbid,
  skipped_previous_running,
  window_overrun,
  start_rpc_deadline,
  upload_failed,
  monitor_lost,
  pending_limit,
  target_unavailable,
  target_full,
  node_lost,
  delete_starved,
  deleted_meanwhile
};
/// Who spoke the failure.
enum class Layer : std::uint8_t {
  none,
  backupstore,
  backup_controller,
  recurring_job,
  cron_job,
  replica,
  backup_volume_controller,
  engine_controller,
  system_backup_controller
};
/// What stood in the way of a refused lock.
enum class Blocker : std::uint8_t { none, backup, delete_, waiting_backup, waiting_delete, stale, restore };
/// How a lock file ended: its holder took it away; it was refused; its holder's process ended and left it;
/// its removal failed. A file that is left counts for others until it is older than the lease.
enum class LockEnd : std::uint8_t { standing, released, withdrawn, crashed, removal_failed, save_failed };

/// The words of results files and of the JSON summary ("lock-denied", "completed-late", …).
std::string_view word(OperationKind);
std::string_view word(Outcome);
std::string_view word(LockOutcome);
std::string_view word(Cause);
std::string_view word(Layer);
std::string_view word(Blocker);
std::string_view word(LockEnd);

/// One attempt of a backup, or one requested delete with all its tries. Emitted when it has its outcome;
/// what still runs at the horizon is emitted there as unfinished.
struct Operation {
  std::uint64_t id = 0;      ///< unique within the replication, ascending by request
  std::uint64_t parent = 0;  ///< the run (backup) or the backup operation (delete) it belongs to; 0 = none
  OperationKind kind = OperationKind::backup;
  std::uint32_t schedule = kNone, volume = kNone, node = kNone, target = kNone;
  Instant scheduled = kNever;     ///< nominal tick that it serves
  Instant requested = kNever;     ///< its object was made (Backup CR, deletion timestamp)
  Instant lock_decided = kNever;  ///< of the decisive lock attempt
  LockOutcome lock = LockOutcome::none;
  Instant started = kNever;                                    ///< lock granted
  Instant transfer_started = kNever, transfer_ended = kNever;  ///< upload phase of a backup
  Instant ended = kNever;                                      ///< final state reached
  Instant released = kNever;                                   ///< lock file gone
  Bytes bytes;              ///< stored on the target (after compression), or freed from it
  std::int64_t blocks = 0;  ///< processed (backup) or removed (delete)
  Bytes block_size;
  std::uint32_t tries = 1;  ///< lock attempts
  Outcome outcome = Outcome::unfinished;
  Cause cause = Cause::none;
  Layer layer = Layer::none;
  Blocker blocked_by = Blocker::none;
  std::uint64_t blocked_by_operation = 0;
  bool collection_skipped =
      false;  ///< delete: the garbage collection removed nothing because the backups changed meanwhile
  bool counted = false;  ///< scheduled or requested after the warm-up
};

/// One try of an operation to get a lock.
struct LockAttempt {
  std::uint64_t operation = 0;
  OperationKind kind = OperationKind::backup;  ///< of that operation
  std::uint32_t volume = kNone, target = kNone;
  std::uint8_t type = 0;  ///< 1 backup or restore, 2 deletion
  Instant requested = kNever, decided = kNever;
  bool granted = false;
  Blocker blocked_by = Blocker::none;
  std::uint64_t blocked_by_operation = 0;
  std::uint32_t files_seen = 0;
  Instant released = kNever;  ///< file removed or left behind; kNever when it still stood at the horizon
  LockEnd end = LockEnd::standing;
  /// The lease ran out while the holder was still at work: its saves did not arrive.
  bool expired = false;
  /// Granted while another live lock excluded it: a listing failed, a look was torn, a lease had run out or a
  /// clock was wrong.
  bool overlaps = false;
  bool failed_open = false;  ///< its listing failed and counted as "no locks"
  bool counted = false;
};

/// One tick of a schedule: the run that served it, or why none did.
struct Run {
  std::uint64_t id = 0;
  std::uint32_t schedule = kNone;
  Instant due = kNever;  ///< the tick, whatever a policy makes of it
  Instant fired = kNever, started = kNever, ended = kNever;
  Outcome outcome = Outcome::unfinished;  ///< completed, failed, skipped or unfinished
  Cause cause = Cause::none;
  std::uint32_t volumes = 0;  ///< backups it owes
  std::uint32_t attempts = 0, lost = 0, reruns = 0;
  bool counted = false;
};

/// One due backup: a (volume, tick) that a schedule owed, with what became of it. Emitted once settled:
/// its last attempt has an outcome and the next tick (or the horizon) has come.
struct DueBackup {
  std::uint64_t run = 0;
  std::uint32_t schedule = kNone, volume = kNone;
  Instant tick = kNever;
  Instant next_tick = kNever;  ///< until when it may come: the next tick, or where a policy moves that to
  Outcome outcome = Outcome::unfinished;  ///< of its last attempt
  Cause cause = Cause::none;
  bool lost = false;  ///< no completed restore point before the next tick
  std::uint32_t attempts = 0;
  Instant first_completed = kNever;
  bool counted = false;
};

/// A change of a shared resource's load.
struct Load {
  enum class Resource : std::uint8_t {
    target_write,
    target_read,
    node_upload,
    node_cpu,
    node_disk,
    node_download,
    node_disk_write
  };
  Resource resource = Resource::target_write;
  std::uint32_t index = 0;  ///< of the target or node
  Instant at = kNever;
  BytesPerSecond rate, capacity;
  std::uint32_t flows = 0;
};

/// What a volume looks like when the replication ends.
struct VolumeEnd {
  std::uint32_t volume = kNone;
  std::int64_t stored_blocks = 0;
  std::uint32_t backups = 0;
  std::uint32_t beyond_retain = 0;  ///< completed Backup objects above what its jobs retain
  std::uint32_t collections_skipped = 0;
  std::uint32_t most_beyond_retain = 0;  ///< the most above retention at any instant after the warm-up
  Duration beyond_retain_time{};         ///< for how long after the warm-up there were any
};

/// Which changes of load a sink wants to hear of: they are many, and working them out costs.
enum class LoadDetail : std::uint8_t { none, target_writes, all };

/// Receives the records of one replication, in order of emission (never decreasing simulated time).
class Sink {
 public:
  virtual ~Sink() = default;
  /// Asked once, before the first record.
  virtual LoadDetail load_detail() const { return LoadDetail::all; }
  virtual void on(const Operation&) {}
  virtual void on(const LockAttempt&) {}
  virtual void on(const Run&) {}
  virtual void on(const DueBackup&) {}
  virtual void on(const Load&) {}
  virtual void on(const VolumeEnd&) {}
  /// Records of this volume are to come, some events from now: a hint for whoever keeps much by volume.
  virtual void expect(std::uint32_t /*volume*/) {}
};

}  // namespace headway::record
