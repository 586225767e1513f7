#include "analysis/statistics/ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "analysis/statistics/mean.h"
#include "tests/analysis/draws.h"

namespace headway::statistics {
namespace {

TEST(Ratio, ByHand) {
  // 3 of 10, 1 of 10, 2 of 20: R = 6 / 40 = 0.15. Residuals 1.5, -0.5, -1; squares 2.25 + 0.25 + 1 = 3.5;
  // se = sqrt(3 / 2 * 3.5) / 40 = 0.0572822; t(0.975, 2) = 4.30265.
  const std::vector<Pair> pairs{{3, 10}, {1, 10}, {2, 20}};
  const Ratio r = ratio(pairs);
  EXPECT_DOUBLE_EQ(r.value, 0.15);
  EXPECT_NEAR(r.standard_error, 0.0572822, 1e-7);
  EXPECT_EQ(r.with_part, 3);
  EXPECT_EQ(r.with_rest, 3);
  const Estimate estimate = share(r);
  EXPECT_EQ(estimate.low, 0);  // 0.15 - 0.246, cut at the end of the scale
  EXPECT_NEAR(estimate.high, 0.15 + 4.30265 * 0.0572822, 1e-6);
  EXPECT_EQ(estimate.method, kRatioMethod);
}

TEST(Ratio, ClustersWidenTheInterval) {
  // 20 of 200 either way; spread evenly there is no variance between replications, in one bad night there is.
  std::vector<Pair> even(20, Pair{1, 10}), clustered(20, Pair{0, 10});
  clustered[7] = {10, 10};
  clustered[8] = {10, 10};
  EXPECT_DOUBLE_EQ(ratio(even).value, ratio(clustered).value);
  EXPECT_NEAR(ratio(even).standard_error, 0, 1e-15);
  EXPECT_GT(ratio(clustered).standard_error, 0.06);
}

TEST(Ratio, ZeroTakesTheBoundOfTheReplications) {
  // 28,000 backups, none lost: the 20 replications bound it, not the backups.
  const std::vector<Pair> none(20, Pair{0, 1400});
  const Estimate estimate = share(ratio(none));
  EXPECT_EQ(estimate.value, 0);
  EXPECT_EQ(estimate.low, 0);
  EXPECT_NEAR(estimate.high, 0.13911, 5e-6);
  EXPECT_EQ(estimate.method, kZeroMethod);
  EXPECT_NEAR(share_upper_bound(ratio(none), 0.95), 0.13911, 5e-6);

  const std::vector<Pair> all(20, Pair{1400, 1400});
  EXPECT_NEAR(share(ratio(all)).low, 1 - 0.13911, 5e-6);
  EXPECT_EQ(share(ratio(all)).high, 1);
}

TEST(Ratio, ReplicationsWithNothingDoNotCount) {
  const std::vector<Pair> pairs{{0, 0}, {1, 4}, {0, 0}, {1, 4}};
  EXPECT_EQ(ratio(pairs).n, 2);
  EXPECT_DOUBLE_EQ(ratio(pairs).value, 0.25);
  const std::vector<Pair> empty{{0, 0}};
  EXPECT_TRUE(std::isnan(share(ratio(empty)).value));
  EXPECT_EQ(share(ratio(empty)).method, kNothingObservedMethod);
}

TEST(Ratio, OneReplicationBoundsNothing) {
  const std::vector<Pair> one{{3, 10}};
  const Estimate estimate = share(ratio(one));
  EXPECT_DOUBLE_EQ(estimate.value, 0.3);
  EXPECT_EQ(estimate.low, 0);
  EXPECT_EQ(estimate.high, 1);
  EXPECT_EQ(estimate.method, kOneReplicationMethod);
}

TEST(Ratio, OneSidedBoundIsInsideTheTwoSided) {
  const std::vector<Pair> pairs{{3, 100}, {1, 100}, {2, 100}, {4, 100}};
  const Ratio r = ratio(pairs);
  EXPECT_NEAR(share_upper_bound(r, 0.95), r.value + 2.35336 * r.standard_error, 1e-6);  // t(0.95, 3)
  EXPECT_LT(share_upper_bound(r, 0.95), share(r).high);
}

TEST(Ratio, IntervalCoversTheTruth) {
  // Each replication has its own bad luck: a loss probability drawn from {0.02, 0.3} and a random number of
  // backups. True ratio: 0.75 * 0.02 + 0.25 * 0.3 = 0.09. 2,000 repetitions of 60 replications; intervals by
  // linearisation fall a little short of the nominal 95 % with skewed clusters.
  tests::Draws draws(2);
  int covered = 0;
  for (int repetition = 0; repetition < 2000; ++repetition) {
    std::vector<Pair> pairs(60);
    for (Pair& pair : pairs) {
      const double p = draws.uniform() < 0.25 ? 0.3 : 0.02;
      const int backups = 40 + static_cast<int>(draws.uniform() * 40);
      int lost = 0;
      for (int i = 0; i < backups; ++i) lost += draws.uniform() < p;
      pair = {static_cast<double>(lost), static_cast<double>(backups)};
    }
    const Estimate estimate = share(ratio(pairs));
    covered += estimate.low <= 0.09 && 0.09 <= estimate.high;
  }
  EXPECT_GE(covered / 2000.0, 0.925);
  EXPECT_LE(covered / 2000.0, 0.965);
}

}  // namespace
}  // namespace headway::statistics
