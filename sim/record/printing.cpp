#include "sim/record/printing.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace headway::record {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

/// Appends `value` with at least `width` digits, zeros in front.
void append_padded(std::string& text, std::int64_t value, std::size_t width) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  const auto length = static_cast<std::size_t>(end - buffer.data());
  if (length < width) text.append(width - length, '0');
  text.append(buffer.data(), length);
}

/// Appends ".25" for 250 ms; nothing for a whole second.
void append_fraction(std::string& text, std::int64_t nanoseconds_of_second) {
  if (nanoseconds_of_second == 0) return;
  text += '.';
  append_padded(text, nanoseconds_of_second, 9);
  text.erase(text.find_last_not_of('0') + 1);
}

}  // namespace

double ten_digits(double value) {
  if (!std::isfinite(value)) return value;
  std::array<char, 40> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, 9)
          .ptr;
  double rounded = 0;
  std::from_chars(buffer.data(), end, rounded);
  return rounded == 0 ? 0.0 : rounded;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) return {};
  const double rounded = ten_digits(value);
  const double size = std::abs(rounded);
  // Bytes and rates read as whole numbers, 125000000 and not 1.25e+08; what is far from one, with an
  // exponent.
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
  std::array<char, 40> buffer{};
  char* const begin = buffer.data();
  const auto end = std::to_chars(begin, begin + buffer.size(), rounded,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  return {begin, end};
}

std::string instant_text(Instant at) {
  if (at == Instant::max()) return {};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::int64_t in_day = (at - day).count();
  const std::int64_t second = in_day / kNanosecondsPerSecond;
  std::string text;
  text.reserve(30);
  append_padded(text, static_cast<int>(date.year()), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_padded(text, second / 3600, 2);
  text += ':';
  append_padded(text, second / 60 % 60, 2);
  text += ':';
  append_padded(text, second % 60, 2);
  append_fraction(text, in_day % kNanosecondsPerSecond);
  text += 'Z';
  return text;
}

std::string seconds_text(Duration d) {
  // Signs apart and digits of the two halves, so that the most negative duration needs no special case.
  const std::int64_t whole = d.count() / kNanosecondsPerSecond;
  const std::int64_t rest = d.count() % kNanosecondsPerSecond;
  std::string text;
  if (d.count() < 0) text += '-';
  append_padded(text, whole < 0 ? -whole : whole, 1);
  append_fraction(text, rest < 0 ? -rest : rest);
  return text;
}

}  // namespace headway::record
