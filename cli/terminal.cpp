#include "cli/terminal.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace headway::cli {
namespace {

std::atomic<bool> interrupted{false};
std::atomic<int> signal_seen{0};

extern "C" void note_signal(int number) {
  signal_seen = number;
  interrupted = true;
  std::signal(number, SIG_DFL);
}

}  // namespace

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string(term) == "dumb";
  return isatty(STDOUT_FILENO) != 0 && !dumb && (no_colour == nullptr || *no_colour == '\0');
}

Progress::Progress(std::string what, std::int64_t total)
    : what_(std::move(what)), total_(total), on_(isatty(STDERR_FILENO) != 0) {}

void Progress::update(std::int64_t done) {
  const std::int64_t percent = total_ > 0 ? 100 * done / total_ : 100;
  if (!on_ || percent == shown_) return;
  shown_ = percent;
  std::cerr << "\r" << what_ << ": " << done << " of " << total_ << " (" << percent << " %)" << std::flush;
}

Progress::~Progress() {
  if (on_ && shown_ >= 0) std::cerr << "\r\x1b[K" << std::flush;
}

void show_stage(const std::string& what) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << "\r\x1b[K" << what << std::flush;
}

Interruption::Interruption() {
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
}

Interruption::~Interruption() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& Interruption::flag() const {
  return interrupted;
}

void Interruption::obey() const {
  const int number = signal_seen.load();
  std::signal(number, SIG_DFL);
  std::raise(number);
  std::_Exit(128 + number);
}

}  // namespace headway::cli
