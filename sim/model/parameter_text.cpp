#include "sim/model/parameter_text.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "sim/model/presets.h"

namespace headway::model {
namespace {

struct Unit {
  std::int64_t size;
  std::string_view name;
};

/// `count` in the first of these units that divides it; the last one has size 1.
template <std::size_t N>
std::string in_largest_unit(std::int64_t count, const std::array<Unit, N>& units) {
  for (const Unit& unit : units) {
    if (count % unit.size == 0) return std::to_string(count / unit.size) + std::string(unit.name);
  }
  return std::to_string(count);
}

constexpr std::array<Unit, 5> kByteUnits = {
    {{kTiB, "TiB"}, {kGiB, "GiB"}, {kMiB, "MiB"}, {kKiB, "KiB"}, {1, ""}}};

constexpr std::array<Unit, 5> kTimeUnits = {
    {{3600'000'000'000, "h"}, {1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}, {1, "ns"}}};

}  // namespace

std::string to_text(Duration value) {
  if (value == Duration::zero()) return "0s";
  return in_largest_unit(value.count(), kTimeUnits);
}

std::string to_text(Bytes value) {
  if (value.count == 0) return "0";
  return in_largest_unit(value.count, kByteUnits);
}

std::string to_text(BytesPerSecond value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: above it not every whole number is a double
  const bool whole = value.value >= 1 && value.value < kExact &&
                     static_cast<double>(static_cast<std::int64_t>(value.value)) == value.value;
  if (whole) {
    std::string text = to_text(Bytes{static_cast<std::int64_t>(value.value)});
    return text + (text.back() == 'B' ? "/s" : "B/s");
  }
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.value).ptr;
  return std::string(digits.data(), end) + "B/s";
}

std::string to_text(const ParameterValue& value) {
  return std::visit(
      []<class T>(const T& v) -> std::string {
        if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return std::to_string(v);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return v;
        } else {
          return to_text(v);
        }
      },
      value);
}

std::string_view word_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::read:
      return "read";
    case Evidence::executed:
      return "executed";
    case Evidence::derived:
      return "derived";
    case Evidence::assumed:
      return "assumed";
  }
  std::abort();
}

std::string_view word_of(ParameterType type) {
  switch (type) {
    case ParameterType::flag:
      return "flag";
    case ParameterType::count:
      return "count";
    case ParameterType::duration:
      return "duration";
    case ParameterType::bytes:
      return "bytes";
    case ParameterType::rate:
      return "rate";
    case ParameterType::choice:
      return "choice";
  }
  std::abort();
}

}  // namespace headway::model
