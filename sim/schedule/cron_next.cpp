#include <bit>
#include <chrono>
#include <cstdint>

#include "sim/schedule/cron.h"

namespace headway::schedule {
namespace {

constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400;

/// The last whole second that an Instant holds (11 April 2262).
constexpr std::int64_t kLastSecond = INT64_MAX / 1'000'000'000;

/// Near a change of the clock the library's walk is played; farther away than this the bit search gives the
/// same. No change moves a clock by more than a day, and no offset is above 15 hours.
constexpr std::int64_t kNearChange = 2 * kDay;

/// Where a whole day is missing (Samoa, 30 December 2011) the library's walk never ends. Any walk that ends
/// takes fewer steps than this.
constexpr int kMostSteps = 200'000;

/// A wall clock's reading.
struct Reading {
  int year;
  unsigned month, day;
  int hour, minute, second;
  unsigned weekday;
};

std::int64_t floor_to(std::int64_t t, std::int64_t unit) {
  const std::int64_t rest = t % unit;
  return t - (rest < 0 ? rest + unit : rest);
}

/// Reads a count of seconds since 1970 on that wall clock.
Reading read_clock(std::int64_t local) {
  const std::int64_t midnight = floor_to(local, kDay);
  const std::chrono::sys_days day{std::chrono::days{midnight / kDay}};
  const std::chrono::year_month_day date{day};
  const auto in_day = static_cast<int>(local - midnight);
  return {int{date.year()},
          unsigned{date.month()},
          unsigned{date.day()},
          in_day / 3600,
          in_day / 60 % 60,
          in_day % 60,
          std::chrono::weekday{day}.c_encoding()};
}

/// Days since 1970; `month` may be 13 and `day` beyond the month's end, as in Go's time.Date.
std::int64_t days_since_1970(int year, unsigned month, unsigned day) {
  if (month > 12) ++year, month -= 12;
  const std::chrono::sys_days first{std::chrono::year{year} / std::chrono::month{month} / 1};
  return std::int64_t{first.time_since_epoch().count()} + day - 1;
}

bool has(std::uint64_t bits, unsigned n) {
  return (bits >> n & 1) != 0;
}

bool day_matches(const CronFields& fields, unsigned day, unsigned weekday) {
  const bool by_day = has(fields.days, day), by_weekday = has(fields.weekdays, weekday);
  return fields.both_days_must ? by_day && by_weekday : by_day || by_weekday;
}

/// A set that must match and is empty never does.
bool can_match(const CronFields& f) {
  const bool some_day = f.both_days_must ? f.days != 0 && f.weekdays != 0 : f.days != 0 || f.weekdays != 0;
  return f.minutes != 0 && f.hours != 0 && f.months != 0 && some_day;
}

/// The days of a month that match, as bits 1-31.
std::uint32_t matching_days(const CronFields& fields, std::int64_t first_of_month, unsigned month_days) {
  const auto first_weekday =
      std::chrono::weekday{std::chrono::sys_days{std::chrono::days{first_of_month}}}.c_encoding();
  // Bit 0: does the weekday of the first match; then the week repeated five times, from bit 1.
  const std::uint64_t week =
      (fields.weekdays >> first_weekday | fields.weekdays << (7 - first_weekday)) & 0x7f;
  const std::uint64_t by_weekday = (week | week << 7 | week << 14 | week << 21 | week << 28) << 1;
  const std::uint64_t both = fields.both_days_must ? fields.days & by_weekday : fields.days | by_weekday;
  return static_cast<std::uint32_t>(both & ((std::uint64_t{2} << month_days) - 2));
}

/// The first matching minute at or after `local` on a clock that never changes, up to the end of `last_year`.
std::optional<std::int64_t> search(const CronFields& fields, std::int64_t local, int last_year) {
  const std::int64_t from = floor_to(local + kMinute - 1, kMinute);
  Reading now = read_clock(from);
  // The time of day: later today, or the day's first.
  if (now.year <= last_year && has(fields.months, now.month) && day_matches(fields, now.day, now.weekday)) {
    const auto today = from - now.hour * kHour - now.minute * kMinute;
    const auto later_minutes = fields.minutes >> now.minute << now.minute;
    if (has(fields.hours, static_cast<unsigned>(now.hour)) && later_minutes != 0)
      return today + now.hour * kHour + std::countr_zero(later_minutes) * kMinute;
    if (const auto later_hours = std::uint64_t{fields.hours} >> (now.hour + 1) << (now.hour + 1);
        later_hours != 0)
      return today + std::countr_zero(later_hours) * kHour + std::countr_zero(fields.minutes) * kMinute;
  }
  const std::int64_t in_day =
      std::countr_zero(fields.hours) * kHour + std::countr_zero(fields.minutes) * kMinute;
  unsigned after_day = now.day;  // days up to this one are past
  for (int year = now.year; year <= last_year; ++year, now.month = 1) {
    for (unsigned month = now.month; month <= 12; ++month, after_day = 0) {
      if (!has(fields.months, month)) continue;
      const std::int64_t first = days_since_1970(year, month, 1);
      const auto month_days = static_cast<unsigned>(days_since_1970(year, month + 1, 1) - first);
      const auto days = std::uint64_t{matching_days(fields, first, month_days)} >> (after_day + 1)
                                                                                       << (after_day + 1);
      if (days != 0) return (first + std::countr_zero(days) - 1) * kDay + in_day;
    }
  }
  return std::nullopt;
}

/// The library's own walk: absolute seconds, read on the zone's wall clock.
class Walk {
 public:
  Walk(const CronFields& fields, const Zone& zone, CronDialect dialect, std::int64_t start)
      : fields_(fields),
        zone_(zone),
        dialect_(dialect),
        t_(start),
        here_(zone.at(start)),
        last_year_(clock().year + 5) {}

  /// SpecSchedule.Next, step by step; far from a change of the clock the search above takes over.
  std::optional<std::int64_t> run() {
    while (true) {
      if (clock().year > last_year_) return std::nullopt;
      const ZonePeriod& period = here();
      if (period.begin == kZoneBegin && period.end == kZoneEnd) return searched(period);
      if (calm_before(period)) {
        const auto found = searched(period);
        if (found && (period.end == kZoneEnd || *found < period.end - kNearChange)) return found;
      }
      switch (round()) {
        case Round::found:
          return t_;
        case Round::never_ends:
          return std::nullopt;
        case Round::wrapped:
          break;
      }
    }
  }

 private:
  enum class Round { found, wrapped, never_ends };

  /// The zone's period at t_, kept while the walk stays in it.
  const ZonePeriod& here() {
    if (t_ < here_.begin || t_ >= here_.end) here_ = zone_.at(t_);
    return here_;
  }

  Reading clock() { return read_clock(t_ + here().offset); }

  /// Go's time.Date: the offset that holds at the wall time read as UTC, corrected once. Decides what becomes
  /// of wall times that do not exist or exist twice.
  std::int64_t at_wall(std::int64_t day, std::int64_t in_day) const {
    const std::int64_t wall = day * kDay + in_day;
    const ZonePeriod guess = zone_.at(wall);
    const std::int64_t t = wall - guess.offset;
    return t >= guess.begin && t < guess.end ? t : wall - zone_.at(t).offset;
  }

  std::int64_t at_wall(const Reading& r, unsigned month, unsigned day, int hour, int minute,
                       int second) const {
    return at_wall(days_since_1970(r.year, month, day), hour * kHour + minute * kMinute + second);
  }

  std::optional<std::int64_t> searched(const ZonePeriod& period) const {
    const auto local = search(fields_, t_ + period.offset, last_year_);
    return local ? std::optional(*local - period.offset) : std::nullopt;
  }

  /// Whether the walk goes on as the search would: no change of the clock near where it stands or first steps
  /// back to (the first of the month), and no odd time of day left over from an earlier one, which the
  /// library would carry on through days and months.
  bool calm_before(const ZonePeriod& period) {
    if (period.offset % kMinute != 0) return false;
    const Reading now = clock();
    std::int64_t back = t_;
    if (stepped_) {
      if (now.minute != 0 || now.second != 0) return false;
      const bool right_month = has(fields_.months, now.month);
      const bool right_day = right_month && day_matches(fields_, now.day, now.weekday);
      const bool at_midnight = now.hour == 0 && (right_month || now.day == 1);
      if (!right_day && !at_midnight) return false;
    } else {
      back -= std::int64_t{now.day} * kDay;
    }
    return period.begin == kZoneBegin || back > period.begin + kNearChange;
  }

  bool step() { return ++steps_ <= kMostSteps; }

  /// The first step of the whole walk cuts off what is finer than the field at hand.
  void step_back_to(std::int64_t t) {
    if (!stepped_) t_ = t;
    stepped_ = true;
  }

  Round round() {
    Reading now = clock();
    while (!has(fields_.months, now.month)) {
      step_back_to(at_wall(now, now.month, 1, 0, 0, 0));
      now = clock();
      t_ = at_wall(now, now.month + 1, now.day, now.hour, now.minute, now.second);
      now = clock();
      if (!step()) return Round::never_ends;
      if (now.month == 1) return Round::wrapped;
    }
    while (!day_matches(fields_, now.day, now.weekday)) {
      step_back_to(at_wall(now, now.month, now.day, 0, 0, 0));
      now = clock();
      t_ = at_wall(now, now.month, now.day + 1, now.hour, now.minute, now.second);
      now = clock();
      // Midnight may be missing; v3 steps to the nearest hour 0, minutes as they are, v1 goes on as it is.
      if (now.hour != 0 && dialect_ == CronDialect::v3) {
        t_ += (now.hour > 12 ? 24 - now.hour : -now.hour) * kHour;
        now = clock();
      }
      if (!step()) return Round::never_ends;
      if (now.day == 1) return Round::wrapped;
    }
    while (!has(fields_.hours, static_cast<unsigned>(now.hour))) {
      step_back_to(at_wall(now, now.month, now.day, now.hour, 0, 0));
      t_ += kHour;
      now = clock();
      if (!step()) return Round::never_ends;
      if (now.hour == 0) return Round::wrapped;
    }
    while (!has(fields_.minutes, static_cast<unsigned>(now.minute))) {
      step_back_to(floor_to(t_, kMinute));
      t_ += kMinute;
      now = clock();
      if (!step()) return Round::never_ends;
      if (now.minute == 0) return Round::wrapped;
    }
    while (now.second != 0) {
      stepped_ = true;
      t_ += 1;
      now = clock();
      if (!step()) return Round::never_ends;
      if (now.second == 0) return Round::wrapped;
    }
    return Round::found;
  }

  const CronFields& fields_;
  const Zone& zone_;
  CronDialect dialect_;
  std::int64_t t_;   ///< seconds since 1970
  ZonePeriod here_;  ///< the period that contained t_ when last asked
  int last_year_;    ///< local year in which the search ends
  bool stepped_ = false;
  int steps_ = 0;
};

}  // namespace

std::optional<Instant> Cron::next(Instant after, const Zone& zone) const {
  const std::int64_t second = std::chrono::floor<seconds>(after.time_since_epoch()).count();
  std::optional<std::int64_t> found;
  if (interval_ > seconds::zero()) {
    found = second + interval_.count();
  } else if (can_match(fields_)) {
    found = Walk(fields_, own_zone_ ? *own_zone_ : zone, dialect_, second + 1).run();
  }
  if (!found || *found <= second || *found > kLastSecond) return std::nullopt;
  return Instant{seconds{*found}};
}

}  // namespace headway::schedule
