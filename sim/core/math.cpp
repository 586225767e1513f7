#include "sim/core/math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace headway::core {
namespace {

// ln 2 in two parts: the first has 21 trailing zero bits, so that k * kLn2High is exact.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;

}  // namespace

double log(double x) {
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.1716.
  auto bits = std::bit_cast<std::uint64_t>(x);
  int k = 0;
  if ((bits >> 52) == 0) {  // subnormal: scale up first
    bits = std::bit_cast<std::uint64_t>(x * 0x1p54);
    k = -54;
  }
  k += static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++k;
  }
  const double s = (m - 1) / (m + 1), z = s * s;
  double sum = 0;
  for (int n = 23; n >= 3; n -= 2) sum = (sum + 1.0 / n) * z;
  return k * kLn2High + (k * kLn2Low + 2 * s * sum + 2 * s);
}

double exp(double x) {
  if (x < -745) return 0;
  if (x > 709.78) return std::numeric_limits<double>::infinity();
  // x = k ln 2 + r, |r| <= 0.35; then a Taylor sum of e^r of which the first term left out is below 1e-19,
  // even and odd powers apart: two short chains instead of a long one. Results near the ends of the range are
  // scaled in two steps, so that neither power of two leaves it.
  const double k =
      static_cast<double>(static_cast<std::int64_t>(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5)));
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double r2 = r * r;
  double even = 1.0 / 87178291200.0;   // 14!
  double odd = 1.0 / 1307674368000.0;  // 15!
  even = even * r2 + 1.0 / 479001600.0;
  odd = odd * r2 + 1.0 / 6227020800.0;
  even = even * r2 + 1.0 / 3628800.0;
  odd = odd * r2 + 1.0 / 39916800.0;
  even = even * r2 + 1.0 / 40320.0;
  odd = odd * r2 + 1.0 / 362880.0;
  even = even * r2 + 1.0 / 720.0;
  odd = odd * r2 + 1.0 / 5040.0;
  even = even * r2 + 1.0 / 24.0;
  odd = odd * r2 + 1.0 / 120.0;
  even = even * r2 + 0.5;
  odd = odd * r2 + 1.0 / 6.0;
  // The largest terms last: 1 + r (1 + r2 odd) + r2 even.
  const double sum = 1 + (r + (r2 * even + r * r2 * odd));
  const int e = static_cast<int>(k);
  auto scale = [](int power) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(power + 1023) << 52);
  };
  if (e < -1000) return sum * scale(e + 100) * scale(-100);
  if (e > 1000) return sum * scale(e - 100) * scale(100);
  return sum * scale(e);
}

double normal_quantile(double u) {
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                          6.680131188771972e+01, -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                          3.754408661907416e+00};
  constexpr double low = 0.02425;
  if (u >= low && u <= 1 - low) {
    const double q = u - 0.5, r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  const double tail = u < low ? u : 1 - u;
  const double q = std::sqrt(-2 * core::log(tail));
  const double z = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
                   ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  return u < low ? z : -z;
}

}  // namespace headway::core
