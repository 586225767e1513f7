#include "analysis/statistics/quantile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "tests/analysis/draws.h"

namespace headway::statistics {
namespace {

/// P(B <= k), term by term.
double at_most(std::int64_t k, std::int64_t n, double p) {
  const auto d = [](std::int64_t x) { return static_cast<double>(x); };
  double sum = 0;
  for (std::int64_t i = 0; i <= k; ++i) {
    sum += std::exp(std::lgamma(d(n + 1)) - std::lgamma(d(i + 1)) - std::lgamma(d(n - i + 1)) +
                    d(i) * std::log(p) + d(n - i) * std::log1p(-p));
  }
  return sum;
}

TEST(OrderStatistics, RanksAreTheTightestThatKeepThePromise) {
  for (const std::int64_t n : {6, 30, 72, 100, 333}) {
    for (const double p : {0.05, 0.5, 0.95}) {
      const auto ranks = order_statistic_ranks(n, p);
      if (!ranks) continue;
      const auto [low, high] = *ranks;
      EXPECT_LE(at_most(low - 1, n, p), 0.025);
      EXPECT_GT(at_most(low, n, p), 0.025) << "one rank further up would do";
      EXPECT_LE(1 - at_most(high - 1, n, p), 0.025);
      EXPECT_GT(1 - at_most(high - 2, n, p), 0.025) << "one rank further down would do";
    }
  }
}

TEST(OrderStatistics, MedianOfTen) {
  // Binomial(10, 1/2): P(B <= 1) = 11/1024 = 0.0107, P(B <= 2) = 56/1024 = 0.0547: ranks 2 and 9.
  const auto ranks = order_statistic_ranks(10, 0.5);
  ASSERT_TRUE(ranks);
  EXPECT_EQ(ranks->first, 2);
  EXPECT_EQ(ranks->second, 9);
}

TEST(OrderStatistics, RefusedBelowWhatTheyNeed) {
  // The largest of n is above the 95th percentile with 1 - 0.95^n >= 0.975: n >= 72. The median: 0.5^n <=
  // 0.025.
  EXPECT_EQ(samples_for_quantile(0.95), 72);
  EXPECT_EQ(samples_for_quantile(0.05), 72);
  EXPECT_EQ(samples_for_quantile(0.5), 6);
  EXPECT_FALSE(order_statistic_ranks(71, 0.95));
  EXPECT_FALSE(order_statistic_ranks(0, 0.5));
  std::vector<double> few(71, 1.0);
  EXPECT_FALSE(quantile(few, 0.95));
}

TEST(Quantile, IsAnObservedValue) {
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 1.0);
  EXPECT_EQ(sample_quantile(values, 0.5), 50);
  EXPECT_EQ(sample_quantile(values, 0.95), 95);
  EXPECT_EQ(sample_quantile(values, 0.07), 7);  // 100 * 0.07 is 7.000000000000001
  const auto estimate = quantile(values, 0.95);
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->value, 95);
  EXPECT_EQ(estimate->low, 90);
  EXPECT_EQ(estimate->high, 100);  // P(B >= 99) = 0.037, P(B >= 100) = 0.006
}

TEST(ClusteredQuantile, EqualReplicationsGiveTheOrderStatistics) {
  // The same 100 values in each of ten replications: no spread between them, so the pooled ranks decide.
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 1.0);
  const std::vector<std::span<const double>> views(10, values);
  const Estimate estimate = clustered_quantile(views, 0.5);
  EXPECT_EQ(estimate.value, 50);
  EXPECT_EQ(estimate.n, 1000);
  EXPECT_LE(estimate.low, 48);
  EXPECT_GE(estimate.high, 53);
  EXPECT_LE(estimate.high, 55);
}

TEST(ClusteredQuantile, CoversWhereSamplesOfOneReplicationHangTogether) {
  // Ten samples a replication that share nearly all their luck: x = cluster + 0.1 noise, median 0. Treated as
  // 400 independent samples the interval would cover the median in about 45 of 100 cases.
  tests::Draws draws(3);
  int covered = 0, naive = 0;
  constexpr int kRepetitions = 500;
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    std::vector<std::vector<double>> samples(40);
    std::vector<double> pooled;
    for (auto& replication : samples) {
      const double shared = draws.normal();
      for (int i = 0; i < 10; ++i) replication.push_back(shared + 0.1 * draws.normal());
      pooled.insert(pooled.end(), replication.begin(), replication.end());
    }
    const std::vector<std::span<const double>> views(samples.begin(), samples.end());
    const Estimate estimate = clustered_quantile(views, 0.5);
    covered += estimate.low <= 0 && 0 <= estimate.high;
    std::sort(pooled.begin(), pooled.end());
    const auto plain = quantile(pooled, 0.5);
    naive += plain->low <= 0 && 0 <= plain->high;
  }
  EXPECT_GE(covered, kRepetitions * 92 / 100);
  EXPECT_LE(naive, kRepetitions * 60 / 100);
}

TEST(ClusteredQuantile, RefusesItsIntervalAndKeepsItsValue) {
  const std::vector<double> few{3, 1, 2};
  const std::vector<std::span<const double>> two(2, few);
  EXPECT_EQ(clustered_quantile(two, 0.5).value, 2);
  EXPECT_TRUE(std::isinf(clustered_quantile(two, 0.95).high));
  EXPECT_EQ(clustered_quantile(two, 0.95).method, kTooFewMethod);
  const std::vector<double> many(200, 1.0);
  const std::vector<std::span<const double>> one(1, many);
  EXPECT_EQ(clustered_quantile(one, 0.95).method, kOneReplicationMethod);
  EXPECT_TRUE(std::isnan(clustered_quantile({}, 0.5).value));
}

}  // namespace
}  // namespace headway::statistics
