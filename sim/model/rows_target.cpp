// Rows lock.* and block.*: what Longhorn's backupstore library keeps on the backup target.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kSince = "1.1.0";  // first release with locks; no constant changed since

}  // namespace

std::vector<Row> target_rows() {
  return {
      bytes("block.size", &Parameters::block_size,
            "Size of a backup block of volumes that state none; 16MiB can be chosen from 1.10.0 on.",
            Bytes{512 * kKiB}, Bytes{256 * kMiB},
            {{kSince, Bytes{2 * kMiB}, Evidence::read,
              "backupstore types.go, block size; longhorn-manager setting default-backup-block-size "
              "(1.10.0)"}}),
      count("block.index_bytes", &Parameters::block_index_bytes,
            "Bytes that one block adds to the index (cfg) of a backup.", 1, 4096,
            {{kSince, number(105), Evidence::executed,
              "measured on written JSON: 96 to 108 bytes a block (backupstore, BlockMapping)"}}),
      count("block.directories_1", &Parameters::block_directories_1,
            "First-level directories into which the blocks of a volume are spread by their checksum.", 1,
            65536, {{kSince, number(256), Evidence::read, "backupstore deltablock.go, getBlockFilePath"}}),
      count("block.directories_2", &Parameters::block_directories_2,
            "Second-level directories of all first-level ones together.", 1, 16777216,
            {{kSince, number(65536), Evidence::read, "backupstore deltablock.go, getBlockFilePath"}}),
      choice(
          "lock.protocol", &Parameters::lock_protocol,
          "Which reading of the lock is played: longhorn as released; exclusive = one holder a volume; "
          "exclusive-per-target = one holder a target; proposal-2020 = longhorn's lock that waits and looks "
          "again.",
          kLockProtocolWords,
          {{kSince, word("longhorn"), Evidence::executed,
            "backupstore lock.go, canAcquire and compareLocks"}}),
      duration("lock.lease", &Parameters::lock_lease,
               "A lock file whose time on the target lies further back than this, strictly, is expired.",
               seconds{1}, hours{24},
               {{kSince, time(seconds{150}), Evidence::executed, "backupstore lock.go, LOCK_DURATION"}}),
      duration(
          "lock.refresh", &Parameters::lock_refresh, "A holder saves its lock file again this often.",
          seconds{1}, hours{24},
          {{kSince, time(seconds{60}), Evidence::executed, "backupstore lock.go, LOCK_REFRESH_INTERVAL"}}),
      duration("lock.check_wait", &Parameters::lock_check_wait,
               "From the first save of a lock file to the look at the others.", Duration::zero(), hours{1},
               {{kSince, time(seconds{2}), Evidence::executed, "backupstore lock.go, LOCK_CHECK_WAIT_TIME"}}),
      flag("lock.fail_open", &Parameters::lock_fail_open,
           "Whether a failed listing of the lock files counts as \"no locks\".",
           {{kSince, true, Evidence::executed, "backupstore lock.go, getLockNamesForVolume"}}),
      duration("lock.retry_interval", &Parameters::lock_retry_interval,
               "Under proposal-2020 only: a refused request looks again this often.", milliseconds{100},
               hours{1},
               {{kSince, time(seconds{10}), Evidence::read,
                 "backupstore 69879c2b (2020-06), LOCK_CHECK_INTERVAL; never in a release"}}),
      duration("lock.retry_limit", &Parameters::lock_retry_limit,
               "Under proposal-2020 only: a request gives up after waiting this long; 0s = one look.",
               Duration::zero(), hours{24},
               {{kSince, time(seconds{150}), Evidence::read,
                 "longhorn enhancements/20200701-backupstore-file-locks.md, LOCK_MAX_WAIT_TIME; never in a "
                 "release (the first code had 30 s)"}}),
  };
}

}  // namespace headway::model::detail
