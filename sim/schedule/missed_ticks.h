// How Kubernetes' CronJob controller finds the tick that it owes, and when it looks again.
//
// The controller keeps only the last scheduled time. At each sync it asks which tick since then is due, and
// the way it searches decides whether a skipped run is caught up (concurrencyPolicy Forbid, no starting
// deadline). The rule changed twice (kubernetes: pkg/controller/cronjob/utils.go; releases from the source
// and the change logs):
//
// every_tick: up to 1.20, getRecentUnmetScheduleTimes. Steps through every tick, and refuses to start
//   anything once more than 100 are missed. (1.20's second controller, off unless CronJobControllerV2 is
//   set, steps alike but only warns.)
// first_interval: from 1.21.0 (kubernetes#97098), getMostRecentScheduleTime. Takes the first two unmet ticks
//   t1, t2 for a constant interval and answers t1 + (n-1) (t2 - t1), n - 1 being how many intervals fit up to
//   now, without asking cron again. With an uneven line the answer may be no tick at all, and the controller
//   starts a run for it all the same. More than 100 missed: an event, and it starts.
// first_interval_one_back: from 1.28.0, 1.27.4, 1.26.7 and 1.25.12 (kubernetes#118724),
//   mostRecentScheduleTime. Goes one interval further back, to t1 + (n-2) (t2 - t1), and steps from there
//   through real ticks up to now. With an uneven line it may find none, and then nothing is caught up. More
//   than 100 missed: an event, and it starts.
//
// All functions are pure. Cost: two to four next() calls, plus the ticks stepped over.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::schedule {

/// Which search is played; see above.
enum class MissedTickSearch { first_interval, first_interval_one_back, every_tick };

/// How many ticks the controller believes it missed: more than 100 are many.
enum class Missed { none, few, many };

struct MissedTicks {
  std::optional<Instant> most_recent;  ///< the tick to start now; none: nothing to start
  Missed missed = Missed::none;  ///< none only when no tick is due; may be few or many without most_recent
  std::int64_t count = 0;        ///< the controller's own number, exact for every_tick, else an estimate
  bool invalid = false;  ///< the controller gives up: the line fires never, or not twice within its search
};

/// More missed ticks than this are "many".
inline constexpr std::int64_t kManyMissed = 100;

/// What a sync at `now` finds due. `last` is status.lastScheduleTime or, before the first run, the CronJob's
/// creation. Does not itself refuse after many missed ticks: whether "many" stops the start is the caller's
/// parameter (it did up to 1.20). (kubernetes: mostRecentScheduleTime, includeStartingDeadlineSeconds without
/// effect)
MissedTicks find_missed(const Cron& cron, const Zone& zone, Instant last, Instant now, MissedTickSearch rule);

/// The tick at which the controller wakes next after a sync at `now`, given the last scheduled time *after*
/// that sync; the caller adds the controller's 100 ms. Always later than `now`; nullopt when the line does
/// not fire again. Differs from cron.next(now) for `@every` only, whose next time counts from the last one
/// (from 1.25: kubernetes#109250; before, and for every_tick, it counts from now). Releases before 1.27.8
/// and 1.28.4 (kubernetes#121327) may compute a wake in the past and then sync without pause until the next
/// tick: that finds what the first sync found, so it is not played. The controller up to 1.20 does not wake
/// by ticks but looks every 10 s. (kubernetes: nextScheduleTimeDuration)
std::optional<Instant> next_wake(const Cron& cron, const Zone& zone, Instant last, Instant now,
                                 MissedTickSearch rule);

}  // namespace headway::schedule
