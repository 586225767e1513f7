// The keys of every object a scenario may hold, under the names that the schema's $defs give them.
//
// The reader refuses what is not listed; a test holds this table against the schema, so neither can forget.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace headway::io {

struct ObjectKeys {
  std::string_view definition;  ///< in the schema's $defs; "scenario" is the root
  std::span<const std::string_view> keys;
  bool open = false;  ///< other keys are allowed
};

namespace keys {

template <std::size_t N>
using Names = std::array<std::string_view, N>;

inline constexpr Names<20> kScenarioNames = {
    "$schema",          "headway",         "name",     "about",     "time",
    "random",           "platform",        "nodes",    "targets",   "volumes",
    "virtual_machines", "schedules",       "events",   "windows",   "policy",
    "expect",           "standby_volumes", "clusters", "transfers", "backing_images"};
inline constexpr Names<4> kTimeNames = {"start", "horizon", "warm_up", "zone"};
inline constexpr Names<2> kRandomNames = {"seed", "replications"};
inline constexpr Names<4> kPlatformNames = {"longhorn", "harvester", "kubernetes", "overrides"};
inline constexpr Names<8> kNodeNames = {"name",       "upload",      "download", "disk_read",
                                        "disk_write", "thread_rate", "cpu",      "clock_skew"};
inline constexpr Names<9> kTargetNames = {"name",
                                          "kind",
                                          "write",
                                          "read",
                                          "capacity",
                                          "latency",
                                          "clock_skew",
                                          "time_resolution",
                                          "capacity_profile"};
inline constexpr Names<5> kLatencyNames = {"list", "head", "get", "put", "delete"};
inline constexpr Names<4> kCapacityWindowNames = {"cron", "for", "zone", "factor"};
inline constexpr Names<17> kVolumeNames = {
    "name",       "size",   "used",         "node",     "target",  "dirtied",  "compression_ratio",
    "block_size", "groups", "jobs",         "attached", "backups", "priority", "growth_per_month",
    "from",       "until",  "backing_image"};
inline constexpr Names<3> kBackingImageNames = {"name", "size", "backed_up"};
inline constexpr Names<4> kStandbyVolumeNames = {"name", "source", "node", "replicas"};
inline constexpr Names<2> kDirtiedNames = {"per_day", "hot_share"};
inline constexpr Names<2> kVirtualMachineNames = {"name", "volumes"};
inline constexpr Names<9> kRecurringJobNames = {"kind",
                                                "name",
                                                "task",
                                                "cron",
                                                "retain",
                                                "concurrency",
                                                "groups",
                                                "full_backup_interval",
                                                "volume_backup_policy"};
inline constexpr Names<9> kVmScheduleNames = {
    "kind", "name", "vm", "cron", "retain", "max_failure", "existing", "suspended", "skip_cron_check"};
inline constexpr Names<5> kManualNames = {"kind", "name", "at", "volumes", "virtual_machines"};
inline constexpr Names<4> kNodeEventNames = {"at", "kind", "node", "back_after"};
inline constexpr Names<4> kTargetEventNames = {"at", "kind", "target", "for"};
inline constexpr Names<6> kSlowTargetNames = {"at",  "kind",           "target",
                                              "for", "latency_factor", "bandwidth_factor"};
inline constexpr Names<5> kLostRefreshesNames = {"at", "kind", "target", "for", "node"};
inline constexpr Names<4> kStatusErrorsNames = {"at", "kind", "node", "for"};
inline constexpr Names<5> kClockSkewNames = {"at", "kind", "node", "target", "skew"};
inline constexpr Names<5> kUpgradeNames = {"at", "kind", "longhorn", "back_after", "overrides"};
inline constexpr Names<4> kChangeScheduleNames = {"at", "kind", "schedule", "cron"};
inline constexpr Names<5> kRestoreNames = {"at", "kind", "volume", "replicas", "node"};
inline constexpr Names<3> kSystemBackupNames = {"at", "kind", "volume_backup_policy"};
inline constexpr Names<4> kDeleteBackupsNames = {"at", "kind", "volume", "count"};
inline constexpr Names<3> kVolumeEventNames = {"at", "kind", "volume"};
inline constexpr Names<3> kImageEventNames = {"at", "kind", "image"};
inline constexpr Names<3> kRestartNames = {"at", "kind", "back_after"};
inline constexpr Names<4> kSlowApiServerNames = {"at", "kind", "for", "delay"};
inline constexpr Names<4> kVmMigrationNames = {"at", "kind", "vm", "for"};
inline constexpr Names<3> kScheduleEventNames = {"at", "kind", "schedule"};
inline constexpr Names<5> kDeleteVmBackupsNames = {"at", "kind", "vm", "which", "count"};
inline constexpr Names<4> kRemoveLockFilesNames = {"at", "kind", "volume", "type"};
inline constexpr Names<4> kWindowsNames = {"allowed", "blackout", "pinned", "at_end"};
inline constexpr Names<4> kWindowNames = {"cron", "for", "zone", "schedules"};
inline constexpr Names<1> kPolicyNames = {"name"};
inline constexpr Names<5> kExpectationNames = {"metric", "observed_at_most", "observed_at_least",
                                               "probability_at_most", "confidence"};
inline constexpr Names<6> kClusterNames = {"name",    "platform",         "nodes",
                                           "volumes", "virtual_machines", "schedules"};
inline constexpr Names<5> kTransferNames = {"id", "at", "bytes", "path", "cap"};
inline constexpr Names<5> kDistributionNames = {"lognormal", "uniform", "empirical", "exponential", "normal"};
inline constexpr Names<3> kLognormalNames = {"median", "p95", "sigma"};
inline constexpr Names<1> kExponentialNames = {"mean"};
inline constexpr Names<2> kNormalNames = {"mean", "sd"};

inline constexpr ObjectKeys kScenario{"scenario", kScenarioNames};
inline constexpr ObjectKeys kTime{"time", kTimeNames};
inline constexpr ObjectKeys kRandom{"random", kRandomNames};
inline constexpr ObjectKeys kPlatform{"platform", kPlatformNames};
inline constexpr ObjectKeys kNode{"node", kNodeNames};
inline constexpr ObjectKeys kTarget{"target", kTargetNames};
inline constexpr ObjectKeys kLatency{"latency", kLatencyNames};
inline constexpr ObjectKeys kCapacityWindow{"capacity_window", kCapacityWindowNames};
inline constexpr ObjectKeys kVolume{"volume", kVolumeNames};
inline constexpr ObjectKeys kBackingImage{"backing_image", kBackingImageNames};
inline constexpr ObjectKeys kStandbyVolume{"standby_volume", kStandbyVolumeNames};
inline constexpr ObjectKeys kDirtied{"dirtied", kDirtiedNames};
inline constexpr ObjectKeys kVirtualMachine{"virtual_machine", kVirtualMachineNames};
inline constexpr ObjectKeys kRecurringJob{"recurring_job", kRecurringJobNames};
inline constexpr ObjectKeys kVmSchedule{"schedule_vm_backup", kVmScheduleNames};
inline constexpr ObjectKeys kManual{"manual", kManualNames};
inline constexpr ObjectKeys kNodeCrash{"node_crash", kNodeEventNames};
inline constexpr ObjectKeys kRestartInstanceManager{"restart_instance_manager", kNodeEventNames};
inline constexpr ObjectKeys kRestartManager{"restart_manager", kNodeEventNames};
inline constexpr ObjectKeys kTargetOutage{"target_outage", kTargetEventNames};
inline constexpr ObjectKeys kSlowTarget{"slow_target", kSlowTargetNames};
inline constexpr ObjectKeys kListErrors{"list_errors", kTargetEventNames};
inline constexpr ObjectKeys kLostRefreshes{"lost_refreshes", kLostRefreshesNames};
inline constexpr ObjectKeys kStatusErrors{"status_errors", kStatusErrorsNames};
inline constexpr ObjectKeys kClockSkew{"clock_skew", kClockSkewNames};
inline constexpr ObjectKeys kUpgrade{"upgrade", kUpgradeNames};
inline constexpr ObjectKeys kChangeSchedule{"change_schedule", kChangeScheduleNames};
inline constexpr ObjectKeys kRestore{"restore", kRestoreNames};
inline constexpr ObjectKeys kSystemBackup{"system_backup", kSystemBackupNames};
inline constexpr ObjectKeys kDeleteBackups{"delete_backups", kDeleteBackupsNames};
inline constexpr ObjectKeys kDeleteFailedBackups{"delete_failed_backups", kVolumeEventNames};
inline constexpr ObjectKeys kDeleteBackupVolume{"delete_backup_volume", kVolumeEventNames};
inline constexpr ObjectKeys kDeleteBackingImageBackup{"delete_backing_image_backup", kImageEventNames};
inline constexpr ObjectKeys kRestartCsiSnapshotter{"restart_csi_snapshotter", kRestartNames};
inline constexpr ObjectKeys kRestartSnapshotController{"restart_snapshot_controller", kRestartNames};
inline constexpr ObjectKeys kRestartHarvester{"restart_harvester", kRestartNames};
inline constexpr ObjectKeys kSlowApiServer{"slow_api_server", kSlowApiServerNames};
inline constexpr ObjectKeys kVmMigration{"vm_migration", kVmMigrationNames};
inline constexpr ObjectKeys kSuspendSchedule{"suspend_schedule", kScheduleEventNames};
inline constexpr ObjectKeys kResumeSchedule{"resume_schedule", kScheduleEventNames};
inline constexpr ObjectKeys kDeleteVmBackups{"delete_vm_backups", kDeleteVmBackupsNames};
inline constexpr ObjectKeys kRemoveLockFiles{"remove_lock_files", kRemoveLockFilesNames};
inline constexpr ObjectKeys kDetachVolume{"detach_volume", kVolumeEventNames};
inline constexpr ObjectKeys kAttachVolume{"attach_volume", kVolumeEventNames};
inline constexpr ObjectKeys kWindows{"windows", kWindowsNames};
inline constexpr ObjectKeys kWindow{"window", kWindowNames};
inline constexpr ObjectKeys kPolicy{"policy", kPolicyNames, true};
inline constexpr ObjectKeys kExpectation{"expectation", kExpectationNames};
inline constexpr ObjectKeys kCluster{"cluster", kClusterNames};
inline constexpr ObjectKeys kTransfer{"transfer", kTransferNames};
inline constexpr ObjectKeys kDistribution{"distribution", kDistributionNames};
inline constexpr ObjectKeys kLognormal{"lognormal", kLognormalNames};
inline constexpr ObjectKeys kExponential{"exponential", kExponentialNames};
inline constexpr ObjectKeys kNormal{"normal", kNormalNames};

/// Every object above. `platform.overrides`, `volume.backups` have keys of their own (names).
inline constexpr std::array kAll = {kScenario,
                                    kTime,
                                    kRandom,
                                    kPlatform,
                                    kNode,
                                    kTarget,
                                    kLatency,
                                    kCapacityWindow,
                                    kVolume,
                                    kBackingImage,
                                    kStandbyVolume,
                                    kDirtied,
                                    kVirtualMachine,
                                    kRecurringJob,
                                    kVmSchedule,
                                    kManual,
                                    kNodeCrash,
                                    kRestartInstanceManager,
                                    kRestartManager,
                                    kTargetOutage,
                                    kSlowTarget,
                                    kListErrors,
                                    kLostRefreshes,
                                    kStatusErrors,
                                    kClockSkew,
                                    kUpgrade,
                                    kChangeSchedule,
                                    kRestore,
                                    kSystemBackup,
                                    kDeleteBackups,
                                    kDeleteFailedBackups,
                                    kDeleteBackupVolume,
                                    kDeleteBackingImageBackup,
                                    kRestartCsiSnapshotter,
                                    kRestartSnapshotController,
                                    kRestartHarvester,
                                    kSlowApiServer,
                                    kVmMigration,
                                    kSuspendSchedule,
                                    kResumeSchedule,
                                    kDeleteVmBackups,
                                    kRemoveLockFiles,
                                    kDetachVolume,
                                    kAttachVolume,
                                    kWindows,
                                    kWindow,
                                    kPolicy,
                                    kExpectation,
                                    kCluster,
                                    kTransfer,
                                    kDistribution,
                                    kLognormal,
                                    kExponential,
                                    kNormal};

}  // namespace keys
}  // namespace headway::io
