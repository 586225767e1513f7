// What the players of flow lists have in common: their command line and what they print.
//
//   <player> LIST ENDS [--drive WORD] [--repetitions N]
//
// LIST is a list of flows (tests/bench/flow_list.h). ENDS is written: the end of each flow in seconds, a line
// each, in the order of LIST. One JSON object goes to standard output: {"flows", "seconds": [...]}, where
// seconds are processor time of each repetition's simulation alone. Exit status 0, or 2 with a sentence.
#pragma once

#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/flow_list.h"

namespace headway::bench {

struct PlayerCall {
  std::string list, ends, drive;
  int repetitions = 1;
};

struct Played {
  std::vector<double> seconds;  ///< by repetition
  std::vector<double> ends;     ///< in seconds, by flow of the list
};

/// Processor time of this process, in seconds.
inline double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline PlayerCall read_call(int argc, char** argv) {
  PlayerCall call;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--drive" && i + 1 < argc)
      call.drive = argv[++i];
    else if (word == "--repetitions" && i + 1 < argc)
      call.repetitions = std::stoi(argv[++i]);
    else if (call.list.empty())
      call.list = word;
    else if (call.ends.empty())
      call.ends = word;
    else
      throw std::runtime_error("unexpected argument " + word);
  }
  if (call.ends.empty()) throw std::runtime_error("usage: LIST ENDS [--drive WORD] [--repetitions N]");
  return call;
}

/// Runs `play(call, list)` and writes what it returns; main's exit status.
template <class Play>
int run_player(int argc, char** argv, Play play) {
  try {
    const PlayerCall call = read_call(argc, argv);
    const FlowList list = read_flow_list(call.list);
    const Played played = play(call, list);
    std::vector<double> by_line(list.flows.size());
    for (std::size_t i = 0; i < by_line.size(); ++i) by_line[list.lines[i]] = played.ends[i];
    std::FILE* out = std::fopen(call.ends.c_str(), "w");
    if (out == nullptr) throw std::runtime_error("cannot write " + call.ends);
    for (const double end : by_line) std::fprintf(out, "%.10f\n", end);
    std::fclose(out);
    std::printf("{\"flows\": %zu, \"seconds\": [", list.flows.size());
    for (std::size_t i = 0; i < played.seconds.size(); ++i)
      std::printf("%s%.9f", i == 0 ? "" : ", ", played.seconds[i]);
    std::printf("]}\n");
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s: %s\n", argv[0], problem.what());
    return 2;
  }
}

}  // namespace headway::bench
