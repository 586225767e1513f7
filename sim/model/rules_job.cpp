// Rules cron.*, job.* and system_backup.*: recurring jobs beyond their numbers.
#include "sim/model/rule_lists.h"

namespace headway::model::detail {

std::vector<Rule> job_rules() {
  return {
      always("cron.concurrency_policy",
             "Forbid: a tick while the last Job is active starts nothing. When that Job ends, the latest "
             "missed tick that the controller finds starts at once.",
             "longhorn-manager controller/recurring_job_controller.go, newCronJob; kubernetes syncCronJob"),
      always("cron.starting_deadline", "None: a missed tick is never too old to start.",
             "longhorn-manager controller/recurring_job_controller.go, newCronJob"),
      always("cron.time_zone",
             "None is set: the zone is that of the machine on which kube-controller-manager runs, time.zone "
             "of a scenario.",
             "longhorn-manager controller/recurring_job_controller.go, newCronJob"),
      always("job.volume_order", "Arbitrary: all volumes race for the job's concurrency slots.",
             "longhorn-manager app/recurring_job.go"),
      always("job.completion_timeout", "None: the pod waits for a started backup for ever.",
             "longhorn-manager app/recurring_job.go, doRecurringBackup"),
      Rule{"job.deletes_after_create",
           {{"1.6.0",
             "After a completed backup the job deletes its oldest completed backups of that volume beyond "
             "retain.",
             Evidence::read, "longhorn-manager app/recurring_job.go, listBackupsForCleanup"},
            {"development",
             "After a completed backup the job deletes its oldest completed backups of that volume beyond "
             "retain, or all those beyond retainAge: possibly many at once.",
             Evidence::read, "longhorn-manager recurringjob.go, retentionPolicy, as read in August 2026"}}},
      Rule{"job.active_snapshots",
           {{"1.6.0",
             "The snapshot cleanup of a job may delete the snapshot of a backup that is still running.",
             Evidence::read, "longhorn-manager app/recurring_job.go"},
            {"development", "The snapshot cleanup of a job leaves snapshots of running backups alone.",
             Evidence::read, "longhorn-manager app/recurringjob/volume.go, as read in August 2026"}}},
      Rule{"job.volume_gone",
           {{"1.6.0", "A volume that is deleted while a job runs crashes the pod.", Evidence::read,
             "longhorn-manager app/recurring_job.go (longhorn#11926)"},
            {"1.9.3", "A volume that is deleted while a job runs is left out.", Evidence::read,
             "longhorn-manager app/recurringjob/volume.go"},
            {"1.10.0", "A volume that is deleted while a job runs crashes the pod.", Evidence::read,
             "longhorn-manager app/recurringjob/volume.go (longhorn#11926)"},
            {"1.10.1", "A volume that is deleted while a job runs is left out.", Evidence::read,
             "longhorn-manager app/recurringjob/volume.go"}}},
      Rule{"job.labels_shared",
           {{"1.6.0", "Each volume of a job has its own labels.", Evidence::read,
             "longhorn-manager app/recurring_job.go"},
            {"1.9.0",
             "The volumes of a job share one map of labels, and the pod may crash when two write to it.",
             Evidence::read, "longhorn-manager app/recurringjob (longhorn#11016)"},
            {"1.9.1", "Each volume of a job has its own labels.", Evidence::read,
             "longhorn-manager app/recurringjob (longhorn#11016, #11020)"}}},
      Rule{"job.volume_error",
           {{"1.6.0",
             "The first error of a volume ends the pod with an error after all volumes are done "
             "(job.rerun_on_failure).",
             Evidence::read, "longhorn-manager app/recurring_job.go, recurringJob"},
            {"1.9.0", "The error of a volume is lost by mistake; only a log line shows it.",
             Evidence::executed, "longhorn-manager app/recurringjob/job.go, StartVolumeJobs"},
            {"development", "The error of a volume is logged on purpose.", Evidence::read,
             "longhorn-manager d8e2d6579"}}},
      always("system_backup.concurrency",
             "Unlimited: a system backup makes the backups of all its volumes in one loop.",
             "longhorn-manager controller/system_backup_controller.go"),
      Rule{"system_backup.retention",
           {{"1.6.0", "No job deletes old system backups.", Evidence::read,
             "longhorn-manager app/recurring_job.go"},
            {"1.9.0", "A job may delete the wrong system backups: it sorts them wrongly.", Evidence::read,
             "longhorn-manager app/recurringjob/systembackup.go (longhorn#13203)"},
            {"1.11.3", "A job deletes its oldest system backups.", Evidence::read,
             "longhorn-manager app/recurringjob/systembackup.go (longhorn#13203)"},
            {"1.12.0", "A job may delete the wrong system backups: it sorts them wrongly.", Evidence::read,
             "longhorn-manager app/recurringjob/systembackup.go (longhorn#13203)"},
            {"1.12.1", "A job deletes its oldest system backups.", Evidence::read,
             "longhorn-manager app/recurringjob/systembackup.go (longhorn#13203)"}}},
  };
}

}  // namespace headway::model::detail
