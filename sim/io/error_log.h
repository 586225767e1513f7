// Collects what is wrong and what looks wrong, up to a number a person would read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/input_error.h"
#include "sim/io/limits.h"

namespace headway::io {

/// Keeps the first kMaxReportedErrors errors and counts the others, so that a file of a million mistakes
/// costs no more than one of a hundred. Callers ask `full()` before they build an error's texts.
class ErrorLog {
 public:
  bool full() const { return errors_.size() >= kMaxReportedErrors; }
  bool empty() const { return errors_.empty(); }
  std::size_t count() const { return errors_.size() + more_; }
  std::size_t more() const { return more_; }
  void add(InputError error) { full() ? ++more_ : (errors_.push_back(std::move(error)), more_); }
  void count_one_more() { ++more_; }

  /// Callers ask before they build a warning's text; further ones are dropped.
  bool full_of_warnings() const { return warnings_.size() >= kMaxReportedWarnings; }
  void warn(std::string warning) {
    if (!full_of_warnings()) warnings_.push_back(std::move(warning));
  }

  /// The errors by line and column; settings, which have neither, come first. Leaves the log empty.
  std::vector<InputError> take_errors() {
    std::stable_sort(errors_.begin(), errors_.end(), [](const InputError& a, const InputError& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return std::exchange(errors_, {});
  }
  std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }

 private:
  std::vector<InputError> errors_;
  std::vector<std::string> warnings_;
  std::size_t more_ = 0;
};

}  // namespace headway::io
