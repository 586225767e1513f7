#include "sim/world/backup_store.h"

#include <algorithm>

#include "sim/core/check.h"

namespace headway::world {

std::int64_t BackupStore::added_by(double written) const {
  // What deleting it again would free.
  std::vector<double> with;
  with.reserve(kept_.size() + 1);
  with = kept_;
  const auto at = with.insert(std::upper_bound(with.begin(), with.end(), written), written);
  return cost::freed_blocks(law_, with, static_cast<std::size_t>(at - with.begin()));
}

BackupStore::Upload BackupStore::plan(double written, bool full_mode) const {
  Upload upload;
  upload.full = full_mode || !last_.has_value();
  if (upload.full) {
    upload.processed = cost::used_blocks(law_);
    upload.fresh = added_by(written);
    upload.sent = full_mode ? upload.processed : upload.fresh;
  } else {
    // Snapshots of two jobs may be compared in either order; the blocks that differ are the same.
    const double grown = written > *last_ ? written - *last_ : *last_ - written;
    upload.processed = upload.sent = upload.fresh = cost::dirtied_blocks(law_, grown);
  }
  return upload;
}

void BackupStore::adopt(double written) {
  const auto fresh = added_by(written);
  begin_backup();
  complete_backup(written, fresh);
}

void BackupStore::complete_backup(double written, std::int64_t fresh) {
  const auto at = kept_.insert(std::upper_bound(kept_.begin(), kept_.end(), written), written);
  referenced_ += cost::freed_blocks(law_, kept_, static_cast<std::size_t>(at - kept_.begin()));
  // Never less than what the kept backups refer to: two uploads of one time may each count a block once.
  blocks_ = std::max(blocks_ + fresh, referenced_);
  last_ = written;
  volume_cfg_ = true;
  if (in_progress_ > 0) --in_progress_;  // 0: everything was removed while it uploaded
}

bool BackupStore::remove_index(double written) {
  const auto at = std::lower_bound(kept_.begin(), kept_.end(), written);
  core::check_invariant(at != kept_.end() && *at == written,
                        "a backup is deleted that the store does not have");
  referenced_ -= cost::freed_blocks(law_, kept_, static_cast<std::size_t>(at - kept_.begin()));
  kept_.erase(at);
  ++version_;
  // Backups of a volume that writes nothing are all alike: the last one is then still there.
  return last_ == written && !std::binary_search(kept_.begin(), kept_.end(), written);
}

std::int64_t BackupStore::collect(std::int64_t found) {
  // Two deletes may run together and find the same blocks: each is removed once.
  const std::int64_t removed = std::clamp(unreferenced(), std::int64_t{0}, found);
  blocks_ -= removed;
  return removed;
}

void BackupStore::clear() {
  kept_.clear();
  last_.reset();
  blocks_ = referenced_ = 0;
  in_progress_ = 0;
  volume_cfg_ = false;
  ++version_;
  ++cleared_;
}

bool BackupStore::consistent() const {
  return std::is_sorted(kept_.begin(), kept_.end()) && referenced_ == cost::stored_blocks(law_, kept_) &&
         blocks_ >= referenced_ && in_progress_ >= 0;
}

void BackupStore::forget_last(bool collection_allowed) {
  if (collection_allowed && !kept_.empty())
    last_ = kept_.back();
  else
    last_.reset();
}

}  // namespace headway::world
