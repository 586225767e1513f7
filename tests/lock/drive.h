// What the tests of this folder share: the released protocol's numbers (longhorn-backupstore 1.3, 1.5: lease
// 150 s, refresh 60 s, wait 2 s) and an attempt driven by hand.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "sim/lock/attempt.h"

namespace headway::lock {

inline Timing released_timing() {
  Timing t;
  t.lease = seconds{150};
  t.refresh = seconds{60};
  t.check_wait = seconds{2};
  return t;
}

inline const Protocol& released() {
  static const Protocol protocol = longhorn(released_timing());
  return protocol;
}

/// An instant of the tests: milliseconds after an arbitrary whole second.
inline Instant at_ms(std::int64_t ms) {
  return Instant{hours{1000} + milliseconds{ms}};
}
inline Instant at_s(std::int64_t s) {
  return at_ms(1000 * s);
}

inline Request request(std::uint64_t name, std::int64_t type) {
  Request r;
  r.name = LockName(name);
  r.type = type;
  r.owner = name;
  r.removal = Removal::one_operation;
  return r;
}

/// Performs everything up to the next wait, and that wait, if any; each operation at `now`. The steps in
/// `failing` fail. Returns how long was waited.
inline Duration advance(Attempt& attempt, LockFolder& folder, Instant now,
                        std::initializer_list<Step> failing = {}) {
  for (Next next = attempt.next(); next.operation != Operation::none; next = attempt.next()) {
    Effect effect = Effect::works;
    for (const Step step : failing)
      if (step == attempt.step()) effect = Effect::fails;
    attempt.perform(folder, now, effect);
    if (next.operation == Operation::wait) return next.wait;
  }
  return Duration{0};
}

/// A whole request that begins at `now`, its operations taking no time.
inline Attempt ask(LockFolder& folder, Request r, Instant now, const Protocol& protocol = released(),
                   std::initializer_list<Step> failing = {}) {
  Attempt attempt(protocol, std::move(r));
  for (Duration waited = advance(attempt, folder, now, failing); waited > Duration{0};) {
    now += waited;
    waited = advance(attempt, folder, now, failing);
  }
  return attempt;
}

}  // namespace headway::lock
