// A results folder appears complete or not at all.
//
// Everything is written into a folder of a temporary name beside the wanted one (so that the rename stays on
// one file system) and renamed when complete. Until then, and whenever the object dies before, nothing stands
// under the wanted name but what stood there already. Replacing exchanges the two names in one system call
// and then removes the old folder; where the file system cannot exchange, the old one is moved aside first
// and moved back if the second rename fails.
//
// Only a process that is killed leaves its temporary folder (".<name>.partial-<process>-<n>") behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/results/columns.h"
#include "sim/io/results/results_error.h"

namespace headway::results {

/// One file of the folder, for the manifest.
struct WrittenFile {
  std::string name;
  std::int64_t rows = -1;        ///< of a table, without its header; -1 for other files
  const Table* table = nullptr;  ///< null for other files
};

class ResultsFolder {
 public:
  /// Checks and makes the temporary folder; missing parents are made too. Throws ResultsError: the wanted
  /// folder exists and `replace` is false; it is a file, or holds the working directory; the parent cannot be
  /// written to.
  ResultsFolder(const std::filesystem::path& wanted, bool replace);
  /// Removes the temporary folder unless complete() has run. Never throws.
  ~ResultsFolder();
  ResultsFolder(const ResultsFolder&) = delete;
  ResultsFolder& operator=(const ResultsFolder&) = delete;

  /// Where to write: the path of a file inside the temporary folder.
  std::filesystem::path path_of(std::string_view file) const { return temporary_ / file; }

  /// Writes a whole file and notes it. Throws ResultsError.
  void write(std::string_view file, std::string_view text);
  /// Notes a table that was written.
  void note_table(const Table& table, std::int64_t rows);
  /// In the order in which they were noted.
  const std::vector<WrittenFile>& files() const { return files_; }

  /// Gives the folder its name; nothing may be written after. Throws ResultsError, the old folder then being
  /// where it was.
  void complete();

 private:
  void replace_existing();

  std::filesystem::path wanted_, temporary_;
  bool replace_ = false, complete_ = false;
  std::vector<WrittenFile> files_;
};

}  // namespace headway::results
