// A network that visits every flow at every event, on the reference solver and long double: what
// sim/flow/network.h must equal. It plays a whole script at once.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/flow/max_min.h"

namespace headway::flow {

struct ScriptedFlow {
  double at_s = 0;
  double bytes = 0;
  std::vector<Share> path;
  double cap = kUncapped;
  std::optional<double> cancel_s{};
};

struct ScriptedCapacity {
  double at_s = 0;
  LinkId link = 0;
  double capacity = 0;
};

struct Script {
  std::vector<double> capacities;
  std::vector<ScriptedFlow> flows;          // by start
  std::vector<ScriptedCapacity> changes{};  // by instant
};

struct Fate {
  std::optional<double> end_s;  // nothing: cancelled, or stuck for ever
  double moved = 0;             // bytes
};

/// What becomes of each flow of the script.
std::vector<Fate> play_slowly(const Script& script);

}  // namespace headway::flow
