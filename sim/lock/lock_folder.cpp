#include "sim/lock/lock_folder.h"

#include <algorithm>
#include <utility>

namespace headway::lock {

std::vector<LockFile>::iterator LockFolder::position(const FileName& file) {
  return std::ranges::lower_bound(files_, file, {}, &LockFile::file);
}

void LockFolder::list(std::vector<FileName>& out) const {
  out.clear();
  for (const LockFile& f : files_)
    if (is_lock_file(f.file)) out.push_back(f.file);
}

const LockFile* LockFolder::find(const FileName& file) const {
  const auto at = std::ranges::lower_bound(files_, file, {}, &LockFile::file);
  return at != files_.end() && at->file == file ? &*at : nullptr;
}

LockFile* LockFolder::edit(const FileName& file) {
  const auto at = position(file);
  return at != files_.end() && at->file == file ? &*at : nullptr;
}

Instant LockFolder::modification_time(const FileName& file, Instant t) const {
  const LockFile* f = find(file);
  return f && f->time_readable ? clock_.stamp(last_save(*f, t)) : kYearOne;
}

LockFile& LockFolder::save(const FileName& file, const LockName& name, std::int64_t type, bool acquired,
                           std::uint64_t owner, Instant now) {
  ++version_;
  auto at = position(file);
  if (at == files_.end() || at->file != file) {
    at = files_.insert(at, LockFile{});
    at->file = file;
  }
  at->name = name;
  at->type = type;
  at->acquired = acquired;
  at->content = Content::lock;
  at->owner = owner;
  at->orphaned = false;
  at->saved = now;
  return *at;
}

LockFile& LockFolder::place(LockFile file) {
  ++version_;
  const auto at = position(file.file);
  if (at != files_.end() && at->file == file.file) return *at = std::move(file);
  return *files_.insert(at, std::move(file));
}

bool LockFolder::remove(const FileName& file) {
  const auto at = position(file);
  if (at == files_.end() || at->file != file) return false;
  ++version_;
  files_.erase(at);
  return true;
}

}  // namespace headway::lock
