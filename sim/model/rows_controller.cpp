// Rows controller.*, create.*, delete.*, monitor.* and snapshot.*: the controllers of longhorn-manager.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

/// A value that is the same in all releases and whose value no source gives.
History guess(const ParameterValue& value, std::string_view why) {
  return {{"1.6.0", value, Evidence::assumed, why}};
}

}  // namespace

std::vector<Row> controller_rows() {
  return {
      count("controller.workers", &Parameters::controller_workers,
            "Objects that one controller of one node's manager works on at once.", 1, 1000,
            manager(number(5), "longhorn-manager controller/controller_manager.go, Workers")),
      duration(
          "controller.requeue_base", &Parameters::controller_requeue_base,
          "Pause after an object's first error, doubled at each further one.", milliseconds{1}, hours{1},
          manager(milliseconds{5},
                  "longhorn-manager controller/controller_manager.go, EnhancedDefaultControllerRateLimiter")),
      duration(
          "controller.requeue_cap", &Parameters::controller_requeue_cap, "Longest pause after an error.",
          milliseconds{1}, hours{24},
          manager(seconds{1000},
                  "longhorn-manager controller/controller_manager.go, EnhancedDefaultControllerRateLimiter")),
      duration("controller.resync", &Parameters::controller_resync,
               "Every object is enqueued again this often, whatever its back-off.", seconds{1}, hours{24},
               manager(seconds{30}, "longhorn-manager util/client/client.go, NewInformerFactories: 30 s")),
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
      flag("delete.asynchronous", &Parameters::delete_asynchronous,
           "Whether a delete runs in a process of its own, in state Deleting, with its own back-off; else it "
           "occupies a worker, and controller.requeue_* and controller.resync rule its retries.",
           {{"1.6.0", false, Evidence::read, "longhorn-manager controller/backup_controller.go, reconcile"},
            {"1.8.0", true, Evidence::read, "longhorn-manager a28360934, startDeletingBackupInBackupStore"}}),
      duration("delete.retry_base", &Parameters::delete_retry_base,
               "Pause after the first refused asynchronous delete, doubled at each further one.",
               milliseconds{1}, hours{24},
               {{"1.8.0", time(seconds{60}), Evidence::read,
                 "longhorn-manager controller/backup_controller.go, DeletionMinInterval"}}),
      duration("delete.retry_cap", &Parameters::delete_retry_cap,
               "Longest pause after a refused asynchronous delete.", milliseconds{1}, hours{24 * 30},
               {{"1.8.0", time(hours{24}), Evidence::read,
                 "longhorn-manager controller/backup_controller.go, DeletionMaxInterval"}}),
      duration("delete.retry_reset", &Parameters::delete_retry_reset,
               "The back-off of an asynchronous delete is forgotten after this long without a try.",
               Duration::zero(), hours{24 * 60},
               {{"1.8.0", time(hours{48}), Evidence::read,
                 "client-go util/flowcontrol/backoff.go as vendored, hasExpired: twice the cap"}}),
      count(
          "delete.max_tries", &Parameters::delete_max_tries,
          "Tries after which a refused delete is dropped; 0 = never (in 1.4, which has no preset, 3 or 16).",
          0, 1000000,
          manager(number(0),
                  "longhorn-manager controller/backup_controller.go, handleErr: requeued whatever the count "
                  "(maxRetriesOnAcquireLockError = 16 of 1.6.0 to 1.6.2 is not used)")),
      duration("monitor.period", &Parameters::monitor_period,
               "The manager asks for the status of an upload this often.", milliseconds{100}, hours{1},
               manager(seconds{2}, "longhorn-manager engineapi/backup_monitor.go, BackupMonitorSyncPeriod")),
      duration("snapshot.engine_refresh", &Parameters::snapshot_engine_refresh,
               "The engine's snapshots are read this often, so readiness shows at the next such look.",
               milliseconds{100}, hours{1},
               manager(seconds{5}, "longhorn-manager controller/engine_controller.go, EnginePollInterval")),
      duration("snapshot.take", &Parameters::snapshot_take, "The engine's own time for a snapshot.",
               Duration::zero(), hours{1},
               guess(time(milliseconds{500}),
                     "no source: an RPC to each replica, without freezing the file system")),
  };
}

}  // namespace headway::model::detail
