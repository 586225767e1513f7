// Shares of attempts, of backups, of time: a ratio of two sums over replications.
//
//   R = sum a_i / sum b_i,   se(R)^2 = n / (n - 1) * sum (a_i - R b_i)^2 / (sum b_i)^2
//
// (linearisation, W. G. Cochran, Sampling Techniques, ch. 6). The replication is the unit because failures
// cluster within one: 30 backups refused in one bad night are one observation, not thirty. The interval is
// R -+ t se with n - 1 degrees of freedom.
//
// Where no replication saw the event the spread is zero and says nothing. Then the bound is that of the
// replications: where they are of about one size, the share cannot exceed the probability that a replication
// sees any event at all, so that one's one-sided Clopper-Pearson bound holds for the share too. Likewise from
// below where every item had the event.
#pragma once

#include <cstdint>
#include <span>

#include "analysis/statistics/estimate.h"

namespace headway::statistics {

/// One replication: `part` of `whole` had the event (or: a sum and the number of its items).
struct Pair {
  double part = 0, whole = 0;
};

/// The estimator and what its intervals need. Replications with an empty whole do not count.
struct Ratio {
  double value = 0;            ///< NaN when every whole is 0
  double standard_error = 0;   ///< 0 below two replications, where it is not known
  std::int64_t n = 0;          ///< replications with whole > 0
  std::int64_t with_part = 0;  ///< of those, how many with part > 0
  std::int64_t with_rest = 0;  ///< of those, how many with part < whole
};

/// The ratio over replications, summed in the order given. O(n). Preconditions: part, whole >= 0 and finite.
Ratio ratio(std::span<const Pair> replications);

/// The ratio as a share (0 <= part <= whole in every replication): ends within [0, 1], the bounds of the
/// replications at none and all. One replication with some but not all gives [0, 1].
Estimate share(const Ratio& ratio, double confidence = kConfidence);

/// One-sided bounds of a share: the truth lies beyond with at most 1 - confidence.
double share_upper_bound(const Ratio& ratio, double confidence = kConfidence);
double share_lower_bound(const Ratio& ratio, double confidence = kConfidence);

/// The ratio as a mean per item (sum and number of items): not below 0, no bound above but the data's.
Estimate mean_per_item(const Ratio& ratio, double confidence = kConfidence);

}  // namespace headway::statistics
