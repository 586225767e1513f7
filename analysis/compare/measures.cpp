#include "analysis/compare/measures.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "analysis/forecast/fingerprint.h"

namespace headway::compare {
namespace {

using forecast::ReplicationSummary;
using record::Cause;
using record::OperationKind;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

const forecast::Outcomes& backups(const ReplicationSummary& r) {
  return r.operations[static_cast<std::size_t>(OperationKind::backup)];
}

const forecast::Outcomes& vm_backups(const ReplicationSummary& r) {
  return r.operations[static_cast<std::size_t>(OperationKind::vm_backup)];
}

double failures(const ReplicationSummary& r, OperationKind operation, Cause cause) {
  const auto entry = r.failures.find(forecast::FailureKey{operation, cause});
  return entry == r.failures.end() ? 0 : static_cast<double>(entry->second.count);
}

double lost(const ReplicationSummary& r) {
  return static_cast<double>(backups(r).lost);
}

double failed_attempts_at(const ReplicationSummary& r, OperationKind kind) {
  std::int64_t sum = 0;
  for (const auto& [key, failure] : r.failures) sum += key.operation == kind ? failure.count : 0;
  return static_cast<double>(sum);
}

double failed_attempts(const ReplicationSummary& r) {
  return failed_attempts_at(r, OperationKind::backup);
}

double lost_vm_backups(const ReplicationSummary& r) {
  return vm_backups(r).due > 0 ? static_cast<double>(vm_backups(r).lost) : kNothing;
}

double failed_vm_backups(const ReplicationSummary& r) {
  return vm_backups(r).due > 0 ? failed_attempts_at(r, OperationKind::vm_backup) : kNothing;
}

double suspended(const ReplicationSummary& r) {
  return vm_backups(r).due > 0 ? static_cast<double>(forecast::suspended_by_controllers(r)) : kNothing;
}

double lock_denied(const ReplicationSummary& r) {
  return failures(r, OperationKind::backup, Cause::lock_denied);
}

double timeouts(const ReplicationSummary& r) {
  return failures(r, OperationKind::backup, Cause::start_timeout) +
         failures(r, OperationKind::backup, Cause::snapshot_timeout);
}

double refused_deletes(const ReplicationSummary& r) {
  return failures(r, OperationKind::delete_, Cause::lock_denied);
}

double failed_runs(const ReplicationSummary& r) {
  std::int64_t sum = 0;
  for (const forecast::ScheduleSummary& schedule : r.schedules) sum += schedule.failed_runs;
  return static_cast<double>(sum);
}

double lateness(const ReplicationSummary& r) {
  double sum = 0;
  std::int64_t runs = 0;
  for (const forecast::ScheduleSummary& schedule : r.schedules) {
    sum += schedule.lateness_sum_s;
    runs += schedule.started_runs;
  }
  return runs > 0 ? sum / static_cast<double>(runs) : kNothing;
}

double night_length(const ReplicationSummary& r) {
  double sum = 0;
  for (const forecast::Night& night : r.nights) sum += to_seconds(night.last_end - night.first_start);
  return r.nights.empty() ? kNothing : sum / static_cast<double>(r.nights.size());
}

double longest_gap(const ReplicationSummary& r) {
  double sum = 0;
  std::int64_t volumes = 0;
  for (const forecast::VolumeSummary& volume : r.volumes) {
    if (volume.due == 0) continue;
    sum += to_seconds(volume.longest_gap);
    ++volumes;
  }
  return volumes > 0 ? sum / static_cast<double>(volumes) : kNothing;
}

double peak_uploads(const ReplicationSummary& r) {
  std::uint32_t most = 0;
  for (const forecast::TargetSummary& target : r.targets) most = std::max(most, target.peak_flows);
  return most;
}

/// Losses and failures may not grow at all by default; times and load by a hundredth, which nobody notices.
constexpr double kNone = 0, kHundredth = 0.01;

constexpr MeasureInfo kTable[] = {
    {"backups.lost", "lost backups", "",
     "Due backups without a completed restore point before the next tick.", kNone, lost},
    {"backups.failed_attempts", "failed backup attempts", "",
     "Attempts that failed, were skipped or given up by their job.", kNone, failed_attempts},
    {"backups.lock_denied", "backup attempts refused the lock", "",
     "Attempts that failed because another operation held or asked for the volume's lock.", kNone,
     lock_denied},
    {"backups.timeouts", "backup attempts timed out", "",
     "Attempts that failed because the backup did not start or the snapshot was not ready in time.", kNone,
     timeouts},
    {"deletes.refused", "deletes refused the lock", "",
     "Tries of deletes that were refused the volume's lock.", kNone, refused_deletes},
    {"runs.failed", "failed runs", "", "Runs of schedules that failed.", kNone, failed_runs},
    {"runs.lateness_mean_s", "mean lateness of runs", "s", "Mean time from tick to first step of a run.",
     kHundredth, lateness},
    {"nights.length_mean_s", "mean length of the night", "s",
     "Mean over UTC days of the time from the first start to the last end of the day's runs.", kHundredth,
     night_length},
    {"volumes.longest_gap_mean_s", "longest time without a backup", "s",
     "The longest time between two good backups of a volume, mean over the volumes.", kHundredth,
     longest_gap},
    {"targets.peak_uploads", "most uploads at once", "", "Most uploads to one target at one instant.",
     kHundredth, peak_uploads},
    {"vm_backups.lost", "lost VM backups", "",
     "Due VM backups without a completed restore point before the next tick.", kNone, lost_vm_backups, true},
    {"vm_backups.failed_attempts", "failed VM backup attempts", "",
     "Attempts that failed, were skipped or given up.", kNone, failed_vm_backups, true},
    {"schedules_suspended", "suspended VM schedules", "",
     "Suspensions of VM schedules that no operator asked for.", kNone, suspended, true},
};

}  // namespace

std::span<const MeasureInfo> measure_table() {
  return kTable;
}

std::size_t find_measure(std::string_view name) {
  const auto row = std::find_if(std::begin(kTable), std::end(kTable),
                                [&](const MeasureInfo& info) { return info.name == name; });
  return static_cast<std::size_t>(row - std::begin(kTable));
}

Measured measure(std::span<const ReplicationSummary> replications) {
  Measured measured;
  for (const MeasureInfo& info : kTable) {
    std::vector<double>& values = measured.by_measure.emplace_back();
    values.reserve(replications.size());
    for (const ReplicationSummary& replication : replications) values.push_back(info.of(replication));
  }
  forecast::Fingerprint fingerprint;
  for (const ReplicationSummary& replication : replications) {
    measured.due_mean += static_cast<double>(backups(replication).due + vm_backups(replication).due);
    fingerprint.add(replication.fingerprint);
  }
  measured.due_mean /= static_cast<double>(replications.size());
  measured.fingerprint = fingerprint.value();
  return measured;
}

}  // namespace headway::compare
