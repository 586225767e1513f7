// What a volume has on its backup target: which backups, how many blocks, what volume.cfg says.
//
// A backup is known here by what the volume had written when its snapshot was taken (cost/dirty.h): from
// those amounts follow the blocks that any two backups share. `blocks` counts what really lies there: blocks
// that a skipped collection left behind stay counted until a later one takes them.
//
// Invariants: `kept` ascends; blocks >= blocks that `kept` refers to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/prefetch.h"
#include "sim/core/units.h"
#include "sim/cost/dirty.h"

namespace headway::world {

class BackupStore {
 public:
  BackupStore() = default;
  explicit BackupStore(const cost::DirtyLaw& law) : law_(law) {}

  /// Blocks that an upload of a snapshot at `written` has to process and to store, and the bytes of its
  /// index.
  struct Upload {
    std::int64_t processed = 0;  ///< blocks read and looked for
    std::int64_t sent = 0;       ///< blocks uploaded
    std::int64_t fresh = 0;      ///< of those, blocks that were not there
    bool full = false;           ///< no last backup to compare with, or asked for
  };
  /// `full_mode`: every block is uploaded again, there or not (backup mode "full").
  Upload plan(double written, bool full_mode) const;

  void begin_backup() { ++in_progress_, ++version_; }
  /// The backup's final cfg is written.
  void complete_backup(double written, std::int64_t fresh);
  /// The upload came to nothing: `fresh` blocks stay that nothing refers to. Its unfinished cfg stays too,
  /// and until `remove_leftover` nothing is collected.
  void fail_backup(std::int64_t fresh) { blocks_ += fresh; }
  void remove_leftover() {
    if (in_progress_ > 0) --in_progress_;
    ++version_;
  }
  /// Everything is removed: backups, blocks, volume.cfg.
  void clear();
  /// A backup that exists before the scenario starts.
  void adopt(double written);

  /// The victim's cfg is removed: from here on it does not exist any more. True when it was the last backup.
  bool remove_index(double written);
  /// volume.cfg names the newest backup left, or none when blocks may not be collected.
  void forget_last(bool collection_allowed);
  /// Blocks that nothing refers to.
  std::int64_t unreferenced() const { return blocks_ - referenced_; }
  /// Removes the `found` unreferenced blocks that are still there; returns how many those were.
  std::int64_t collect(std::int64_t found);

  std::int64_t blocks() const { return blocks_; }
  /// Entries of a backup's index: every block of the volume's used part.
  std::int64_t index_entries() const { return cost::used_blocks(law_); }
  std::int64_t kept() const { return static_cast<std::int64_t>(kept_.size()); }
  std::int64_t listed() const { return kept() + in_progress_; }  ///< cfgs that a listing finds
  bool any_in_progress() const { return in_progress_ > 0; }
  bool has_volume_cfg() const { return volume_cfg_; }
  /// Content of the newest backup; none when there is no backup.
  std::optional<double> newest() const {
    return kept_.empty() ? std::nullopt : std::optional<double>(kept_.back());
  }
  bool has_last() const { return last_.has_value(); }
  /// The invariants at the top hold, and what is kept up to date is what it is from scratch. O(kept).
  bool consistent() const;
  /// It is to be looked at soon: a hint.
  void expect() const { core::prefetch(kept_.data(), kept_.size() * sizeof(double)); }
  std::uint64_t cleared() const { return cleared_; }  ///< how often everything was removed
  std::uint64_t version() const { return version_; }  ///< changes whenever the set of cfg names does

 private:
  /// Blocks that a backup at `written` would add to those the kept ones refer to. O(kept).
  std::int64_t added_by(double written) const;

  cost::DirtyLaw law_;
  std::vector<double> kept_;
  std::optional<double> last_;
  std::int64_t blocks_ = 0;
  std::int64_t referenced_ =
      0;  ///< stored_blocks(law_, kept_), kept up to date by what each backup adds or frees
  std::int64_t in_progress_ = 0;
  bool volume_cfg_ = false;
  std::uint64_t version_ = 0, cleared_ = 0;
};

}  // namespace headway::world
