// Chance for tests of intervals: fixed seeds, the same everywhere.
#pragma once

#include <cstdint>

#include "sim/core/math.h"

namespace headway::tests {

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, 2014), enough for two thousand repetitions.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  /// In (0, 1).
  double uniform() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    return (static_cast<double>(z >> 11) + 0.5) / 9007199254740992.0;
  }
  double normal() { return core::normal_quantile(uniform()); }
  double exponential() { return -core::log(uniform()); }

 private:
  std::uint64_t state_;
};

}  // namespace headway::tests
