#include "analysis/messages/message_forms.h"

#include <fmt/format.h>

#include "sim/model/versions.h"

namespace headway::messages {
namespace {

using record::Cause;
using record::Layer;
using Says = record::Message::Says;

/// The wordings of a refused lock: A up to 1.6.2, 1.7.0 and 1.7.1; B with a full stop up to 1.10.1; C.
enum class Wording { failed_lock, with_full_stop, without };

Wording wording(const std::string& longhorn) {
  const auto version = model::read_version(longhorn);
  if (!version) return Wording::without;
  const auto before = [&version](int major, int minor, int patch) {
    return *version < model::Version{major, minor, patch, true};
  };
  const bool from_1_7 = !before(1, 7, 0);
  if (before(1, 6, 3) || (from_1_7 && before(1, 7, 2))) return Wording::failed_lock;
  return before(1, 10, 2) ? Wording::with_full_stop : Wording::without;
}

/// The gRPC code with which the plugin's words come.
std::string_view code(const record::Message& m) {
  switch (m.cause) {
    case Cause::sync_timeout:
    case Cause::rpc_timeout:
      return "DeadlineExceeded";
    case Cause::target_unavailable:
      // The plugin's own answer; that of a Backup comes as any of its errors does.
      return m.origin == Layer::csi_plugin ? "Aborted" : "Internal";
    default:
      return "Internal";
  }
}

std::string csi_text(const Names& names, const record::Message& m, Cause root_cause) {
  switch (m.cause) {
    case Cause::snapshot_timeout:
      return "waitForSnapshotToBeReady: timeout while waiting for snapshot snapshot-<uid> to be ready";
    case Cause::sync_timeout:
      return fmt::format(
          "waitForBackupControllerSync: timeout while waiting for backup controller to sync for volume {} "
          "and "
          "snapshot snapshot-<uid>",
          names.volume);
    case Cause::rpc_timeout:
      return "context deadline exceeded";
    default:
      break;
  }
  if (m.origin == Layer::csi_plugin && m.cause == Cause::target_unavailable)
    return fmt::format("backup target {} is not available", names.target);
  const std::string error = backup_error_text(names, root_cause);
  return error.empty() ? fmt::format("<{}>", record::word(m.cause)) : error;
}

std::string suspension_text(const Names& names, Cause cause) {
  switch (cause) {
    case Cause::suspended_not_synced:
      return fmt::format(
          "BackupSuspend, reason \"Longhorn Backup Not Synced\": vmbackup <namespace>/{} vb <disk> in error "
          "state but lhbackup <backup> still in processing, usually caused by backup target not reachable",
          names.vm_backup);
    case Cause::suspended_max_failure:
      return fmt::format(
          "BackupSuspend, reason \"Reach Max Failure\": failure backups <n> reach max tolerance {}",
          names.max_failure > 0 ? std::to_string(names.max_failure) : "<n>");
    default:
      return "BackupSuspend, reason \"Proactive Schedule Suspend\"";
  }
}

}  // namespace

std::string lock_text(const Names& names, int type) {
  const std::string file = fmt::format("backupstore/volumes/<xx>/<yy>/{}/locks/lock-<id>.lck", names.volume);
  const std::string_view operation = type == 2 ? "delete" : "create/restore";
  switch (wording(names.longhorn)) {
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

std::string backup_error_text(const Names& names, Cause cause) {
  switch (cause) {
    case Cause::lock_denied:
      return fmt::format(
          "proxyServer=<ip>:8501 destination=<ip>:<port>: failed to backup snapshot <snapshot> to <backup>: "
          "rpc error: code = Internal desc = failed to create backup: failed to create backup to <url> for "
          "volume {}: rpc error: code = Unknown desc = {}",
          names.volume, lock_text(names, 1));
    case Cause::start_rpc_deadline:
      return "max retry period 24h0m0s reached in exponential backoff timer";
    case Cause::pending_limit:
      return "Failed waiting for <the engine to run, or the snapshot to be ready>";
    default:
      return {};
  }
}

std::string job_text(const Names& names, Cause cause, bool started) {
  if (!started)
    return fmt::format("timeout waiting for the backup of the snapshot <snapshot> of volume {} to start",
                       names.volume);
  return fmt::format("failed to create backup <backup>: {}", backup_error_text(names, cause));
}

std::string message_text(const Names& names, const record::Message& m, Cause root_cause) {
  switch (m.layer) {
    case Layer::csi_snapshotter:
      return fmt::format(
          "{}: failed to take snapshot of the volume {}: \"rpc error: code = {} desc = {}\"",
          m.again ? "Failed to check and update snapshot content" : "Failed to create snapshot", names.volume,
          code(m), csi_text(names, m, root_cause));
    case Layer::vm_backup_controller:
      if (m.says == Says::recovered) return "ready, and the error is gone";
      return fmt::format("VolumeSnapshot {} in error state", names.volume_snapshot);
    case Layer::vm_schedule_controller:
      return m.says == Says::resumed ? "resumed" : suspension_text(names, m.cause);
    default:
      return {};
  }
}

}  // namespace headway::messages
