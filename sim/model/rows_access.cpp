// Rows target.*, s3.* and nfs.*: how the manager looks after a target, and what a failing request costs.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kFirstSdk = "backupstore s3/s3_service.go: AWS SDK v1, MaxRetries 3";
constexpr std::string_view kSecondSdk =
    "backupstore s3/s3_service.go: AWS SDK v2, finalizeRetryMaxAttempts; uniform(0, 1) * 2^k s for k = 1 to "
    "4";

std::vector<Row> poll_rows() {
  return {
      duration(
          "target.poll_interval", &Parameters::target_poll_interval,
          "The manager lists a target's contents this often (setting backupstore-poll-interval, from 1.8 "
          "spec.pollInterval of each BackupTarget); 0s = never.",
          Duration::zero(), hours{24 * 30},
          manager(time(seconds{300}), "longhorn-manager types/setting.go, backupstore-poll-interval")),
      count("target.poll_execs", &Parameters::target_poll_execs,
            "Processes that one poll starts whatever the number of backup volumes: lists of volumes, backing "
            "images and system backups; target.cheap_probe adds one.",
            0, 1000,
            manager(number(3), "longhorn-manager controller/backup_target_controller.go, reconcile")),
      count("target.poll_execs_per_volume", &Parameters::target_poll_execs_per_volume,
            "Processes that one poll starts for each backup volume: list and head, and one more where "
            "something changed.",
            0, 1000,
            manager(number(2), "longhorn-manager controller/backup_volume_controller.go, reconcile")),
      flag("target.cheap_probe", &Parameters::target_cheap_probe,
           "Whether a poll first asks for the short list of system backups to see that the target answers.",
           {{"1.6.0", false, Evidence::read,
             "longhorn-manager controller/backup_target_controller.go: lists the volumes at once"},
            {"1.10.2", true, Evidence::read,
             "longhorn-manager controller/backup_target_controller.go, reconcile, ListSystemBackup before "
             "the full sync"}}),
      duration("target.exec_timeout", &Parameters::target_exec_timeout,
               "Time limit of a list, inspect or head process of the manager; deletes have none.", seconds{1},
               hours{24 * 7},
               {{"1.6.0", time(seconds{60}), Evidence::read, "longhorn-manager engineapi/backups.go: fixed"},
                {"1.7.3", time(seconds{60}), Evidence::read,
                 "longhorn-manager types/setting.go, backup-execution-timeout (minutes)"}}),
      flag("target.exec_killed", &Parameters::target_exec_killed,
           "Whether such a process ends when its time is over; else it stays, with its requests.",
           manager(false,
                   "go-common-libs exec.go as vendored in longhorn-manager, executeCmd; longhorn#12896")),
      duration("target.command_timeout", &Parameters::target_command_timeout,
               "Time limit of the helper commands (ls, cp, mv, mount) on NFS and CIFS.", seconds{1},
               hours{24}, manager(time(seconds{60}), "backupstore util/util.go, cmdTimeout")),
      duration(
          "target.failed_backup_ttl", &Parameters::target_failed_backup_ttl,
          "A failed backup made here is deleted at the first poll after this long (setting "
          "failed-backup-ttl, minutes); 0s = never.",
          Duration::zero(), hours{24 * 366},
          {{"1.3.2", time(minutes{1440}), Evidence::read,
            "longhorn-manager types/setting.go, failed-backup-ttl; controller/backup_volume_controller.go, "
            "reconcile"}}),
      flag("target.delete_skipped_when_unavailable", &Parameters::target_delete_skipped_when_unavailable,
           "Whether a delete while the target is unavailable drops the object and leaves its files, which a "
           "later poll brings back.",
           {{"1.6.0", false, Evidence::derived,
             "longhorn-manager controller/backup_controller.go: backup rm fails and is tried again"},
            {"1.8.0", true, Evidence::derived,
             "longhorn-manager controller/backup_controller.go: remote delete left out when the target is "
             "unavailable"}}),
  };
}

std::vector<Row> request_rows() {
  return {
      count("s3.attempts", &Parameters::s3_attempts, "Requests to an S3 target until its error counts.", 1,
            1000,
            {{"1.1.0", number(4), Evidence::executed, kFirstSdk},
             {"1.10.2", number(5), Evidence::read, kSecondSdk}}),
      duration(
          "s3.retry_span", &Parameters::s3_retry_span,
          "All waits between these requests together when each fails at once (5xx, connection refused).",
          Duration::zero(), hours{24},
          {{"1.1.0", time(milliseconds{310}), Evidence::executed,
            "AWS SDK v1 1.55.5 against HTTP 500: 4 requests in 0.31 s (30 to 60, 60 to 120, 120 to 240 ms)"},
           {"1.10.2", time(seconds{15}), Evidence::derived,
            "backupstore s3/s3_service.go: AWS SDK v2, mean of uniform(0, 1) * (2 + 4 + 8 + 16) s"}}),
      duration("s3.throttled_retry_span", &Parameters::s3_throttled_retry_span,
               "All waits between these requests together when each is answered 503 SlowDown.",
               Duration::zero(), hours{24},
               {{"1.1.0", time(milliseconds{4900}), Evidence::executed,
                 "AWS SDK v1 1.55.5 against HTTP 503: 4 requests in 4.9 s (0.5 to 1, 1 to 2, 2 to 4 s)"},
                {"1.10.2", time(seconds{15}), Evidence::derived,
                 "backupstore s3/s3_service.go: AWS SDK v2, mean of uniform(0, 1) * (2 + 4 + 8 + 16) s"}}),
      duration("s3.connect_timeout", &Parameters::s3_connect_timeout,
               "Time limit of a connection to an S3 target; an answer that never comes has none.",
               milliseconds{100}, hours{24},
               {{"1.1.0", time(seconds{30}), Evidence::derived,
                 "backupstore http/client.go: a clone of Go's default transport"}}),
      duration("nfs.soft_timeout", &Parameters::nfs_soft_timeout,
               "A request that an NFS target does not answer ends in an error after this long.", seconds{1},
               hours{24 * 7},
               {{"1.5.0", time(seconds{180}), Evidence::derived,
                 "backupstore nfs/nfs.go, soft,timeo=300 with retrans 2: 30 + 60 + 90 s by nfs(5)"}}),
      duration("nfs.attribute_cache", &Parameters::nfs_attribute_cache,
               "Age up to which an NFS client shows an old listing; 30 to 60 s where nfsOptions replace "
               "Longhorn's.",
               Duration::zero(), hours{24},
               {{"1.2.1", time(seconds{1}), Evidence::read, "backupstore nfs/nfs.go, actimeo=1 (43c9d329)"}}),
  };
}

}  // namespace

std::vector<Row> access_rows() {
  std::vector<Row> rows = poll_rows();
  std::vector<Row> more = request_rows();
  for (Row& row : more) rows.push_back(std::move(row));
  return rows;
}

}  // namespace headway::model::detail
