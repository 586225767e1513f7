#include "sim/io/amounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/io/limits.h"

namespace headway::io {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kMostDigits = 19;  // any of them fits 64 bits, and 2^60 has 19
constexpr Wide kLargest = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::array<Unit, 13> kByteUnits{{{"", 1},
                                           {"Ki", 1ull << 10},
                                           {"Mi", 1ull << 20},
                                           {"Gi", 1ull << 30},
                                           {"Ti", 1ull << 40},
                                           {"Pi", 1ull << 50},
                                           {"Ei", 1ull << 60},
                                           {"k", 1'000},
                                           {"M", 1'000'000},
                                           {"G", 1'000'000'000},
                                           {"T", 1'000'000'000'000},
                                           {"P", 1'000'000'000'000'000},
                                           {"E", 1'000'000'000'000'000'000}}};

constexpr std::array<Unit, 9> kRatePrefixes{{{"", 1},
                                             {"k", 1'000},
                                             {"M", 1'000'000},
                                             {"G", 1'000'000'000},
                                             {"T", 1'000'000'000'000},
                                             {"Ki", 1ull << 10},
                                             {"Mi", 1ull << 20},
                                             {"Gi", 1ull << 30},
                                             {"Ti", 1ull << 40}}};

constexpr std::array<Unit, 7> kTimeUnits{{{"d", 86'400'000'000'000},
                                          {"h", 3'600'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"s", 1'000'000'000},
                                          {"ms", 1'000'000},
                                          {"us", 1'000},
                                          {"ns", 1}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A decimal number without sign: digits / 10^decimals.
struct Decimal {
  std::uint64_t digits = 0;
  int decimals = 0;
  bool fraction = false;  ///< a point was written
};

/// Takes digits with an optional fraction off the front. Trailing zeros of the fraction do not count; more
/// than 19 significant digits are refused.
std::optional<Decimal> take_decimal(std::string_view& text) {
  std::size_t i = 0;
  const auto run = [&](std::size_t from) {
    std::size_t end = from;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end;
  };
  const std::size_t whole_end = run(0);
  if (whole_end == 0) return std::nullopt;
  Decimal out;
  std::string_view fraction;
  i = whole_end;
  if (i < text.size() && text[i] == '.') {
    const std::size_t end = run(i + 1);
    if (end == i + 1) return std::nullopt;
    fraction = text.substr(i + 1, end - i - 1);
    out.fraction = true;
    i = end;
  }
  std::string_view whole = text.substr(0, whole_end);
  while (whole.size() > 1 && whole.front() == '0') whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole == "0" && !fraction.empty()) whole = {};
  if (whole.size() + fraction.size() > kMostDigits) return std::nullopt;
  for (const char c : whole) out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
  for (const char c : fraction) out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
  out.decimals = static_cast<int>(fraction.size());
  text.remove_prefix(i);
  return out;
}

std::uint64_t power_of_ten(int n) {
  std::uint64_t p = 1;
  for (; n > 0; --n) p *= 10;
  return p;
}

std::optional<Duration> unsigned_duration(std::string_view text) {
  Wide total = 0;
  std::size_t next_unit = 0;
  bool done = false;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_decimal(text);
    if (!number || done) return std::nullopt;
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    const auto unit = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                   [&](const Unit& u) { return u.name == text.substr(0, letters); });
    if (unit == kTimeUnits.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(unit - kTimeUnits.begin());
    if (index < next_unit) return std::nullopt;  // larger units first, each once
    next_unit = index + 1;
    done = number->fraction;
    const Wide scaled = static_cast<Wide>(number->digits) * unit->size;
    const Wide divisor = power_of_ten(number->decimals);
    if (scaled % divisor != 0) return std::nullopt;
    total += scaled / divisor;
    if (total > kLargest) return std::nullopt;
    text.remove_prefix(letters);
  }
  return Duration{static_cast<std::int64_t>(total)};
}

}  // namespace

std::optional<Bytes> parse_bytes(std::string_view text) {
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  Wide value = number->digits;
  int tens = -number->decimals;
  const auto unit =
      std::find_if(kByteUnits.begin(), kByteUnits.end(), [&](const Unit& u) { return u.name == text; });
  if (unit != kByteUnits.end()) {
    value *= unit->size;
  } else if (text.size() >= 2 && (text[0] == 'e' || text[0] == 'E')) {
    int exponent = 0;
    text.remove_prefix(text[1] == '+' ? 2 : 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (error != std::errc{} || end != text.data() + text.size() || exponent < -18 || exponent > 18) {
      return std::nullopt;
    }
    tens += exponent;
  } else {
    return std::nullopt;
  }
  // 19 digits and a unit of up to 60 bits stay below 2^124; tens lies in -37 … 18.
  for (; tens > 0; --tens) {
    value *= 10;
    if (value > kLargest) return std::nullopt;
  }
  bool rest = false;
  for (; tens < 0; ++tens) {
    rest = rest || value % 10 != 0;
    value /= 10;
  }
  if (rest) ++value;
  if (value > kLargest) return std::nullopt;
  return Bytes{static_cast<std::int64_t>(value)};
}

std::optional<BytesPerSecond> parse_rate(std::string_view text) {
  if (text.empty() || !is_digit(text[0]) || text.size() > 64) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.ends_with("/s")) return std::nullopt;
  text.remove_suffix(2);
  const bool bits = text.ends_with("bit");
  if (!bits && !text.ends_with("B")) return std::nullopt;
  text.remove_suffix(bits ? 3 : 1);
  for (const Unit& prefix : kRatePrefixes) {
    if (prefix.name != text) continue;
    const double value = number * static_cast<double>(prefix.size) / (bits ? 8 : 1);
    if (!(value >= kMinRate.value && value <= kMaxRate.value)) return std::nullopt;
    return BytesPerSecond{value};
  }
  return std::nullopt;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto length = unsigned_duration(text);
  if (!length) return std::nullopt;
  return negative ? -*length : *length;
}

std::string format_bytes(Bytes bytes) {
  for (std::size_t i = 6; i >= 1; --i) {
    const auto size = static_cast<std::int64_t>(kByteUnits[i].size);
    if (bytes.count > 0 && bytes.count % size == 0)
      return fmt::format("{}{}", bytes.count / size, kByteUnits[i].name);
  }
  return fmt::format("{}", bytes.count);
}

std::string format_rate(BytesPerSecond rate) {
  const auto number = [](double v) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr;
    return std::string(buffer.data(), end);
  };
  std::string best = number(rate.value) + "B/s";
  for (const bool bits : {true, false}) {
    for (const Unit& prefix : kRatePrefixes) {
      const double amount = rate.value * (bits ? 8 : 1) / static_cast<double>(prefix.size);
      const auto text = fmt::format("{}{}{}/s", number(amount), prefix.name, bits ? "bit" : "B");
      if (text.size() < best.size() && parse_rate(text) == rate) best = text;
    }
  }
  return best;
}

std::string format_duration(Duration duration) {
  if (duration == Duration::zero()) return "0s";
  std::string out = duration < Duration::zero() ? "-" : "";
  auto rest = static_cast<std::uint64_t>(duration < Duration::zero() ? -duration.count() : duration.count());
  for (const Unit& unit : kTimeUnits) {
    if (rest < unit.size) continue;
    out += fmt::format("{}{}", rest / unit.size, unit.name);
    rest %= unit.size;
  }
  return out;
}

}  // namespace headway::io
