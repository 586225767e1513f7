// Amounts of data and rates as types, so that a byte count cannot be passed as a rate.
#pragma once

#include <compare>
#include <cstdint>

namespace headway {

/// A number of bytes, 0 to 2^63 - 1 (sums of a scenario are limited to 2^60, see io limits).
struct Bytes {
  std::int64_t count = 0;
  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes& operator+=(Bytes other) { return count += other.count, *this; }
  constexpr Bytes& operator-=(Bytes other) { return count -= other.count, *this; }
};
constexpr Bytes operator+(Bytes a, Bytes b) {
  return Bytes{a.count + b.count};
}
constexpr Bytes operator-(Bytes a, Bytes b) {
  return Bytes{a.count - b.count};
}
constexpr Bytes operator*(std::int64_t n, Bytes b) {
  return Bytes{n * b.count};
}

inline constexpr std::int64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB, kTiB = 1024 * kGiB;

/// Bytes a second; positive and finite for capacities.
struct BytesPerSecond {
  double value = 0;
  constexpr auto operator<=>(const BytesPerSecond&) const = default;
};

}  // namespace headway
