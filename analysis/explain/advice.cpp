#include <fmt/format.h>

#include "analysis/explain/parts.h"
#include "analysis/forecast/phrases.h"

namespace headway::explain {
namespace {

using forecast::duration_phrase;
using record::Blocker;
using record::Cause;
using record::OperationKind;

std::string length(Duration d) {
  return duration_phrase(to_seconds(d));
}

bool by_delete(const Holder& holder) {
  return holder.as == Blocker::delete_ || holder.as == Blocker::waiting_delete;
}

std::vector<std::string> about_lock(const model::Scenario& scenario, const record::Operation& refused,
                                    const Holder& holder) {
  const model::Parameters& p = scenario.platform.parameters;
  std::vector<std::string> out;
  if (holder.as == Blocker::stale && holder.let_go != record::kNever) {
    out.push_back(
        fmt::format("Asked {} after the crash or later: until then a file that nobody refreshes counts as "
                    "held (lock.lease, "
                    "counted from its last refresh).",
                    length(p.lock_lease)));
    out.push_back("Or the file removed by hand, once it is certain that its process is gone.");
    return out;
  }
  if (holder.let_go != record::kNever && holder.let_go > refused.lock_decided)
    out.push_back(fmt::format("Asked {} later, it would have got the lock.",
                              length(holder.let_go - refused.lock_decided)));
  const bool of_all = holder.operation && holder.operation->kind == OperationKind::backup_volume_delete;
  if (refused.kind == OperationKind::backup && by_delete(holder) && of_all) {
    out.push_back("No version waits for the delete of a whole backup volume: back up after it.");
  } else if (refused.kind == OperationKind::backup && by_delete(holder)) {
    if (!p.create_gate_on_deleting)
      out.push_back(
          "From Longhorn 1.8.0 on a backup waits while another of its volume is Deleting "
          "(create.gate_on_deleting).");
    else if (p.delete_asynchronous)
      out.push_back(
          "This version waits while another backup of the volume is Deleting, but not for the collection "
          "that goes "
          "on after that one's index is gone.");
    out.push_back(
        "A delete holds its lock for as long as the target takes to list the volume's whole block tree: a "
        "faster target, or fewer blocks kept, shortens it. headway recommend says how far apart the "
        "schedules must stand.");
  }
  if (refused.kind == OperationKind::delete_) out.push_back("Nothing need be done: deletes are tried again.");
  return out;
}

}  // namespace

std::vector<std::string> advice(const model::Scenario& scenario, const record::Operation& root,
                                const std::optional<Holder>& holder) {
  const model::Parameters& p = scenario.platform.parameters;
  switch (root.cause) {
    case Cause::lock_denied:
      return holder ? about_lock(scenario, root, *holder) : std::vector<std::string>{};
    case Cause::sync_timeout:
      return {
          "From Longhorn 1.12.0 on this is no error: the answer is \"not ready\" "
          "(csi.sync_timeout_is_error).",
          "A target that answers sooner, or fewer disks that start at once on one node: their start calls "
          "wait "
          "for each other (create.serialised_per_node)."};
    case Cause::snapshot_timeout:
      if (root.vm == record::kNone) return {};
      return {
          "A newer snapshot of the volume, which lets the one that is stuck go; or deleting the VM backup "
          "rather than the Longhorn backup beneath it.",
          "Without the clean-up of snapshots with their backups (snapshot.cleanup_with_backup) it would "
          "not be stuck."};
    case Cause::rpc_timeout:
      return {"Fewer calls at once: the plugin's own waits add up to more than the caller allows."};
    case Cause::start_timeout:
      return {fmt::format(
          "A start within {}: fewer deletes in the controller's workers, or fewer backups that start at "
          "once on one node.",
          length(p.job_start_polls * p.job_poll_interval))};
    case Cause::target_unavailable:
    case Cause::upload_failed:
      return {"A target that answers: outages shorter than its client's patience only delay."};
    case Cause::target_full:
      return {"Room on the target: fewer backups kept, or a larger target."};
    case Cause::monitor_lost:
      return {"Nothing in the version's settings: no status poll may fail (monitor.tolerated_poll_errors)."};
    case Cause::deleted_meanwhile:
      if (root.vm == record::kNone) return {};
      return {
          "No other disk of the machine in error: its VM backup then stays clean, and nobody deletes this "
          "upload."};
    case Cause::skipped_previous_running:
      return {"More time between the ticks, or a backup that is ready sooner."};
    case Cause::skipped_webhook:
      return {"No migration of the machine while its schedule fires."};
    case Cause::skipped_late_trigger:
      return {"Harvester's pods running when the schedule fires."};
    case Cause::suspended_not_synced:
    case Cause::suspended_max_failure:
      return {
          "The cause of the failures that led to the suspension removed, and the schedule resumed by hand: "
          "it does "
          "not resume by itself."};
    default:
      return {};
  }
}

std::string ending_rule(const model::Scenario& scenario, const record::Operation& root) {
  const model::Parameters& p = scenario.platform.parameters;
  switch (root.cause) {
    case Cause::none:
      return {};
    case Cause::lock_denied:
      return fmt::format(
          "The lock is looked at once, {} after its file is written (lock.check_wait). {}",
          length(p.lock_check_wait),
          root.kind == OperationKind::delete_
              ? "A delete that is refused is tried again by its controller."
              : "Whoever is refused leaves at once, and no controller tries that backup again.");
    case Cause::start_timeout:
      return fmt::format(
          "The job looks {} times, {} apart, whether the backup has started (job.start_polls), and then "
          "gives it up; the "
          "backup itself goes on.",
          p.job_start_polls, length(p.job_poll_interval));
    case Cause::sync_timeout:
      return fmt::format(
          "The CSI plugin waits {} for the backup controller's first reconcile (csi.backup_sync_timeout), in "
          "which the "
          "attachment, the lock and the backup's beginning must fit; then it answers DeadlineExceeded. The "
          "backup itself "
          "goes on.",
          length(p.csi_backup_sync_timeout));
    case Cause::snapshot_timeout:
      if (root.vm != record::kNone)
        return fmt::format(
            "The CSI plugin waits {} for the snapshot to be ready (csi.snapshot_ready_timeout).",
            length(p.csi_snapshot_ready_timeout));
      return fmt::format(
          "The job looks {} times, {} apart, whether the snapshot is ready (job.snapshot_ready_polls).",
          p.job_snapshot_ready_polls, length(p.job_poll_interval));
    case Cause::rpc_timeout:
      return fmt::format("csi-snapshotter waits {} for an answer (sidecar.rpc_timeout); the plugin goes on.",
                         length(p.sidecar_rpc_timeout));
    case Cause::start_rpc_deadline:
      return fmt::format(
          "The call that starts a backup has {} (create.rpc_timeout), and its status was then asked for in "
          "vain for {} (monitor.backoff_limit).",
          length(p.create_rpc_timeout), length(p.monitor_backoff_limit));
    case Cause::monitor_lost:
      return fmt::format(
          "The status of an upload is asked for every {} (monitor.period); one question without an answer "
          "ends the backup, though not its upload.",
          length(p.monitor_period));
    case Cause::pending_limit:
      return fmt::format(
          "{} looks without a running engine or a ready snapshot end the backup "
          "(create.max_pending_retries).",
          p.create_max_pending_retries);
    case Cause::target_unavailable:
    case Cause::upload_failed:
      return fmt::format(
          "A request that is not answered is tried again for a while (s3.retry_span {}, nfs.soft_timeout "
          "{}), "
          "then it fails.",
          length(p.s3_retry_span), length(p.nfs_soft_timeout));
    case Cause::target_full:
      return "A target without room refuses to be written to.";
    case Cause::node_lost:
      return "The upload's process ended with its node or instance manager.";
    case Cause::deleted_meanwhile:
      return "Its object was deleted while it was made; an upload under way goes on until its end.";
    case Cause::delete_starved:
      return fmt::format(
          "A refused delete waits twice as long after each refusal, up to {} (delete.retry_cap).",
          length(p.delete_retry_cap));
    case Cause::window_overrun:
      return "It was not done when the next one was due.";
    case Cause::skipped_forbid:
      return "The CronJob starts nothing while its last Job is active (Forbid).";
    case Cause::skipped_previous_running:
      return fmt::format(
          "The trigger is tried again by the work queue's back-off, and is too old {} after the tick "
          "(vm_schedule.fire_validity). There is no queue and no event.",
          length(p.vm_schedule_fire_validity));
    case Cause::skipped_webhook:
      return fmt::format(
          "The webhook refuses backups of a machine in migration; the trigger is too old {} after the tick "
          "(vm_schedule.fire_validity).",
          length(p.vm_schedule_fire_validity));
    case Cause::skipped_late_trigger:
      return fmt::format(
          "A trigger that is seen more than {} after its tick is ignored (vm_schedule.fire_validity).",
          length(p.vm_schedule_fire_validity));
    case Cause::suspended_max_failure:
      return "The schedule is suspended at the first tick after max_failure VM backups in error in a row.";
    case Cause::suspended_not_synced:
      return "The schedule is suspended when a VM backup is in error while a Longhorn backup of one of its "
             "disks is not "
             "over (vm_schedule.early_suspend).";
    case Cause::suspended_by_hand:
      return "An operator has suspended the schedule.";
  }
  return {};
}

}  // namespace headway::explain
