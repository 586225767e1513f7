// Rules block.*, target.*, s3.* and nfs.*: the target and the requests to it.
#include "sim/model/rule_lists.h"

namespace headway::model::detail {

std::vector<Rule> store_rules() {
  return {
      Rule{"block.size_choice",
           {{"1.6.0", "Every volume has blocks of 2 MiB.", Evidence::read, "backupstore types.go"},
            {"1.10.0",
             "A volume has blocks of 2 or of 16 MiB, chosen when it is made: an eighth of the objects, and "
             "shorter collections.",
             Evidence::read, "longhorn-manager types/setting.go, default-backup-block-size"}}},
      always("block.sector", "Changes are seen in units of 4 KiB; one changed unit sends its whole block.",
             "longhorn-engine pkg/replica/backup.go"),
      always("block.compression",
             "lz4 unless the volume says otherwise; a scenario states what it costs (a node's thread_rate) "
             "and saves (compression_ratio).",
             "longhorn-manager types/setting.go, backup-compression-method"),
      always("target.request_times",
             "A scenario states them: latency of each kind of request. The backupstore's own sample with "
             "MinIO: save 20 ms, list 1.7 ms, load 3.4 ms.",
             "longhorn-engine pull request 543"),
      Rule{"target.count",
           {{"1.6.0", "One backup target in a cluster.", Evidence::read,
             "longhorn-manager types/setting.go, backup-target"},
            {"1.8.0", "Several backup targets in a cluster, each with its own poll interval.", Evidence::read,
             "longhorn-manager backuptarget.go, pollInterval"}}},
      Rule{
          "target.exec_timeout_setting",
          {{"1.6.0", "The time limit of the manager's processes is fixed.", Evidence::read,
            "longhorn-manager engineapi/backups.go"},
           {"1.7.3", "The time limit of the manager's processes can be set in minutes (target.exec_timeout).",
            Evidence::read, "longhorn-manager types/setting.go, backup-execution-timeout"}}},
      Rule{"nfs.options",
           {{"1.6.0",
             "Options in a target's URL replace all of Longhorn's: without soft a request may hang for ever.",
             Evidence::read, "backupstore nfs/nfs.go"},
            {"1.11.2",
             "soft, timeo and retry are added to the options of a target's URL, so that every request ends.",
             Evidence::read, "longhorn-manager webhook/resources/backuptarget"}}},
      Rule{"s3.client",
           {{"1.6.0", "AWS SDK v1.", Evidence::read, "backupstore s3/s3_service.go"},
            {"1.10.2", "AWS SDK v2; objects over 5 MiB are sent in parts of 5 MiB, five at once.",
             Evidence::read, "backupstore s3/s3_service.go"},
            {"1.12.1", "AWS SDK v2; every object is sent in one piece.", Evidence::read,
             "backupstore e5f4ddc4"}}},
      always("s3.response_timeout", "None: an answer that never comes is waited for until TCP gives up.",
             "backupstore http/client.go", Evidence::derived),
  };
}

}  // namespace headway::model::detail
