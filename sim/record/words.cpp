// The words of the results. No `default` in any switch: a new enumerator without a word is a compiler
// warning. "none" has no word (an empty field), and neither has a number that is no enumerator; whoever wants
// the list of all words counts up until all 256 numbers have been asked.
#include "sim/record/records.h"

namespace headway::record {

std::string_view word(OperationKind kind) {
  switch (kind) {
    case OperationKind::backup:
      return "backup";
    case OperationKind::delete_:
      return "delete";
    case OperationKind::transfer:
      return "transfer";
    case OperationKind::restore:
      return "restore";
    case OperationKind::restore_replica:
      return "restore-replica";
    case OperationKind::standby_restore:
      return "standby-restore";
    case OperationKind::backup_volume_delete:
      return "backup-volume-delete";
    case OperationKind::backing_image_backup:
      return "backing-image-backup";
    case OperationKind::backing_image_delete:
      return "backing-image-delete";
    case OperationKind::system_backup:
      return "system-backup";
    case OperationKind::snapshot_purge:
      return "snapshot-purge";
    case OperationKind::vm_backup:
      return "vm-backup";
    case OperationKind::snapshot:
      return "snapshot";
    case OperationKind::vm_backup_delete:
      return "vm-backup-delete";
  }
  return {};
}

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return "completed";
    case Outcome::completed_late:
      return "completed-late";
    case Outcome::failed:
      return "failed";
    case Outcome::skipped:
      return "skipped";
    case Outcome::unfinished:
      return "unfinished";
  }
  return {};
}

std::string_view word(LockOutcome outcome) {
  switch (outcome) {
    case LockOutcome::none:
      return {};
    case LockOutcome::granted:
      return "granted";
    case LockOutcome::denied:
      return "denied";
  }
  return {};
}

std::string_view word(Cause cause) {
  switch (cause) {
    case Cause::none:
      return {};
    case Cause::lock_denied:
      return "lock-denied";
    case Cause::snapshot_timeout:
      return "snapshot-timeout";
    case Cause::start_timeout:
      return "start-timeout";
    case Cause::skipped_forbid:
      return "skipped-forbid";
    case Cause::skipped_previous_running:
      return "skipped-previous-running";
    case Cause::window_overrun:
      return "window-overrun";
    case Cause::start_rpc_deadline:
      return "start-rpc-deadline";
    case Cause::upload_failed:
      return "upload-failed";
    case Cause::monitor_lost:
      return "monitor-lost";
    case Cause::pending_limit:
      return "pending-limit";
    case Cause::target_unavailable:
      return "target-unavailable";
    case Cause::target_full:
      return "target-full";
    case Cause::node_lost:
      return "node-lost";
    case Cause::delete_starved:
      return "delete-starved";
    case Cause::deleted_meanwhile:
      return "deleted-meanwhile";
    case Cause::sync_timeout:
      return "sync-timeout";
    case Cause::rpc_timeout:
      return "rpc-timeout";
    case Cause::skipped_late_trigger:
      return "skipped-late-trigger";
    case Cause::skipped_webhook:
      return "skipped-webhook";
    case Cause::suspended_max_failure:
      return "suspended-max-failure";
    case Cause::suspended_not_synced:
      return "suspended-not-synced";
    case Cause::suspended_by_hand:
      return "suspended-by-hand";
  }
  return {};
}

std::string_view word(Layer layer) {
  switch (layer) {
    case Layer::none:
      return {};
    case Layer::backupstore:
      return "backupstore";
    case Layer::backup_controller:
      return "backup-controller";
    case Layer::recurring_job:
      return "recurring-job";
    case Layer::cron_job:
      return "cron-job";
    case Layer::replica:
      return "replica";
    case Layer::backup_volume_controller:
      return "backup-volume-controller";
    case Layer::engine_controller:
      return "engine-controller";
    case Layer::system_backup_controller:
      return "system-backup-controller";
    case Layer::csi_plugin:
      return "csi-plugin";
    case Layer::csi_snapshotter:
      return "csi-snapshotter";
    case Layer::snapshot_controller:
      return "snapshot-controller";
    case Layer::vm_backup_controller:
      return "vm-backup-controller";
    case Layer::vm_schedule_controller:
      return "vm-schedule-controller";
    case Layer::webhook:
      return "webhook";
  }
  return {};
}

std::string_view word(Blocker blocker) {
  switch (blocker) {
    case Blocker::none:
      return {};
    case Blocker::backup:
      return "backup";
    case Blocker::delete_:
      return "delete";
    case Blocker::waiting_backup:
      return "waiting-backup";
    case Blocker::waiting_delete:
      return "waiting-delete";
    case Blocker::stale:
      return "stale";
    case Blocker::restore:
      return "restore";
  }
  return {};
}

std::string_view word(Message::Says says) {
  switch (says) {
    case Message::Says::failed:
      return "failed";
    case Message::Says::recovered:
      return "recovered";
    case Message::Says::suspended:
      return "suspended";
    case Message::Says::resumed:
      return "resumed";
    case Message::Says::refused:
      return "refused";
  }
  return {};
}

std::string_view word(LockEnd end) {
  switch (end) {
    case LockEnd::standing:
      return "standing";
    case LockEnd::released:
      return "released";
    case LockEnd::withdrawn:
      return "withdrawn";
    case LockEnd::crashed:
      return "crashed";
    case LockEnd::removal_failed:
      return "removal-failed";
    case LockEnd::save_failed:
      return "save-failed";
  }
  return {};
}

}  // namespace headway::record
