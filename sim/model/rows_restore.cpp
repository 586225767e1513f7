// Rows restore.*, system_backup.* and backing_image.*: what else takes locks and the line.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kMatches =
    "longhorn-manager controller/engine_controller.go, handleRestoreError: the pattern matches \"failed "
    "lock\"";
constexpr std::string_view kDeadPattern =
    "longhorn-manager controller/engine_controller.go, handleRestoreError: the pattern \"failed lock\" does "
    "not match the new text (longhorn#13685)";

}  // namespace

std::vector<Row> restore_rows() {
  return {
      count("restore.threads", &Parameters::restore_threads,
            "Threads that download the blocks of one replica's restore (setting restore-concurrent-limit).",
            1, 1024,
            {{"1.5.0", number(2), Evidence::read,
              "longhorn-manager types/setting.go, restore-concurrent-limit"}}),
      count("restore.per_node_limit", &Parameters::restore_per_node_limit,
            "Volumes that one node restores at once (setting "
            "concurrent-volume-backup-restore-per-node-limit), DR volumes apart; 0 = no limit.",
            0, 100000,
            {{"1.4.0", number(5), Evidence::read,
              "longhorn-manager types/setting.go, concurrent-volume-backup-restore-per-node-limit"}}),
      flag(
          "restore.once_per_replica", &Parameters::restore_once_per_replica,
          "Whether each replica takes a lock and downloads everything for itself; else the engine does once.",
          manager(true, "longhorn-engine pkg/sync/backup.go, RestoreBackup (v1 data engine)")),
      flag("restore.retry_on_lock", &Parameters::restore_retry_on_lock,
           "Whether a restore that is refused the lock is tried again; else the replica fails.",
           {{"1.6.0", true, Evidence::read, kMatches},
            {"1.6.3", false, Evidence::executed, kDeadPattern},
            {"1.7.0", true, Evidence::read, kMatches},
            {"1.7.2", false, Evidence::executed, kDeadPattern},
            {"development", false, Evidence::read,
             "as read in August 2026; the fix, longhorn-manager pull request 5252, came later and is in no "
             "release read"}}),
      duration(
          "restore.backoff_first", &Parameters::restore_backoff_first,
          "Pause after a restore's first refusal, doubled at each further one.", milliseconds{100}, hours{24},
          manager(time(seconds{10}), "longhorn-manager controller/engine_controller.go, restore back-off")),
      duration(
          "restore.backoff_cap", &Parameters::restore_backoff_cap, "Longest pause after a restore's refusal.",
          milliseconds{100}, hours{24 * 30},
          manager(time(seconds{3600}), "longhorn-manager controller/engine_controller.go, restore back-off")),
      duration("restore.block_retry_span", &Parameters::restore_block_retry_span,
               "All waits of a restore for one block whose download fails, beyond those of the S3 client; 0s "
               "= it fails at once.",
               Duration::zero(), hours{24},
               {{"1.6.0", time(Duration::zero()), Evidence::read, "backupstore: no retry of blocks"},
                {"1.10.2", time(seconds{36}), Evidence::read, "backupstore util.go (f16bd249): 1, 5, 30 s"},
                {"1.11.0", time(seconds{516}), Evidence::read,
                 "backupstore util.go (a9fd8493): 1, 5, 30, 60, 120, 300 s"}}),
      flag("system_backup.exists", &Parameters::system_backup_exists,
           "Whether recurring jobs know the task system-backup.",
           {{"1.6.0", false, Evidence::read, "longhorn-manager recurringjob.go, tasks"},
            {"1.9.0", true, Evidence::read, "longhorn-manager recurringjob.go, task system-backup"}}),
      duration("system_backup.timeout", &Parameters::system_backup_timeout,
               "A system backup waits this long for the volume backups it made, all of them at once.",
               seconds{1}, hours{24 * 30},
               {{"1.4.0", time(seconds{86400}), Evidence::read,
                 "longhorn-manager datastore/datastore.go, VolumeBackupTimeout"}}),
      duration("system_backup.upload_timeout", &Parameters::system_backup_upload_timeout,
               "Time limit of a system backup's own upload.", seconds{1}, hours{24 * 30},
               {{"1.4.0", time(seconds{3600}), Evidence::read, "longhorn-manager datastore/datastore.go"}}),
      flag("backing_image.global_lock", &Parameters::backing_image_global_lock,
           "Whether all backing images of a target share one lock; else each has its own.",
           {{"1.6.0", true, Evidence::read,
             "backupstore types/types.go, BACKINGIMAGE; backupbackingimage.go"}}),
  };
}

}  // namespace headway::model::detail
