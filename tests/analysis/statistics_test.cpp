// Means and proportions. Clopper-Pearson is checked against its definition by sums of binomial terms.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analysis/statistics/mean.h"
#include "analysis/statistics/proportion.h"
#include "tests/analysis/draws.h"

namespace headway::statistics {
namespace {

/// P(B <= k), B binomial(n, p), term by term.
double at_most(std::int64_t k, std::int64_t n, double p) {
  double sum = 0;
  for (std::int64_t i = 0; i <= k; ++i) {
    const auto d = [](std::int64_t x) { return static_cast<double>(x); };
    sum += std::exp(std::lgamma(d(n + 1)) - std::lgamma(d(i + 1)) - std::lgamma(d(n - i + 1)) +
                    d(i) * std::log(p) + d(n - i) * std::log1p(-p));
  }
  return sum;
}

TEST(ClopperPearson, EndsAreWhereTheBinomialTailIsTheError) {
  for (const std::int64_t n : {1, 2, 5, 20, 77, 200}) {
    for (std::int64_t x = 0; x <= n; x += 1 + n / 7) {
      for (const double confidence : {0.8, 0.95, 0.99}) {
        const Interval interval = clopper_pearson(x, n, confidence);
        const double side = (1 - confidence) / 2;
        // At the upper end as few as x are seen with the error's probability, at the lower end as many.
        if (x < n) {
          EXPECT_NEAR(at_most(x, n, interval.high), side, 1e-10) << x << " of " << n;
        }
        if (x > 0) {
          EXPECT_NEAR(1 - at_most(x - 1, n, interval.low), side, 1e-10) << x << " of " << n;
        }
        if (x < n) {
          EXPECT_NEAR(at_most(x, n, clopper_pearson_upper(x, n, confidence)), 1 - confidence, 1e-10);
        }
      }
    }
  }
}

TEST(ClopperPearson, NoneAndAll) {
  // (1 - p)^20 = 0.05 gives p = 1 - 0.05^(1/20) = 0.13911; of 200: 0.014867.
  EXPECT_NEAR(clopper_pearson_upper(0, 20), 0.13911, 5e-6);
  EXPECT_NEAR(clopper_pearson_upper(0, 200), 0.014867, 5e-7);
  EXPECT_EQ(clopper_pearson_upper(20, 20), 1);
  EXPECT_EQ(clopper_pearson_lower(0, 20), 0);
  EXPECT_NEAR(clopper_pearson_lower(20, 20), 1 - 0.13911, 5e-6);
  // Two-sided: 1 - 0.025^(1/20).
  EXPECT_NEAR(clopper_pearson(0, 20).high, 0.16843, 5e-6);
}

TEST(ClopperPearson, CoversAtLeastAsPromised) {
  // Exact: sum the probability of those counts whose interval holds the truth.
  for (const double truth : {0.01, 0.05, 0.2, 0.5, 0.93}) {
    double covered = 0;
    constexpr std::int64_t kN = 40;
    for (std::int64_t x = 0; x <= kN; ++x) {
      const Interval interval = clopper_pearson(x, kN);
      const double probability = at_most(x, kN, truth) - (x > 0 ? at_most(x - 1, kN, truth) : 0.0);
      if (interval.low <= truth && truth <= interval.high) covered += probability;
    }
    EXPECT_GE(covered, 0.95 - 1e-9) << truth;
    EXPECT_LE(covered, 1 + 1e-9);
  }
}

TEST(Proportion, ZeroGivesTheOneSidedBound) {
  const Estimate none = proportion(0, 20);
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.13911, 5e-6);
  EXPECT_EQ(none.method, kClopperPearsonMethod);
  const Estimate some = proportion(6, 20);
  EXPECT_EQ(some.method, kClopperPearsonMethod);
  EXPECT_NEAR(some.low, 0.1189, 5e-5);  // the classical table for 6 of 20
  EXPECT_NEAR(some.high, 0.5428, 5e-5);
  EXPECT_TRUE(std::isnan(proportion(0, 0).value));
}

TEST(Proportion, ReplicationsToShow) {
  EXPECT_EQ(replications_to_show(0.01), 299);  // 0.99^298 = 0.05003, 0.99^299 = 0.0495
  EXPECT_EQ(replications_to_show(0.14), 20);
  EXPECT_EQ(replications_to_show(0.05), 59);
  EXPECT_EQ(replications_to_show(1), 1);
}

TEST(Mean, ByHand) {
  // Mean 4, squares of deviations 4 + 0 + 4 = 8, variance 4, standard error 2 / sqrt(3); t(0.975, 2)
  // = 4.30265.
  const std::vector<double> values{2, 4, 6};
  const Estimate estimate = mean(values);
  EXPECT_DOUBLE_EQ(estimate.value, 4);
  EXPECT_NEAR(estimate.high - 4, 4.30265 * 2 / std::sqrt(3.0), 1e-4);
  EXPECT_NEAR(4 - estimate.low, estimate.high - 4, 1e-12);
  EXPECT_EQ(mean_of_non_negative(values).low, 0);  // 4 - 4.97 is below 0
}

TEST(Mean, OneValueHasNoInterval) {
  const std::vector<double> one{3};
  EXPECT_EQ(mean(one).value, 3);
  EXPECT_TRUE(std::isinf(mean(one).high));
  EXPECT_EQ(mean(one).method, kOneReplicationMethod);
  EXPECT_TRUE(std::isnan(mean({}).value));
}

TEST(Mean, SumIsCompensated) {
  const std::vector<double> values{1e16, 1, -1e16, 1};
  EXPECT_EQ(ordered_sum(values), 2);
}

TEST(Mean, StudentQuantiles) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.7062, 1e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 19), 2.09302, 1e-5);
  EXPECT_NEAR(student_t_quantile(0.95, 199), 1.65255, 1e-5);
}

TEST(Mean, IntervalCoversTheTruthInNineteenOfTwenty) {
  // 10,000 samples of 12 normals: coverage 0.95 with standard deviation 0.0022. The same of skewed ones, 60
  // exponentials each: t intervals fall a little short of it, between 93 and 95 %.
  tests::Draws draws(1);
  int normal = 0, skewed = 0;
  for (int repetition = 0; repetition < 10'000; ++repetition) {
    std::vector<double> values(12), waits(60);
    for (double& value : values) value = 5 + draws.normal();
    for (double& wait : waits) wait = draws.exponential();
    const Estimate of_values = mean(values), of_waits = mean_of_non_negative(waits);
    normal += of_values.low <= 5 && 5 <= of_values.high;
    skewed += of_waits.low <= 1 && 1 <= of_waits.high;
  }
  EXPECT_GE(normal, 9'400);
  EXPECT_LE(normal, 9'600);
  EXPECT_GE(skewed, 9'300);
  EXPECT_LE(skewed, 9'600);
}

}  // namespace
}  // namespace headway::statistics
