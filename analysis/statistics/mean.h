// Means over independent replications, with Student's t interval.
//
// Sums are taken in the order given (replication order), compensated, so that the same replications give the
// same bytes whatever the number of threads that played them.
#pragma once

#include <span>

#include "analysis/statistics/estimate.h"

namespace headway::statistics {

/// Quantile of Student's t. 0 < p < 1, degrees_of_freedom >= 1.
double student_t_quantile(double p, double degrees_of_freedom);

/// Sum in the order given with Neumaier's compensation: error of a few units in the last place of the result.
double ordered_sum(std::span<const double> values);

/// Mean of independent values with its t interval. One value has no interval (both ends infinite), none has
/// no mean. Where all values are equal the interval is that one point: the data show no chance at all.
Estimate mean(std::span<const double> values, double confidence = kConfidence);

/// The same for values that cannot be negative: the lower end is not below 0.
Estimate mean_of_non_negative(std::span<const double> values, double confidence = kConfidence);

}  // namespace headway::statistics
