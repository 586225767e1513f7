#include "analysis/forecast/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace headway::forecast {
namespace {

/// Without zeros at the end of the fraction, and without a point that has none behind it.
std::string trimmed(std::string digits) {
  if (digits.find('.') == std::string::npos) return digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string count_phrase(std::int64_t n) {
  const std::string digits = std::to_string(n);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && digits[i - 1] != '-' && (digits.size() - i) % 3 == 0) grouped.push_back(' ');
    grouped.push_back(digits[i]);
  }
  return grouped;
}

std::string count_phrase(std::int64_t n, std::string_view thing) {
  return fmt::format("{} {}{}", count_phrase(n), thing, n == 1 ? "" : "s");
}

std::string percent_digits(double share) {
  const double percent = share * 100;
  if (percent <= 0) return "0";
  if (percent >= 100) return "100";
  int decimals = 1;
  for (double unit = 1; percent < unit && decimals < 12; unit /= 10) ++decimals;
  // 99.96 would round to 100, which it is not.
  if (percent > 99.9) return ">99.9";
  return trimmed(fmt::format("{:.{}f}", percent, decimals));
}

std::string share_phrase(const statistics::Estimate& share) {
  if (!std::isfinite(share.value)) return "-";
  if (share.value <= 0) return fmt::format("at most {} %", percent_digits(share.high));
  if (share.value >= 1) return fmt::format("at least {} %", percent_digits(share.low));
  std::string value = fmt::format("{} %", percent_digits(share.value));
  if (share.method == statistics::kOneReplicationMethod) return value;
  return fmt::format("{}, {}–{} %", value, percent_digits(share.low), percent_digits(share.high));
}

std::string duration_phrase(double seconds) {
  if (!std::isfinite(seconds)) return "-";
  if (seconds < 0) return fmt::format("-{}", duration_phrase(-seconds));
  if (seconds == 0) return "0 s";
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", std::max(1.0, seconds * 1000));
  if (seconds < 59.95) return trimmed(fmt::format("{:.1f}", seconds)) + " s";
  const auto pair = [](std::int64_t large, std::string_view large_unit, std::int64_t small,
                       std::string_view small_unit) {
    return small == 0 ? fmt::format("{} {}", large, large_unit)
                      : fmt::format("{} {} {} {}", large, large_unit, small, small_unit);
  };
  const auto whole = static_cast<std::int64_t>(std::floor(seconds + 0.5));
  if (whole < 3600) return pair(whole / 60, "min", whole % 60, "s");
  const std::int64_t whole_minutes = (whole + 30) / 60;
  if (whole_minutes < 24 * 60) return pair(whole_minutes / 60, "h", whole_minutes % 60, "min");
  const std::int64_t whole_hours = (whole + 1800) / 3600;
  return pair(whole_hours / 24, "d", whole_hours % 24, "h");
}

std::string bytes_phrase(double bytes) {
  if (!std::isfinite(bytes)) return "-";
  constexpr std::array<std::string_view, 7> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  const std::string digits =
      bytes >= 100 ? fmt::format("{:.0f}", bytes) : trimmed(fmt::format("{:.1f}", bytes));
  return fmt::format("{} {}", digits, kUnits[unit]);
}

std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  std::vector<std::size_t> width;
  for (const auto& row : rows) {
    width.resize(std::max(width.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], code_points(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(width[i] - code_points(row[i]), ' ');
      line += "  ";
      line += i < right.size() && right[i] ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace headway::forecast
