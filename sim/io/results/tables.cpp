#include "sim/io/results/tables.h"

#include <initializer_list>

#include "sim/io/results/csv.h"

namespace headway::results {
namespace {

/// One row for each entry, by `write_row(csv, entry)`.
template <class Rows, class WriteRow>
void write_table(ResultsFolder& folder, std::string_view file, const Rows& rows, WriteRow write_row) {
  const Table& described = table(file);
  CsvWriter csv(folder.path_of(file), described);
  for (const auto& row : rows) {
    write_row(csv, row);
    csv.end_row();
  }
  csv.close();
  folder.note_table(described, csv.rows());
}

void integers(CsvWriter& csv, std::initializer_list<std::int64_t> values) {
  for (const std::int64_t value : values) csv.integer(value);
}

void numbers(CsvWriter& csv, std::initializer_list<double> values) {
  for (const double value : values) csv.number(value);
}

}  // namespace

void write_schedules(ResultsFolder& folder, std::span<const ScheduleRow> rows) {
  write_table(folder, "schedules.csv", rows, [](CsvWriter& csv, const ScheduleRow& row) {
    csv.text(row.schedule);
    integers(csv,
             {row.runs, row.started, row.skipped, row.failed, row.unfinished, row.reruns, row.due, row.lost});
    numbers(csv, {row.lateness_p50_s, row.lateness_p95_s, row.duration_p50_s, row.duration_p95_s,
                  row.next_conflict_slack_p5_s});
  });
}

void write_volumes(ResultsFolder& folder, std::span<const VolumeRow> rows) {
  write_table(folder, "volumes.csv", rows, [](CsvWriter& csv, const VolumeRow& row) {
    csv.text(row.volume);
    csv.text(row.vm);
    integers(csv, {row.due, row.lost});
    numbers(csv,
            {row.loss_per_night, row.loss_per_night_ci_low, row.loss_per_night_ci_high, row.longest_gap_s,
             row.mean_longest_gap_s, row.backup_hold_p50_s, row.backup_hold_p95_s, row.delete_hold_p50_s,
             row.delete_hold_p95_s, row.stored_bytes, row.backups, row.beyond_retain});
    csv.integer(row.collections_skipped);
  });
}

void write_metrics(ResultsFolder& folder, std::span<const MetricRow> rows) {
  write_table(folder, "metrics.csv", rows, [](CsvWriter& csv, const MetricRow& row) {
    csv.text(row.metric);
    numbers(csv, {row.value, row.ci_low, row.ci_high});
    csv.integer(row.n);
    csv.text(row.method);
  });
}

}  // namespace headway::results
