#include "sim/schedule/yearly_rule.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace headway::schedule {
namespace {

/// Reads a POSIX TZ string from the left; every function returns nothing when the text does not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

  std::optional<int> number(int low, int high) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      value = value * 10 + (rest_[digits] - '0');
      if (value > high) return std::nullopt;
      ++digits;
    }
    if (digits == 0 || value < low) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  /// "CEST" or "<+0130>".
  bool name() {
    if (take('<')) {
      const auto close = rest_.find('>');
      if (close == std::string_view::npos) return false;
      rest_.remove_prefix(close + 1);
      return true;
    }
    const auto letters = std::min(rest_.find_first_of("0123456789,+-"), rest_.size());
    if (letters < 3) return false;
    rest_.remove_prefix(letters);
    return true;
  }

  /// [+-]hours[:minutes[:seconds]] in seconds; up to 167 hours, which zone data uses though POSIX does not.
  std::optional<std::int64_t> time() {
    const bool negative = take('-');
    if (!negative) take('+');
    const auto h = number(0, 167);
    if (!h) return std::nullopt;
    std::int64_t total = std::int64_t{*h} * 3600;
    for (std::int64_t unit = 60; unit >= 1 && take(':'); unit /= 60) {
      const auto part = number(0, 59);
      if (!part) return std::nullopt;
      total += *part * unit;
    }
    return negative ? -total : total;
  }

  /// ",M3.5.0/2", ",J60" or ",59".
  std::optional<YearlyChange> change() {
    using Kind = YearlyChange::Kind;
    YearlyChange change;
    std::optional<int> a, b, c;
    if (!take(',')) return std::nullopt;
    if (take('M')) {
      if (!(a = number(1, 12)) || !take('.') || !(b = number(1, 5)) || !take('.') || !(c = number(0, 6)))
        return std::nullopt;
      change.month = *a, change.week = *b, change.weekday = *c;
    } else {
      change.kind = take('J') ? Kind::day_without_leap : Kind::day_of_year;
      if (!(a = number(change.kind == Kind::day_without_leap ? 1 : 0, 365))) return std::nullopt;
      change.day = *a;
    }
    if (take('/')) {
      const auto at = time();
      if (!at) return std::nullopt;
      change.at_s = *at;
    }
    return change;
  }

 private:
  std::string_view rest_;
};

/// Seconds since 1970 of the change as its own local clock (the one before the change) shows it.
std::int64_t local_second(const YearlyChange& change, int year) {
  using namespace std::chrono;
  const auto y = std::chrono::year{year};
  sys_days day;
  switch (change.kind) {
    case YearlyChange::Kind::weekday_of_month: {
      const auto month_of_year = y / month{static_cast<unsigned>(change.month)};
      const weekday wanted{static_cast<unsigned>(change.weekday)};
      day = change.week == 5 ? sys_days{month_of_year / wanted[last]}
                             : sys_days{month_of_year / wanted[static_cast<unsigned>(change.week)]};
      break;
    }
    case YearlyChange::Kind::day_of_year:
      day = sys_days{y / January / 1} + days{change.day};
      break;
    case YearlyChange::Kind::day_without_leap:
      day = sys_days{y / January / 1} + days{change.day - 1 + (y.is_leap() && change.day >= 60 ? 1 : 0)};
      break;
  }
  return std::int64_t{day.time_since_epoch().count()} * 86400 + change.at_s;
}

}  // namespace

std::optional<YearlyRule> parse_yearly_rule(std::string_view text) {
  Reader in(text);
  YearlyRule rule;
  if (!in.name()) return std::nullopt;
  const auto standard = in.time();
  if (!standard || !in.name()) return std::nullopt;
  // The text counts west of Greenwich as positive.
  rule.standard_offset = -*standard;
  rule.summer_offset = rule.standard_offset + 3600;
  if (!in.next_is(',')) {
    const auto summer = in.time();
    if (!summer) return std::nullopt;
    rule.summer_offset = -*summer;
  }
  const auto to_summer = in.change();
  const auto to_standard = to_summer ? in.change() : std::nullopt;
  if (!to_standard || !in.done()) return std::nullopt;
  rule.to_summer = *to_summer;
  rule.to_standard = *to_standard;
  return rule;
}

std::pair<RuleChange, RuleChange> changes_in_year(const YearlyRule& rule, int year) {
  const RuleChange summer{local_second(rule.to_summer, year) - rule.standard_offset, rule.summer_offset};
  const RuleChange standard{local_second(rule.to_standard, year) - rule.summer_offset, rule.standard_offset};
  return summer.at < standard.at ? std::pair{summer, standard} : std::pair{standard, summer};
}

}  // namespace headway::schedule
