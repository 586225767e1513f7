// A cron line moved by whole minutes.
//
// A line's times of day are a product: every minute it names in every hour it names. Moved by some minutes
// around the clock they need not be one any more ("0,45 2 * * *" moved by half an hour is 02:30 and 03:15,
// which no single line can say), and where a time crosses midnight the day fields would have to move with it,
// which only a line that fires every day can ignore. What cannot be said exactly is not said at all.
//
// Wall time is what moves: a line in a zone with summer time keeps its distance from another line of that
// zone on every day but those on which a clock changes. There the rules of cron.h hold for the moved line as
// for any other: a wall time that does not exist is skipped, one that exists twice fires twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/time.h"
#include "sim/schedule/cron.h"

namespace headway::schedule {

/// The line that fires `by` later on the wall clock (earlier when negative). nullopt when no line can say it:
/// the moved times of day are no product of hours and minutes; some cross midnight and the line does not
/// match every day; the line is `@every`, which has no times of day. Where nothing moves (`by` is zero, or
/// the line matches every day and the same times of day) the text is as it was written. Otherwise the minute
/// and hour fields are written anew, short, and read back to exactly the moved sets; the day fields and a
/// zone in front stay as they were written, and descriptors ("@daily") become five fields. Microseconds.
std::optional<std::string> shifted(const Cron& cron, minutes by);

/// The smallest divisor of a day after which the times of day repeat: 60 for hourly, 1440 for daily, 15 for
/// "*/15 * * * *", 360 for "0 */6 * * *", whatever the days. Zero for `@every`; one minute for a line without
/// any time of day, which never fires.
minutes times_of_day_period(const Cron& cron);

/// The shifts in [first, first + times_of_day_period), ascending, that `shifted` can say and whose every
/// start minute is a multiple of `grid` after midnight; and zero, if it is in that span, whatever the grid.
/// They are distinct: no two give the same times of day. Just zero for `@every`. With `first` below zero a
/// line of certain days can also be moved towards the beginning of its day. `grid` >= 1 min.
/// A few microseconds for each minute of the period.
std::vector<minutes> candidate_shifts(const Cron& cron, minutes grid, minutes first = minutes{0});

}  // namespace headway::schedule
