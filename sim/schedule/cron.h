// When a cron line fires: robfig/cron v3.0.1's ParseStandard and Next, as in Kubernetes' CronJob controller,
// or v1.2.0's, which Harvester's admission checks read schedules with.
//
// The line is kept as bit sets, one bit a minute, hour, day, month and weekday. What the library does is
// followed, not what crontab(5) promises, in every corner that the recorded times show:
//  - Empty list items are dropped ("," alone is a set that never matches); `N/step` runs to the maximum.
//    Numbers are Go integers ("+5", "005"); weekdays are 0-6 and ranges do not wrap. Names are three letters
//    in any case.
//  - A day field counts as a star when an item begins with `*` or `?` and has no step above 1. If either day
//    field is a star both must match, else either. To v1.2.0 `*/2` is still a star.
//  - A zone in front ("TZ=Europe/Berlin 0 2 * * *", also CRON_TZ=) overrides the one passed to next(). v1.2.0
//    knows none and refuses it.
//  - next() walks absolute time and compares local clocks: repeated wall times fire twice, missing ones not
//    at all. Where a change of the clock removes midnight or is not a whole hour, the library steps on from
//    an odd minute or skips a day, and so does this. v1.2.0 carries the odd hour through the days after it.
// Cost: parsing is linear in the text, without recursion. next() in UTC, or far from a change of the clock,
// is a search over bit masks (about 100 ns); within two days of a change the library's walk is played step
// by step (some microseconds).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/time.h"
#include "sim/schedule/zone.h"

namespace headway::schedule {

/// What a cron line matches. Bit n stands for the value n.
struct CronFields {
  std::uint64_t minutes = 0;    ///< bits 0-59
  std::uint32_t hours = 0;      ///< bits 0-23
  std::uint32_t days = 0;       ///< bits 1-31
  std::uint32_t months = 0;     ///< bits 1-12
  std::uint32_t weekdays = 0;   ///< bits 0-6, 0 = Sunday
  bool both_days_must = false;  ///< a day field is a star: day and weekday must both match, else either
  friend bool operator==(const CronFields&, const CronFields&) = default;
};

struct ParsedCron;

/// Whose rules a line is read and searched by.
enum class CronDialect : std::uint8_t {
  v3,  ///< robfig/cron v3.0.1: what fires
  v1   ///< robfig/cron v1.2.0: what Harvester's admission checks reckon with
};

/// A valid cron line. A value: copies are cheap enough to pass around, all functions are pure and
/// thread-safe.
class Cron {
 public:
  /// Reads a line as the dialect's ParseStandard. On refusal the reason is v3.0.1's own wording where it
  /// has one; where the library panics (a zone prefix with no blank after it) a plain sentence. Quoted input
  /// is cut.
  static ParsedCron parse(std::string_view text, CronDialect dialect = CronDialect::v3);

  /// The first firing time after `after`: the dialect's SpecSchedule.Next. `zone` is the zone in which the
  /// line is read unless it names one itself. nullopt when nothing matches up to the end of (local year of
  /// `after`) + 5, or when the time lies beyond what an Instant holds (2262). The result is a whole second,
  /// later than `after`.
  /// `@every`: `after` cut to the second plus the interval, whatever the zone.
  std::optional<Instant> next(Instant after, const Zone& zone) const;

  /// The line as it was given.
  const std::string& text() const { return text_; }

  /// `@every`: the interval, whole seconds, at least one.
  std::optional<seconds> interval() const {
    return interval_ > seconds::zero() ? std::optional(interval_) : std::nullopt;
  }

  /// What the line matches; all empty for `@every`.
  const CronFields& fields() const { return fields_; }

  /// The zone that the line names itself (TZ=, CRON_TZ=).
  const std::optional<Zone>& own_zone() const { return own_zone_; }

 private:
  Cron() = default;
  std::string text_;
  CronFields fields_;
  seconds interval_{0};  ///< zero: not @every
  std::optional<Zone> own_zone_;
  CronDialect dialect_ = CronDialect::v3;
};

/// Either a line or the reason why it is none.
struct ParsedCron {
  std::optional<Cron> cron;
  std::string error;  ///< empty when there is a cron
};

/// "@daily" and its like as the five fields they stand for; empty when there is no such word.
std::string_view fields_of_descriptor(std::string_view word);

}  // namespace headway::schedule
