// What the terminal is and wants: colours, progress, interruption.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace headway::cli {

/// True when standard output is a terminal that takes colours and NO_COLOR is unset or empty.
bool wants_colour();

/// A line on standard error that says how far a long run is; nothing when that is no terminal.
class Progress {
 public:
  Progress(std::string what, std::int64_t total);
  ~Progress();
  void update(std::int64_t done);

 private:
  std::string what_;
  std::int64_t total_, shown_ = -1;
  bool on_;
};

/// One line on standard error that says what is being done, in place of the one before; an empty text
/// clears it. Nothing when standard error is no terminal.
void show_stage(const std::string& what);

/// From construction on Ctrl-C and SIGTERM raise a flag instead of ending the process, so that nothing
/// half-written stays behind; a second one ends it at once.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  const std::atomic<bool>& flag() const;
  /// Ends the process as the signal would have.
  [[noreturn]] void obey() const;
};

}  // namespace headway::cli
