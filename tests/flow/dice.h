// Repeatable draws for the tests of this folder, from the project's own addressed randomness.
#pragma once

#include <cstdint>

#include "sim/core/math.h"
#include "sim/core/random.h"

namespace headway::flow {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : luck_(seed, 0) {}
  double uniform() { return luck_.uniform(0, 0, rolls_++); }
  double real(double low, double high) { return low + (high - low) * uniform(); }
  int between(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
  bool chance(double p) { return uniform() < p; }
  double exponential(double mean) { return -mean * core::log(uniform()); }

 private:
  core::Luck luck_;
  std::int64_t rolls_ = 0;
};

}  // namespace headway::flow
