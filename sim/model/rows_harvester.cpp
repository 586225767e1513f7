// Rows vm_backup.*, vm_schedule.*, webhook.* and target.refresh_interval: what Harvester adds to Longhorn.
//
// Histories go by Harvester's versions. Without Harvester the first line of each holds, and nothing reads it.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kFirst = "harvester 1.3.0";      // the oldest one with a preset
constexpr std::string_view kSchedules = "harvester 1.4.0";  // the first one with ScheduleVMBackup

constexpr std::string_view kLimiter = "lasso pkg/controller/controller.go, applyDefaultOptions (2024-07)";

std::vector<Row> backup_rows() {
  return {
      duration("vm_backup.reconcile", &Parameters::vm_backup_reconcile,
               "One step of a Harvester controller: a watch event, its queue and one write.",
               Duration::zero(), hours{1},
               {{kFirst, time(milliseconds{200}), Evidence::derived,
                 "no source gives it; harvester pkg/controller/master/backup/backup.go: an event, a queue, a "
                 "write through the webhook"}}),
      duration("vm_backup.retry_first", &Parameters::vm_backup_retry_first,
               "Pause of Harvester's work queues after an object's first failure, doubled at each further "
               "one.",
               milliseconds{1}, hours{1}, {{kSchedules, time(milliseconds{5}), Evidence::read, kLimiter}}),
      count("vm_backup.retry_doublings", &Parameters::vm_backup_retry_doublings,
            "Failures whose pauses double, the first counted.", 1, 40,
            {{kSchedules, number(13), Evidence::read, kLimiter}}),
      duration("vm_backup.retry_middle", &Parameters::vm_backup_retry_middle,
               "Pause after each failure that follows those.", milliseconds{1}, hours{24},
               {{kSchedules, time(seconds{30}), Evidence::read, kLimiter}}),
      count("vm_backup.retry_middle_until", &Parameters::vm_backup_retry_middle_until,
            "The last failure with that pause; the first one is number 0.", 0, 1000000,
            {{kSchedules, number(30), Evidence::read, kLimiter}}),
      duration("vm_backup.retry_last", &Parameters::vm_backup_retry_last, "Pause after each later failure.",
               milliseconds{1}, hours{24}, {{kSchedules, time(seconds{120}), Evidence::read, kLimiter}}),
  };
}

std::vector<Row> vm_schedule_rows() {
  return {
      duration("vm_schedule.fire_validity", &Parameters::vm_schedule_fire_validity,
               "A VM schedule's trigger that is older than this is ignored, and its run is missed.",
               seconds{1}, hours{24},
               {{kSchedules, time(seconds{60}), Evidence::read,
                 "harvester pkg/controller/master/schedulevmbackup/cronjob.go, OnCronjobChanged"}}),
      duration("vm_schedule.pod_end", &Parameters::vm_schedule_pod_end,
               "From a VM schedule's tick to the end of its CronJob's pod, which triggers it once more.",
               Duration::zero(), hours{1},
               {{kSchedules, time(seconds{14}), Evidence::derived,
                 "harvester schedulevmbackup/common.go: the pod sleeps 10 s and ends 12 to 16 s after its "
                 "tick"}}),
      duration(
          "vm_schedule.update_interval", &Parameters::vm_schedule_update_interval,
          "Retention of a VM schedule looks again after this long while its last VM backup is under way.",
          milliseconds{100}, hours{1},
          {{kSchedules, time(seconds{5}), Evidence::read,
            "harvester pkg/controller/master/schedulevmbackup/common.go, updateInterval, gcVMBackups"}}),
      flag("vm_schedule.early_suspend", &Parameters::vm_schedule_early_suspend,
           "Whether an upload that goes on under a VM backup in error is deleted and its schedule suspended.",
           {{kSchedules, true, Evidence::read,
             "harvester schedulevmbackup/common.go, checkLHBackupUnexpectedProcessing (f7cfbb51d)"}}),
      flag("vm_schedule.counts_uninitialised", &Parameters::vm_schedule_counts_uninitialised,
           "Whether a VM backup that failed before it was initialised counts as a failure of its schedule.",
           {{kSchedules, true, Evidence::read,
             "harvester schedulevmbackup/common.go, currentVMBackups: any error counts"},
            {"harvester 1.7.0", false, Evidence::read,
             "harvester schedulevmbackup/common.go: one without source or volume backups is passed over"}}),
      count("vm_schedule.default_retain", &Parameters::vm_schedule_default_retain,
            "VM backups that a schedule keeps which states no retain.", 2, 250,
            {{kSchedules, number(8), Evidence::read,
              "harvester pkg/apis/harvesterhci.io/v1beta1/schedulebackup.go, Retain"}}),
      count("vm_schedule.default_max_failure", &Parameters::vm_schedule_default_max_failure,
            "Failures in a row that suspend a schedule which states no maxFailure.", 2, 249,
            {{kSchedules, number(4), Evidence::read,
              "harvester pkg/apis/harvesterhci.io/v1beta1/schedulebackup.go, MaxFailure"}}),
  };
}

std::vector<Row> admission_rows() {
  return {
      duration("webhook.min_granularity", &Parameters::webhook_min_granularity,
               "Admission refuses a VM schedule whose next two ticks are closer than this.", Duration::zero(),
               hours{24 * 366},
               {{kSchedules, time(hours{1}), Evidence::read,
                 "harvester pkg/webhook/resources/schedulevmbackup/validator.go, minCronGranularity"}}),
      duration("webhook.min_offset", &Parameters::webhook_min_offset,
               "Admission refuses a VM schedule that ticks closer than this to another of equal granularity.",
               Duration::zero(), hours{24},
               {{kSchedules, time(minutes{10}), Evidence::read,
                 "harvester pkg/webhook/resources/schedulevmbackup/validator.go, minCronOffset"}}),
      duration("target.refresh_interval", &Parameters::target_refresh_interval,
               "Harvester's refreshIntervalInSeconds of the backup target (1.4.2 and later), which takes the "
               "place of target.poll_interval; 0s = off.",
               Duration::zero(), hours{24 * 30},
               {{"harvester 1.4.2", time(Duration::zero()), Evidence::read,
                 "harvester pkg/settings/settings_helper.go, RefreshIntervalInSeconds; "
                 "pkg/controller/master/backup/backup_metadata.go"}}),
  };
}

}  // namespace

std::vector<Row> harvester_rows() {
  std::vector<Row> rows = backup_rows();
  for (auto* more : {&vm_schedule_rows, &admission_rows}) {
    for (Row& row : more()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace headway::model::detail
