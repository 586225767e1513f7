// Rows cron.* and job.*: the CronJob controller of Kubernetes, the kubelet, and the recurring job's pod.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kOldest =
    "kubernetes 1.21";  // first with the present CronJob controller as default

constexpr std::string_view kFirstInterval =
    "kubernetes pkg/controller/cronjob/utils.go, getMostRecentScheduleTime (pull request 97098)";
constexpr std::string_view kBackported =
    "kubernetes pull requests 119137 to 119139 of July 2023; the patch release is taken from their dates";

}  // namespace

std::vector<Row> schedule_rows() {
  return {
      duration("cron.sync_delay", &Parameters::cron_sync_delay,
               "The CronJob controller looks at a schedule this long after its tick.", Duration::zero(),
               minutes{1},
               {{kOldest, time(milliseconds{100}), Evidence::read,
                 "kubernetes pkg/controller/cronjob/cronjob_controllerv2.go, nextScheduleDelta"}}),
      duration("cron.job_done_delay", &Parameters::cron_job_done_delay,
               "From the end of a pod to the moment the CronJob controller knows that its Job is done.",
               Duration::zero(), minutes{10},
               {{kOldest, time(seconds{1}), Evidence::assumed,
                 "no source: kubelet status, Job controller and CronJob controller are each well below a "
                 "second"}}),
      duration("cron.pod_start", &Parameters::cron_pod_start,
               "From the creation of a Job to the first step of its container.", Duration::zero(), hours{1},
               {{kOldest, time(seconds{3}), Evidence::derived,
                 "Harvester's pod that sleeps 10 s ends 12 to 16 s after its tick"}}),
      choice("cron.missed_search", &Parameters::cron_missed_search,
             "How the controller finds the latest missed tick: every-tick steps through them all; "
             "first-interval = first missed tick + (n - 1) times the first interval; first-interval-one-back "
             "steps from one "
             "interval earlier than that.",
             kMissedTickSearchWords,
             {{kOldest, word("first-interval"), Evidence::read, kFirstInterval},
              {"kubernetes 1.25.12", word("first-interval-one-back"), Evidence::derived, kBackported},
              {"kubernetes 1.26.0", word("first-interval"), Evidence::read, kFirstInterval},
              {"kubernetes 1.26.7", word("first-interval-one-back"), Evidence::derived, kBackported},
              {"kubernetes 1.27.0", word("first-interval"), Evidence::read, kFirstInterval},
              {"kubernetes 1.27.4", word("first-interval-one-back"), Evidence::derived, kBackported},
              {"kubernetes 1.28.0", word("first-interval-one-back"), Evidence::read,
               "kubernetes pkg/controller/cronjob/utils.go, mostRecentScheduleTime (pull request 118724)"}}),
      count("cron.missed_limit", &Parameters::cron_missed_limit,
            "With more missed ticks than this nothing starts any more; 0 = no limit (only a warning event).",
            0, 1000000,
            {{kOldest, number(0), Evidence::read,
              "kubernetes pkg/controller/cronjob/utils.go: above 100 an event TooManyMissedTimes and the "
              "start goes "
              "on; the older controller, default up to 1.20, refused above 100"}}),
      duration("job.poll_interval", &Parameters::job_poll_interval,
               "The pod's pause between two looks at a snapshot or backup.", milliseconds{100}, hours{1},
               manager(seconds{5}, "longhorn-manager app/recurring_job.go, WaitInterval")),
      count(
          "job.snapshot_ready_polls", &Parameters::job_snapshot_ready_polls,
          "Looks at a snapshot until the pod gives up on it (times job.poll_interval: 1950 s).", 1, 1000000,
          manager(number(390),
                  "longhorn-manager app/recurring_job.go, SnapshotReadyTimeout: counts looks, not seconds")),
      count("job.start_polls", &Parameters::job_start_polls,
            "Looks at a backup until the pod gives up on its start (times job.poll_interval: 450 s).", 1,
            1000000,
            manager(number(90),
                    "longhorn-manager app/recurring_job.go, BackupProcessStartTimeout: counts looks, not "
                    "seconds")),
      flag("job.start_check_sleeps_first", &Parameters::job_start_check_sleeps_first,
           "Whether the wait for a backup's start pauses before its first look.",
           {{"1.6.0", false, Evidence::read,
             "longhorn-manager app/recurring_job.go, waitForBackupProcessStart"},
            {"1.9.0", true, Evidence::read,
             "longhorn-manager app/recurringjob/volume.go, waitForBackupProcessStart"}}),
      flag(
          "job.rerun_on_failure", &Parameters::job_rerun_on_failure,
          "Whether one failed volume makes the pod fail, so that the kubelet restarts it and every volume is "
          "backed up again.",
          {{"1.6.0", true, Evidence::read,
            "longhorn-manager app/recurring_job.go, recurringJob: a named result carries the first error "
            "out"},
           {"1.9.0", false, Evidence::executed,
            "longhorn-manager app/recurringjob/job.go, StartVolumeJobs: the error is lost in a deferred "
            "function"},
           {"development", false, Evidence::read,
            "longhorn-manager d8e2d6579: the error of a volume is logged on purpose"}}),
      count(
          "job.backoff_limit", &Parameters::job_backoff_limit,
          "Restarts of the container until the Job fails.", 0, 1000,
          manager(number(3), "longhorn-manager controller/recurring_job_controller.go, CronJobBackoffLimit")),
      duration(
          "job.restart_backoff", &Parameters::job_restart_backoff,
          "The kubelet's pause before the first restart of a container, doubled at each further one.",
          milliseconds{100}, hours{1},
          {{kOldest, time(seconds{10}), Evidence::read, "kubernetes pkg/kubelet/kubelet.go, backOffPeriod"}}),
      duration("job.restart_backoff_cap", &Parameters::job_restart_backoff_cap,
               "The kubelet's longest pause before a restart.", milliseconds{100}, hours{24},
               {{kOldest, time(seconds{300}), Evidence::read,
                 "kubernetes pkg/kubelet/kubelet.go, MaxContainerBackOff (feature gates that change it are "
                 "off)"}}),
      duration("job.restart_backoff_reset", &Parameters::job_restart_backoff_reset,
               "A container that ran this long starts with the first pause again.", Duration::zero(),
               hours{24},
               {{kOldest, time(minutes{10}), Evidence::read,
                 "client-go util/flowcontrol/backoff.go, hasExpired: twice the cap"}}),
      flag("job.allow_detached", &Parameters::job_allow_detached,
           "Whether detached volumes are attached and backed up, or left out silently.",
           manager(false, "longhorn-manager types/setting.go, allow-recurring-job-while-volume-detached")),
      count(
          "job.retention_max", &Parameters::job_retention_max, "Greatest retain that a job may state.", 1,
          250,
          manager(number(100), "longhorn-manager types/setting.go, recurring-job-max-retention (1 to 250)")),
      count("job.default_concurrency", &Parameters::job_default_concurrency,
            "What a job's concurrency of 0 becomes; 0 = it stays 0 and the pod aborts.", 0, 100000,
            {{"1.6.0", number(0), Evidence::executed,
              "longhorn-manager app/recurring_job.go: a channel of size 0, all goroutines are asleep"},
             {"1.11.3", number(10), Evidence::read,
              "longhorn-manager webhook/resources/recurringjob/mutator.go"},
             {"1.12.0", number(0), Evidence::executed,
              "released before the change of 1.11.3: a channel of size 0, all goroutines are asleep"},
             {"1.12.1", number(10), Evidence::read,
              "longhorn-manager webhook/resources/recurringjob/mutator.go"}}),
      flag("job.pending_is_error", &Parameters::job_pending_is_error,
           "Whether a started backup that is seen Pending fails its volume; else the pod keeps looking.",
           {{"1.6.0", true, Evidence::read, "longhorn-manager app/recurring_job.go, doRecurringBackup"},
            {"1.7.3", false, Evidence::read, "longhorn-manager app/recurring_job.go, doRecurringBackup"}}),
      duration("job.http_timeout", &Parameters::job_http_timeout,
               "Time limit of each call of the pod to the manager's API; none is tried again.", seconds{1},
               hours{24},
               manager(time(seconds{60}), "longhorn-manager app/recurring_job.go, HTTPClientTimout")),
      duration(
          "job.client_retry", &Parameters::job_client_retry,
          "The pod tries its first call to the manager's API for this long, every second; 0s = once.",
          Duration::zero(), hours{24},
          {{"1.6.0", time(Duration::zero()), Evidence::read,
            "longhorn-manager app/recurring_job.go: no retry"},
           {"1.12.1", time(seconds{60}), Evidence::read, "longhorn-manager app/recurringjob, newAPIClient"}}),
      flag("job.full_backup_mode", &Parameters::job_full_backup_mode,
           "Whether a job's full-backup-interval = n makes every n-th start of its container a full backup.",
           {{"1.6.0", false, Evidence::read, "longhorn-manager app/recurring_job.go: no such parameter"},
            {"1.7.0", true, Evidence::read, "longhorn-manager app/recurring_job.go, doRecurringBackup"}}),
  };
}

}  // namespace headway::model::detail
