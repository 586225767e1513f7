// Lists of firing times: those of a span, and the last ones before an instant.
//
// Everything here is repeated next(); bounds make sure that a line which fires each minute for decades, or
// never, ends. For `@every`, which has no firing times of its own but only "so long after the last one", the
// span's first instant (ticks_between) and the given instant (ticks_before) are its anchor.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::schedule {

struct Ticks {
  std::vector<Instant> at;  ///< ascending
  bool cut = false;         ///< there are more: the bound was reached
};

/// The first firing time at or after `t`; for `@every` the first after it.
std::optional<Instant> first_tick_from(const Cron& cron, const Zone& zone, Instant t);

/// The firing times in [t0, t1), at most `most`. An empty list when t1 <= t0. A list ends early where next()
/// finds nothing (see Cron::next). Linear in the number of ticks.
Ticks ticks_between(const Cron& cron, const Zone& zone, Instant t0, Instant t1, std::size_t most);

/// The last `n` firing times strictly before `t`, ascending: next() leads from each to the following one and
/// from the last to `t` or beyond. Fewer when the 40 years before `t` hold fewer. For `@every`: t - n
/// intervals … t - 1 interval (from the whole second at or after t). A few times n calls of next(); memory
/// for n.
std::vector<Instant> ticks_before(const Cron& cron, const Zone& zone, Instant t, std::size_t n);

/// The shortest time between one firing and the next, looking at the first `n` firings at or after `t`;
/// nullopt when there are fewer than two. It is the room that a run has at worst: a day for a nightly line,
/// but an hour less where a clock goes forward among those n, an hour for "0 1,2 * * *". n calls of next().
std::optional<Duration> shortest_time_between_ticks(const Cron& cron, const Zone& zone, Instant t,
                                                    std::size_t n);

}  // namespace headway::schedule
