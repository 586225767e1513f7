// Exact intervals for the probability of an event that each independent trial has or has not
// (C. J. Clopper, E. S. Pearson, Biometrika 26, 1934): the ends are those probabilities at which a count as
// extreme as the observed one would have the stated small chance. Never narrower than promised, whatever the
// probability; the price is that they are often wider.
//
// The trial of headway is the replication: failures within one cluster, so single backups are no trials.
#pragma once

#include <cstdint>

#include "analysis/statistics/estimate.h"

namespace headway::statistics {

/// Two-sided: each end is missed with at most (1 - confidence) / 2.
/// Preconditions: 0 <= events <= n, n >= 1, 0 < confidence < 1.
Interval clopper_pearson(std::int64_t events, std::int64_t n, double confidence = kConfidence);

/// The end above which the probability lies with at most 1 - confidence: 0 of 20 gives 0.139, 0 of 200 0.015.
double clopper_pearson_upper(std::int64_t events, std::int64_t n, double confidence = kConfidence);

/// The mirror image: clopper_pearson_lower(x, n) = 1 - clopper_pearson_upper(n - x, n).
double clopper_pearson_lower(std::int64_t events, std::int64_t n, double confidence = kConfidence);

/// events / n with its interval. Where no trial (or every trial) had the event, one end of the interval is
/// the end of the scale and cannot be missed, so the whole error goes to the other: the one-sided bound is
/// given. Choosing the side after the fact lets the coverage fall to 1 - 1.5 (1 - confidence) (92.5 %) in
/// a narrow range of probabilities; the expectations of scenarios use the one-sided bound throughout.
/// n = 0 gives NaN with the interval [0, 1].
Estimate proportion(std::int64_t events, std::int64_t n, double confidence = kConfidence);

/// Fewest replications that can show, by seeing no event at all, that a probability is at most `limit`:
/// the smallest n with clopper_pearson_upper(0, n, confidence) <= limit. 0 < limit; 1 for limit >= 1.
std::int64_t replications_to_show(double limit, double confidence = kConfidence);

}  // namespace headway::statistics
