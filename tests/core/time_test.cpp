#include "sim/core/time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace headway {
namespace {

TEST(FromSeconds, RoundsUpToTheNextNanosecond) {
  EXPECT_EQ(from_seconds(1e-9), nanoseconds(1));
  EXPECT_EQ(from_seconds(1e-10), nanoseconds(1));  // 0.1 ns: a completion never comes early
  EXPECT_EQ(from_seconds(1.5e-9), nanoseconds(2));
  EXPECT_EQ(from_seconds(2.0), seconds(2));
  EXPECT_EQ(from_seconds(0.005), milliseconds(5));
  EXPECT_EQ(from_seconds(std::numeric_limits<double>::denorm_min()), nanoseconds(1));
}

TEST(FromSeconds, NeverComesEarlyAndLessThanANanosecondLate) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    // Up to 2^22 s (48 days): there a double of nanoseconds still has 1/4 ns to spare.
    const double s =
        static_cast<double>(random() >> 11) * 0x1p-53 * static_cast<double>(1U << (random() % 23));
    const long double exact = static_cast<long double>(s) * 1e9L;
    const auto got = static_cast<long double>(from_seconds(s).count());
    ASSERT_GE(got, exact - 0.5L) << s;  // s * 1e9 is itself rounded to the nearest double
    ASSERT_LT(got, exact + 1.5L) << s;
  }
}

TEST(FromSeconds, IsMonotone) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100000; ++i) {
    const double a = static_cast<double>(random() >> 11) * 0x1p-20;
    const double b = i % 2 == 0 ? a * (1 + 0x1p-52) : static_cast<double>(random() >> 11) * 0x1p-20;
    ASSERT_LE(from_seconds(std::min(a, b)), from_seconds(std::max(a, b)));
  }
}

TEST(FromSeconds, WholeSecondsAreExactAndDecimalsAtMostANanosecondLate) {
  for (std::int64_t s = 0; s < 100000; s += 7) ASSERT_EQ(from_seconds(static_cast<double>(s)), seconds(s));
  int late = 0;
  for (std::int64_t ms = 0; ms < 100000; ms += 3) {
    const Duration excess = from_seconds(static_cast<double>(ms) / 1000) - milliseconds(ms);
    ASSERT_GE(excess, Duration::zero()) << ms;
    ASSERT_LE(excess, nanoseconds(1)) << ms;
    late += excess > Duration::zero();
  }
  // 0.267 is a little more than 267 ms as a double, times 1e9 is 267000000.00000003, and up it goes.
  EXPECT_EQ(from_seconds(0.267), nanoseconds(267'000'001));
  EXPECT_LT(late, 33334 / 10);
}

TEST(FromSeconds, NothingNegativeOrUndefinedIsAWait) {
  EXPECT_EQ(from_seconds(0.0), Duration::zero());
  EXPECT_EQ(from_seconds(-0.0), Duration::zero());
  EXPECT_EQ(from_seconds(-1e-300), Duration::zero());
  EXPECT_EQ(from_seconds(-1e300), Duration::zero());
  EXPECT_EQ(from_seconds(-std::numeric_limits<double>::infinity()), Duration::zero());
  EXPECT_EQ(from_seconds(std::numeric_limits<double>::quiet_NaN()), Duration::zero());
}

TEST(FromSeconds, SaturatesAtAHundredYears) {
  const double century = 36525.0 * 86400;  // of 365.25 days each
  EXPECT_EQ(to_seconds(kForever), century);
  EXPECT_EQ(from_seconds(century), kForever);
  EXPECT_LT(from_seconds(century - 1), kForever);
  EXPECT_EQ(from_seconds(1e300), kForever);
  EXPECT_EQ(from_seconds(std::numeric_limits<double>::infinity()), kForever);
}

TEST(Forever, CanBeAddedToAnyInstantOfThisCenturyWithoutOverflow) {
  const Instant end_of_century = std::chrono::sys_days(std::chrono::year(2099) / 12 / 31);
  EXPECT_GT(end_of_century + kForever, end_of_century);
}

TEST(ToSeconds, IsTheInverseUpToRounding) {
  EXPECT_EQ(to_seconds(milliseconds(1500)), 1.5);
  EXPECT_EQ(to_seconds(hours(-1)), -3600.0);
}

}  // namespace
}  // namespace headway
