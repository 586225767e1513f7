#include "analysis/forecast/metric_table.h"

#include <algorithm>
#include <iterator>

#include "sim/core/check.h"

namespace headway::forecast {
namespace {

using enum MetricKind;

constexpr MetricInfo kTable[] = {
    {"replications.any_loss", probability, "",
     "Replications in which at least one due backup was lost, of a volume or of a virtual machine."},

    {"backups.due", count, "", "Backups that schedules owed: one for each volume and tick."},
    {"backups.attempts", count, "", "Attempts at them, skipped ones included."},
    {"backups.lost", count, "", "Due backups without a completed restore point before the next tick."},
    {"backups.lost_share", share, "", "Lost backups by due backups."},
    {"backups.failed_share", share, "",
     "Attempts that failed, were skipped or given up by their job, by attempts."},
    {"backups.late_share", share, "",
     "Due backups completed only after their job gave up on them, by due backups."},
    {"backups.skipped_share", share, "", "Due backups that were skipped, by due backups."},
    {"backups.unfinished_share", share, "",
     "Due backups still open at the horizon and not yet too late, by due backups."},
    {"backups.duration_p50_s", quantity, "s", "Median time from the backup object to its completion."},
    {"backups.duration_p95_s", quantity, "s", "95th percentile of the same."},
    {"backups.hold_p50_s", quantity, "s", "Median time that a backup holds its volume's lock."},
    {"backups.hold_p95_s", quantity, "s", "95th percentile of the same."},
    {"backups.hold_p99_s", quantity, "s", "99th percentile of the same."},
    {"uploads.rate_mib_s", quantity, "MiB/s",
     "Volume data processed in the upload phase by its length, before compression; mean over backups."},
    {"uploads.bytes", quantity, "bytes",
     "Bytes that completed backups store on the targets, per replication."},

    {"vm_backups.due", count, "",
     "Backups of virtual machines that schedules owed: one for each machine and tick."},
    {"vm_backups.attempts", count, "", "Attempts at them, skipped ones included."},
    {"vm_backups.lost", count, "", "Due VM backups without a completed restore point before the next tick."},
    {"vm_backups.lost_share", share, "", "Lost VM backups by due VM backups."},
    {"vm_backups.failed", count, "", "Due VM backups whose last attempt failed."},
    {"vm_backups.failed_share", share, "", "Attempts that failed, were skipped or given up, by attempts."},
    {"vm_backups.late_share", share, "",
     "Due VM backups completed only after they had been given up, by due VM backups."},
    {"vm_backups.skipped_share", share, "", "Due VM backups that were skipped, by due VM backups."},
    {"vm_backups.unfinished_share", share, "",
     "Due VM backups still open at the horizon and not yet too late, by due VM backups."},
    {"vm_backups.duration_p50_s", quantity, "s", "Median time from the VM backup object to its readiness."},
    {"vm_backups.duration_p95_s", quantity, "s", "95th percentile of the same."},
    {"schedules_suspended", count, "", "Suspensions of VM schedules that no operator asked for."},
    {"machines.in_error_max", count, "",
     "Most virtual machines that showed an error at some time, in any replication."},

    {"deletes.requested", count, "", "Deletes of backups requested."},
    {"deletes.attempts", count, "", "Tries of deletes at the lock."},
    {"deletes.refused_share", share, "", "Tries of deletes refused the lock, by tries."},
    {"deletes.collections_skipped", count, "",
     "Deletes whose collection removed no block because the volume's backups had changed meanwhile."},
    {"deletes.hold_p50_s", quantity, "s", "Median time that a delete holds its volume's lock."},
    {"deletes.hold_p95_s", quantity, "s", "95th percentile of the same."},
    {"deletes.hold_p99_s", quantity, "s", "99th percentile of the same."},
    {"deletes.longest_wait_s", quantity, "s",
     "Longest time from a delete's request to its lock, or to the end of its waiting without one, in any "
     "replication."},
    {"deletes.unfinished", count, "", "Deletes of backups still wanted at the horizon."},

    {"restores.requested", count, "", "Restores of volumes asked for."},
    {"restores.failed", count, "", "Restores that failed: no replica completed."},
    {"restores.partial", count, "",
     "Restores of which some replicas failed and others did not: the new volume is degraded."},

    {"locks.expired", count, "", "Locks whose lease ran out while their holder was still at work."},
    {"locks.crashed", count, "", "Locks left behind by a holder whose process ended."},
    {"locks.overlaps", count, "", "Locks granted while another live lock excluded them."},
    {"locks.failed_open", count, "", "Tries whose listing failed and counted as \"no locks\"."},

    {"volumes.beyond_retain_max", count, "",
     "Most Backup objects of one volume above what its jobs retain, at any instant of any replication."},
    {"volumes.beyond_retain_time_share", share, "",
     "Part of the time in which a volume has more Backup objects than its jobs retain, over all volumes."},

    {"nights.length_p50_s", quantity, "s",
     "Median over UTC days of the time from the first start to the last end of the day's runs."},
    {"nights.length_p95_s", quantity, "s", "95th percentile of the same."},

    {"failures.<operation>.<cause>.count", count, "", "Attempts that failed of this cause; 0 if none did."},
    {"failures.<operation>.<cause>.share_of_attempts", share, "", "The same by attempts of that operation."},
    {"failures.<operation>.<cause>.first_s", quantity, "s",
     "End of the first of them, since the scenario's start; mean over the replications that saw one."},
    {"failures.<operation>.<cause>.last_s", quantity, "s", "End of the last of them, likewise."},
    {"failures.<operation>.<cause>.<layer>.count", count, "",
     "Those of them that this layer reported; 0 if it reported none."},

    {"schedules.<schedule>.runs", count, "", "Ticks of the schedule, whether a run started or not."},
    {"schedules.<schedule>.failed_runs_share", share, "", "Failed runs by ticks."},
    {"schedules.<schedule>.lost_share", share, "", "The schedule's lost backups by its due backups."},
    {"schedules.<schedule>.duration_p50_s", quantity, "s", "Median length of a run, first step to end."},
    {"schedules.<schedule>.duration_p95_s", quantity, "s", "95th percentile of the same."},
    {"schedules.<schedule>.lateness_p50_s", quantity, "s", "Median time from tick to first step."},
    {"schedules.<schedule>.lateness_p95_s", quantity, "s", "95th percentile of the same."},
    {"schedules.<schedule>.slack_p5_s", quantity, "s",
     "5th percentile of the time from the release of one of its locks to the next look of the excluding type "
     "on "
     "that volume; negative when someone was refused."},

    {"targets.<target>.bytes", quantity, "bytes", "Bytes stored by completed backups, per replication."},
    {"targets.<target>.busy_share", share, "", "Part of the time in which at least one upload ran."},
    {"targets.<target>.utilisation", share, "", "Mean of upload rate by write bandwidth."},
    {"targets.<target>.peak_flows", count, "", "Most uploads at one instant in any replication."},
};

}  // namespace

std::string_view word(MetricKind kind) {
  switch (kind) {
    case count:
      return "count";
    case share:
      return "share";
    case probability:
      return "probability";
    case quantity:
      return "quantity";
  }
  return {};
}

std::span<const MetricInfo> metric_table() {
  return kTable;
}

const MetricInfo& metric_info(std::string_view pattern) {
  const auto row = std::find_if(std::begin(kTable), std::end(kTable),
                                [&](const MetricInfo& info) { return info.pattern == pattern; });
  core::check_invariant(row != std::end(kTable), "a forecast names only figures of the metric table");
  return *row;
}

std::string fill_pattern(std::string_view pattern, std::string_view placeholder, std::string_view name) {
  std::string filled{pattern};
  const auto at = filled.find(placeholder);
  if (at != std::string::npos) filled.replace(at, placeholder.size(), name);
  return filled;
}

}  // namespace headway::forecast
