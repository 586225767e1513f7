// Rows create.* and monitor.*: how longhorn-manager starts a backup and follows it.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {

std::vector<Row> create_rows() {
  return {
      count("create.threads_per_backup", &Parameters::create_threads_per_backup,
            "Threads that upload the blocks of one backup (setting backup-concurrent-limit).", 1, 1024,
            {{"1.5.0", number(2), Evidence::read,
              "longhorn-manager types/setting.go, backup-concurrent-limit"}}),
      flag("create.serialised_per_node", &Parameters::create_serialised_per_node,
           "Whether a node's manager sends one start RPC at a time.",
           {{"1.5.0", true, Evidence::read,
             "longhorn-manager controller/backup_controller.go, enableBackupMonitor: monitorLock is held "
             "over the RPC"}}),
      flag(
          "create.gate_on_deleting", &Parameters::create_gate_on_deleting,
          "Whether a create waits while a backup of the same volume is in state Deleting.",
          {{"1.6.0", false, Evidence::read, "longhorn-manager controller/backup_controller.go, checkMonitor"},
           {"1.8.0", true, Evidence::read,
            "longhorn-manager controller/backup_controller.go, checkMonitor"}}),
      duration(
          "create.attach_attached", &Parameters::create_attach_attached,
          "From the attachment ticket to its being satisfied when the volume is attached.", Duration::zero(),
          hours{1},
          guess(time(seconds{1}), "no source: two reconciles of longhorn-manager, well below a second each")),
      duration("create.attach_detached", &Parameters::create_attach_detached,
               "From the attachment ticket to its being satisfied when the volume must be attached first.",
               Duration::zero(), hours{1},
               guess(time(seconds{15}),
                     "no source: start of an engine and its replicas, usually 10 to 20 s; CSI allows 90 s")),
      rate("create.compare_rate", &Parameters::create_compare_rate,
           "Bytes of a volume's used size that the comparison of two snapshots walks through in a second.",
           BytesPerSecond{1.0 * kKiB}, BytesPerSecond{1024.0 * kGiB},
           guess(BytesPerSecond{2.0 * kGiB},
                 "no source for sound volumes; longhorn#8060 and #10797 report half an hour and more for "
                 "fragmented ones (longhorn-engine pkg/replica/backup.go, FIEMAP of every snapshot file)")),
      flag("create.read_serialised", &Parameters::create_read_serialised,
           "Whether the disk reads of one backup never overlap.",
           {{"1.5.0", true, Evidence::read,
             "longhorn-engine pkg/replica/backup.go, BackupStatus.ReadSnapshot holds one mutex"}}),
      duration("create.rpc_timeout", &Parameters::create_rpc_timeout,
               "Deadline of the start RPC from engine to replica; past it the replica goes on, holding its "
               "lock, and the object becomes Pending.",
               seconds{1}, hours{24},
               {{"1.1.3", time(seconds{180}), Evidence::read,
                 "longhorn-engine pkg/replica/client/client.go, GRPCServiceCommonTimeout"}}),
      duration(
          "create.rpc_timeout_proxy", &Parameters::create_rpc_timeout_proxy,
          "Deadline of the start RPC from manager to instance manager.", seconds{1}, hours{24},
          manager(time(seconds{360}),
                  "longhorn-instance-manager pkg/client/proxy.go, GRPCServiceTimeout: twice the engine's")),
      count("create.max_pending_retries", &Parameters::create_max_pending_retries,
            "Reconciles that find no running engine or no ready snapshot until the backup is Error; 0 = it "
            "stays Pending for ever.",
            0, 1000000,
            {{"1.6.0", number(0), Evidence::read,
              "longhorn-manager controller/backup_controller.go, checkMonitor: no counter"},
             {"1.7.3", number(5), Evidence::read,
              "longhorn-manager controller/backup_controller.go, maxCreationRetry"}}),
      duration("create.retry_counter_expiry", &Parameters::create_retry_counter_expiry,
               "The count of create.max_pending_retries starts afresh when it was last raised this long ago.",
               seconds{1}, hours{24},
               {{"1.7.3", time(seconds{600}), Evidence::read,
                 "longhorn-manager controller/backup_controller.go, creationRetryCounter"}}),
      flag("create.crash_on_missing_volume_cfg", &Parameters::create_crash_on_missing_volume_cfg,
           "Whether a volume.cfg that cannot be read in the start RPC kills the replica's process.",
           {{"1.5.0", true, Evidence::read,
             "longhorn-engine app/cmd/replica.go; backupstore CreateDeltaBlockBackup: the deferred status "
             "update reads a nil pointer"},
            {"development", false, Evidence::read, "backupstore ab5179ec (2026-08-20)"}}),
      duration("monitor.period", &Parameters::monitor_period,
               "The manager asks for the status of an upload this often.", milliseconds{100}, hours{1},
               manager(seconds{2}, "longhorn-manager engineapi/backup_monitor.go, BackupMonitorSyncPeriod")),
      count("monitor.tolerated_poll_errors", &Parameters::monitor_tolerated_poll_errors,
            "Failed status polls of a running upload after which the next one makes the backup Error; the "
            "upload goes on.",
            0, 1000000,
            manager(number(0),
                    "longhorn-manager engineapi/backup_monitor.go, linear timer: the first one does")),
      duration("monitor.backoff_first", &Parameters::monitor_backoff_first,
               "First pause between status polls of a backup whose start RPC met its deadline, doubled each "
               "time.",
               milliseconds{100}, hours{1},
               {{"1.6.0", time(seconds{4}), Evidence::derived,
                 "longhorn-manager engineapi/backup_monitor.go, exponentialBackOffTimer: the step of 2 s is "
                 "used up by an early evaluation"}}),
      duration("monitor.backoff_cap", &Parameters::monitor_backoff_cap,
               "Longest pause between these status polls.", milliseconds{100}, hours{24},
               manager(time(seconds{600}),
                       "longhorn-manager engineapi/backup_monitor.go, exponentialBackOffTimer")),
      duration("monitor.backoff_limit", &Parameters::monitor_backoff_limit,
               "After this long without a successful poll such a backup is Error.", seconds{1},
               hours{24 * 30},
               manager(time(seconds{86400}),
                       "longhorn-manager engineapi/backup_monitor.go, BackupMonitorMaxRetryPeriod")),
  };
}

}  // namespace headway::model::detail
