#include "sim/io/event_forms.h"

#include <algorithm>
#include <array>

namespace headway::io {
namespace {

using enum model::EventKind;

constexpr std::array<EventForm, 28> kForms = {{
    {"node-crash", node_crash, &keys::kNodeCrash, "", Duration{}},
    {"restart-instance-manager", instance_manager_restart, &keys::kRestartInstanceManager, "", seconds{30}},
    {"restart-manager", manager_restart, &keys::kRestartManager, "", seconds{20}},
    {"target-outage", target_outage, &keys::kTargetOutage, "", Duration{}},
    {"slow-target", target_slow, &keys::kSlowTarget, "", Duration{}},
    {"list-errors", list_errors, &keys::kListErrors, "", Duration{}},
    {"lost-refreshes", lost_refreshes, &keys::kLostRefreshes, "node", Duration{}},
    {"status-errors", status_errors, &keys::kStatusErrors, "", Duration{}},
    {"clock-skew", clock_skew, &keys::kClockSkew, "", Duration{}},
    {"upgrade", upgrade, &keys::kUpgrade, "", seconds{20}},
    {"change-schedule", change_schedule, &keys::kChangeSchedule, "", Duration{}},
    {"restore", restore, &keys::kRestore, "node", Duration{}},
    {"system-backup", system_backup, &keys::kSystemBackup, "", Duration{}},
    {"delete-backups", delete_backups, &keys::kDeleteBackups, "", Duration{}},
    {"delete-failed-backups", delete_failed_backups, &keys::kDeleteFailedBackups, "volume", Duration{}},
    {"delete-backup-volume", delete_backup_volume, &keys::kDeleteBackupVolume, "", Duration{}},
    {"delete-backing-image-backup", delete_backing_image_backup, &keys::kDeleteBackingImageBackup, "",
     Duration{}},
    {"restart-csi-snapshotter", restart_csi_snapshotter, &keys::kRestartCsiSnapshotter, "", seconds{15}},
    {"restart-snapshot-controller", restart_snapshot_controller, &keys::kRestartSnapshotController, "",
     seconds{15}},
    {"restart-harvester", harvester_restart, &keys::kRestartHarvester, "", seconds{60}},
    {"slow-api-server", slow_api_server, &keys::kSlowApiServer, "", Duration{}},
    {"vm-migration", vm_migration, &keys::kVmMigration, "", Duration{}},
    {"suspend-schedule", suspend_schedule, &keys::kSuspendSchedule, "", Duration{}},
    {"resume-schedule", resume_schedule, &keys::kResumeSchedule, "", Duration{}},
    {"delete-vm-backups", delete_vm_backups, &keys::kDeleteVmBackups, "", Duration{}},
    {"remove-lock-files", remove_lock_files, &keys::kRemoveLockFiles, "", Duration{}},
    {"detach-volume", detach_volume, &keys::kDetachVolume, "", Duration{}},
    {"attach-volume", attach_volume, &keys::kAttachVolume, "", Duration{}},
}};

constexpr bool in_order() {
  for (std::size_t k = 0; k < kForms.size(); ++k) {
    if (static_cast<std::size_t>(kForms[k].kind) != k) return false;
  }
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, 3> kVolumeBackupPolicies = {"if-not-present", "always", "disabled"};
constexpr std::array<std::string_view, 3> kVmBackupSelections = {"failed", "ready", "all"};
constexpr std::array<std::string_view, 2> kLockTypes = {"backup", "delete"};

}  // namespace

bool EventForm::has(std::string_view key) const {
  return std::find(keys->keys.begin(), keys->keys.end(), key) != keys->keys.end();
}

std::span<const EventForm> event_forms() {
  return kForms;
}

std::span<const std::string_view> volume_backup_policy_words() {
  return kVolumeBackupPolicies;
}

std::span<const std::string_view> vm_backup_selection_words() {
  return kVmBackupSelections;
}

std::span<const std::string_view> lock_type_words() {
  return kLockTypes;
}

}  // namespace headway::io
