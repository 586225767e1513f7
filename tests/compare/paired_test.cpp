#include "analysis/statistics/paired.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/analysis/draws.h"

namespace headway::statistics {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(Paired, ByHand) {
  // Differences 2, 3, 0, 3: mean 2; squares of deviations 0 + 1 + 4 + 1 = 6, s^2 = 6 / 3 = 2, se = sqrt(2 /
  // 4). t = 2 / 0.7071 = 2.8284 with 3 degrees of freedom, whose 97.5 % quantile is 3.1824: half width 3.1824
  // x 0.7071 = 2.2503.
  const std::vector<double> before{10, 12, 9, 11}, after{12, 15, 9, 14};
  const Paired paired = paired_difference(before, after);
  EXPECT_EQ(paired.n, 4);
  EXPECT_DOUBLE_EQ(paired.mean_before, 10.5);
  EXPECT_DOUBLE_EQ(paired.mean_after, 12.5);
  EXPECT_DOUBLE_EQ(paired.difference.value, 2);
  EXPECT_NEAR(paired.difference.low, 2 - 2.25033, 1e-5);
  EXPECT_NEAR(paired.difference.high, 2 + 2.25033, 1e-5);
  EXPECT_EQ(paired.difference.method, kPairedMethod);
  EXPECT_DOUBLE_EQ(paired.spread, std::sqrt(2.0));
  EXPECT_FALSE(paired.none_differs);
  // Of 3 degrees of freedom the distribution has a closed form: with tan a = t / sqrt(3), so cos^2 a = 3 /
  // 11, P(|T| > t) = 1 - 2 (a + sin a cos a) / pi = 0.0663.
  const double a = std::atan(std::sqrt(8.0 / 3));
  const double tails = 1 - 2 * (a + std::sin(a) * std::cos(a)) / std::numbers::pi;
  EXPECT_NEAR(paired.p_value, tails, 1e-12);
  EXPECT_NEAR(paired.p_value, 0.0663, 5e-5);
}

TEST(Paired, TheOneSidedTestMovesWithItsMargin) {
  const std::vector<double> before{10, 12, 9, 11}, after{12, 15, 9, 14};
  const Paired paired = paired_difference(before, after);
  EXPECT_NEAR(p_value_above(paired, 0), paired.p_value / 2, 1e-12);
  EXPECT_NEAR(p_value_above(paired, 2), 0.5, 1e-12);  // the mean itself
  EXPECT_NEAR(p_value_above(paired, 4), 1 - paired.p_value / 2, 1e-12);
  const std::vector<double> one_more{11, 13, 10, 12};
  const Paired constant = paired_difference(before, one_more);
  EXPECT_EQ(p_value_above(constant, 0.5), 0);
  EXPECT_EQ(p_value_above(constant, 1), 1);
}

TEST(Paired, EqualArmsDifferByExactlyNothing) {
  const std::vector<double> values{0.1, 0.2, 1e9, 3};
  const Paired paired = paired_difference(values, values);
  EXPECT_TRUE(paired.none_differs);
  EXPECT_EQ(paired.difference.value, 0);
  EXPECT_EQ(paired.difference.low, 0);
  EXPECT_EQ(paired.difference.high, 0);
  EXPECT_EQ(paired.p_value, 1);
}

TEST(Paired, EqualDifferencesAreAPoint) {
  // 0.3 - 0.2 and 0.5 - 0.4 are not the same double; halves and quarters are exact.
  const std::vector<double> before{1, 2, 3}, after{1.25, 2.25, 3.25};
  const Paired paired = paired_difference(before, after);
  EXPECT_EQ(paired.difference.value, 0.25);
  EXPECT_EQ(paired.difference.low, 0.25);
  EXPECT_EQ(paired.difference.high, 0.25);
  EXPECT_EQ(paired.spread, 0);
  EXPECT_EQ(paired.p_value, 0);
  EXPECT_FALSE(paired.none_differs);
}

TEST(Paired, WhatIsNotKnownOnOneSideIsLeftOut) {
  const std::vector<double> before{1, kNaN, 3, 4}, after{2, 2, kNaN, 7};
  const Paired paired = paired_difference(before, after);
  EXPECT_EQ(paired.n, 2);
  EXPECT_EQ(paired.mean_before, 2.5);
  EXPECT_EQ(paired.difference.value, 2);
  const Paired nothing = paired_difference(std::vector<double>{kNaN}, std::vector<double>{1});
  EXPECT_EQ(nothing.n, 0);
  EXPECT_TRUE(std::isnan(nothing.difference.value));
  EXPECT_EQ(nothing.p_value, 1);
  EXPECT_EQ(p_value_above(nothing, 0), 1);
}

TEST(Paired, OnePairHasNoIntervalAndNoTest) {
  const Paired paired = paired_difference(std::vector<double>{1}, std::vector<double>{5});
  EXPECT_EQ(paired.difference.value, 4);
  EXPECT_TRUE(std::isinf(paired.difference.high));
  EXPECT_EQ(paired.p_value, 1);
  EXPECT_EQ(p_value_above(paired, 0), 1);
}

TEST(Further, ByHand) {
  // m = 2, s^2 = 2: (1.95996 + 0.84162)^2 x 2 / 4 + 1.95996^2 / 2 = 3.924 + 1.921 = 5.85, so 6; 4 are there.
  const Paired paired =
      paired_difference(std::vector<double>{10, 12, 9, 11}, std::vector<double>{12, 15, 9, 14});
  EXPECT_EQ(further_replications(paired, 0.05), 2);
  // At 0.05 / 20: z = 3.02334; (3.86496)^2 / 2 + 4.570 = 12.04, so 13.
  EXPECT_EQ(further_replications(paired, 0.0025), 9);
}

TEST(Further, IsAtLeastOneAndHasALimit) {
  const Paired sure =
      paired_difference(std::vector<double>(10, 0), {std::vector<double>{9, 9, 9, 9, 9, 9, 9, 9, 9, 10}});
  EXPECT_EQ(further_replications(sure, 0.05), 1);
  const Paired none = paired_difference(std::vector<double>{0, 0}, std::vector<double>{1, -1});
  EXPECT_EQ(further_replications(none, 0.05), kMostFurtherReplications);
  const Paired little = paired_difference(std::vector<double>{0, 0}, std::vector<double>{1, -0.9999});
  EXPECT_EQ(further_replications(little, 0.05), kMostFurtherReplications);
}

TEST(Further, SoManyFindTheDifferenceAsOftenAsPlanned) {
  // Two pairs with mean 0.5 and s = 1: n = 7.849 x 4 + 1.921 = 33.3, so 34 in all. Normal differences of that
  // mean and spread are then found in 80 % of the repetitions; of 2,000 the share is within 4 standard
  // errors of sqrt(0.8 x 0.2 / 2000) = 0.009.
  const double h = std::sqrt(0.5);
  const Paired seen = paired_difference(std::vector<double>{0, 0}, std::vector<double>{0.5 + h, 0.5 - h});
  const std::int64_t n = 2 + further_replications(seen, 0.05);
  ASSERT_EQ(n, 34);
  tests::Draws draws(5);
  int found = 0;
  const std::vector<double> zeros(static_cast<std::size_t>(n), 0.0);
  for (int repetition = 0; repetition < 2000; ++repetition) {
    std::vector<double> after(zeros.size());
    for (double& value : after) value = 0.5 + draws.normal();
    found += paired_difference(zeros, after).p_value <= 0.05;
  }
  EXPECT_NEAR(found / 2000.0, kPlannedPower, 0.036);
}

}  // namespace
}  // namespace headway::statistics
