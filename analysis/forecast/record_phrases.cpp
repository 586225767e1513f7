// No `default` in any switch: a new enumerator without a phrase is a compiler warning.
#include "analysis/forecast/record_phrases.h"

#include <fmt/format.h>

#include <utility>

#include "analysis/forecast/phrases.h"

namespace headway::forecast {
namespace {

using record::OperationKind;

/// Its name for one and for many.
std::pair<std::string_view, std::string_view> nouns(OperationKind kind) {
  switch (kind) {
    case OperationKind::backup:
      return {"backup", "backups"};
    case OperationKind::delete_:
      return {"delete", "deletes"};
    case OperationKind::transfer:
      return {"transfer", "transfers"};
    case OperationKind::restore:
      return {"restore", "restores"};
    case OperationKind::restore_replica:
      return {"restore by a replica", "restores by replicas"};
    case OperationKind::standby_restore:
      return {"restore of a standby replica", "restores of standby replicas"};
    case OperationKind::backup_volume_delete:
      return {"delete of a backup volume", "deletes of backup volumes"};
    case OperationKind::backing_image_backup:
      return {"backup of a backing image", "backups of backing images"};
    case OperationKind::backing_image_delete:
      return {"delete of a backing image's backup", "deletes of backing images' backups"};
    case OperationKind::system_backup:
      return {"system backup", "system backups"};
    case OperationKind::snapshot_purge:
      return {"snapshot purge", "snapshot purges"};
    case OperationKind::vm_backup:
      return {"VM backup", "VM backups"};
    case OperationKind::snapshot:
      return {"snapshot of a disk", "snapshots of disks"};
    case OperationKind::vm_backup_delete:
      return {"delete of a VM backup", "deletes of VM backups"};
  }
  return {};
}

}  // namespace

std::string kind_phrase(OperationKind kind, std::int64_t n) {
  const auto [one, many] = nouns(kind);
  return fmt::format("{} {}", count_phrase(n), n == 1 ? one : many);
}

std::string_view cause_phrase(record::Cause cause) {
  switch (cause) {
    case record::Cause::none:
      return {};
    case record::Cause::lock_denied:
      return "another operation held or wanted the lock";
    case record::Cause::snapshot_timeout:
      return "the snapshot was not ready in time";
    case record::Cause::start_timeout:
      return "it had not started when its job stopped waiting for it";
    case record::Cause::skipped_forbid:
      return "the run before was still going when the next tick came";
    case record::Cause::skipped_previous_running:
      return "the backup before was still running";
    case record::Cause::window_overrun:
      return "it was not done when the next one was due";
    case record::Cause::start_rpc_deadline:
      return "the call that starts it did not answer in time";
    case record::Cause::upload_failed:
      return "the transfer broke off";
    case record::Cause::monitor_lost:
      return "its progress could not be read; the upload itself may have gone on";
    case record::Cause::pending_limit:
      return "it was put off too many times before it could start";
    case record::Cause::target_unavailable:
      return "the backup target did not answer";
    case record::Cause::target_full:
      return "the backup target had no room left";
    case record::Cause::node_lost:
      return "its node, or a process on it, went away";
    case record::Cause::delete_starved:
      return "the delete was put off again and again";
    case record::Cause::deleted_meanwhile:
      return "what it worked on was deleted meanwhile";
    case record::Cause::sync_timeout:
      return "the backup controller had not taken the new backup up in time";
    case record::Cause::rpc_timeout:
      return "csi-snapshotter's call was not answered in time";
    case record::Cause::skipped_late_trigger:
      return "its schedule's trigger came too late to count";
    case record::Cause::skipped_webhook:
      return "Harvester's webhook turned it away";
    case record::Cause::suspended_max_failure:
      return "the schedule was suspended: too many failures in a row";
    case record::Cause::suspended_not_synced:
      return "the schedule was suspended: an upload went on under a VM backup in error";
    case record::Cause::suspended_by_hand:
      return "the schedule was suspended by an operator";
  }
  return {};
}

std::string_view layer_phrase(record::Layer layer) {
  switch (layer) {
    case record::Layer::none:
      return {};
    case record::Layer::backupstore:
      return "the backupstore";
    case record::Layer::backup_controller:
      return "the backup controller";
    case record::Layer::recurring_job:
      return "the recurring job";
    case record::Layer::cron_job:
      return "the CronJob";
    case record::Layer::replica:
      return "the replica";
    case record::Layer::backup_volume_controller:
      return "the backup volume controller";
    case record::Layer::engine_controller:
      return "the engine controller";
    case record::Layer::system_backup_controller:
      return "the system backup controller";
    case record::Layer::csi_plugin:
      return "the CSI plugin";
    case record::Layer::csi_snapshotter:
      return "csi-snapshotter";
    case record::Layer::snapshot_controller:
      return "the snapshot controller";
    case record::Layer::vm_backup_controller:
      return "the VM backup controller";
    case record::Layer::vm_schedule_controller:
      return "the VM schedule controller";
    case record::Layer::webhook:
      return "Harvester's webhook";
  }
  return {};
}

std::string_view blocker_phrase(record::Blocker blocker) {
  switch (blocker) {
    case record::Blocker::none:
      return {};
    case record::Blocker::backup:
      return "backup";
    case record::Blocker::delete_:
      return "delete";
    case record::Blocker::waiting_backup:
      return "backup still asking";
    case record::Blocker::waiting_delete:
      return "delete still asking";
    case record::Blocker::stale:
      return "lock left behind";
    case record::Blocker::restore:
      return "restore";
  }
  return {};
}

std::string_view phase_phrase(HolderPhase phase) {
  switch (phase) {
    case HolderPhase::unknown:
      return {};
    case HolderPhase::waiting:
      return ", itself asking for the lock";
    case HolderPhase::preparing:
      return ", before its upload";
    case HolderPhase::uploading:
      return ", uploading";
    case HolderPhase::finishing:
      return ", after its upload";
    case HolderPhase::collecting:
      return ", collecting blocks";
    case HolderPhase::restoring:
      return ", downloading";
  }
  return {};
}

}  // namespace headway::forecast
