// From the summaries of all replications to one figure: what the parts of a forecast share.
//
// Each function asks every replication the same question through a callable `(const ReplicationSummary&)`,
// in replication order, and hands the answers to analysis/statistics.
#pragma once

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "analysis/forecast/forecast.h"
#include "analysis/statistics/mean.h"
#include "analysis/statistics/proportion.h"
#include "analysis/statistics/quantile.h"
#include "analysis/statistics/ratio.h"

namespace headway::forecast {

using Replications = std::span<const ReplicationSummary>;

/// The number as asked of each replication.
template <class Ask>
std::vector<double> each(Replications replications, Ask ask) {
  std::vector<double> values;
  values.reserve(replications.size());
  for (const ReplicationSummary& replication : replications) {
    values.push_back(static_cast<double>(ask(replication)));
  }
  return values;
}

template <class Ask>
std::int64_t total(Replications replications, Ask ask) {
  std::int64_t sum = 0;
  for (const ReplicationSummary& replication : replications)
    sum += static_cast<std::int64_t>(ask(replication));
  return sum;
}

template <class Part, class Whole>
statistics::Ratio ratio_of(Replications replications, Part part, Whole whole) {
  std::vector<statistics::Pair> pairs;
  pairs.reserve(replications.size());
  for (const ReplicationSummary& replication : replications) {
    pairs.push_back({static_cast<double>(part(replication)), static_cast<double>(whole(replication))});
  }
  return statistics::ratio(pairs);
}

template <class Part, class Whole>
Share share_of(Replications replications, Part part, Whole whole) {
  Share result;
  result.ratio = ratio_of(replications, part, whole);
  result.estimate = statistics::share(result.ratio);
  return result;
}

/// Sum over replications with the interval of n times their mean. Where every replication has none, the
/// bound is the one of their share among `whole`, the most there can be, times it.
template <class Ask, class Whole>
statistics::Estimate count_of(Replications replications, Ask ask, Whole whole) {
  const std::vector<double> values = each(replications, ask);
  const auto n = static_cast<double>(values.size());
  statistics::Estimate estimate = statistics::mean_of_non_negative(values);
  estimate.value *= n;
  estimate.low *= n;
  estimate.high *= n;
  if (estimate.value > 0 || values.empty()) return estimate;
  estimate.low = 0;
  estimate.high =
      statistics::clopper_pearson_upper(0, estimate.n) * statistics::ordered_sum(each(replications, whole));
  estimate.method = statistics::kZeroMethod;
  return estimate;
}

/// Quantile of the samples of all replications together. `ask` returns a const Samples& or null pointer.
template <class Ask>
statistics::Estimate quantile_of(Replications replications, double p, Ask ask) {
  std::int64_t stride = 1;
  for (const ReplicationSummary& replication : replications) {
    if (const Samples* samples = ask(replication)) stride = std::max(stride, samples->stride());
  }
  std::vector<std::vector<double>> kept;
  for (const ReplicationSummary& replication : replications) {
    if (const Samples* samples = ask(replication)) kept.push_back(samples->seconds_at(stride));
  }
  const std::vector<std::span<const double>> views(kept.begin(), kept.end());
  return statistics::clustered_quantile(views, p);
}

/// The largest value, which bounds nothing but from below; of no values nothing.
inline statistics::Estimate largest(std::span<const double> values) {
  statistics::Estimate estimate;
  estimate.n = static_cast<std::int64_t>(values.size());
  estimate.method = statistics::kNothingObservedMethod;
  if (values.empty()) return estimate;
  estimate.value = *std::max_element(values.begin(), values.end());
  estimate.low = estimate.value;
  estimate.method = statistics::kMaximumMethod;
  return estimate;
}

/// The largest of all replications.
template <class Ask>
statistics::Estimate maximum_of(Replications replications, Ask ask) {
  return largest(each(replications, ask));
}

}  // namespace headway::forecast
