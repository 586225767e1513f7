#include "cli/atomic_file.h"

#include <unistd.h>

#include <string>
#include <system_error>

#include "cli/verb.h"
#include "sim/io/results/csv.h"
#include "sim/io/results/results_error.h"

namespace headway::cli {

void write_atomically(const std::filesystem::path& path, std::string_view text) {
  namespace fs = std::filesystem;
  if (path.filename().empty()) throw UsageError("\"" + path.string() + "\" cannot be a file's name");
  const fs::path temporary =
      path.parent_path() / ("." + path.filename().string() + ".partial-" + std::to_string(::getpid()));
  std::error_code ignored;
  try {
    results::OutputFile file(temporary);
    file.write(text);
    file.close();
    std::error_code error;
    fs::rename(temporary, path, error);
    if (error) throw results::ResultsError("cannot make", path, error.value());
  } catch (const results::ResultsError& e) {
    fs::remove(temporary, ignored);
    throw UsageError(e.what());
  }
}

}  // namespace headway::cli
