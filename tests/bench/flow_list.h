// Lists of flows as `headway conform flows` reads them (tests/data/reference/flows-*.jsonl), for programs
// that play them.
//
// A list is a first line {"flows": name, "links_Bps": {link: bytes per second}} and a line a flow, {"id",
// "at_s", "bytes", "path": [links], "cap_Bps"?, ...}. Paths that occur more than once are kept once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace headway::bench {

struct ListedFlow {
  double at_s = 0;
  std::int64_t bytes = 0;
  std::size_t path = 0;  ///< among `paths`
  std::optional<double> cap;
};

struct FlowList {
  std::vector<std::string> links;
  std::vector<double> capacities;               ///< bytes a second, by link
  std::vector<std::vector<std::size_t>> paths;  ///< of links
  std::vector<ListedFlow> flows;                ///< by start, then in the order of the file
  std::vector<std::size_t> lines;               ///< of each flow, its number in the file, from 0
};

/// The list in `file`. Throws std::runtime_error when it cannot be read.
FlowList read_flow_list(const std::string& file);

}  // namespace headway::bench
