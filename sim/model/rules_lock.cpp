// Rules lock.*: the lock of the backupstore library beyond its three constants.
#include "sim/model/rule_lists.h"

namespace headway::model::detail {

std::vector<Rule> lock_rules() {
  return {
      always("lock.attempts",
             "One attempt: a refused request ends in an error at once, and whoever asked must come again.",
             "backupstore 6ba9d414 (2020-09): the loop that waited was removed before the first release",
             Evidence::executed),
      always("lock.types", "A backup or restore asks for type 1, a delete for type 2.", "backupstore lock.go",
             Evidence::executed),
      always("lock.conflict",
             "Two locks exclude each other if and only if their types differ: backups and restores run "
             "together, and so do deletes.",
             "backupstore lock.go, canAcquire", Evidence::executed),
      always("lock.order",
             "An acquired lock goes before one that is not; then the earlier time on the target, then the "
             "smaller name.",
             "backupstore lock.go, compareLocks", Evidence::executed),
      always("lock.scope",
             "A lock holds for one volume on one target. All backing images of a target share one "
             "(backing_image.global_lock).",
             "backupstore config.go, getVolumePath; types/types.go, BACKINGIMAGE"),
      always("lock.crash_residue",
             "A holder that dies leaves its file, which excludes others until lock.lease after its last "
             "save: 90 to 150 s after the crash.",
             "backupstore lock.go, isExpired", Evidence::executed),
      always("lock.time_precision",
             "The time of a lock file is the target's: whole seconds on S3 and Azure, exact on NFS and CIFS.",
             "HTTP Last-Modified; stat", Evidence::derived),
      always("lock.clock_skew",
             "A file's age is the difference of the observer's clock and the target's; a scenario gives each "
             "node its clock_skew.",
             "backupstore lock.go, isExpired", Evidence::executed),
      Rule{"lock.error_text",
           {{"1.6.0", "A refused request says \"failed lock <file> type <n> acquisition\".", Evidence::read,
             "backupstore lock.go, Lock"},
            {"1.6.3",
             "A refused request says \"failed to acquire lock <file> when performing backup <operation>, "
             "please try again later.\" with a full stop.",
             Evidence::read, "backupstore 326b9844 (2024-09)"},
            {"1.7.0", "A refused request says \"failed lock <file> type <n> acquisition\".", Evidence::read,
             "backupstore lock.go, Lock, as 1.7.0 and 1.7.1 vendor it"},
            {"1.7.2",
             "A refused request says \"failed to acquire lock <file> when performing backup <operation>, "
             "please try again later.\" with a full stop.",
             Evidence::read, "backupstore 326b9844 (2024-09)"},
            {"1.10.2",
             "A refused request says \"failed to acquire lock <file> when performing backup <operation>, "
             "please try again later\" without a full stop.",
             Evidence::read, "backupstore 53b736c3 (2025-11)"}}},
  };
}

}  // namespace headway::model::detail
