#include "sim/schedule/go_syntax.h"

#include <algorithm>
#include <array>
#include <utility>

namespace headway::schedule {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Length of the UTF-8 sequence at the front; 0 when it is broken.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
      (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f))
    return 0;
  return length;
}

void append_hex(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\x";
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

/// As Go's time package quotes: everything beyond ASCII as \xNN.
std::string quoted_bytes(std::string_view text) {
  std::string out = "\"";
  for (char c : text.substr(0, kMostQuoted)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || byte < 0x20) {
      append_hex(out, c);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + (text.size() > kMostQuoted ? "…\"" : "\"");
}

/// As strconv.Quote, but control characters always as \xNN.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : shown(text)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Nanoseconds of a unit; 0 when there is no such unit. The micro sign and the Greek letter both count.
std::uint64_t unit_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> units{
      {{"ns", 1},
       {"us", 1'000},
       {"\u00b5s", 1'000},
       {"\u03bcs", 1'000},
       {"ms", 1'000'000},
       {"s", 1'000'000'000},
       {"m", 60'000'000'000},
       {"h", 3'600'000'000'000}}};
  for (const auto& [unit, length] : units)
    if (unit == name) return length;
  return 0;
}

constexpr std::uint64_t kTop = std::uint64_t{1} << 63;

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size() && at < kMostQuoted) {
    const std::size_t length = sequence_length(text.substr(at));
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      append_hex(out, text[at]);
      ++at;
    } else {
      out += text.substr(at, length);
      at += length;
    }
  }
  return at < text.size() ? out + "…" : out;
}

std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  const auto c = text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (text.starts_with("\u0085") || text.starts_with("\u00a0")) return 2;
  if (text.size() < 3) return 0;
  const std::string_view three = text.substr(0, 3);
  if ((three >= "\u2000" && three <= "\u200a") || three == "\u1680" || three == "\u2028" ||
      three == "\u2029" || three == "\u202f" || three == "\u205f" || three == "\u3000")
    return 3;
  return 0;
}

std::string_view trimmed(std::string_view text) {
  while (const std::size_t length = leading_space(text)) text.remove_prefix(length);
  // From the end: a space is the last one to three bytes, whole.
  while (!text.empty()) {
    std::size_t length = 0;
    for (std::size_t n = 1; n <= 3 && n <= text.size() && length == 0; ++n)
      if (leading_space(text.substr(text.size() - n)) == n) length = n;
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

Words words_of(std::string_view text, std::size_t keep) {
  Words words;
  std::size_t begin = 0, at = 0;
  const auto end_word = [&] {
    if (at == begin) return;
    ++words.count;
    if (words.first.size() < keep) words.first.push_back(text.substr(begin, at - begin));
  };
  while (at < text.size()) {
    if (const std::size_t length = leading_space(text.substr(at))) {
      end_word();
      at += length;
      begin = at;
    } else {
      // Whole sequences, so that the middle of a letter is never taken for a space.
      at += std::max<std::size_t>(1, sequence_length(text.substr(at)));
    }
  }
  end_word();
  return words;
}

Read<std::int64_t> read_integer(std::string_view text) {
  const auto refuse = [&](const char* why) {
    return Read<std::int64_t>{std::nullopt, "strconv.Atoi: parsing " + quoted(text) + ": " + why};
  };
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty()) return refuse("invalid syntax");
  for (char c : digits)
    if (!is_digit(c)) return refuse("invalid syntax");
  std::uint64_t value = 0;
  const std::uint64_t most = negative ? kTop : kTop - 1;
  for (char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (most - digit) / 10) return refuse("value out of range");
    value = value * 10 + digit;
  }
  return {static_cast<std::int64_t>(negative ? 0 - value : value), {}};
}

Read<Duration> read_duration(std::string_view text) {
  const auto refuse = [&](const std::string& why) { return Read<Duration>{std::nullopt, "time: " + why}; };
  const auto invalid = [&] { return refuse("invalid duration " + quoted_bytes(text)); };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return {Duration::zero(), {}};
  if (rest.empty()) return invalid();
  std::uint64_t total = 0;
  while (!rest.empty()) {
    if (rest.front() != '.' && !is_digit(rest.front())) return invalid();
    std::size_t digits = 0;
    std::uint64_t whole = 0;
    for (; digits < rest.size() && is_digit(rest[digits]); ++digits) {
      const auto digit = static_cast<std::uint64_t>(rest[digits] - '0');
      if (whole > (kTop - digit) / 10) return invalid();
      whole = whole * 10 + digit;
    }
    rest.remove_prefix(digits);
    std::uint64_t fraction = 0;
    double scale = 1;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      std::size_t places = 0;
      bool full = false;  // digits beyond 63 bits are read and ignored
      for (; places < rest.size() && is_digit(rest[places]); ++places) {
        const auto digit = static_cast<std::uint64_t>(rest[places] - '0');
        full = full || fraction > (kTop - 1) / 10 || fraction * 10 + digit > kTop;
        if (full) continue;
        fraction = fraction * 10 + digit;
        scale *= 10;
      }
      rest.remove_prefix(places);
      if (digits + places == 0) return invalid();
    }
    const std::string_view name = rest.substr(0, std::min(rest.find_first_of(".0123456789"), rest.size()));
    if (name.empty()) return refuse("missing unit in duration " + quoted_bytes(text));
    rest.remove_prefix(name.size());
    const std::uint64_t unit = unit_of(name);
    if (unit == 0) return refuse("unknown unit " + quoted_bytes(name) + " in duration " + quoted_bytes(text));
    if (whole > kTop / unit) return invalid();
    std::uint64_t part = whole * unit;
    if (fraction > 0)
      part += static_cast<std::uint64_t>(static_cast<double>(fraction) * (static_cast<double>(unit) / scale));
    if (part > kTop || (total += part) > kTop) return invalid();
  }
  if (!negative && total > kTop - 1) return invalid();
  return {Duration{static_cast<std::int64_t>(negative ? 0 - total : total)}, {}};
}

}  // namespace headway::schedule
