// A state of a small world, what may happen next in it, and its key: what explore.cpp searches over.
// Not for use outside this folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/lock/explore.h"
#include "sim/lock/lock_folder.h"

namespace headway::lock {

struct ActorState {
  Attempt attempt;
  Instant begun{};  ///< when its pending operation or wait began
};

struct SmallState {
  LockFolder folder;
  std::vector<ActorState> actors;
  Instant now{};                   ///< start of the current tick
  std::int64_t saves_in_tick = 0;  ///< saves so far in this tick: the nth is stamped n nanoseconds into it
  bool faulted = false;            ///< a listed fault has happened
  bool overran = false;            ///< an acquisition took longer than its first save counted
  bool torn = false;               ///< a torn look has granted a lock
};

/// Two states with one key have the same futures (see explore.h for why), and count alike.
std::string state_key(const SmallWorld& world, const SmallState& state);

}  // namespace headway::lock
