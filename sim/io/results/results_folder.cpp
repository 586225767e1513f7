#include "sim/io/results/results_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "sim/io/results/csv.h"

namespace headway::results {
namespace {

namespace fs = std::filesystem;

/// renameat2 with flags; the error number, 0 for success. Old kernels and some file systems know no flags.
int rename_with(const fs::path& from, const fs::path& to, unsigned flags) {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0 ? 0 : errno;
}

bool flags_unsupported(int error) {
  return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

void rename_or_throw(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw ResultsError("cannot make", to, errno);
}

/// Absolute, links resolved as far as it exists, no "." or trailing slash.
fs::path resolved(const fs::path& wanted) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(wanted, error), error);
  if (error) throw ResultsError("cannot use", wanted, error.value());
  if (path.filename().empty()) path = path.parent_path();
  return path;
}

bool contains(const fs::path& folder, const fs::path& inner) {
  return std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end()).first == folder.end();
}

/// Makes an empty folder of a free name beside `wanted`.
fs::path make_beside(const fs::path& wanted, std::string_view purpose) {
  const std::string name = wanted.filename().string();
  for (int n = 0;; ++n) {
    fs::path path = wanted.parent_path() / fmt::format(".{}.{}-{}-{}", name, purpose, ::getpid(), n);
    if (::mkdir(path.c_str(), 0777) == 0) return path;
    if (errno != EEXIST) throw ResultsError("cannot create", path, errno);
  }
}

}  // namespace

ResultsFolder::ResultsFolder(const fs::path& wanted, bool replace)
    : wanted_(resolved(wanted)), replace_(replace) {
  if (wanted_.filename().empty()) throw ResultsError(wanted.string() + " cannot be a results folder");
  std::error_code error;
  const fs::file_status status = fs::symlink_status(wanted_, error);
  if (fs::exists(status)) {
    if (!fs::is_directory(status)) throw ResultsError(wanted.string() + " exists and is no folder");
    if (!replace) throw ResultsError(wanted.string() + " exists; --force replaces it");
    if (contains(wanted_, fs::current_path(error))) {
      throw ResultsError(wanted.string() + " holds the working directory and is not replaced");
    }
  }
  fs::create_directories(wanted_.parent_path(), error);
  if (error) throw ResultsError("cannot create", wanted_.parent_path(), error.value());
  temporary_ = make_beside(wanted_, "partial");
}

ResultsFolder::~ResultsFolder() {
  std::error_code ignored;
  if (!complete_) fs::remove_all(temporary_, ignored);
}

void ResultsFolder::write(std::string_view file, std::string_view text) {
  OutputFile output(path_of(file));
  output.write(text);
  output.close();
  WrittenFile entry;
  entry.name = file;
  files_.push_back(entry);
}

void ResultsFolder::note_table(const Table& table, std::int64_t rows) {
  WrittenFile entry;
  entry.name = table.file;
  entry.rows = rows;
  entry.table = &table;
  files_.push_back(entry);
}

void ResultsFolder::complete() {
  int error = rename_with(temporary_, wanted_, RENAME_NOREPLACE);
  if (flags_unsupported(error)) {
    std::error_code ignored;
    error = fs::exists(fs::symlink_status(wanted_, ignored))     ? EEXIST
            : ::rename(temporary_.c_str(), wanted_.c_str()) == 0 ? 0
                                                                 : errno;
  }
  if (error == EEXIST && replace_) {
    replace_existing();
  } else if (error == EEXIST) {
    throw ResultsError(wanted_.string() + " has come into being meanwhile; --force replaces it");
  } else if (error != 0) {
    throw ResultsError("cannot make", wanted_, error);
  }
  complete_ = true;
}

void ResultsFolder::replace_existing() {
  fs::path old = temporary_;
  const int error = rename_with(temporary_, wanted_, RENAME_EXCHANGE);
  if (flags_unsupported(error)) {
    // Two steps, with the way back between them. The empty folder is there to be renamed over.
    old = make_beside(wanted_, "old");
    if (::rename(wanted_.c_str(), old.c_str()) != 0) {
      const int reason = errno;
      ::rmdir(old.c_str());
      throw ResultsError("cannot replace", wanted_, reason);
    }
    try {
      rename_or_throw(temporary_, wanted_);
    } catch (const ResultsError&) {
      rename_or_throw(old, wanted_);
      throw;
    }
  } else if (error != 0) {
    throw ResultsError("cannot replace", wanted_, error);
  }
  complete_ = true;
  std::error_code removal;
  fs::remove_all(old, removal);
  if (removal) {
    throw ResultsError("the new results are in place, but the old ones cannot be removed from", old,
                       removal.value());
  }
}

}  // namespace headway::results
