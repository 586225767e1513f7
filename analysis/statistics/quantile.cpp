#include "analysis/statistics/quantile.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <vector>

#include "analysis/statistics/mean.h"
#include "analysis/statistics/ratio.h"

namespace headway::statistics {
namespace {

/// P(B <= k) of a binomial(n, p).
double binomial_at_most(std::int64_t k, std::int64_t n, double p) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return boost::math::ibetac(static_cast<double>(k + 1), static_cast<double>(n - k), p);
}

std::int64_t rank_of(std::int64_t n, double p) {
  // A product that misses a whole number by rounding alone must not move to the next rank.
  const auto rank = static_cast<std::int64_t>(std::ceil(static_cast<double>(n) * p - 1e-9));
  return std::clamp<std::int64_t>(rank, 1, n);
}

double at_rank(std::span<const double> sorted, std::int64_t rank) {
  return sorted[static_cast<std::size_t>(rank - 1)];
}

/// Whether the smallest and the largest of n samples lie on either side of the quantile with that confidence.
bool ranks_exist(std::int64_t n, double p, double confidence) {
  const double side = (1 - confidence) / 2;
  return n >= 1 && std::pow(1 - p, static_cast<double>(n)) <= side &&
         std::pow(p, static_cast<double>(n)) <= side;
}

}  // namespace

std::optional<std::pair<std::int64_t, std::int64_t>> order_statistic_ranks(std::int64_t n, double p,
                                                                           double confidence) {
  if (!ranks_exist(n, p, confidence)) return std::nullopt;
  // Largest l with P(B <= l - 1) <= side, and smallest u with P(B >= u) <= side; both by bisection.
  const double side = (1 - confidence) / 2;
  std::int64_t low = 1, beyond = n + 1;
  while (beyond - low > 1) {
    const std::int64_t middle = low + (beyond - low) / 2;
    (binomial_at_most(middle - 1, n, p) <= side ? low : beyond) = middle;
  }
  std::int64_t high = n, below = 0;
  while (high - below > 1) {
    const std::int64_t middle = below + (high - below) / 2;
    (1 - binomial_at_most(middle - 1, n, p) <= side ? high : below) = middle;
  }
  return std::pair{low, high};
}

std::int64_t samples_for_quantile(double p, double confidence) {
  const double side = (1 - confidence) / 2;
  const double far = std::max(p, 1 - p);
  auto n = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::log(side) / std::log(far)));
  while (!ranks_exist(n, p, confidence)) ++n;
  return n;
}

double sample_quantile(std::span<const double> sorted, double p) {
  return at_rank(sorted, rank_of(static_cast<std::int64_t>(sorted.size()), p));
}

std::optional<Estimate> quantile(std::span<const double> sorted, double p, double confidence) {
  const auto n = static_cast<std::int64_t>(sorted.size());
  const auto ranks = order_statistic_ranks(n, p, confidence);
  if (!ranks) return std::nullopt;
  return Estimate{sample_quantile(sorted, p), at_rank(sorted, ranks->first), at_rank(sorted, ranks->second),
                  n, kOrderStatisticMethod};
}

Estimate clustered_quantile(std::span<const std::span<const double>> replications, double p,
                            double confidence) {
  std::vector<double> pooled;
  for (const auto& samples : replications) pooled.insert(pooled.end(), samples.begin(), samples.end());
  std::sort(pooled.begin(), pooled.end());
  Estimate estimate;
  estimate.n = static_cast<std::int64_t>(pooled.size());
  estimate.method = kNothingObservedMethod;
  if (pooled.empty()) return estimate;
  estimate.value = sample_quantile(pooled, p);
  estimate.method = kTooFewMethod;
  if (!ranks_exist(estimate.n, p, confidence)) return estimate;

  std::vector<Pair> below;
  for (const auto& samples : replications) {
    const auto at_most = std::count_if(samples.begin(), samples.end(),
                                       [&](double sample) { return sample <= estimate.value; });
    below.push_back({static_cast<double>(at_most), static_cast<double>(samples.size())});
  }
  const Ratio spread = ratio(below);
  if (spread.n < 2) {
    estimate.method = kOneReplicationMethod;
    return estimate;
  }
  const double half =
      student_t_quantile(1 - (1 - confidence) / 2, static_cast<double>(spread.n - 1)) * spread.standard_error;
  const auto n = static_cast<double>(estimate.n);
  const double woodruff_low = std::floor(n * (p - half)), woodruff_high = std::ceil(n * (p + half)) + 1;
  if (woodruff_low < 1 || woodruff_high > n) return estimate;
  // Found late: of one replication alone, as of each volume's samples, nothing of it is said.
  const auto ranks = order_statistic_ranks(estimate.n, p, confidence);
  estimate.low = at_rank(pooled, std::min(ranks->first, static_cast<std::int64_t>(woodruff_low)));
  estimate.high = at_rank(pooled, std::max(ranks->second, static_cast<std::int64_t>(woodruff_high)));
  estimate.method = kOrderStatisticMethod;
  return estimate;
}

}  // namespace headway::statistics
