// Rows controller.*, delete.* and snapshot.*: work queues, deletes and snapshots of longhorn-manager.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
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
      duration("controller.restart", &Parameters::controller_restart,
               "From the death of a manager's pod to its controllers being at work again.", seconds{1},
               hours{24},
               guess(time(seconds{20}),
                     "no source: the kubelet restarts it at once; webhook, caches and leases take seconds")),
      duration("controller.takeover", &Parameters::controller_takeover,
               "From the end of a manager to another one taking on the objects it owned.", seconds{1},
               hours{24},
               {{"1.6.0", time(seconds{70}), Evidence::derived,
                 "40 s until a node counts as down (Kubernetes node-monitor-grace-period), then one 30 s "
                 "resync of the others (longhorn-manager isControllerResponsibleFor)"}}),
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
      flag("delete.release_when_missing", &Parameters::delete_release_when_missing,
           "Whether the object of a backup that never got an index is released at once, while its collection "
           "runs on under the lock and no create waits for it.",
           {{"1.6.0", false, Evidence::derived,
             "longhorn-manager controller/backup_controller.go, reconcile: waits for backup rm"},
            {"1.8.0", true, Evidence::derived,
             "longhorn-manager controller/backup_controller.go, handleBackupDeletionInBackupStore: inspect "
             "answers \"cannot find\""}}),
      flag(
          "delete.nil_map_crash", &Parameters::delete_nil_map_crash,
          "Whether the manager's pod crashes when the delete of a backup whose object is already released is "
          "refused.",
          {{"1.6.0", false, Evidence::read,
            "longhorn-manager controller/backup_controller.go: no map of deletions"},
           {"1.8.0", true, Evidence::derived,
            "longhorn-manager controller/backup_controller.go: writes to the entry of a deletion that is "
            "gone, a nil map"},
           {"1.11.3", false, Evidence::read,
            "longhorn-manager controller/backup_controller.go: guarded from 1.11.3 and 1.12.0 on"}}),
      duration("snapshot.engine_refresh", &Parameters::snapshot_engine_refresh,
               "The engine's snapshots are read this often, so readiness shows at the next such look.",
               milliseconds{100}, hours{1},
               manager(seconds{5}, "longhorn-manager controller/engine_controller.go, EnginePollInterval")),
      duration("snapshot.take", &Parameters::snapshot_take, "The engine's own time for a snapshot.",
               Duration::zero(), hours{1},
               guess(time(milliseconds{500}),
                     "no source: an RPC to each replica, without freezing the file system")),
      flag("snapshot.cleanup", &Parameters::snapshot_cleanup,
           "Whether a recurring backup deletes its job's older snapshots before and after "
           "(setting auto-cleanup-recurring-job-backup-snapshot).",
           manager(true, "longhorn-manager types/setting.go, auto-cleanup-recurring-job-backup-snapshot")),
      flag("snapshot.cleanup_with_backup", &Parameters::snapshot_cleanup_with_backup,
           "Whether the delete of a backup deletes its snapshot too (setting "
           "auto-cleanup-snapshot-when-delete-backup).",
           {{"1.6.0", false, Evidence::read,
             "longhorn-manager types/setting.go, auto-cleanup-snapshot-when-delete-backup, since 1.7.0"},
            {"harvester 1.4.0", true, Evidence::read,
             "harvester deploy/charts/harvester/values.yaml, autoCleanupSnapshotWhenDeleteBackup"}}),
      count("snapshot.heavy_task_limit", &Parameters::snapshot_heavy_task_limit,
            "Purges and clones of snapshots that one node runs at once "
            "(setting snapshot-heavy-task-concurrent-limit); 0 = no limit.",
            0, 100000,
            {{"1.6.0", number(0), Evidence::read, "longhorn-manager types/setting.go: no such setting"},
             {"1.11.0", number(5), Evidence::read,
              "longhorn-manager types/setting.go, snapshot-heavy-task-concurrent-limit"}}),
  };
}

}  // namespace headway::model::detail
