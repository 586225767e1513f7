#include "sim/io/results/columns.h"

#include <algorithm>
#include <iterator>

#include "sim/core/check.h"

namespace headway::results {
namespace {

using enum ColumnType;

constexpr Column kReplication{"replication", integer, "", "Number of the replication, from 0."};
constexpr Column kCounted{"counted", boolean, "",
                          "True when due or requested after the warm-up: only these enter the figures."};

constexpr std::string_view kKinds =
    "backup, delete, restore (of a volume), restore-replica (one replica's part of it), standby-restore, "
    "backup-volume-delete, backing-image-backup, backing-image-delete, system-backup, snapshot-purge, "
    "vm-backup (of a virtual machine), snapshot (one disk's way through CSI to a backup), vm-backup-delete "
    "or "
    "transfer.";

constexpr std::string_view kLayers =
    "Who reported it: backupstore, backup-controller, recurring-job, cron-job, replica, "
    "backup-volume-controller, engine-controller, system-backup-controller, csi-plugin, csi-snapshotter, "
    "snapshot-controller, vm-backup-controller, vm-schedule-controller or webhook.";

constexpr Column kRuns[] = {
    kReplication,
    {"id", integer, "", "Number of the run within the replication."},
    {"schedule", text, "", "Schedule that owes it."},
    {"due_utc", instant, "", "Tick that it serves."},
    {"due_s", number, "s", "The same, since the start."},
    {"fired_utc", instant, "",
     "When the CronJob controller started it; empty when none was started for the tick."},
    {"fired_s", number, "s", "The same, since the start."},
    {"started_utc", instant, "", "First step of its first container."},
    {"started_s", number, "s", "The same, since the start."},
    {"ended_utc", instant, "", "When it was over, re-runs included."},
    {"ended_s", number, "s", "The same, since the start."},
    {"outcome", text, "", "completed, failed, skipped or unfinished."},
    {"cause", text, "", "Why it failed or was skipped."},
    {"volumes", integer, "", "Backups that it owes: of volumes or of virtual machines."},
    {"attempts", integer, "", "Attempts at them."},
    {"lost", integer, "", "Backups without a completed restore point before the next tick."},
    {"reruns", integer, "", "Restarts of its container."},
    kCounted,
};

constexpr Column kOperations[] = {
    kReplication,
    {"id", integer, "", "Number of the operation within the replication, ascending by request."},
    {"parent", integer, "",
     "Run of a backup or VM backup, backup of a delete, restore of a replica's part, VM backup of a "
     "snapshot; "
     "empty when it has none."},
    {"kind", text, "", kKinds},
    {"schedule", text, "", "Schedule that asked for it."},
    {"volume", text, "", "Volume."},
    {"vm", text, "", "Virtual machine, of a VM backup and all that is part of one."},
    {"node", text, "", "Node that does the work."},
    {"target", text, "", "Backup target."},
    {"scheduled_utc", instant, "", "Tick that it serves."},
    {"scheduled_s", number, "s", "The same, since the start."},
    {"requested_utc", instant, "", "When its object was made, or marked for deletion."},
    {"requested_s", number, "s", "The same, since the start."},
    {"lock", text, "", "granted or denied: the decisive look at the lock; empty when it never looked."},
    {"lock_decided_utc", instant, "", "When it looked."},
    {"lock_decided_s", number, "s", "The same, since the start."},
    {"tries", integer, "", "Looks at the lock; of a snapshot, calls of csi-snapshotter to make it."},
    {"started_utc", instant, "", "Lock granted."},
    {"started_s", number, "s", "The same, since the start."},
    {"transfer_started_utc", instant, "", "Begin of the upload phase."},
    {"transfer_started_s", number, "s", "The same, since the start."},
    {"transfer_ended_utc", instant, "", "End of the upload phase."},
    {"transfer_ended_s", number, "s", "The same, since the start."},
    {"ended_utc", instant, "", "Final state reached."},
    {"ended_s", number, "s", "The same, since the start."},
    {"released_utc", instant, "", "Lock file gone."},
    {"released_s", number, "s", "The same, since the start."},
    {"bytes", integer, "bytes", "Stored on the target (after compression), or freed from it."},
    {"blocks", integer, "", "Blocks processed by a backup or removed by a delete."},
    {"block_size_bytes", integer, "bytes", "Size of a block before compression."},
    {"outcome", text, "", "completed, completed-late, failed, skipped or unfinished."},
    {"cause", text, "", "Root cause of a failure."},
    {"layer", text, "", kLayers},
    {"blocked_by", text, "",
     "What held the lock: backup, delete, waiting-backup, waiting-delete, stale or restore."},
    {"blocked_by_operation", integer, "",
     "The operation that did; empty when there was none or it is not known."},
    {"collection_skipped", boolean, "",
     "Delete: the collection removed nothing, the volume's backups having changed meanwhile."},
    kCounted,
};

constexpr Column kLocks[] = {
    kReplication,
    {"operation", integer, "", "Operation that asked."},
    {"kind", text, "", "Its kind, as in operations.csv."},
    {"volume", text, "", "Volume."},
    {"target", text, "", "Backup target on which the lock lies."},
    {"type", integer, "", "1 backup or restore, 2 deletion."},
    {"requested_utc", instant, "", "First save of the lock file."},
    {"requested_s", number, "s", "The same, since the start."},
    {"decided_utc", instant, "", "The look that decided."},
    {"decided_s", number, "s", "The same, since the start."},
    {"granted", boolean, "", "Whether it got the lock."},
    {"blocked_by", text, "",
     "The conflicting lock: backup, delete, waiting-backup, waiting-delete, stale or restore."},
    {"blocked_by_operation", integer, "", "Whose it was."},
    {"files_seen", integer, "", "Other lock files of the volume at the look."},
    {"released_utc", instant, "",
     "Lock file removed, or left by its holder; empty when it was still in use at the end."},
    {"released_s", number, "s", "The same, since the start."},
    {"how", text, "",
     "released (held, then given back), withdrawn (refused), crashed (its holder's process ended and left "
     "it), removal-failed or save-failed (the target did not take the request), or standing (still in use at "
     "the end)."},
    {"expired", boolean, "", "The lease ran out while the holder was still at work."},
    {"overlaps", boolean, "", "Granted while another live lock excluded it."},
    {"failed_open", boolean, "", "Its listing failed and counted as \"no locks\"."},
    kCounted,
};

constexpr Column kMessages[] = {
    kReplication,
    {"at_utc", instant, "", "When the object's status says it first."},
    {"at_s", number, "s", "The same, since the start."},
    {"operation", integer, "", "Operation whose object it is; empty when it is a schedule's."},
    {"kind", text, "", "Its kind, as in operations.csv."},
    {"schedule", text, "", "Schedule that it belongs to, or that is spoken of."},
    {"volume", text, "", "Volume."},
    {"vm", text, "", "Virtual machine."},
    {"layer", text, "", "Who speaks, as in operations.csv."},
    {"origin", text, "", "Whose words it passes on; empty when they are its own."},
    {"cause", text, "", "What it says went wrong, as in operations.csv."},
    {"says", text, "",
     "failed (it shows an error), recovered (the error is gone), suspended or resumed (a schedule), or "
     "refused "
     "(a request was turned away)."},
    {"again", boolean, "", "Snapshot: found on a later call than the first."},
    {"root", integer, "", "Operation that failed first; empty when it is this one."},
    kCounted,
};

constexpr Column kUtilisation[] = {
    kReplication,
    {"resource", text, "",
     "target-write, target-read, node-upload, node-download, node-cpu, node-disk or node-disk-write."},
    {"name", text, "", "The target or node."},
    {"at_utc", instant, "", "When its load changed."},
    {"at_s", number, "s", "The same, since the start."},
    {"rate_bytes_per_s", number, "bytes/s", "Load from then on."},
    {"flows", integer, "", "Flows that share it from then on."},
    {"capacity_bytes_per_s", number, "bytes/s", "What it could carry from then on."},
};

constexpr Column kSchedules[] = {
    {"schedule", text, "", "Name."},
    {"runs", integer, "", "Ticks, over all replications."},
    {"started", integer, "", "Ticks for which a run started."},
    {"skipped", integer, "", "Ticks that were skipped."},
    {"failed", integer, "", "Runs that failed."},
    {"unfinished", integer, "", "Runs that were not over at the horizon."},
    {"reruns", integer, "", "Restarts of containers."},
    {"due", integer, "", "Backups owed."},
    {"lost", integer, "", "Of those, lost."},
    {"lateness_p50_s", number, "s", "Median time from tick to first step."},
    {"lateness_p95_s", number, "s", "95th percentile of the same."},
    {"duration_p50_s", number, "s", "Median length of a run."},
    {"duration_p95_s", number, "s", "95th percentile of the same."},
    {"next_conflict_slack_p5_s", number, "s",
     "5th percentile of the time from the release of one of its locks to the next look of the excluding type "
     "on that "
     "volume; negative when someone was refused."},
};

constexpr Column kVolumes[] = {
    {"volume", text, "", "Volume; empty in the row of a virtual machine."},
    {"vm", text, "", "Virtual machine; empty in the row of a volume."},
    {"due", integer, "", "Backups owed, over all replications."},
    {"lost", integer, "", "Of those, lost."},
    {"loss_per_night", number, "", "Lost by due: the probability that a due backup is lost."},
    {"loss_per_night_ci_low", number, "", "Lower end of its 95 % interval."},
    {"loss_per_night_ci_high", number, "", "Upper end."},
    {"longest_gap_s", number, "s", "Longest time without a new completed backup, of all replications."},
    {"mean_longest_gap_s", number, "s", "Mean over replications of the longest of each."},
    {"backup_hold_p50_s", number, "s",
     "Median time that a backup holds the lock; empty for a virtual machine, as are the next three."},
    {"backup_hold_p95_s", number, "s", "95th percentile of the same."},
    {"delete_hold_p50_s", number, "s", "Median time that a delete holds the lock."},
    {"delete_hold_p95_s", number, "s", "95th percentile of the same."},
    {"stored_bytes", number, "bytes",
     "On the target at the end, after compression; mean over replications. Of a virtual machine: of its "
     "disks."},
    {"backups", number, "",
     "Backups at the end; mean over replications. Empty for a virtual machine, as is the next."},
    {"beyond_retain", number, "", "Backups beyond what retain asks for at the end; mean over replications."},
    {"collections_skipped", integer, "",
     "Deletes whose collection removed nothing, over all replications. Of a virtual machine: of its disks."},
};

constexpr Column kMetrics[] = {
    {"metric", text, "", "Name of the figure."},
    {"value", number, "", "The figure; its unit is the end of its name. Empty when nothing was observed."},
    {"ci_low", number, "", "Lower end of its 95 % interval; empty when the data do not bound it."},
    {"ci_high", number, "", "Upper end; empty likewise."},
    {"n", integer, "", "Observations behind it: replications, or samples for a quantile."},
    {"method", text, "", "How the interval was made."},
};

constexpr Table kTables[] = {
    {"runs.csv", "A tick of a schedule with the run that served it.", kRuns},
    {"operations.csv", "An attempt of a backup, or a delete, restore or other operation with all its tries.",
     kOperations},
    {"locks.csv", "A try to get a lock.", kLocks},
    {"messages.csv", "What an object's status says to whoever looks at it.", kMessages},
    {"schedules.csv", "A schedule, over all replications.", kSchedules},
    {"volumes.csv", "A volume or virtual machine, over all replications.", kVolumes},
    {"utilisation.csv", "A change of a resource's load.", kUtilisation},
    {"metrics.csv", "A figure with its interval.", kMetrics},
};

}  // namespace

std::string_view word(ColumnType type) {
  switch (type) {
    case text:
      return "text";
    case integer:
      return "integer";
    case number:
      return "number";
    case boolean:
      return "boolean";
    case instant:
      return "instant";
  }
  return {};
}

std::span<const Table> tables() {
  return kTables;
}

const Table& table(std::string_view file) {
  const auto at = std::find_if(std::begin(kTables), std::end(kTables),
                               [&](const Table& candidate) { return candidate.file == file; });
  core::check_invariant(at != std::end(kTables), "a results table has its columns in the list");
  return *at;
}

}  // namespace headway::results
