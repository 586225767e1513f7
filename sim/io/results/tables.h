// The tables over all replications (schedules, volumes, metrics) from plain rows, so that sim/io knows
// nothing of the analysis that makes them. Figures of which nothing is known are NaN and become empty fields.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "sim/io/results/results_folder.h"

namespace headway::results {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A row of schedules.csv; columns.h describes the fields.
struct ScheduleRow {
  std::string schedule;
  std::int64_t runs = 0, started = 0, skipped = 0, failed = 0, unfinished = 0, reruns = 0, due = 0, lost = 0;
  double lateness_p50_s = kUnknown, lateness_p95_s = kUnknown;
  double duration_p50_s = kUnknown, duration_p95_s = kUnknown;
  double next_conflict_slack_p5_s = kUnknown;
};

/// A row of volumes.csv.
struct VolumeRow {
  std::string volume, vm;
  std::int64_t due = 0, lost = 0;
  double loss_per_night = kUnknown, loss_per_night_ci_low = kUnknown, loss_per_night_ci_high = kUnknown;
  double longest_gap_s = kUnknown, mean_longest_gap_s = kUnknown;
  double backup_hold_p50_s = kUnknown, backup_hold_p95_s = kUnknown;
  double delete_hold_p50_s = kUnknown, delete_hold_p95_s = kUnknown;
  double stored_bytes = kUnknown, backups = kUnknown, beyond_retain = kUnknown;
  std::int64_t collections_skipped = 0;
};

/// A row of metrics.csv.
struct MetricRow {
  std::string metric;
  double value = kUnknown, ci_low = kUnknown, ci_high = kUnknown;
  std::int64_t n = 0;
  std::string_view method;
};

/// Write one file each and note it in the folder. Throw ResultsError.
void write_schedules(ResultsFolder& folder, std::span<const ScheduleRow> rows);
void write_volumes(ResultsFolder& folder, std::span<const VolumeRow> rows);
void write_metrics(ResultsFolder& folder, std::span<const MetricRow> rows);

}  // namespace headway::results
