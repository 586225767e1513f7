// Quantiles with distribution-free intervals between two order statistics.
//
// Of n independent samples the number B that lies at or below the p-quantile is binomial(n, p), so the l-th
// smallest is at most the quantile and the u-th at least it with probability P(l <= B <= u - 1), whatever the
// distribution. Few samples of a far quantile have no such pair: 72 are needed for p = 0.95 at 95 %, 6 for
// the median. Then there is no interval, rather than a wrong one.
//
// Samples of one replication are not independent (one slow night has many slow runs). `clustered_quantile`
// therefore also widens by the spread of the share below the quantile between replications (R. S. Woodruff,
// JASA 47, 1952) and takes the wider of the two.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "analysis/statistics/estimate.h"

namespace headway::statistics {

/// 1-based ranks l < u of the order statistics that enclose the p-quantile with at least `confidence`, each
/// missing it with at most (1 - confidence) / 2; nullopt when n is too small. O(log n) binomial sums.
std::optional<std::pair<std::int64_t, std::int64_t>> order_statistic_ranks(std::int64_t n, double p,
                                                                           double confidence = kConfidence);

/// Fewest samples for which order_statistic_ranks has an answer. 0 < p < 1.
std::int64_t samples_for_quantile(double p, double confidence = kConfidence);

/// The p-quantile of sorted samples as an order statistic: the ceil(n p)-th smallest, no interpolation.
/// Preconditions: not empty, ascending, 0 < p < 1.
double sample_quantile(std::span<const double> sorted, double p);

/// p-quantile of independent sorted samples with its interval; nullopt when there are too few.
std::optional<Estimate> quantile(std::span<const double> sorted, double p, double confidence = kConfidence);

/// p-quantile of the samples of all replications together, each replication one span (in any order within).
/// Always has a value unless there is no sample at all; where the interval is refused (too few samples, or
/// fewer than two replications with samples) its ends are infinite and the method says so.
/// n is the number of samples. O(N log N).
Estimate clustered_quantile(std::span<const std::span<const double>> replications, double p,
                            double confidence = kConfidence);

}  // namespace headway::statistics
