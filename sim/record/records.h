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
  snapshot_purge,   ///< blocks of a deleted snapshot are merged on the disk
  vm_backup,        ///< of a virtual machine: one snapshot a disk
  snapshot,         ///< a VolumeSnapshot with its content: one disk's way through CSI to a backup
  vm_backup_delete  ///< of a virtual machine's backup, until its snapshots' contents are gone
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
  deleted_meanwhile,
  sync_timeout,           ///< CSI plugin: the backup controller had not synchronised the backup in time
  rpc_timeout,            ///< csi-snapshotter: its call was not answered in time
  skipped_late_trigger,   ///< the trigger of a VM schedule came too late to count
  skipped_webhook,        ///< Harvester's webhook would not have the VM backup
  suspended_max_failure,  ///< the schedule is suspended: too many failures in a row
  suspended_not_synced,   ///< the schedule is suspended: an upload went on under a VM backup in error
  suspended_by_hand       ///< the schedule is suspended: an operator wanted it so
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
  system_backup_controller,
  csi_plugin,
  csi_snapshotter,
  snapshot_controller,
  vm_backup_controller,
  vm_schedule_controller,
  webhook
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
  std::uint32_t vm = kNone;       ///< the virtual machine that it belongs to
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
  std::uint32_t tries = 1;  ///< lock attempts; of a snapshot its CreateSnapshot calls
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

/// One due backup: a (volume, tick) or a (virtual machine, tick) that a schedule owed, with what became of
/// it. Emitted once settled: its last attempt has an outcome and the next tick (or the horizon) has come.
struct DueBackup {
  std::uint64_t run = 0;
  std::uint32_t schedule = kNone;
  std::uint32_t volume = kNone, vm = kNone;  ///< one of the two
  Instant tick = kNever;
  Instant next_tick = kNever;  ///< until when it may come: the next tick, or where a policy moves that to
  Outcome outcome = Outcome::unfinished;  ///< of its last attempt
  Cause cause = Cause::none;
  bool lost = false;  ///< no completed restore point before the next tick
  std::uint32_t attempts = 0;
  Instant first_completed = kNever;
  bool counted = false;
};

/// What an object's status, or an event beside it, says to whoever looks at it: the words that operators see.
/// The text follows from the fields and the versions (analysis/explain).
struct Message {
  enum class Says : std::uint8_t {
    failed,     ///< the object shows an error
    recovered,  ///< the error is gone again, the object being ready
    suspended,  ///< a schedule
    resumed,    ///< a schedule
    refused     ///< a request was turned away (webhook, a lock in use)
  };
  Instant at = kNever;
  std::uint64_t operation = 0;                 ///< whose object it is
  std::uint64_t root = 0;                      ///< the operation that failed first; 0 = this one
  OperationKind kind = OperationKind::backup;  ///< of `operation`
  std::uint32_t schedule = kNone, volume = kNone, vm = kNone;
  Layer layer = Layer::none;   ///< who speaks
  Layer origin = Layer::none;  ///< whose words it passes on
  Cause cause = Cause::none;
  Says says = Says::failed;
  bool again = false;  ///< of a snapshot: found on a later call, "Failed to check and update …"
  bool counted = false;
};

std::string_view word(Message::Says);

/// A step on an operation's way that no other record tells, for whoever tells its story. Emitted only to
/// sinks that want them.
struct Step {
  enum class Kind : std::uint8_t {
    listing,         ///< a delete lists the block tree and reads indexes: `count` requests, `span` long
    removing,        ///< a delete removes blocks: `count` requests, `span` long
    call_sent,       ///< csi-snapshotter calls CreateSnapshot, for the `count`th time
    call_answered,   ///< after `span`; `cause` is none when the answer was no error
    slot_held,       ///< a recurring job's slot was held for it, `span` long
    rerun,           ///< its job's pod starts over because of it
    backup_deleted,  ///< `other` is the delete of its backup, asked for by `layer`
    expires,         ///< its failed object will be deleted at `at` + `span`
    snapshot_stuck,  ///< the snapshot of its name is being deleted and cannot go yet
    retried          ///< csi-snapshotter takes a new snapshot and backup for it
  };
  Instant at = kNever;
  std::uint64_t operation = 0, other = 0;
  Kind kind = Kind::listing;
  Layer layer = Layer::none;
  Cause cause = Cause::none;
  Duration span{};
  std::int64_t count = 0;
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
  virtual void on(const Message&) {}
  virtual void on(const Step&) {}
  /// Asked once, before the first record: whether Steps are wanted.
  virtual bool wants_steps() const { return false; }
  /// Records of this volume are to come, some events from now: a hint for whoever keeps much by volume.
  virtual void expect(std::uint32_t /*volume*/) {}
};

}  // namespace headway::record
