// log, exp and the normal quantile against libm in 80-bit precision, and as golden bits: these functions
// must give the same bits with every compiler, build type and CPU.
#include "sim/core/math.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "sim/core/random.h"

namespace headway::core {
namespace {

using Wide = long double;
using Limits = std::numeric_limits<double>;

double relative_error(double got, Wide exact) {
  return exact == 0 ? std::abs(got) : static_cast<double>(std::abs((Wide{got} - exact) / exact));
}

TEST(Log, IsLibmsToTheLastBitsOverTheWholeRange) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 300000; ++i) {
    const double x = std::bit_cast<double>(random() & 0x7fffffffffffffffULL);  // all exponents alike
    if (!(x > 0) || x > Limits::max()) continue;
    ASSERT_LT(relative_error(core::log(x), std::log(Wide{x})), 4e-16) << x;
  }
}

TEST(Log, IsRelativelyExactNearOne) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 300000; ++i) {
    const double distance = open_uniform(random()) * std::ldexp(0.7, -static_cast<int>(random() % 52));
    const double x = i % 2 == 0 ? 1 + distance : 1 - distance;
    ASSERT_LT(relative_error(core::log(x), std::log(Wide{x})), 4e-16) << x;
  }
  EXPECT_EQ(core::log(1.0), 0.0);
}

TEST(Log, OfSubnormalsAndExtremes) {
  for (const double x : {Limits::denorm_min(), 3 * Limits::denorm_min(), Limits::min() / 2, Limits::min(),
                         std::nextafter(Limits::min(), 0.0), Limits::max(), 0x1p-53, 1 - 0x1p-53})
    EXPECT_LT(relative_error(core::log(x), std::log(Wide{x})), 4e-16) << x;
}

TEST(Log, IsMonotoneAcrossTheSeamsOfItsReduction) {
  for (const double seam : {1.4142135623730951, 2.0, 2.8284271247461903, 0.7071067811865476, 0.5, 1.0}) {
    double x = seam;
    for (int i = 0; i < 50; ++i) x = std::nextafter(x, 0.0);
    for (int i = 0; i < 100; ++i) {
      const double next = std::nextafter(x, 10.0);
      ASSERT_LE(core::log(x), core::log(next)) << std::hexfloat << x;
      x = next;
    }
  }
}

TEST(Exp, IsLibmsToTheLastBitsOverTheNormalRange) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300000; ++i) {
    const double x = i % 2 == 0
                         ? -708 + open_uniform(random()) * (708 + 709.78)
                         : (open_uniform(random()) - 0.5) * std::ldexp(1, -static_cast<int>(random() % 60));
    ASSERT_LT(relative_error(core::exp(x), std::exp(Wide{x})), 3e-16) << x;
  }
}

TEST(Exp, UnderflowsGraduallyWithinAUnitOfTheLastPlace) {
  for (double x = -708; x >= -745; x -= 0.00037)
    ASSERT_LE(std::abs(Wide{core::exp(x)} - std::exp(Wide{x})),
              Wide{Limits::denorm_min()} * (x < -708.39 ? 1 : 2))
        << x;
  EXPECT_GT(core::exp(-745.0), 0.0);
  EXPECT_EQ(core::exp(-745.2), 0.0);
  EXPECT_EQ(core::exp(-1e300), 0.0);
  EXPECT_EQ(core::exp(-Limits::infinity()), 0.0);
}

TEST(Exp, AtTheUpperEnd) {
  EXPECT_LT(relative_error(core::exp(709.78), std::exp(Wide{709.78})), 3e-16);
  EXPECT_EQ(core::exp(709.79), Limits::infinity());
  EXPECT_EQ(core::exp(Limits::infinity()), Limits::infinity());
  EXPECT_EQ(core::exp(0.0), 1.0);
  EXPECT_EQ(core::exp(-0.0), 1.0);
}

TEST(Exp, UndoesLog) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 100000; ++i) {
    const double x = std::ldexp(0.5 + open_uniform(random()), static_cast<int>(random() % 40) - 20);
    ASSERT_LT(std::abs(core::exp(core::log(x)) / x - 1), 4e-15)
        << x;  // |log x| < 14 units amplify the last bit
  }
}

/// The normal quantile by Halley's iteration on libm's erfc, in the tail that keeps its digits.
Wide exact_quantile(double u) {
  const bool upper = u > 0.5;
  const Wide p = upper ? Wide{1} - Wide{u} : Wide{u};
  Wide z = core::normal_quantile(static_cast<double>(p));
  for (int i = 0; i < 4; ++i) {
    const Wide error = 0.5L * std::erfc(-z / std::sqrt(2.0L)) - p;
    const Wide density = std::exp(-z * z / 2) * 0.398942280401432677939946059934L;
    const Wide step = error / density;
    z -= step / (1 + z * step / 2);
  }
  return upper ? -z : z;
}

TEST(NormalQuantile, IsWithinAcklamsBound) {
  std::mt19937_64 random(5);
  double worst = 0;
  for (int i = 0; i < 40000; ++i) {
    double u = open_uniform(random());
    if (i % 2 == 0) u = std::ldexp(u, -static_cast<int>(random() % 300));
    if (i % 3 == 0 && u > 0x1p-53) u = 1 - u;
    if (u == 0.5) continue;
    const double error = relative_error(core::normal_quantile(u), exact_quantile(u));
    ASSERT_LT(error, 1.15e-9) << u;
    worst = std::max(worst, error);
  }
  EXPECT_GT(worst, 1e-10);  // else the reference would be our own function
}

TEST(NormalQuantile, KnownPointsAndSymmetry) {
  EXPECT_EQ(core::normal_quantile(0.5), 0.0);
  EXPECT_NEAR(core::normal_quantile(0.975), 1.959963984540054, 3e-9);
  EXPECT_NEAR(core::normal_quantile(0.95), 1.6448536269514722, 2e-9);
  EXPECT_NEAR(core::normal_quantile(0x1p-53), -8.2095361516013860, 1e-8);
  std::mt19937_64 random(6);
  for (int i = 0; i < 20000; ++i) {
    const double u = open_uniform(random());
    ASSERT_EQ(core::normal_quantile(u), -core::normal_quantile(1 - u))
        << u;  // 1 - u is exact for our uniforms
  }
}

TEST(NormalQuantile, IsMonotone) {
  double before = -100;
  for (int i = 1; i < 200000; ++i) {
    const double z = core::normal_quantile(i / 200000.0);
    ASSERT_GT(z, before) << i;
    before = z;
  }
  for (const double seam : {0.02425, 1 - 0.02425})  // of the two approximations
    EXPECT_LT(core::normal_quantile(seam - 1e-8), core::normal_quantile(seam + 1e-8));
}

TEST(Math, GoldenBits) {
  EXPECT_EQ(core::log(0.1), -0x1.26bb1bbb55515p+1);
  EXPECT_EQ(core::log(0.7), -0x1.6d3c324e13f5p-2);
  EXPECT_EQ(core::log(2.0), 0x1.62e42fefa39efp-1);
  EXPECT_EQ(core::log(3.141592653589793), 0x1.250d048e7a1bdp+0);
  EXPECT_EQ(core::log(10.0), 0x1.26bb1bbb55516p+1);
  EXPECT_EQ(core::log(1e-300), -0x1.5963447f87fb5p+9);
  EXPECT_EQ(core::log(1e300), 0x1.5963447f87fb5p+9);
  EXPECT_EQ(core::log(0x1p-1074), -0x1.74385446d71c3p+9);
  EXPECT_EQ(core::log(0x1.fffffffffffffp+1023), 0x1.62e42fefa39efp+9);
  EXPECT_EQ(core::log(0x1.0000000000001p+0), 0x1p-52);
  EXPECT_EQ(core::exp(1.0), 0x1.5bf0a8b14576ap+1);
  EXPECT_EQ(core::exp(-1.0), 0x1.78b56362cef38p-2);
  EXPECT_EQ(core::exp(0.5), 0x1.a61298e1e069cp+0);
  EXPECT_EQ(core::exp(10.0), 0x1.5829dcf95056p+14);
  EXPECT_EQ(core::exp(1e-10), 0x1.000000006df38p+0);
  EXPECT_EQ(core::exp(-0.3465735902799726), 0x1.6a09e667f3bcdp-1);
  EXPECT_EQ(core::exp(700.0), 0x1.d945df4f8ec8ep+1009);
  EXPECT_EQ(core::exp(-700.0), 0x1.14f2b0fb9307fp-1010);
  EXPECT_EQ(core::exp(-744.0), 0x0.0000000000002p-1022);
  EXPECT_EQ(core::normal_quantile(1e-15), -0x1.fc3f006f58fcep+2);
  EXPECT_EQ(core::normal_quantile(0.001), -0x1.8b8cbb6ee2822p+1);
  EXPECT_EQ(core::normal_quantile(0.02425), -0x1.f913f9ae19f39p+0);
  EXPECT_EQ(core::normal_quantile(0.1), -0x1.4813c3681e9f4p+0);
  EXPECT_EQ(core::normal_quantile(0.3), -0x1.0c7e395d14936p-1);
  EXPECT_EQ(core::normal_quantile(0.95), 0x1.a515208ea802p+0);
  EXPECT_EQ(core::normal_quantile(0.99), 0x1.29c5c463cecf2p+1);
  EXPECT_EQ(core::normal_quantile(0x1.fffffffffffffp-1), 0x1.06b48525582dap+3);
}

/// FNV-1a over the bits of many results: one number that any compiler, flag or CPU must repeat.
template <class F>
std::uint64_t fingerprint(F f) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  std::mt19937_64 random(7);
  for (int i = 0; i < 100000; ++i) h = (h ^ std::bit_cast<std::uint64_t>(f(random()))) * 0x100000001b3ULL;
  return h;
}
std::uint64_t log_fingerprint() {
  return fingerprint([](std::uint64_t bits) {
    return core::log(std::bit_cast<double>((bits & 0x7fefffffffffffffULL) | 1));
  });
}
std::uint64_t exp_fingerprint() {
  return fingerprint([](std::uint64_t bits) { return core::exp(-745 + 1454 * open_uniform(bits)); });
}
std::uint64_t quantile_fingerprint() {
  return fingerprint([](std::uint64_t bits) { return core::normal_quantile(open_uniform(bits)); });
}

TEST(Math, GoldenFingerprints) {
  EXPECT_EQ(log_fingerprint(), 0xfcfe61a197545460ULL);
  EXPECT_EQ(exp_fingerprint(), 0x25d363fc4f7e4b56ULL);
  EXPECT_EQ(quantile_fingerprint(), 0x3cf9cacaf140599aULL);
}

}  // namespace
}  // namespace headway::core
