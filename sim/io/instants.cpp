// RFC 3339 instants, and what mistyped amounts were probably meant to be (declared in amounts.h).
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "sim/io/amounts.h"

namespace headway::io {
namespace {

/// Takes exactly `count` digits off the front, then the separator unless it is 0.
std::optional<int> take(std::string_view& text, std::size_t count, char separator) {
  if (text.size() < count + (separator != 0 ? 1 : 0)) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  if (separator != 0 && text[count] != separator) return std::nullopt;
  text.remove_prefix(count + (separator != 0 ? 1 : 0));
  return value;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 64)) {
    if (c != ' ') out += c;
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Number and unit, cut where the digits end.
std::pair<std::string, std::string> split(std::string_view text) {
  const std::string word = without_blanks(text);
  const auto end = word.find_first_not_of("0123456789.");
  return {word.substr(0, end), end == std::string::npos ? "" : word.substr(end)};
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  using namespace std::chrono;
  const auto y = take(text, 4, '-');
  const auto mon = y ? take(text, 2, '-') : y;
  const auto d = mon ? take(text, 2, 0) : mon;
  if (!d || text.empty() || (text[0] != 'T' && text[0] != 't')) return std::nullopt;
  text.remove_prefix(1);
  const auto h = take(text, 2, ':');
  const auto min = h ? take(text, 2, ':') : h;
  const auto s = min ? take(text, 2, 0) : min;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mon)}, day{static_cast<unsigned>(*d)}};
  if (!s || !date.ok() || *y < 1970 || *y > 2199 || *h > 23 || *min > 59 || *s > 59) return std::nullopt;
  std::int64_t fraction = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    int digits = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), ++digits) {
      if (digits == 9) return std::nullopt;
      fraction = fraction * 10 + (text[0] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) fraction *= 10;
  }
  std::chrono::minutes offset{0};
  if (text == "Z" || text == "z") {
    text = {};
  } else if (text.starts_with('+') || text.starts_with('-')) {
    const bool west = text[0] == '-';
    text.remove_prefix(1);
    const auto oh = take(text, 2, ':');
    const auto om = oh ? take(text, 2, 0) : oh;
    if (!om || *oh > 23 || *om > 59 || !text.empty()) return std::nullopt;
    offset = std::chrono::minutes{(west ? -1 : 1) * (*oh * 60 + *om)};
  } else {
    return std::nullopt;
  }
  return Instant{sys_days{date}} + std::chrono::hours{*h} + std::chrono::minutes{*min} +
         std::chrono::seconds{*s} + nanoseconds{fraction} - offset;
}

std::string format_instant(Instant instant) {
  using namespace std::chrono;
  const auto midnight = floor<days>(instant);
  const year_month_day date{midnight};
  const hh_mm_ss time{instant - midnight};
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                time.hours().count(), time.minutes().count(), time.seconds().count());
  if (const auto below = time.subseconds().count(); below != 0) {
    std::string digits = fmt::format("{:09}", below);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += "." + digits;
  }
  return out + "Z";
}

std::string suggest_bytes(std::string_view text) {
  auto [number, unit] = split(text);
  unit = lower(unit);
  std::string guess;
  if (unit == "b" || unit == "byte" || unit == "bytes") {
    guess = number;
  } else if (!unit.empty()) {
    // "GB" names powers of ten, every other spelling ("Gb", "gi", "GiB") is read as the binary unit.
    const bool decimal =
        unit.size() == 1 || (text.find("iB") == text.npos && text.ends_with('B') && unit.size() == 2);
    const char letter = unit[0] == 'k' && decimal ? 'k' : static_cast<char>(unit[0] - 'a' + 'A');
    guess = number + letter + (decimal ? "" : "i");
  }
  return !guess.empty() && parse_bytes(guess) ? guess : std::string{};
}

std::string suggest_rate(std::string_view text) {
  const auto [number, unit] = split(text);
  std::string word = lower(unit);
  for (const std::string_view tail : {"/sec", "/second", "/s", "ps"}) {
    if (!word.ends_with(tail)) continue;
    word.resize(word.size() - tail.size());
    break;
  }
  std::string prefix;
  if (!word.empty() && std::string_view("kmgt").find(word[0]) != std::string_view::npos) {
    prefix = word[0] == 'k' ? "k" : std::string(1, static_cast<char>(word[0] - 'a' + 'A'));
    word.erase(0, 1);
    if (word.starts_with('i')) {
      prefix = (prefix == "k" ? "K" : prefix) + "i";
      word.erase(0, 1);
    }
  }
  // "b" alone is a bit unless it was a capital letter: "1Gbps" against "110MBps".
  const bool bits = word == "bit" || word == "bits" || (word == "b" && unit.find('B') == std::string::npos);
  const bool bytes = word.empty() || word == "b" || word == "byte" || word == "bytes";
  const std::string guess = number + prefix + (bits ? "bit" : "B") + "/s";
  return (bits || bytes) && guess != text && parse_rate(guess) ? guess : std::string{};
}

std::string suggest_duration(std::string_view text) {
  std::string word = lower(without_blanks(text));
  const bool negative = word.starts_with('-');
  if (negative) word.erase(0, 1);
  const auto [number, unit] = split(word);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kWords{{{"", "s"},
                                                                                         {"sec", "s"},
                                                                                         {"secs", "s"},
                                                                                         {"second", "s"},
                                                                                         {"seconds", "s"},
                                                                                         {"min", "m"},
                                                                                         {"mins", "m"},
                                                                                         {"minute", "m"},
                                                                                         {"minutes", "m"},
                                                                                         {"hr", "h"},
                                                                                         {"hrs", "h"},
                                                                                         {"hour", "h"},
                                                                                         {"hours", "h"},
                                                                                         {"day", "d"},
                                                                                         {"days", "d"},
                                                                                         {"msec", "ms"},
                                                                                         {"µs", "us"},
                                                                                         {"h", "h"}}};
  std::string guess = number + unit;
  for (const auto& [from, to] : kWords) {
    if (unit == from) guess = number + std::string(to);
  }
  if (unit == "w" || unit == "week" || unit == "weeks") {
    const auto days = parse_duration(number + "d");
    if (days && *days <= kForever / 7) guess = format_duration(*days * 7);
  }
  guess = (negative ? "-" : "") + guess;
  return guess != text && parse_duration(guess) ? guess : std::string{};
}

std::string suggest_instant(std::string_view text) {
  std::string word(text.substr(0, 64));
  if (const auto blank = word.find(' '); blank != std::string::npos) word[blank] = 'T';
  for (const std::string_view tail : {"", "Z", ":00Z", "T00:00:00Z"}) {
    std::string guess = word + std::string(tail);
    if (guess != text && parse_instant(guess)) return guess;
  }
  return {};
}

}  // namespace headway::io
