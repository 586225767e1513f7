#include "analysis/explain/message_text.h"

#include <fmt/format.h>

#include "analysis/explain/names.h"
#include "sim/model/versions.h"

namespace headway::explain {
namespace {

using record::Cause;
using record::Layer;
using Says = record::Message::Says;

/// The wordings of a refused lock: A up to 1.6.2, 1.7.0 and 1.7.1; B with a full stop up to 1.10.1; C.
enum class Wording { failed_lock, with_full_stop, without };

Wording wording(const model::Scenario& scenario) {
  const model::Version v = *model::read_version(scenario.platform.longhorn);
  const auto before = [&v](int major, int minor, int patch) {
    return v < model::Version{major, minor, patch, true};
  };
  const bool of_1_7 = !before(1, 7, 0);
  if (before(1, 6, 3) || (of_1_7 && before(1, 7, 2))) return Wording::failed_lock;
  return before(1, 10, 2) ? Wording::with_full_stop : Wording::without;
}

std::string_view code(Cause cause) {
  switch (cause) {
    case Cause::sync_timeout:
    case Cause::rpc_timeout:
      return "DeadlineExceeded";
    case Cause::target_unavailable:
      return "Aborted";
    default:
      return "Internal";
  }
}

std::string target_name(const model::Scenario& scenario, std::uint32_t volume) {
  return scenario.targets[scenario.volumes[volume].target].name;
}

/// What the CSI plugin answered.
std::string csi_text(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  const std::string& volume = scenario.volumes[m.volume].name;
  switch (m.cause) {
    case Cause::snapshot_timeout:
      return "waitForSnapshotToBeReady: timeout while waiting for snapshot snapshot-<uid> to be ready";
    case Cause::sync_timeout:
      return fmt::format(
          "waitForBackupControllerSync: timeout while waiting for backup controller to sync for volume {} "
          "and "
          "snapshot snapshot-<uid>",
          volume);
    case Cause::rpc_timeout:
      return "context deadline exceeded";
    default:
      break;
  }
  if (m.origin == Layer::csi_plugin && m.cause == Cause::target_unavailable)
    return fmt::format("backup target {} is not available", target_name(scenario, m.volume));
  const record::Operation* const backup = trace.find(m.root);
  return backup == nullptr ? std::string{} : backup_error_text(scenario, *backup);
}

std::string snapshot_text(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  // The plugin's own Aborted is none of a backup's errors, which come as Internal.
  const std::string_view rpc_code =
      m.cause == Cause::target_unavailable && m.origin != Layer::csi_plugin ? "Internal" : code(m.cause);
  return fmt::format("{}: failed to take snapshot of the volume {}: \"rpc error: code = {} desc = {}\"",
                     m.again ? "Failed to check and update snapshot content" : "Failed to create snapshot",
                     scenario.volumes[m.volume].name, rpc_code, csi_text(scenario, trace, m));
}

/// The VolumeSnapshot of this volume in a VM backup.
std::string snapshot_of(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  const record::Operation* const vm_backup = trace.find(m.operation);
  if (vm_backup == nullptr || m.volume >= scenario.volumes.size()) return "<disk>";
  record::Operation snapshot = *vm_backup;
  snapshot.volume = m.volume;
  return volume_snapshot_name(scenario, snapshot);
}

std::string suspension_text(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  const record::Operation* const vm_backup = trace.find(m.operation);
  switch (m.cause) {
    case Cause::suspended_not_synced:
      return fmt::format(
          "BackupSuspend, reason \"Longhorn Backup Not Synced\": vmbackup <namespace>/{} vb <disk> in error "
          "state but lhbackup <backup> still in processing, usually caused by backup target not reachable",
          vm_backup == nullptr ? "<name>" : vm_backup_name(scenario, *vm_backup));
    case Cause::suspended_max_failure: {
      const auto k = m.schedule - model::first_vm_schedule(scenario);
      const std::int64_t most = scenario.vm_schedules[k].max_failure;
      return fmt::format(
          "BackupSuspend, reason \"Reach Max Failure\": failure backups <n> reach max tolerance {}", most);
    }
    default:
      return "BackupSuspend, reason \"Proactive Schedule Suspend\"";
  }
}

}  // namespace

std::string lock_text(const model::Scenario& scenario, std::uint32_t volume, int type) {
  const std::string file =
      fmt::format("backupstore/volumes/<xx>/<yy>/{}/locks/lock-<id>.lck", scenario.volumes[volume].name);
  const std::string_view operation = type == 2 ? "delete" : "create/restore";
  switch (wording(scenario)) {
    case Wording::failed_lock:
      return fmt::format("failed lock {} type {} acquisition", file, type);
    case Wording::with_full_stop:
      return fmt::format("failed to acquire lock {} when performing backup {}, please try again later.", file,
                         operation);
    case Wording::without:
      return fmt::format("failed to acquire lock {} when performing backup {}, please try again later", file,
                         operation);
  }
  return {};
}

std::string backup_error_text(const model::Scenario& scenario, const record::Operation& backup) {
  const std::string& volume = scenario.volumes[backup.volume].name;
  switch (backup.cause) {
    case Cause::lock_denied:
      return fmt::format(
          "proxyServer=<ip>:8501 destination=<ip>:<port>: failed to backup snapshot <snapshot> to <backup>: "
          "rpc "
          "error: code = Internal desc = failed to create backup: failed to create backup to <url> for "
          "volume "
          "{}: rpc error: code = Unknown desc = {}",
          volume, lock_text(scenario, backup.volume, 1));
    case Cause::start_rpc_deadline:
      return "max retry period 24h0m0s reached in exponential backoff timer";
    case Cause::pending_limit:
      return "Failed waiting for the engine to run or the snapshot to be ready";
    default:
      return {};
  }
}

std::string job_text(const model::Scenario& scenario, const record::Operation& backup) {
  const std::string& volume = scenario.volumes[backup.volume].name;
  if (backup.started == record::kNever || backup.cause == Cause::start_timeout)
    return fmt::format("timeout waiting for the backup of the snapshot <snapshot> of volume {} to start",
                       volume);
  return fmt::format("failed to create backup <backup>: {}", backup_error_text(scenario, backup));
}

std::string message_text(const model::Scenario& scenario, const Trace& trace, const record::Message& m) {
  switch (m.layer) {
    case Layer::csi_snapshotter:
      return snapshot_text(scenario, trace, m);
    case Layer::vm_backup_controller:
      if (m.says == Says::recovered) return "ready, and the error is gone";
      return fmt::format("VolumeSnapshot {} in error state", snapshot_of(scenario, trace, m));
    case Layer::vm_schedule_controller:
      if (m.says == Says::resumed) return "resumed";
      return suspension_text(scenario, trace, m);
    default:
      return {};
  }
}

}  // namespace headway::explain
