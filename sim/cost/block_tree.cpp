#include "sim/cost/block_tree.h"

namespace headway::cost {
namespace {

double power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 != 0) result *= base;
    base *= base;
  }
  return result;
}

}  // namespace

double occupied_directories(std::int64_t blocks, std::int64_t directories) {
  if (blocks <= 0 || directories <= 0) return 0;
  const auto urns = static_cast<double>(directories);
  return urns * (1 - power(1 - 1 / urns, blocks));
}

}  // namespace headway::cost
