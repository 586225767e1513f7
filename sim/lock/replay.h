// Plays a script of lock requests on one folder through the step machine: recorded traces with ideal
// times, and pairs of requests on a store whose every operation takes its time.
//
// With a latency of zero all operations between two waits happen at one instant, so a look with its
// decision and what follows from it is atomic. With a latency each operation takes effect that much after
// it began, and a look is as torn as in reality. At one instant deaths come first, then releases, looks,
// and new requests. Cost: O(operations log requests).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/core/time.h"
#include "sim/lock/attempt.h"
#include "sim/lock/lock_folder.h"
#include "sim/lock/protocol.h"

namespace headway::lock {

enum class ScriptOutcome : std::uint8_t {
  acquired,
  denied,
  crashed  ///< died before its decision
};

struct ScriptedRequest {
  LockName name;
  std::int64_t type = 0;
  Instant at{};                       ///< it begins
  std::optional<Instant> stamped;     ///< its first save's time, where it is known better than `at`
  std::optional<Instant> release;     ///< it lets go then, if it holds; never, when empty
  std::optional<Instant> death;       ///< its process dies then
  std::optional<ScriptOutcome> race;  ///< what was observed, where either outcome is legitimate
};

/// What becomes of each request, in their order. Latency zero gives atomic looks, a positive one real looks.
/// Requests that look at the same instant do so in the order of their first saves; where one of them is a
/// race, in the first order that gives the races' observed outcomes, if any does (up to five requests).
std::vector<ScriptOutcome> play_script(const Protocol& protocol, const StoreClock& clock, Duration latency,
                                       std::span<const ScriptedRequest> script);

}  // namespace headway::lock
