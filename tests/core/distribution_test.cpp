// Distributions: what is sampled has the mean and variance that are stated, for every shape.
#include "sim/core/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "sim/core/math.h"
#include "sim/core/random.h"

namespace headway::core {
namespace {

struct Named {
  std::string name;
  Distribution::Shape shape;
};
std::ostream& operator<<(std::ostream& out, const Named& n) {
  return out << n.name;
}

std::vector<Named> shapes() {
  return {{"constant", Constant{4.5}},
          {"uniform", Uniform{1, 4}},
          {"uniform_of_one_value", Uniform{3, 3}},
          {"exponential", Exponential{2}},
          {"lognormal", Lognormal{6, lognormal_sigma(6, 20)}},
          {"lognormal_narrow", Lognormal{0.02, 0.1}},
          {"lognormal_of_one_value", Lognormal{5, 0}},
          {"normal", Normal{5, 1}},
          {"normal_cut", Normal{1, 1}},
          {"normal_cut_in_half", Normal{0, 2}},
          {"normal_mostly_cut", Normal{-2, 1}},
          {"normal_of_one_value", Normal{5, 0}},
          {"empirical", Empirical{{1, 2, 3, 10}}},
          {"empirical_of_one_value", Empirical{{7}}}};
}

class EveryShape : public ::testing::TestWithParam<Named> {
 protected:
  const Distribution distribution{GetParam().shape};
};

TEST_P(EveryShape, MeanAndVarianceAreThoseOfTheQuantileFunction) {
  // The integral of the quantile function over (0, 1) by midpoints: no chance in it. The ends of unbounded
  // shapes converge slowly, hence the tolerance.
  constexpr int n = 50000;
  std::vector<double> points(n);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) sum += points[static_cast<std::size_t>(i)] = distribution.sample((i + 0.5) / n);
  const double mean = sum / n;
  for (const double x : points) squares += (x - mean) * (x - mean);
  EXPECT_NEAR(mean, distribution.mean(), 2e-4 * distribution.mean());
  EXPECT_NEAR(squares / n, distribution.variance(), 6e-3 * distribution.variance() + 1e-18);
}

TEST_P(EveryShape, MeanAndVarianceAreThoseOfDraws) {
  constexpr int n = 40000;
  const Luck luck(11, 0);
  std::vector<double> draws(n);
  double sum = 0, squares = 0, fourths = 0;
  for (int i = 0; i < n; ++i)
    sum += draws[static_cast<std::size_t>(i)] =
        distribution.sample(luck.uniform(name_hash(GetParam().name), 1, i));
  const double mean = sum / n;
  for (const double x : draws) {
    const double d = (x - mean) * (x - mean);
    squares += d;
    fourths += d * d;
  }
  const double variance = squares / n;
  // Four standard errors, of the mean and of the variance.
  EXPECT_NEAR(mean, distribution.mean(), 4 * std::sqrt(variance / n) + 1e-12);
  EXPECT_NEAR(variance, distribution.variance(),
              4 * std::sqrt((fourths / n - variance * variance) / n) + 1e-12);
}

TEST_P(EveryShape, IsMonotoneFiniteAndNotNegative) {
  double before = 0;
  for (const double u :
       {0x1p-53, 1e-9, 1e-4, 0.01, 0.02425, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97575, 0.99, 1 - 1e-9, 1 - 0x1p-53}) {
    const double x = distribution.sample(u);
    EXPECT_GE(x, before) << u;
    EXPECT_TRUE(std::isfinite(x)) << u;
    before = x;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, EveryShape, ::testing::ValuesIn(shapes()),
                         [](const auto& named) { return named.param.name; });

TEST(Distribution, KnownQuantiles) {
  EXPECT_EQ(Distribution().sample(0.3), 0.0);
  EXPECT_EQ(Distribution(4.5).sample(0.3), 4.5);
  EXPECT_EQ(Distribution(Distribution::Shape(Uniform{1, 5})).sample(0.25), 2.0);
  // The quantile of an exponential is -mean ln(1 - u): -2 ln 0.5 = 1.386..., -2 ln 0.05 = 5.991...
  EXPECT_NEAR(Distribution(Distribution::Shape(Exponential{2})).sample(0.5), 1.3862943611198906, 1e-15);
  EXPECT_NEAR(Distribution(Distribution::Shape(Exponential{2})).sample(0.95), 5.991464547107979, 1e-13);
  EXPECT_NEAR(Distribution(Distribution::Shape(Lognormal{6, 0.7})).sample(0.5), 6.0, 1e-14);
  EXPECT_NEAR(Distribution(Distribution::Shape(Normal{100, 1})).sample(0.975), 101.959963984540054, 1e-8);
}

TEST(Distribution, AnEmpiricalOneGivesEachValueItsShare) {
  const Distribution d(Distribution::Shape(Empirical{{1, 2, 3, 10}}));
  EXPECT_EQ(d.sample(0.2499), 1.0);
  EXPECT_EQ(d.sample(0.25), 2.0);
  EXPECT_EQ(d.sample(0.7499), 3.0);
  EXPECT_EQ(d.sample(1 - 0x1p-53), 10.0);
}

TEST(Distribution, ATruncatedNormalIsTheNormalGivenThatItIsPositive) {
  // Its quantile at u is the normal's at F(0) + (1 - F(0)) u; for mean 1 and sd 1, F(0) = P(Z < -1).
  const Distribution d(Distribution::Shape(Normal{1, 1}));
  const double cut = 0.5 * std::erfc(1 / std::sqrt(2.0));
  for (const double u : {0.001, 0.1, 0.5, 0.9, 0.999})
    EXPECT_NEAR(d.sample(u), 1 + normal_quantile(cut + (1 - cut) * u), 2e-8) << u;
  // E[X | X > 0] = mean + sd phi(1) / (1 - F(0)) = 1 + 0.24197072451914337 / 0.8413447460685429
  EXPECT_NEAR(d.mean(), 1.2875999709391783, 1e-8);
}

TEST(Distribution, ATruncatedNormalIsNeverNegative) {
  const Luck luck(3, 0);
  for (const auto& shape :
       {Normal{1, 1}, Normal{0, 1}, Normal{0.1, 5}, Normal{-3, 1}, Normal{4, 1}, Normal{7, 1}}) {
    const Distribution d{Distribution::Shape(shape)};
    for (int i = 0; i < 5000; ++i) ASSERT_GE(d.sample(luck.uniform(1, 1, i)), 0.0) << shape.mean;
    ASSERT_GE(d.sample(0x1p-53), 0.0);
  }
}

TEST(LognormalSigma, MakesThe95thPercentileWhatItSays) {
  const Distribution d(Distribution::Shape(Lognormal{6, lognormal_sigma(6, 20)}));
  EXPECT_NEAR(d.sample(0.95), 20.0, 1e-7);
  EXPECT_EQ(lognormal_sigma(3, 3), 0.0);
  int below = 0;
  const Luck luck(5, 0);
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) below += d.sample(luck.uniform(9, 1, i)) <= 20.0;
  EXPECT_NEAR(below / static_cast<double>(n), 0.95, 4 * std::sqrt(0.95 * 0.05 / n));
}

double quantile_of_sums(const Distribution& d, int n, double p, std::vector<double>& sums) {
  if (sums.empty()) {
    const Luck luck(17, 0);
    for (int i = 0; i < 20000; ++i) {
      double sum = 0;
      for (int k = 0; k < n; ++k) sum += d.sample(luck.uniform(2, 1, i, static_cast<std::uint32_t>(k)));
      sums.push_back(sum);
    }
    std::sort(sums.begin(), sums.end());
  }
  return sums[static_cast<std::size_t>(p * static_cast<double>(sums.size()))];
}

TEST(SampleSum, IsWithinItsStatedErrorOfSums) {
  struct Row {
    Distribution::Shape shape;
    int n;
    double tolerance;  // in standard deviations of the sum; the sums' own quantiles are good to 0.03
  };
  const std::vector<Row> rows = {{Uniform{1, 4}, 16, 0.02},      {Normal{7, 1}, 16, 0.02},
                                 {Normal{7, 1}, 64, 0.02},       {Exponential{2}, 16, 0.16},
                                 {Exponential{2}, 64, 0.09},     {Exponential{2}, 256, 0.05},
                                 {Lognormal{1, 0.31}, 16, 0.08}, {Empirical{{1, 2, 3, 10}}, 64, 0.06}};
  for (const Row& row : rows) {
    const Distribution d(row.shape);
    std::vector<double> sums;
    const double sd = std::sqrt(row.n * d.variance());
    double worst = 0;
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95})
      worst = std::max(worst, std::abs(d.sample_sum(row.n, p) - quantile_of_sums(d, row.n, p, sums)) / sd);
    EXPECT_LT(worst, row.tolerance + 0.03) << "shape " << row.shape.index() << ", n " << row.n;
  }
}

TEST(SampleSum, KeepsMeanAndVariance) {
  const Distribution d(Distribution::Shape(Exponential{2}));
  constexpr int kPoints = 100000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double x = d.sample_sum(100, (i + 0.5) / kPoints);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kPoints;
  EXPECT_NEAR(mean, 200, 0.01);                          // 100 x 2
  EXPECT_NEAR(squares / kPoints - mean * mean, 400, 1);  // 100 x 2^2
}

TEST(SampleSum, EdgeCases) {
  const Distribution constant(2.5), random(Distribution::Shape(Exponential{2}));
  EXPECT_EQ(constant.sample_sum(0, 0.5), 0.0);
  EXPECT_EQ(random.sample_sum(0, 0.5), 0.0);
  EXPECT_EQ(random.sample_sum(-4, 0.5), 0.0);
  EXPECT_EQ(constant.sample_sum(1000000, 0.1), 2500000.0);
  EXPECT_EQ(random.sample_sum(1, 0.3), random.sample(0.3));
  EXPECT_EQ(random.sample_sum(2, 1e-9), 0.0);  // 4 - 2.83 x 6 would be negative: cut
}

}  // namespace
}  // namespace headway::core
