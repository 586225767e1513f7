#include "sim/schedule/shift.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sim/core/check.h"
#include "sim/schedule/go_syntax.h"

namespace headway::schedule {
namespace {

constexpr int kHours = 24, kMinutes = 60, kDay = kHours * kMinutes;
constexpr std::uint64_t kAllMinutes = (std::uint64_t{1} << kMinutes) - 1;
constexpr std::uint32_t kAllDays = 0xFFFFFFFE, kAllMonths = 0x1FFE, kAllWeekdays = 0x7F;

/// Bit n: the n-th minute after midnight.
using TimesOfDay = std::bitset<kDay>;

TimesOfDay times_of_day(const CronFields& fields) {
  TimesOfDay times;
  for (int hour = kHours - 1; hour >= 0; --hour) {
    times <<= kMinutes;
    if ((fields.hours >> hour & 1) != 0) times |= TimesOfDay(fields.minutes);
  }
  return times;
}

/// 0 <= by < kDay.
TimesOfDay rotated(const TimesOfDay& times, int by) {
  const auto n = static_cast<std::size_t>(by);
  return times << n | times >> (kDay - n);
}

/// The hours and minutes whose product the times are, if they are one.
std::optional<CronFields> as_product(const TimesOfDay& times) {
  CronFields fields;
  const TimesOfDay one_hour(kAllMinutes);
  for (int hour = 0; hour < kHours; ++hour) {
    const std::uint64_t minutes_then =
        (times >> static_cast<std::size_t>(hour) * kMinutes & one_hour).to_ullong();
    if (minutes_then == 0) continue;
    if (fields.hours != 0 && minutes_then != fields.minutes) return std::nullopt;
    fields.minutes = minutes_then;
    fields.hours |= std::uint32_t{1} << hour;
  }
  return fields;
}

bool every_day(const CronFields& f) {
  const bool all_days = f.days == kAllDays, all_weekdays = f.weekdays == kAllWeekdays;
  return f.months == kAllMonths && (f.both_days_must ? all_days && all_weekdays : all_days || all_weekdays);
}

/// Whether some time leaves its day when moved by `by`, any number of minutes.
bool crosses_midnight(const TimesOfDay& times, std::int64_t by) {
  if (by >= kDay || by <= -kDay) return times.any();
  // What would be pushed out at either end.
  return by >= 0 ? (times >> static_cast<std::size_t>(kDay - by)).any()
                 : (times << static_cast<std::size_t>(kDay + by)).any();
}

int around_the_clock(std::int64_t by) {
  const auto rest = static_cast<int>(by % kDay);
  return rest < 0 ? rest + kDay : rest;
}

/// A field's text for the set `bits` of 0 … size - 1, not empty: "*", "*/k", or a list of numbers and ranges.
std::string field_text(std::uint64_t bits, int size) {
  std::vector<int> values;
  for (int n = 0; n < size; ++n)
    if ((bits >> n & 1) != 0) values.push_back(n);
  const std::size_t count = values.size();
  if (count == static_cast<std::size_t>(size)) return "*";
  std::string text;
  for (std::size_t i = 0; i < count;) {
    // The longest run of equal steps from here on.
    std::size_t end = i + 1;
    const int step = end < count ? values[end] - values[i] : 0;
    while (end < count && values[end] - values[end - 1] == step) ++end;
    // "*/k" runs to the field's end; two values say so only where the step divides the whole ("*/30").
    const bool to_the_end =
        i == 0 && end == count && values[0] == 0 && step > 0 && values.back() + step >= size;
    if (to_the_end && (count > 2 || size % step == 0)) return "*/" + std::to_string(step);
    if (!text.empty()) text += ',';
    std::string range = std::to_string(values[i]) + '-' + std::to_string(values[end - 1]);
    if (step > 1) range += '/' + std::to_string(step);
    std::string list = std::to_string(values[i]);
    for (std::size_t k = i + 1; k < end; ++k) list += ',' + std::to_string(values[k]);
    const bool as_range = end - i >= 3 && (step == 1 || range.size() < list.size());
    text += as_range ? range : std::to_string(values[i]);
    i += as_range ? end - i : 1;
  }
  return text;
}

/// The line's text with other minutes and hours.
std::string with_times(const std::string& written, const CronFields& times) {
  std::string_view rest = written;
  std::string text;
  if (rest.starts_with("TZ=") || rest.starts_with("CRON_TZ=")) {
    const std::size_t blank = rest.find(' ');
    text = std::string(rest.substr(0, blank)) + ' ';
    rest = trimmed(rest.substr(blank));
  }
  if (rest.starts_with('@')) rest = fields_of_descriptor(rest);
  const Words words = words_of(rest, 5);
  core::check_invariant(words.first.size() == 5, "a parsed cron line has five fields");
  text += field_text(times.minutes, kMinutes) + ' ' + field_text(times.hours, kHours);
  for (std::size_t i = 2; i < 5; ++i) text.append(1, ' ').append(words.first[i]);
  return text;
}

}  // namespace

std::optional<std::string> shifted(const Cron& cron, minutes by) {
  if (by == minutes::zero()) return cron.text();
  if (cron.interval()) return std::nullopt;
  const TimesOfDay times = times_of_day(cron.fields());
  if (!every_day(cron.fields()) && crosses_midnight(times, by.count())) return std::nullopt;
  const TimesOfDay moved = rotated(times, around_the_clock(by.count()));
  if (moved == times) return cron.text();
  const auto product = as_product(moved);
  if (!product) return std::nullopt;
  return with_times(cron.text(), *product);
}

minutes times_of_day_period(const Cron& cron) {
  if (cron.interval()) return minutes{0};
  const TimesOfDay times = times_of_day(cron.fields());
  int period = 1;
  while (period < kDay && (kDay % period != 0 || rotated(times, period) != times)) ++period;
  return minutes{period};
}

std::vector<minutes> candidate_shifts(const Cron& cron, minutes grid, minutes first) {
  core::check_invariant(grid >= minutes{1}, "a grid of start times is at least a minute wide");
  if (cron.interval()) return {minutes{0}};
  const TimesOfDay times = times_of_day(cron.fields());
  TimesOfDay off_grid;
  for (int n = 0; n < kDay; ++n)
    if (n % grid.count() != 0) off_grid.set(static_cast<std::size_t>(n));
  std::vector<minutes> shifts;
  const minutes end = first + times_of_day_period(cron);
  for (minutes by = first; by < end; by += minutes{1}) {
    const bool on_grid = (rotated(times, around_the_clock(by.count())) & off_grid).none();
    if (by == minutes::zero() || (on_grid && shifted(cron, by))) shifts.push_back(by);
  }
  return shifts;
}

}  // namespace headway::schedule
