#include "analysis/experiment/results.h"

#include <vector>

#include "analysis/forecast/summary_json.h"
#include "sim/io/results/tables.h"

namespace headway::experiment {
namespace {

results::ScheduleRow row_of(const forecast::ScheduleForecast& s) {
  results::ScheduleRow row;
  row.schedule = s.name;
  row.runs = s.runs;
  row.started = s.started_runs;
  row.skipped = s.skipped_runs;
  row.failed = s.failed_runs;
  row.unfinished = s.unfinished_runs;
  row.reruns = s.reruns;
  row.due = s.due;
  row.lost = s.lost;
  row.lateness_p50_s = s.lateness_p50.value;
  row.lateness_p95_s = s.lateness_p95.value;
  row.duration_p50_s = s.duration_p50.value;
  row.duration_p95_s = s.duration_p95.value;
  row.next_conflict_slack_p5_s = s.slack_p5.value;
  return row;
}

results::VolumeRow row_of(const forecast::VolumeForecast& v) {
  results::VolumeRow row;
  row.volume = v.name;
  row.due = v.due;
  row.lost = v.lost;
  row.loss_per_night = v.lost_share.value;
  row.loss_per_night_ci_low = v.lost_share.low;
  row.loss_per_night_ci_high = v.lost_share.high;
  row.longest_gap_s = v.longest_gap_s;
  row.mean_longest_gap_s = v.mean_longest_gap_s;
  row.backup_hold_p50_s = v.backup_hold_p50.value;
  row.backup_hold_p95_s = v.backup_hold_p95.value;
  row.delete_hold_p50_s = v.delete_hold_p50.value;
  row.delete_hold_p95_s = v.delete_hold_p95.value;
  row.stored_bytes = v.stored_bytes;
  row.backups = v.backups;
  row.beyond_retain = v.beyond_retain;
  row.collections_skipped = v.collections_skipped;
  return row;
}

/// A machine holds no lock and retention is counted by volume: those fields stay empty.
results::VolumeRow row_of(const forecast::MachineForecast& m) {
  results::VolumeRow row;
  row.vm = m.name;
  row.due = m.due;
  row.lost = m.lost;
  row.loss_per_night = m.lost_share.value;
  row.loss_per_night_ci_low = m.lost_share.low;
  row.loss_per_night_ci_high = m.lost_share.high;
  row.longest_gap_s = m.longest_gap_s;
  row.mean_longest_gap_s = m.mean_longest_gap_s;
  row.stored_bytes = m.stored_bytes;
  row.collections_skipped = m.collections_skipped;
  return row;
}

results::MetricRow row_of(const forecast::Metric& m) {
  results::MetricRow row;
  row.metric = m.name;
  row.value = m.estimate.value;
  row.ci_low = m.estimate.low;
  row.ci_high = m.estimate.high;
  row.n = m.estimate.n;
  row.method = m.estimate.method;
  return row;
}

}  // namespace

void write_forecast(results::ResultsFolder& folder, const forecast::Forecast& forecast) {
  std::vector<results::ScheduleRow> schedules;
  for (const auto& schedule : forecast.schedules) schedules.push_back(row_of(schedule));
  results::write_schedules(folder, schedules);
  std::vector<results::VolumeRow> volumes;
  for (const auto& volume : forecast.volumes) volumes.push_back(row_of(volume));
  for (const auto& machine : forecast.machines) volumes.push_back(row_of(machine));
  results::write_volumes(folder, volumes);
  std::vector<results::MetricRow> metrics;
  for (const auto& metric : forecast.metrics) metrics.push_back(row_of(metric));
  results::write_metrics(folder, metrics);
  folder.write("summary.json", forecast::summary_json(forecast));
}

}  // namespace headway::experiment
