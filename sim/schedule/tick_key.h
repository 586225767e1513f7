// What the luck of a tick is addressed by: the UTC civil day it falls on and which of the line's ticks of
// that day it is (0, 1, 2 ...), in one number.
//
// A tick's instant would do as well, but for this: a line moved within the day (02:00 to 02:05, or each
// hour's minute 0 to minute 5) has the same keys as before and with them the same request times, owners and
// volume orders. That is what makes common random numbers worth having where schedules are compared. What it
// cannot keep is the luck of a tick that changes its UTC day or its place in it.
//
// Invariant: ticks that follow one another have strictly ascending keys. Lines fire at most once a second, so
// a day has at most 86,400 ticks, fewer than kTicksPerDay.
#pragma once

#include <cstdint>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::schedule {

/// Room for the ticks of a day in a key.
inline constexpr std::int64_t kTicksPerDay = 131072;

/// A tick and its key.
struct KeyedTick {
  Instant at{};
  std::int64_t key = 0;
};

/// Key of the line's tick `tick`: (days since 1970) * kTicksPerDay + number of its ticks of that UTC day
/// before this one. Before 1970 negative. `@every` has no day of its own: there it is the whole intervals
/// from midnight to `tick`, which counts the ticks of any one series (its instants are whole intervals
/// apart). One call of next() for each earlier tick of the day, at most 1,440; none for `@every`.
std::int64_t tick_key(const Cron& cron, const Zone& zone, Instant tick);

/// Key of the tick that follows one with the key `before`: counted on within the day, from 0 on a later one.
/// Precondition: `next` lies after that tick. Constant time.
std::int64_t next_tick_key(std::int64_t before, Instant next);

}  // namespace headway::schedule
