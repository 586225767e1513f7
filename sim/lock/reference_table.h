// The slow and obvious model of one decision, written apart from the machine that it checks.
//
// It is given every save that ever happened to every file that exists when a request looks, and works
// out from scratch what the request must be told. Names are texts, times are lists, nothing is cut short.
// Used by tests, and by `run --check` to repeat the simulator's decisions as it goes. It shares with the
// machine no code but the plain data; it knows the released protocol and the exclusive readings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/time.h"
#include "sim/lock/attempt.h"
#include "sim/lock/lock_folder.h"

namespace headway::lock {

/// One lock that could be read, with the true instants of all its saves, in any order.
struct ReferenceLock {
  std::string name;
  std::int64_t type = 0;
  bool acquired = false;
  std::vector<Instant> saves;
  bool time_readable = true;
};

struct ReferenceQuestion {
  bool same_types_conflict = false;  ///< true for the exclusive protocols
  Duration lease{};
  std::string name;  ///< of the requester
  std::int64_t type = 0;
  Instant first_save{};  ///< true instant
  bool own_time_readable = true;
  Duration store_skew{}, store_resolution{}, requester_skew{};
  Instant look{};                     ///< true instant of the decision
  std::vector<ReferenceLock> others;  ///< all but the requester's own
};

/// True when the request is refused: some other lock conflicts, comes first, and is not expired at the
/// look. O(all saves of all locks).
bool reference_refuses(const ReferenceQuestion& question);

/// The saves of a file up to `t`, one by one: the last explicit one, then each refresh in turn. Walks
/// every tick, so its cost grows with how long the lock has been held.
std::vector<Instant> reference_saves(const LockFile& file, Instant t);

/// What became of repeating a decision.
enum class Recheck : std::uint8_t {
  agrees,
  disagrees,
  not_comparable  ///< torn by changes of its files or by a refresh, or with a failed listing
};

/// Repeats the last decision of `attempt` from the folder, which must not have been changed since (call it
/// right after the perform() that decided). Reads that were made to fail without the file saying so
/// (Effect::fails) make the answer meaningless; a caller that injects them must not ask. A request that
/// lost its own server time (year 1) is understood.
Recheck recheck(const Attempt& attempt, const LockFolder& folder);

}  // namespace headway::lock
