#include "analysis/statistics/ratio.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics/mean.h"
#include "analysis/statistics/proportion.h"

namespace headway::statistics {
namespace {

/// Half width at `t_probability`, the probability below the upper end.
double half_width(const Ratio& r, double t_probability) {
  if (r.n < 2) return std::numeric_limits<double>::infinity();
  return student_t_quantile(t_probability, static_cast<double>(r.n - 1)) * r.standard_error;
}

}  // namespace

Ratio ratio(std::span<const Pair> replications) {
  Ratio result;
  std::vector<double> parts, wholes;
  parts.reserve(replications.size());
  wholes.reserve(replications.size());
  for (const Pair& pair : replications) {
    if (!(pair.whole > 0)) continue;
    parts.push_back(pair.part);
    wholes.push_back(pair.whole);
    result.with_part += pair.part > 0;
    result.with_rest += pair.part < pair.whole;
  }
  result.n = static_cast<std::int64_t>(parts.size());
  const double whole = ordered_sum(wholes);
  result.value = result.n > 0 ? ordered_sum(parts) / whole : std::numeric_limits<double>::quiet_NaN();
  if (result.n < 2) return result;
  std::vector<double> squares(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double residual = parts[i] - result.value * wholes[i];
    squares[i] = residual * residual;
  }
  const auto n = static_cast<double>(result.n);
  result.standard_error = std::sqrt(n / (n - 1) * ordered_sum(squares)) / whole;
  return result;
}

double share_upper_bound(const Ratio& r, double confidence) {
  if (r.n == 0 || r.with_rest == 0) return 1;
  if (r.with_part == 0) return clopper_pearson_upper(0, r.n, confidence);
  return std::min(1.0, r.value + half_width(r, confidence));
}

double share_lower_bound(const Ratio& r, double confidence) {
  if (r.n == 0 || r.with_part == 0) return 0;
  if (r.with_rest == 0) return clopper_pearson_lower(r.n, r.n, confidence);
  return std::max(0.0, r.value - half_width(r, confidence));
}

Estimate share(const Ratio& r, double confidence) {
  const bool at_an_end = r.with_part == 0 || r.with_rest == 0;
  const double side = at_an_end ? confidence : 1 - (1 - confidence) / 2;
  Estimate estimate{r.value, share_lower_bound(r, side), share_upper_bound(r, side), r.n, kRatioMethod};
  if (r.n == 0) {
    estimate.method = kNothingObservedMethod;
  } else if (at_an_end) {
    estimate.method = kZeroMethod;
  } else if (r.n == 1) {
    estimate.method = kOneReplicationMethod;
  }
  return estimate;
}

Estimate mean_per_item(const Ratio& r, double confidence) {
  Estimate estimate;
  estimate.n = r.n;
  estimate.value = r.value;
  estimate.low = 0;
  estimate.method = r.n == 0 ? kNothingObservedMethod : kOneReplicationMethod;
  if (r.n < 2) return estimate;
  const double half = half_width(r, 1 - (1 - confidence) / 2);
  estimate.low = std::max(0.0, r.value - half);
  estimate.high = r.value + half;
  estimate.method = kRatioMethod;
  return estimate;
}

}  // namespace headway::statistics
