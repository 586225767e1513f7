// The forecast: what all replications of a scenario together say, every figure with its interval.
//
// Two forms of the same: `metrics`, a flat list of named figures (metric_table.h says which there are), and
// the structured parts that summary.json, the results tables and the terminal show. All sums run over
// replications in the order given, so that the same summaries give the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/forecast/metric_table.h"
#include "analysis/forecast/summary.h"
#include "analysis/statistics/estimate.h"
#include "analysis/statistics/ratio.h"
#include "sim/model/scenario.h"

namespace headway::forecast {

/// A share with what its bounds at other confidences need.
struct Share {
  statistics::Ratio ratio;
  statistics::Estimate estimate;
};

/// One named figure.
struct Metric {
  std::string name;
  MetricKind kind = MetricKind::quantity;
  std::string_view unit;  ///< as in metric_table(); empty for shares and probabilities
  statistics::Estimate estimate;
  std::optional<statistics::Ratio> ratio;  ///< of shares: bounds at other confidences come from it
  std::int64_t events = 0;                 ///< of probabilities: replications that saw it, of estimate.n
};

struct Failure {
  record::OperationKind operation = record::OperationKind::backup;
  record::Cause cause = record::Cause::none;
  std::int64_t count = 0;
  std::array<std::int64_t, kBlockers> blocked_by{};
  std::array<std::int64_t, kLayers> layers{};  ///< by who reported them
  statistics::Estimate total;                  ///< `count` with its interval
  statistics::Estimate per_replication;
  Share share_of_attempts;
  statistics::Estimate first, last;  ///< seconds since the start, over the replications that saw one
};

struct ScheduleForecast {
  std::string name;
  std::int64_t runs = 0, started_runs = 0, failed_runs = 0, skipped_runs = 0, unfinished_runs = 0, reruns = 0;
  std::int64_t due = 0, lost = 0;
  Share lost_share, failed_runs_share;
  statistics::Estimate duration_p50, duration_p95, lateness_p50, lateness_p95, slack_p5;  ///< seconds
};

struct TargetForecast {
  std::string name;
  std::int64_t bytes = 0;
  std::uint32_t peak_flows = 0;
  Share busy_share, utilisation;
  statistics::Estimate bytes_per_replication;
};

struct VolumeForecast {
  std::string name;
  std::int64_t due = 0, lost = 0;
  statistics::Estimate lost_share;  ///< probability of loss per due backup ("per night")
  double longest_gap_s = 0;         ///< the longest of all replications; NaN when no backup was due
  double mean_longest_gap_s = 0;    ///< mean over replications of each one's longest; NaN likewise
  statistics::Estimate backup_hold_p50, backup_hold_p95, delete_hold_p50, delete_hold_p95;  ///< seconds
  double stored_bytes = 0;                ///< at the end, mean over replications
  double backups = 0, beyond_retain = 0;  ///< at the end, mean over replications
  std::int64_t collections_skipped = 0;
};

struct MachineForecast {
  std::string name;
  std::int64_t due = 0, lost = 0;
  statistics::Estimate lost_share;  ///< as a volume's, and so are the next two
  double longest_gap_s = 0, mean_longest_gap_s = 0;
  double stored_bytes = 0;               ///< of its disks
  std::int64_t collections_skipped = 0;  ///< of its disks
};

/// A schedule that was suspended for a reason, over all replications.
struct SuspensionForecast {
  std::uint32_t schedule = record::kNone;  ///< as records number them
  record::Cause cause = record::Cause::none;
  std::int64_t replications = 0, count = 0;
  statistics::Estimate first_p50;  ///< median over those replications, in seconds since the start
};

/// One line of "who held the lock", over all replications.
struct HolderForecast {
  HolderKey key;
  std::int64_t count = 0;
  statistics::Estimate held_for_p50;  ///< seconds from the holder's grant to the refusal
};

/// What users saw in the status of objects of CSI and Harvester, over all replications.
struct SeenForecast {
  SeenKey key;
  std::int64_t count = 0;
  std::vector<std::uint32_t> machines;  ///< whose objects they were, ascending
};

struct Forecast {
  std::string scenario;
  std::string platform;  ///< Longhorn's version
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  Duration horizon{}, warm_up{};

  std::array<Outcomes, kOperationKinds> operations;  ///< sums over replications
  std::vector<Failure> failures;                     ///< most frequent first, backups before deletes at ties
  std::vector<HolderForecast> holders;               ///< most frequent first
  std::vector<ScheduleForecast> schedules;  ///< as records number them; in the scenario's order, as are
                                            ///< the next two
  std::vector<TargetForecast> targets;
  std::vector<VolumeForecast> volumes;
  std::vector<MachineForecast> machines;        ///< in the scenario's order
  std::vector<SeenForecast> seen;               ///< by layer, from below, then most frequent first
  std::vector<SuspensionForecast> suspensions;  ///< of most replications first
  std::array<std::int64_t, 24> lost_by_hour{};  ///< by the UTC hour of the tick
  std::vector<Metric> metrics;                  ///< in the order of metric_table()

  std::uint64_t fingerprint = 0;  ///< over the replications' fingerprints in their order
  std::int64_t events = 0;        ///< of the engine, all replications
};

/// Makes the forecast. Preconditions: at least one replication; summaries in replication order, of this
/// scenario. O(replications x (schedules + volumes + targets) + samples log samples).
Forecast make_forecast(const model::Scenario& scenario, std::span<const ReplicationSummary> replications);

/// The metric of that name, or nullptr. O(metrics).
const Metric* find_metric(const Forecast& forecast, std::string_view name);

/// Outcome counts of one kind of operation.
inline const Outcomes& outcomes_of(const Forecast& forecast, record::OperationKind kind) {
  return forecast.operations[static_cast<std::size_t>(kind)];
}

}  // namespace headway::forecast
