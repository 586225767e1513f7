// A file that appears complete or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace headway::cli {

/// Writes the text under a temporary name beside `path` (".<name>.partial-<process>") and renames it, over an
/// existing file. Throws UsageError when that is not possible; the old file then still stands.
void write_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace headway::cli
