#include "analysis/statistics/paired.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "analysis/statistics/mean.h"

namespace headway::statistics {
namespace {

/// P(T > t) of Student's t with n - 1 degrees of freedom.
double upper_tail(double t, std::int64_t n) {
  if (std::isinf(t)) return t > 0 ? 0 : 1;
  const boost::math::students_t distribution(static_cast<double>(n - 1));
  return boost::math::cdf(boost::math::complement(distribution, t));
}

double standard_error(const Paired& paired) {
  return paired.spread / std::sqrt(static_cast<double>(paired.n));
}

double normal_quantile(double p) {
  return boost::math::quantile(boost::math::normal(), p);
}

}  // namespace

Paired paired_difference(std::span<const double> before, std::span<const double> after, double confidence) {
  std::vector<double> first, second, differences;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    if (std::isnan(before[i]) || std::isnan(after[i])) continue;
    first.push_back(before[i]);
    second.push_back(after[i]);
    differences.push_back(after[i] - before[i]);
  }
  Paired result;
  result.n = static_cast<std::int64_t>(differences.size());
  result.difference = mean(differences, confidence);
  if (result.n == 0) return result;
  const auto n = static_cast<double>(result.n);
  result.mean_before = ordered_sum(first) / n;
  result.mean_after = ordered_sum(second) / n;
  const auto same = [&](double d) { return d == differences.front(); };
  const bool all_equal = std::all_of(differences.begin(), differences.end(), same);
  result.none_differs = all_equal && differences.front() == 0;
  if (result.n < 2) return result;
  result.difference.method = kPairedMethod;
  if (all_equal) {
    // Not by way of the sum, whose rounding would leave a spread that is not there.
    result.difference.value = result.difference.low = result.difference.high = differences.front();
    result.spread = 0;
    result.p_value = result.none_differs ? 1 : 0;
    return result;
  }
  std::vector<double> squares(differences.size());
  std::transform(differences.begin(), differences.end(), squares.begin(),
                 [&](double d) { return (d - result.difference.value) * (d - result.difference.value); });
  result.spread = std::sqrt(ordered_sum(squares) / (n - 1));
  const double t = std::abs(result.difference.value) / standard_error(result);
  result.p_value = std::min(1.0, 2 * upper_tail(t, result.n));
  return result;
}

double p_value_above(const Paired& paired, double margin) {
  if (paired.n < 2) return 1;
  const double excess = paired.difference.value - margin;
  if (paired.spread == 0) return excess > 0 ? 0 : 1;
  return upper_tail(excess / standard_error(paired), paired.n);
}

std::int64_t further_replications(const Paired& paired, double level) {
  const double of_level = normal_quantile(1 - level / 2), of_power = normal_quantile(kPlannedPower);
  const double both = of_level + of_power;
  const double ratio = paired.spread / paired.difference.value;
  const double needed = std::ceil(both * both * ratio * ratio + of_level * of_level / 2);
  const double more = needed - static_cast<double>(paired.n);
  // Also when the mean is 0 and no number would do.
  if (!(more < static_cast<double>(kMostFurtherReplications))) return kMostFurtherReplications;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(more));
}

}  // namespace headway::statistics
