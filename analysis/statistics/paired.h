// Two arms played on the same nights: the mean of the paired differences, its t interval and test.
//
// Replication r of one arm and replication r of the other share their luck (common random numbers), so what
// is compared is the difference d_r = after_r - before_r. With n pairs, mean m and standard deviation s of
// the differences, t = m sqrt(n) / s is Student's with n - 1 degrees of freedom when the true mean is 0.
//
// Where every difference is the same number there is no spread: the interval is that point (as in mean.h),
// and the test is decided by whether the number is 0.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "analysis/statistics/estimate.h"

namespace headway::statistics {

inline constexpr std::string_view kPairedMethod = "Student t over paired replications";

struct Paired {
  std::int64_t n = 0;  ///< pairs of which both values are known
  double mean_before = std::numeric_limits<double>::quiet_NaN();
  double mean_after = std::numeric_limits<double>::quiet_NaN();
  Estimate difference;                                       ///< mean of after - before
  double spread = std::numeric_limits<double>::quiet_NaN();  ///< s; NaN below two pairs
  bool none_differs = true;                                  ///< every difference is exactly 0
  double p_value = 1;                                        ///< two-sided; 1 below two pairs
};

/// Pairs with a NaN on either side (nothing of the kind happened in that replication) are left out.
/// Precondition: equally many values on both sides. O(n).
Paired paired_difference(std::span<const double> before, std::span<const double> after,
                         double confidence = kConfidence);

/// One-sided p value of "the true mean difference is at most `margin`": small when the difference is larger
/// beyond doubt. 1 below two pairs.
double p_value_above(const Paired& paired, double margin);

/// The chance to find a difference that is there, for which further_replications() plans.
inline constexpr double kPlannedPower = 0.8;
/// What further_replications() answers at most: "that many or more".
inline constexpr std::int64_t kMostFurtherReplications = 1'000'000;

/// How many more replications would settle a comparison that found no evidence, if the true mean difference
/// and spread were the observed ones: so many that a two-sided test at `level` finds it with probability
/// kPlannedPower. Normal theory with the usual correction for Student's t (W. C. Guenther, The American
/// Statistician 35, 1981): with z the normal quantiles of 1 - level / 2 and of the power,
///
///   n = (z_level + z_power)^2 (s / m)^2 + z_level^2 / 2, rounded up, less the n already there; at least 1.
///
/// The observed mean is itself uncertain, so this is an order of magnitude and not a promise. Precondition:
/// at least two pairs, not all of them without a difference. kMostFurtherReplications where it is not less.
std::int64_t further_replications(const Paired& paired, double level);

}  // namespace headway::statistics
