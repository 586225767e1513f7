#include "sim/model/effects.h"

#include <algorithm>
#include <array>

#include "sim/model/parameter_text.h"

namespace headway::model {
namespace {

struct Effect {
  std::string_view name, value, sentence;  ///< the value as to_text writes it
};

constexpr std::array<Effect, 58> kEffects = {{
    {"create.crash_on_missing_volume_cfg", "true",
     "One error while volume.cfg is read can take the replica's process down in the middle of a backup."},
    {"create.crash_on_missing_volume_cfg", "false",
     "An error while volume.cfg is read fails that backup and nothing else."},
    {"create.gate_on_deleting", "false",
     "A backup that starts while a delete of its volume holds the lock is refused and lost."},
    {"create.gate_on_deleting", "true",
     "A backup waits while another of its volume is Deleting. A collection that outlasts that state can "
     "still refuse it."},
    {"create.max_pending_retries", "0",
     "A backup whose engine or snapshot is not ready stays Pending for ever and keeps the volume attached."},
    {"create.max_pending_retries", "5",
     "A backup whose engine or snapshot is not ready ends in Error after about two minutes."},
    {"csi.aborts_when_unavailable", "false",
     "A VM backup whose target is away makes a Longhorn backup of each disk, which fails."},
    {"csi.aborts_when_unavailable", "true",
     "A VM backup whose target is away makes no Longhorn backup until the target is back, and shows an error "
     "meanwhile."},
    {"csi.sync_timeout_is_error", "true",
     "A disk whose backup has not started after 30 s puts its VM backup in error, while the backup goes on."},
    {"csi.sync_timeout_is_error", "false", "A disk whose backup is slow to start is just not ready yet."},
    {"delete.asynchronous", "false",
     "Deletes share the five workers of a node with creates, so long collections hold backups up. A refused "
     "delete comes back at least every 30 s."},
    {"delete.asynchronous", "true",
     "Deletes run beside the workers, any number at once. A refused one waits 1, 2, 4 minutes and so on up "
     "to 24 h, so deletes can starve."},
    {"delete.nil_map_crash", "false", "A refused delete fails by itself."},
    {"delete.nil_map_crash", "true",
     "A refused delete of a backup that never got an index crashes the manager's pod of its node."},
    {"delete.release_when_missing", "false",
     "The delete of a backup that never got an index shows as running until its collection ends."},
    {"delete.release_when_missing", "true",
     "The delete of a backup that never got an index leaves a collection behind that no create waits for."},
    {"job.client_retry", "0s", "A manager that does not answer when the pod starts costs that run."},
    {"job.client_retry", "60s",
     "A manager that is away for less than a minute when the pod starts costs nothing."},
    {"job.default_concurrency", "0", "A job with concurrency 0 backs up nothing: its pod aborts."},
    {"job.default_concurrency", "10", "A job with concurrency 0 works on ten volumes at once."},
    {"job.full_backup_mode", "false", "All backups of a job are incremental."},
    {"job.full_backup_mode", "true",
     "A job can ask for a full backup at every n-th start; container restarts count."},
    {"job.pending_is_error", "true",
     "A slow start RPC can fail the volume's run although its backup completes later."},
    {"job.pending_is_error", "false", "A backup that goes back to Pending is waited for."},
    {"job.rerun_on_failure", "true",
     "One failed volume makes the job back up all its volumes again, up to two times, each with one more "
     "retention delete."},
    {"job.rerun_on_failure", "false",
     "A volume that failed has no backup of that tick: nothing is run again, and the Job counts as "
     "complete."},
    {"job.start_check_sleeps_first", "false", "The pod looks at once whether the backup has started."},
    {"job.start_check_sleeps_first", "true",
     "The pod looks for the first time after one poll interval, so each volume holds its slot a little "
     "longer."},
    {"restore.block_retry_span", "0s", "One block that cannot be read fails a restore."},
    {"restore.block_retry_span", "36s", "A restore survives a target that is away for about half a minute."},
    {"restore.block_retry_span", "516s",
     "A restore survives a target that is away for more than eight minutes, holding its lock meanwhile."},
    {"restore.retry_on_lock", "true", "A restore that meets a delete is tried again later."},
    {"restore.retry_on_lock", "false",
     "A restore that meets a delete fails the replica, and the volume with it when all replicas meet it."},
    {"s3.attempts", "4", "An error of an S3 target counts after four requests."},
    {"s3.attempts", "5", "An error of an S3 target counts after five requests."},
    {"s3.retry_span", "310ms",
     "An S3 target that is away for half a second fails the backups that write to it."},
    {"s3.retry_span", "15s", "An S3 target that is away for some seconds fails no backup."},
    {"s3.throttled_retry_span", "4900ms",
     "An S3 target that answers SlowDown for five seconds fails the backups that write to it."},
    {"s3.throttled_retry_span", "15s",
     "An S3 target may answer SlowDown for some 15 seconds before a backup fails."},
    {"sidecar.kube_qps", "5",
     "Looks at snapshots that are not ready, and new ones, wait for each other at five API calls a second."},
    {"sidecar.kube_qps", "50",
     "csi-snapshotter looks some sixteen times a second at all snapshots that are not ready together."},
    {"sidecar.polling", "hot-loop-stuck",
     "That an upload has ended is seen at once. After an error, a snapshot that is then not ready stays so "
     "until csi-snapshotter restarts."},
    {"sidecar.polling", "hot-loop",
     "That an upload has ended is seen at once, unless its snapshot had an error: then up to five minutes "
     "later."},
    {"sidecar.polling", "backoff",
     "That an upload has ended is seen up to five minutes later, and retention comes as much later."},
    {"snapshot.cleanup_with_backup", "false", "The delete of a backup leaves its snapshot on the disk."},
    {"snapshot.cleanup_with_backup", "true",
     "Each delete of a backup also purges its snapshot, which loads the disk."},
    {"snapshot.heavy_task_limit", "0",
     "All snapshots that backups leave behind are purged at once, which loads the disks."},
    {"snapshot.heavy_task_limit", "5",
     "At most five purges run on a node at once, so less disk load follows a run of backups."},
    {"system_backup.exists", "false", "System backups come from hand or from outside only."},
    {"system_backup.exists", "true",
     "A schedule can make system backups, each of which may start backups of all volumes at once."},
    {"target.cheap_probe", "false", "Every poll lists all volumes even when the target is away."},
    {"target.cheap_probe", "true",
     "A poll of a target that is away ends at a short list; each poll starts one process more."},
    {"target.delete_skipped_when_unavailable", "false",
     "A delete while the target is away fails and is tried again."},
    {"target.delete_skipped_when_unavailable", "true",
     "A delete while the target is away leaves its files; the backup comes back at a later poll and is "
     "deleted again by a later run."},
    {"vm_schedule.counts_uninitialised", "true",
     "A VM backup that failed at its very beginning counts towards the suspension of its schedule."},
    {"vm_schedule.counts_uninitialised", "false",
     "A VM backup that failed at its very beginning does not count towards the suspension of its schedule."},
    {"cron.missed_search", "first-interval",
     "After missed ticks of an uneven cron line the controller may start a run at a time that is no tick."},
    {"cron.missed_search", "first-interval-one-back",
     "After missed ticks of an uneven cron line the controller may find none, and nothing is caught up."},
}};

}  // namespace

std::string_view effect_of(std::string_view name, const ParameterValue& value) {
  const std::string text = to_text(value);
  const auto found = std::ranges::find_if(
      kEffects, [&](const Effect& effect) { return effect.name == name && effect.value == text; });
  return found == kEffects.end() ? std::string_view{} : found->sentence;
}

}  // namespace headway::model
