// The rule that continues a zone's clock changes beyond those listed in its data: the POSIX TZ string at the
// end of a TZif file ("CET-1CEST,M3.5.0,M10.5.0/3"; RFC 9636, section 3.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace headway::schedule {

/// A day of the year and a time on it.
struct YearlyChange {
  enum class Kind { weekday_of_month, day_of_year, day_without_leap } kind = Kind::weekday_of_month;
  int month = 1, week = 1, weekday = 0;  ///< weekday_of_month: week 1-5 (5 = last), weekday 0 = Sunday
  int day = 0;               ///< day_of_year: 0-365; day_without_leap: 1-365, 29 February never counts
  std::int64_t at_s = 7200;  ///< seconds after that day's local midnight, -167 h to 167 h
};

/// Two clock changes a year. Offsets are seconds east of UTC.
struct YearlyRule {
  std::int64_t standard_offset = 0, summer_offset = 0;
  YearlyChange to_summer, to_standard;
};

/// The rule in a POSIX TZ string; nullopt when the text is malformed or has no summer time
/// (then the last offset holds for ever).
std::optional<YearlyRule> parse_yearly_rule(std::string_view text);

/// The two changes of one year (1-9999) in order of time: second since 1970 UTC, and the offset from then on.
struct RuleChange {
  std::int64_t at = 0;
  std::int64_t offset = 0;
};
std::pair<RuleChange, RuleChange> changes_in_year(const YearlyRule& rule, int year);

}  // namespace headway::schedule
