// What can go wrong with a results folder, as a sentence for the user.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace headway::results {

/// The folder may not be used, or the disk refused. what() names the path and the reason.
class ResultsError : public std::runtime_error {
 public:
  explicit ResultsError(const std::string& sentence) : std::runtime_error(sentence) {}
  /// "cannot write /results/night/operations.csv: No space left on device".
  ResultsError(std::string_view what, const std::filesystem::path& path, int error_number)
      : std::runtime_error(std::string(what) + " " + path.string() + ": " +
                           std::generic_category().message(error_number)) {}
};

}  // namespace headway::results
