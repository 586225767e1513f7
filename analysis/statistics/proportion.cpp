#include "analysis/statistics/proportion.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>

namespace headway::statistics {

double clopper_pearson_upper(std::int64_t events, std::int64_t n, double confidence) {
  if (events >= n) return 1;
  // Of none the closed form: exact where the beta quantile is only near.
  if (events == 0) return -std::expm1(std::log1p(-confidence) / static_cast<double>(n));
  return boost::math::ibeta_inv(static_cast<double>(events + 1), static_cast<double>(n - events), confidence);
}

double clopper_pearson_lower(std::int64_t events, std::int64_t n, double confidence) {
  if (events <= 0) return 0;
  if (events == n) return std::exp(std::log1p(-confidence) / static_cast<double>(n));
  return boost::math::ibeta_inv(static_cast<double>(events), static_cast<double>(n - events + 1),
                                1 - confidence);
}

Interval clopper_pearson(std::int64_t events, std::int64_t n, double confidence) {
  const double one_sided = 1 - (1 - confidence) / 2;
  return {clopper_pearson_lower(events, n, one_sided), clopper_pearson_upper(events, n, one_sided)};
}

Estimate proportion(std::int64_t events, std::int64_t n, double confidence) {
  Estimate estimate{std::numeric_limits<double>::quiet_NaN(), 0, 1, n, kNothingObservedMethod};
  if (n <= 0) return estimate;
  estimate.value = static_cast<double>(events) / static_cast<double>(n);
  estimate.method = kClopperPearsonMethod;
  if (events == 0 || events == n) {
    estimate.low = clopper_pearson_lower(events, n, confidence);
    estimate.high = clopper_pearson_upper(events, n, confidence);
    return estimate;
  }
  const Interval interval = clopper_pearson(events, n, confidence);
  estimate.low = interval.low;
  estimate.high = interval.high;
  return estimate;
}

std::int64_t replications_to_show(double limit, double confidence) {
  if (limit >= 1) return 1;
  // (1 - limit)^n <= 1 - confidence; the estimate is corrected by asking the bound itself.
  auto n = static_cast<std::int64_t>(std::ceil(std::log1p(-confidence) / std::log1p(-limit)));
  if (n < 1) n = 1;
  while (n > 1 && clopper_pearson_upper(0, n - 1, confidence) <= limit) --n;
  while (clopper_pearson_upper(0, n, confidence) > limit) ++n;
  return n;
}

}  // namespace headway::statistics
