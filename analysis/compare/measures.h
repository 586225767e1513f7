// What arms and baselines are compared by: one number for each replication and measure, of which less is
// better. The table is the reference for names, units and order.
//
// Measures are taken from summaries as each replication ends up, without an interval of their own: pairs of
// them have one (analysis/statistics/paired.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/forecast/summary.h"

namespace headway::compare {

struct MeasureInfo {
  std::string_view name;         ///< on the command line and in JSON: "backups.lost"
  std::string_view title;        ///< in tables: "lost backups"
  std::string_view unit;         ///< "s", or "" for numbers of things
  std::string_view description;  ///< one sentence
  double tolerance_share = 0;    ///< default tolerance of `headway check`, as a part of the baseline's mean
  double (*of)(const forecast::ReplicationSummary&);  ///< NaN when nothing of the kind happened
  /// Left out where nothing of the kind happened, so that a comparison of clusters without virtual machines
  /// is no weaker for tests of them.
  bool only_where_known = false;
};

/// All measures, in the order in which they are shown.
std::span<const MeasureInfo> measure_table();

/// The row's index, or the size of the table.
std::size_t find_measure(std::string_view name);

/// The measures of one arm's replications.
struct Measured {
  std::vector<std::vector<double>> by_measure;  ///< as measure_table(), then by replication
  double due_mean = 0;                          ///< due backups and VM backups, mean over replications
  std::uint64_t fingerprint = 0;                ///< as the forecast's: over the replications in their order
};

/// Precondition: at least one replication. O(replications x (schedules + volumes + targets + nights)).
Measured measure(std::span<const forecast::ReplicationSummary> replications);

}  // namespace headway::compare
