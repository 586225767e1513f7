// Every constant and rule of the modelled systems, by name: one struct to read from, one table that says what
// each is, where it comes from and what it was in which version.
//
// The table (parameter_table.cpp) feeds presets, overrides, `headway presets`, the JSON Schema and the
// documentation; no other place in the source may hold a constant of Longhorn or Kubernetes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/core/time.h"
#include "sim/core/units.h"
#include "sim/schedule/missed_ticks.h"

namespace headway::model {

/// Which reading of the lock is played (domain README, "headway can play both readings").
enum class LockProtocol { longhorn, exclusive, exclusive_per_target, proposal_2020 };

/// How the CronJob controller looks for the latest missed tick (domain corrections, "CronJob catch-up").
using schedule::MissedTickSearch;

/// When csi-snapshotter looks again at a snapshot that is not ready (CSI sheet 1.4, classes A, B and C).
enum class SidecarPolling {
  hot_loop_stuck,  ///< without pause; after an error an answer "not ready" is never followed up
  hot_loop,        ///< without pause; after an error by its back-off
  backoff          ///< by its back-off
};

/// What one version of the platform does. Fields are named after the table's names, dots as underscores.
/// Times are non-negative. A zero count means "no limit" where the description says so.
struct Parameters {
  // The lock (backupstore lock.go).
  LockProtocol lock_protocol = LockProtocol::longhorn;
  Duration lock_lease{};           ///< lock.lease: a file older than this, strictly, is expired
  Duration lock_refresh{};         ///< lock.refresh: a holder saves its file again this often
  Duration lock_check_wait{};      ///< lock.check_wait: between the first save and the look
  bool lock_fail_open = false;     ///< lock.fail_open: a LIST error counts as "no locks"
  Duration lock_retry_interval{};  ///< lock.retry_interval: proposal-2020 looks again this often
  Duration lock_retry_limit{};     ///< lock.retry_limit: proposal-2020 gives up after this; 0 = one look

  // Blocks and indexes on the target.
  Bytes block_size{};                    ///< block.size: default of volumes that state none
  std::int64_t block_index_bytes = 0;    ///< block.index_bytes: bytes of a backup's cfg for one block
  std::int64_t block_directories_1 = 0;  ///< block.directories_1: first-level directories of the block tree
  std::int64_t block_directories_2 = 0;  ///< block.directories_2: second-level directories

  // CronJob controller and pod.
  Duration cron_sync_delay{};      ///< cron.sync_delay: the controller wakes this long after a tick
  Duration cron_job_done_delay{};  ///< cron.job_done_delay: from the pod's end to the controller's sync
  Duration cron_pod_start{};       ///< cron.pod_start: from the Job's creation to the container's first step
  MissedTickSearch cron_missed_search = MissedTickSearch::every_tick;  ///< cron.missed_search
  std::int64_t cron_missed_limit =
      0;  ///< cron.missed_limit: more missed ticks than this and nothing starts; 0 = no limit

  // The recurring job's pod.
  Duration job_poll_interval{};               ///< job.poll_interval
  std::int64_t job_snapshot_ready_polls = 0;  ///< job.snapshot_ready_polls (390)
  std::int64_t job_start_polls = 0;           ///< job.start_polls (90): 450 s with 5 s polls
  bool job_start_check_sleeps_first = false;  ///< job.start_check_sleeps_first (1.9.0 and later)
  bool job_rerun_on_failure =
      false;  ///< job.rerun_on_failure: a failed volume restarts the pod, all volumes again
  std::int64_t job_backoff_limit = 0;    ///< job.backoff_limit: container restarts until the Job fails
  Duration job_restart_backoff{};        ///< job.restart_backoff: first kubelet back-off, doubled each time
  Duration job_restart_backoff_cap{};    ///< job.restart_backoff_cap
  Duration job_restart_backoff_reset{};  ///< job.restart_backoff_reset: a container that ran this long starts
                                         ///< afresh
  bool job_allow_detached = false;  ///< job.allow_detached: setting allow-recurring-job-while-volume-detached
  std::int64_t job_retention_max = 0;  ///< job.retention_max: setting recurring-job-max-retention
  std::int64_t job_default_concurrency =
      0;  ///< job.default_concurrency: what concurrency 0 becomes; 0 = the pod aborts
  bool job_pending_is_error =
      false;                    ///< job.pending_is_error: a started backup seen Pending fails its volume
  Duration job_http_timeout{};  ///< job.http_timeout: of each call to the manager's API, not retried
  Duration job_client_retry{};  ///< job.client_retry: the pod's first call is tried this long; 0 = once
  bool job_full_backup_mode = false;  ///< job.full_backup_mode: full-backup-interval has an effect

  // Snapshots.
  Duration snapshot_engine_refresh{};  ///< snapshot.engine_refresh: readiness shows at the next refresh
  Duration snapshot_take{};            ///< snapshot.take: the engine's own time for a snapshot
  bool snapshot_cleanup = false;  ///< snapshot.cleanup: a job deletes its older snapshots around a backup
  bool snapshot_cleanup_with_backup =
      false;  ///< snapshot.cleanup_with_backup: a delete takes its snapshot too
  std::int64_t snapshot_heavy_task_limit =
      0;  ///< snapshot.heavy_task_limit: purges at once a node; 0 = no limit

  // Controllers of longhorn-manager.
  std::int64_t controller_workers = 0;  ///< controller.workers: per node and controller
  Duration controller_requeue_base{};   ///< controller.requeue_base: doubled at each error
  Duration controller_requeue_cap{};    ///< controller.requeue_cap
  Duration controller_resync{};         ///< controller.resync: every object is enqueued again this often
  Duration controller_restart{};        ///< controller.restart: a manager's pod that died is back after this
  Duration controller_takeover{};  ///< controller.takeover: another manager takes on a missing one's objects

  // Creating a backup.
  std::int64_t create_threads_per_backup = 0;  ///< create.threads_per_backup: setting backup-concurrent-limit
  bool create_serialised_per_node =
      false;  ///< create.serialised_per_node: one start RPC at a time per manager
  bool create_gate_on_deleting =
      false;  ///< create.gate_on_deleting: wait while a backup of the volume is Deleting
  Duration create_attach_attached{};  ///< create.attach_attached: ticket satisfied, volume attached
  Duration
      create_attach_detached{};  ///< create.attach_detached: ticket satisfied, volume to be attached first
  BytesPerSecond
      create_compare_rate{};  ///< create.compare_rate: bytes of the volume's used size compared a second
  bool create_read_serialised = false;  ///< create.read_serialised: disk reads of one backup never overlap
  Duration create_rpc_timeout{};        ///< create.rpc_timeout: start RPC from engine to replica
  Duration
      create_rpc_timeout_proxy{};  ///< create.rpc_timeout_proxy: start RPC from manager to instance manager
  std::int64_t create_max_pending_retries = 0;  ///< create.max_pending_retries: reconciles that find no
                                                ///< engine or snapshot until Error; 0 = no limit
  Duration
      create_retry_counter_expiry{};  ///< create.retry_counter_expiry: they are forgotten after this long
  bool create_crash_on_missing_volume_cfg = false;  ///< create.crash_on_missing_volume_cfg: volume.cfg
                                                    ///< unreadable in the start RPC kills the replica

  // Deleting a backup.
  bool delete_asynchronous =
      false;                      ///< delete.asynchronous: own goroutine and state Deleting; else in a worker
  Duration delete_retry_base{};   ///< delete.retry_base: first back-off after a refused asynchronous delete
  Duration delete_retry_cap{};    ///< delete.retry_cap
  Duration delete_retry_reset{};  ///< delete.retry_reset: back-off forgotten after this long without a try
  std::int64_t delete_max_tries =
      0;  ///< delete.max_tries: tries until a refused delete is dropped; 0 = never dropped
  bool delete_release_when_missing =
      false;  ///< delete.release_when_missing: object released at once when its index was never written
  bool delete_nil_map_crash = false;  ///< delete.nil_map_crash: a refused such delete kills the manager's pod

  // Monitors.
  Duration monitor_period{};  ///< monitor.period: manager polls an upload's status this often
  std::int64_t monitor_tolerated_poll_errors =
      0;  ///< monitor.tolerated_poll_errors: failed polls until the backup is Error
  Duration
      monitor_backoff_first{};  ///< monitor.backoff_first: first pause after a start RPC's deadline, doubled
  Duration monitor_backoff_cap{};    ///< monitor.backoff_cap
  Duration monitor_backoff_limit{};  ///< monitor.backoff_limit: then Error

  // The manager's own look at a target.
  Duration target_poll_interval{};     ///< target.poll_interval: setting backupstore-poll-interval; 0 = off
  std::int64_t target_poll_execs = 0;  ///< target.poll_execs: processes of one poll, whatever the volumes
  std::int64_t target_poll_execs_per_volume =
      0;                              ///< target.poll_execs_per_volume: and for each backup volume
  bool target_cheap_probe = false;    ///< target.cheap_probe: availability by the list of system backups
  Duration target_exec_timeout{};     ///< target.exec_timeout: of these processes, not of deletes
  bool target_exec_killed = false;    ///< target.exec_killed: whether one that times out ends
  Duration target_command_timeout{};  ///< target.command_timeout: `ls` and the like, on NFS and CIFS
  Duration
      target_failed_backup_ttl{};  ///< target.failed_backup_ttl: failed backups are deleted then; 0 = never
  bool target_delete_skipped_when_unavailable =
      false;  ///< target.delete_skipped_when_unavailable: the object goes, its files stay

  // Requests that fail or hang.
  std::int64_t s3_attempts = 0;        ///< s3.attempts: requests until an error counts
  Duration s3_retry_span{};            ///< s3.retry_span: all waits between them, errors being immediate
  Duration s3_throttled_retry_span{};  ///< s3.throttled_retry_span: the same for 503
  Duration s3_connect_timeout{};       ///< s3.connect_timeout
  Duration nfs_soft_timeout{};         ///< nfs.soft_timeout: a hanging request ends in an error
  Duration nfs_attribute_cache{};      ///< nfs.attribute_cache: age up to which a client shows an old listing

  // Restores.
  std::int64_t restore_threads = 0;  ///< restore.threads: setting restore-concurrent-limit, each replica
  std::int64_t restore_per_node_limit = 0;  ///< restore.per_node_limit: volumes at once; 0 = no limit
  bool restore_once_per_replica = false;    ///< restore.once_per_replica: one lock and download for each
  bool restore_retry_on_lock = false;       ///< restore.retry_on_lock: a refused one is tried again
  Duration restore_backoff_first{};         ///< restore.backoff_first: doubled each time
  Duration restore_backoff_cap{};           ///< restore.backoff_cap
  Duration restore_block_retry_span{};      ///< restore.block_retry_span: all waits for one block that fails

  // System backups and backing images.
  bool system_backup_exists = false;        ///< system_backup.exists: recurring jobs have the task
  Duration system_backup_timeout{};         ///< system_backup.timeout: of the volume backups it makes
  Duration system_backup_upload_timeout{};  ///< system_backup.upload_timeout: of its own upload
  bool backing_image_global_lock = false;   ///< backing_image.global_lock: one lock for all of a target

  // The CSI plugin.
  Duration csi_poll_interval{};  ///< csi.poll_interval: ticks of its waits; the first comes after one
  Duration csi_snapshot_ready_timeout{};  ///< csi.snapshot_ready_timeout
  Duration csi_backup_sync_timeout{};     ///< csi.backup_sync_timeout: for the backup's first reconcile
  bool csi_sync_timeout_is_error =
      false;  ///< csi.sync_timeout_is_error: DeadlineExceeded then, instead of "not ready" (before 1.12.0)
  bool csi_aborts_when_unavailable =
      false;  ///< csi.aborts_when_unavailable: Aborted while the target is not available (1.8.1)

  // csi-snapshotter.
  Duration sidecar_rpc_timeout{};    ///< sidecar.rpc_timeout: of each call; the plugin goes on
  std::int64_t sidecar_workers = 0;  ///< sidecar.workers: calls at once in the cluster
  Duration sidecar_retry_first{};    ///< sidecar.retry_first: back-off of a content, doubled each time
  Duration sidecar_retry_cap{};      ///< sidecar.retry_cap
  SidecarPolling sidecar_polling = SidecarPolling::backoff;  ///< sidecar.polling
  Duration sidecar_hot_loop_period{};       ///< sidecar.hot_loop_period: of one snapshot alone
  std::int64_t sidecar_kube_qps = 0;        ///< sidecar.kube_qps: API calls a second
  std::int64_t sidecar_calls_per_poll = 0;  ///< sidecar.calls_per_poll: API calls of a poll in the hot loop
  Duration sidecar_leader_lease{};          ///< sidecar.leader_lease: a lost leader is replaced after this
  Duration sidecar_leader_retry{};          ///< sidecar.leader_retry: and at the next of these ticks

  // snapshot-controller.
  std::int64_t snapshot_controller_kube_qps = 0;    ///< snapshot_controller.kube_qps
  std::int64_t snapshot_controller_kube_burst = 0;  ///< snapshot_controller.kube_burst
  std::int64_t snapshot_controller_workers = 0;     ///< snapshot_controller.workers
  std::int64_t snapshot_controller_calls_before_content =
      0;  ///< snapshot_controller.calls_before_content: of a new VolumeSnapshot until its content is there
  std::int64_t snapshot_controller_calls_after_content =
      0;  ///< snapshot_controller.calls_after_content: and after that
  std::int64_t snapshot_controller_calls_per_status =
      0;  ///< snapshot_controller.calls_per_status: to pass a content's status on

  // Harvester.
  Duration vm_backup_reconcile{};    ///< vm_backup.reconcile: one step of its controllers
  Duration vm_backup_retry_first{};  ///< vm_backup.retry_first: of its work queues, doubled each time
  std::int64_t vm_backup_retry_doublings = 0;     ///< vm_backup.retry_doublings: so often
  Duration vm_backup_retry_middle{};              ///< vm_backup.retry_middle: then this
  std::int64_t vm_backup_retry_middle_until = 0;  ///< vm_backup.retry_middle_until: up to this failure
  Duration vm_backup_retry_last{};                ///< vm_backup.retry_last: then this
  Duration vm_schedule_fire_validity{};           ///< vm_schedule.fire_validity: an older trigger is ignored
  Duration vm_schedule_pod_end{};  ///< vm_schedule.pod_end: from firing to the end of the CronJob's pod
  Duration vm_schedule_update_interval{};  ///< vm_schedule.update_interval: retention looks again after this
  bool vm_schedule_early_suspend = false;  ///< vm_schedule.early_suspend: an upload under a VM backup in
                                           ///< error is deleted and its schedule suspended
  bool vm_schedule_counts_uninitialised =
      false;  ///< vm_schedule.counts_uninitialised: a VM backup that failed before it was initialised counts
  std::int64_t vm_schedule_default_retain = 0;       ///< vm_schedule.default_retain
  std::int64_t vm_schedule_default_max_failure = 0;  ///< vm_schedule.default_max_failure
  Duration webhook_min_granularity{};  ///< webhook.min_granularity: of a VM schedule's cron line
  Duration webhook_min_offset{};       ///< webhook.min_offset: between two of equal granularity
  Duration target_refresh_interval{};  ///< target.refresh_interval: the target's poll interval; 0 = off
};

/// How often a target is polled, 0 = never: Harvester's refresh interval, where one is set, takes the place
/// of Longhorn's (Harvester 1.4.2 and later).
inline Duration poll_interval(const Parameters& p) {
  return p.target_refresh_interval > Duration::zero() ? p.target_refresh_interval : p.target_poll_interval;
}

enum class ParameterType { flag, count, duration, bytes, rate, choice };

/// flag: bool; count: int64; duration: Duration; bytes: Bytes; rate: BytesPerSecond; choice: string.
using ParameterValue = std::variant<bool, std::int64_t, Duration, Bytes, BytesPerSecond, std::string>;

/// How sure the table is of a value.
enum class Evidence { read, executed, derived, assumed };

/// One row of the table, without its values.
struct ParameterInfo {
  std::string_view name;  ///< `layer.name`
  ParameterType type;
  std::string_view description;           ///< what it is, in one sentence, with the unit where it is a count
  ParameterValue low, high;               ///< bounds of an override, inclusive (unused for flag and choice)
  std::vector<std::string_view> choices;  ///< for choice: the accepted words
};

/// One value of a row: since which version, where from.
struct ParameterSource {
  std::string_view since;  ///< first version with this value ("1.6.0", "kubernetes 1.31", "harvester 1.4.0")
  ParameterValue value;
  Evidence evidence;
  std::string_view source;  ///< file, function or report
};

/// All rows, ordered by name.
std::span<const ParameterInfo> parameter_table();

/// The row of that name, or nullptr.
const ParameterInfo* find_parameter(std::string_view name);

/// Whether the simulation goes by it. The other rows are there because they tell versions apart and belong to
/// the modelled systems; an override of one would change nothing, so the reader of scenarios refuses it.
bool is_simulated(std::string_view name);

/// The history of one row, oldest first. Precondition: find_parameter(name).
std::span<const ParameterSource> parameter_history(std::string_view name);

/// Longhorn versions that have a preset, oldest first, the development branch ("development") last.
std::span<const std::string_view> longhorn_versions();

/// The preset of a Longhorn version ("1.7.2"; "v1.7.2" and "1.7" for its last patch release are accepted;
/// "development") on a Kubernetes version ("1.30"; empty = the newest known), beneath a Harvester version
/// ("1.4.0", as resolve_harvester_version takes it; empty = none); nullopt when one is unknown.
std::optional<Parameters> preset(std::string_view longhorn, std::string_view kubernetes,
                                 std::string_view harvester = {});

/// The full name of the preset that `preset` would take for this word ("1.7" -> "1.7.4"); empty when unknown.
std::string_view resolve_longhorn_version(std::string_view longhorn);

/// Sets one parameter. Returns an empty string, or what is wrong (unknown name, type, bounds), as a
/// sentence part such as "expected a duration from 0s to 24h".
std::string assign(Parameters& parameters, std::string_view name, const ParameterValue& value);

/// The present value of one parameter. Precondition: find_parameter(name).
ParameterValue value_of(const Parameters& parameters, std::string_view name);

}  // namespace headway::model
