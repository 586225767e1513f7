#include "analysis/statistics/mean.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace headway::statistics {

double student_t_quantile(double p, double degrees_of_freedom) {
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

double ordered_sum(std::span<const double> values) {
  double sum = 0, correction = 0;
  for (const double value : values) {
    const double next = sum + value;
    correction += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  return sum + correction;
}

Estimate mean(std::span<const double> values, double confidence) {
  Estimate estimate;
  estimate.n = static_cast<std::int64_t>(values.size());
  estimate.method = kNothingObservedMethod;
  if (values.empty()) return estimate;
  const auto n = static_cast<double>(values.size());
  estimate.value = ordered_sum(values) / n;
  estimate.method = kOneReplicationMethod;
  if (values.size() == 1) return estimate;
  std::vector<double> squares(values.size());
  std::transform(values.begin(), values.end(), squares.begin(),
                 [&](double v) { return (v - estimate.value) * (v - estimate.value); });
  const double standard_error = std::sqrt(ordered_sum(squares) / (n - 1) / n);
  const double half = student_t_quantile(1 - (1 - confidence) / 2, n - 1) * standard_error;
  estimate.low = estimate.value - half;
  estimate.high = estimate.value + half;
  estimate.method = kMeanMethod;
  return estimate;
}

Estimate mean_of_non_negative(std::span<const double> values, double confidence) {
  Estimate estimate = mean(values, confidence);
  estimate.low = std::max(estimate.low, 0.0);
  return estimate;
}

}  // namespace headway::statistics
