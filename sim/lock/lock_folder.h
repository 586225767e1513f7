// The lock files of one key (target and volume, or target alone): what a listing, a read, and a time
// look-up give at an instant. They are separate operations because a look is not atomic.
//
// Invariants: files are ordered by name, no two have one name; `version` grows with every explicit
// change, so a look can tell whether the files changed under it (refreshes, which are arithmetic, do not
// count). Cost: a handful of entries; everything is linear or a binary search over them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/prefetch.h"
#include "sim/core/time.h"
#include "sim/lock/lock_file.h"
#include "sim/lock/lock_name.h"

namespace headway::lock {

class LockFolder {
 public:
  LockFolder() = default;
  explicit LockFolder(StoreClock clock) : clock_(clock) {}

  const StoreClock& clock() const { return clock_; }
  /// A fault: the target's clock is another from now on, and shows in the times of files saved before, too.
  void set_clock(StoreClock clock) { clock_ = clock; }
  std::span<const LockFile> files() const { return files_; }
  std::uint64_t version() const { return version_; }
  /// A file is to be saved soon: a hint.
  void expect() const { core::prefetch(files_.data(), sizeof(LockFile)); }

  /// The names that a listing returns and a look considers, in byte order as S3 lists them (`ls -1` lists
  /// lock names of the common form alike). Replaces `out`.
  void list(std::vector<FileName>& out) const;

  /// The file, or null when there is none of that name.
  const LockFile* find(const FileName& file) const;

  /// The modification time that the target reports at true instant `t`; kYearOne when there is no such
  /// file or its time cannot be read.
  Instant modification_time(const FileName& file, Instant t) const;

  /// Writes a lock file at `now`: made or overwritten. Refreshes under way go on.
  LockFile& save(const FileName& file, const LockName& name, std::int64_t type, bool acquired,
                 std::uint64_t owner, Instant now);

  /// Puts any file there, readable or not, in place of one of the same name.
  LockFile& place(LockFile file);

  /// Changes a file that exists. For refreshes, death and faults, which are no change of what is listed or
  /// read.
  LockFile* edit(const FileName& file);

  /// Removes the file; false when there was none.
  bool remove(const FileName& file);

  bool operator==(const LockFolder&) const = default;

 private:
  std::vector<LockFile>::iterator position(const FileName& file);

  StoreClock clock_;
  std::vector<LockFile> files_;
  std::uint64_t version_ = 0;
};

}  // namespace headway::lock
