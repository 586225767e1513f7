// Rules vm_backup.*, vm_schedule.*, webhook.* and target.refresh: Harvester beyond its numbers.
#include "sim/model/rule_lists.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kFirst = "harvester 1.3.0";      // the oldest one with a preset
constexpr std::string_view kSchedules = "harvester 1.4.0";  // the first one with ScheduleVMBackup

constexpr std::string_view kBackup = "harvester pkg/controller/master/backup/backup.go, OnBackupChange";
constexpr std::string_view kSchedule = "harvester pkg/controller/master/schedulevmbackup/common.go";
constexpr std::string_view kAdmission = "harvester pkg/webhook/resources/schedulevmbackup/validator.go";

/// A rule that is the same in every release since that one.
Rule since(std::string_view first, std::string_view name, std::string_view text, std::string_view source,
           Evidence evidence = Evidence::read) {
  return Rule{name, {{first, text, evidence, source}}};
}

std::vector<Rule> vm_backup_rules() {
  return {
      since(kFirst, "vm_backup.disks",
            "All disks at once, in random order: one VolumeSnapshot each, without limit and without waiting "
            "for "
            "one another. No group of snapshots is made.",
            "harvester pkg/controller/master/backup/backup.go, reconcileVolumeSnapshots, "
            "volumeToPVCMappings"),
      since(
          kFirst, "vm_backup.error",
          "A VM backup is in error as soon as one disk's VolumeSnapshot shows an error, whichever it is, and "
          "until all disks are ready: then it is ready after all.",
          "harvester pkg/controller/master/backup/backup_status.go, updateConditions"),
      since(kFirst, "vm_backup.timeout",
            "None, and no VolumeSnapshot is made a second time: what is tried again, csi-snapshotter tries "
            "again.",
            kBackup),
      Rule{"vm_backup.freeze",
           {{kFirst,
             "With a guest agent the file systems are frozen for 1 s before each disk's VolumeSnapshot is "
             "made, "
             "so mostly not when Longhorn takes the snapshot (not modelled).",
             Evidence::derived, "harvester pkg/controller/master/backup/backup.go, defaultFreezeDuration"},
            {"harvester development",
             "With a guest agent the file systems are frozen for spec.fsFreezeDeadline, 1 s unless stated, "
             "before each disk's VolumeSnapshot is made (not modelled).",
             Evidence::read,
             "harvester pkg/apis/harvesterhci.io/v1beta1/backup.go, FsFreezeDeadline, as read in August "
             "2026"}}},
      since(kFirst, "vm_backup.delete",
            "A VM backup goes first; then its VolumeSnapshots are deleted, all at once, and with each "
            "content the "
            "backup of its disk.",
            "harvester pkg/controller/master/backup/backup.go: an owner reference that blocks nothing",
            Evidence::derived),
      since(kFirst, "vm_backup.delete_without_target",
            "A VM backup's own file on the target is removed before it goes; while the target is away, it "
            "stays "
            "and is tried again.",
            "harvester pkg/controller/master/backup/backup.go, OnBackupRemove; harvester#9865"),
  };
}

std::vector<Rule> vm_schedule_rules() {
  return {
      since(kSchedules, "vm_schedule.trigger",
            "A CronJob (Forbid, backoffLimit 3) whose pod sleeps 10 s and does nothing. What starts a VM "
            "backup "
            "is that the CronJob has a new last time of firing.",
            "harvester pkg/controller/master/schedulevmbackup/cronjob.go, OnCronjobChanged"),
      since(kSchedules, "vm_schedule.previous_running",
            "A run whose predecessor is under way is tried again by the work queue as long as its trigger "
            "counts "
            "(vm_schedule.fire_validity), last 41 or about 50 s after its tick; then it is missed without a "
            "word. "
            "A predecessor in error is in nobody's way.",
            "harvester pkg/controller/master/schedulevmbackup/common.go, newVMBackups; lasso's rate limiter",
            Evidence::derived),
      since(kSchedules, "vm_schedule.concurrency",
            "Schedules know nothing of one another: there is no queue and no limit.", kSchedule),
      since(
          kSchedules, "vm_schedule.failures",
          "Failures count since the last VM backup that is ready; one in error that becomes ready after all "
          "ends the count.",
          "harvester pkg/controller/master/schedulevmbackup/common.go, currentVMBackups"),
      since(kSchedules, "vm_schedule.max_failure",
            "At the first tick with max_failure failures or more no VM backup is made and the schedule is "
            "suspended, until somebody resumes it.",
            "harvester pkg/controller/master/schedulevmbackup/common.go, newVMBackups"),
      since(kSchedules, "vm_schedule.resume",
            "Resuming after max_failure failures deletes all VM backups in error first; resuming before that "
            "many, as after an early suspension, deletes none.",
            "harvester pkg/controller/master/schedulevmbackup/svmbackup.go"),
      since(
          kSchedules, "vm_schedule.early_suspension",
          "Each change of a scheduled VM backup that is in error or ready deletes the Longhorn backup of one "
          "disk that is still under way, and suspends the schedule (vm_schedule.early_suspend).",
          "harvester pkg/controller/master/schedulevmbackup/common.go, checkLHBackupUnexpectedProcessing"),
      since(
          kSchedules, "vm_schedule.retention",
          "When a VM backup is ready, those beyond retain are deleted at once, all together: those in error "
          "first, each kind oldest first. While the last one is in error, none is deleted.",
          "harvester pkg/controller/master/schedulevmbackup/common.go, gcVMBackups"),
  };
}

std::vector<Rule> admission_rules() {
  return {
      since(kSchedules, "webhook.granularity",
            "A schedule's granularity is the time between its next two ticks, seen from now: it depends on "
            "when "
            "one asks.",
            "harvester pkg/webhook/resources/schedulevmbackup/validator.go, cronGranularityCheck"),
      since(
          kSchedules, "webhook.offset",
          "Only schedules of the very same granularity are held apart, suspended ones too: by the difference "
          "of their ticks after the next, not by the distance within a period. A daily and an hourly one may "
          "coincide.",
          "harvester pkg/webhook/resources/schedulevmbackup/validator.go, cronGranularityCheck"),
      since(kSchedules, "webhook.skip",
            "The annotation harvesterhci.io/svmbackupSkipCronCheck leaves both checks out.", kAdmission),
      since(kSchedules, "webhook.one_schedule", "A VM has one schedule.", kAdmission),
      since(kSchedules, "webhook.max_failure", "A schedule's maxFailure is at least 2 and below its retain.",
            kAdmission),
      since(
          kFirst, "webhook.vm_backup",
          "No VM backup is made while its VM migrates. Other VM backups, locks and the target's load are not "
          "looked at.",
          "harvester pkg/webhook/resources/virtualmachinebackup/validator.go"),
      Rule{"target.refresh",
           {{kFirst, "Harvester has no refresh interval for the backup target.", Evidence::read,
             "harvester pkg/settings/settings_helper.go"},
            {"harvester 1.4.2",
             "A refresh interval of 0 makes Harvester look through the backup target without pause (not "
             "modelled).",
             Evidence::read, "harvester pkg/controller/master/backup/backup_metadata.go; harvester#7885"},
            {"harvester 1.4.3", "A refresh interval of 0 is off.", Evidence::read,
             "harvester pkg/controller/master/backup/backup_metadata.go, shouldRefresh"}}},
  };
}

}  // namespace

std::vector<Rule> harvester_rules() {
  std::vector<Rule> rules = vm_backup_rules();
  for (auto* more : {&vm_schedule_rules, &admission_rules}) {
    for (Rule& rule : more()) rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace headway::model::detail
