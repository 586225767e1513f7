// Everything a scenario states, as plain data: names resolved to indexes, ranges expanded, defaults filled
// in. sim/io makes it from JSON and writes it back; sim/world plays it. Nothing here changes while it is
// played.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/distribution.h"
#include "sim/core/time.h"
#include "sim/core/units.h"
#include "sim/model/parameters.h"

namespace headway::model {

struct Time {
  Instant start{};
  Duration horizon{};        ///< > 0, at most kMaxHorizon
  Duration warm_up{};        ///< >= 0, < horizon: what is due in it is played but not counted
  std::string zone = "UTC";  ///< IANA name; where cron expressions without a zone of their own are read
};

/// Longest horizon: 20 years (the calendar's keys reach 73).
inline constexpr Duration kMaxHorizon = hours{24 * 366 * 20};

struct Chance {
  std::uint64_t seed = 1;
  std::int64_t replications = 1;  ///< >= 1
};

struct Platform {
  std::string longhorn;   ///< full version of the preset
  std::string harvester;  ///< full version, or empty: Longhorn without Harvester
  std::string kubernetes;
  Parameters parameters;                ///< the preset with the overrides applied
  std::vector<std::string> overridden;  ///< names of the overridden parameters, in order
};

struct Node {
  std::string name;
  BytesPerSecond upload, download, disk_read, disk_write;
  BytesPerSecond thread_rate;  ///< read, hash and compress of one thread, without store latency
  double cpu = 0;              ///< threads that can do so at once
  Duration clock_skew{};       ///< this node's clock minus true time; may be negative
};

enum class TargetKind { s3, nfs, cifs, azure };

/// Seconds of one request of each kind.
struct Latency {
  core::Distribution list, head, get, put, remove;
};

/// At each firing of `cron`, for `length`, the target's bandwidth is `factor` times its nominal value.
struct CapacityWindow {
  std::string cron;
  Duration length{};
  std::string zone;
  double factor = 1;  ///< > 0, at most 1
};

struct Target {
  std::string name;
  TargetKind kind = TargetKind::s3;
  BytesPerSecond write, read;
  std::optional<Bytes> capacity;
  Latency latency;
  Duration clock_skew{};       ///< the target's clock minus true time
  Duration time_resolution{};  ///< of modification times; 0 = exact
  std::vector<CapacityWindow> capacity_profile;
};

/// How much of a volume is overwritten. `per_day` is drawn for each civil day (UTC) and volume: bytes of
/// distinct 2 MiB blocks written in that day. `hot_share` of it falls on the same blocks every day, the
/// rest anywhere in the used part (cost/dirty.h has the saturating law).
struct Dirtied {
  core::Distribution per_day;  ///< bytes
  double hot_share = 0;        ///< 0 to 1
};

struct Volume {
  std::string name;
  Bytes size, used;          ///< 0 <= used <= size
  std::uint32_t node = 0;    ///< index into Scenario::nodes
  std::uint32_t target = 0;  ///< index into Scenario::targets
  Dirtied dirtied;
  double compression_ratio = 1;  ///< >= 1: logical bytes by stored bytes
  Bytes block_size;              ///< 2 MiB or 16 MiB
  std::vector<std::string> groups, jobs;
  bool attached = true;
  std::vector<std::pair<std::string, std::int64_t>>
      backups;                                 ///< per job: completed backups that exist at the start
  std::optional<std::uint32_t> backing_image;  ///< index into Scenario::backing_images
};

/// An image that volumes are made from. Its own backup is made before the first backup of a volume that uses
/// it, under one lock that all images of a target share.
struct BackingImage {
  std::string name;
  Bytes size;
  bool backed_up = false;  ///< its backup exists at the start, on every target
};

/// A volume kept up to date elsewhere from the backups of `source`: each replica restores what changed.
struct StandbyVolume {
  std::string name;
  std::uint32_t source = 0;   ///< index into Scenario::volumes
  std::uint32_t node = 0;     ///< of its first replica; the others stand on the nodes after it
  std::int64_t replicas = 3;  ///< >= 1
};

enum class Task { backup, backup_force_create, system_backup };

/// Which volumes a system backup backs up first.
enum class VolumeBackupPolicy { if_not_present, always, disabled };

struct RecurringJob {
  std::string name;
  Task task = Task::backup;
  std::string cron;              ///< as written; parsed again by sim/schedule
  std::int64_t retain = 1;       ///< >= 1
  std::int64_t concurrency = 1;  ///< >= 1 after the preset's rule for 0
  std::vector<std::string> groups;
  std::vector<std::uint32_t> volumes;     ///< indexes of the volumes it selects (importer rule), ascending
  bool pinned = false;                    ///< start time may not be moved by a recommendation
  std::int64_t full_backup_interval = 0;  ///< every nth start of the pod makes full backups; 0 = never
  VolumeBackupPolicy volume_backup_policy = VolumeBackupPolicy::if_not_present;  ///< of system_backup
};

/// A Harvester virtual machine: its disks are volumes.
struct VirtualMachine {
  std::string name;
  std::vector<std::uint32_t> volumes;  ///< as stated, each once and of no other machine; not empty
};

/// A ScheduleVMBackup of Harvester (since 1.4.0).
struct VmSchedule {
  std::string name;
  std::uint32_t vm = 0;  ///< index into Scenario::machines; one schedule a machine
  std::string cron;
  std::int64_t retain = 8;       ///< 2 to 250
  std::int64_t max_failure = 4;  ///< at least 2, below retain
  std::int64_t existing = 0;     ///< completed VM backups that are there at the start
  bool suspended = false;        ///< at the start, by hand
  bool skip_cron_check = false;  ///< annotation svmbackupSkipCronCheck: admission does not look at the line
  bool pinned = false;           ///< start time may not be moved by a recommendation
};

/// Backups asked for by hand: of volumes, or of virtual machines (VirtualMachineBackup). All at once, no
/// limit, nothing is deleted afterwards.
struct ManualBackup {
  std::string name;
  Instant at{};
  std::vector<std::uint32_t> volumes;   ///< ascending; empty when it is of machines
  std::vector<std::uint32_t> machines;  ///< ascending; empty when it is of volumes
};

/// Something that happens to the cluster, or that an operator does.
enum class EventKind {
  node_crash,                   ///< node, length: until it is back
  instance_manager_restart,     ///< node, length: engines and replicas on it are gone meanwhile
  manager_restart,              ///< node, length: longhorn-manager on it is gone meanwhile
  target_outage,                ///< target, length: no request is answered
  target_slow,                  ///< target, length, latency_factor, bandwidth_factor
  list_errors,                  ///< target, length: listings of lock files fail
  lost_refreshes,               ///< target, length, node (optional): saves of held locks do not arrive
  status_errors,                ///< node, length: polls of uploads on it get no answer
  clock_skew,                   ///< node or target, skew: from now on
  upgrade,                      ///< platform: all managers restart with it, length: until they are back
  change_schedule,              ///< schedule or vm_schedule, cron
  restore,                      ///< volume, replicas, node (optional)
  system_backup,                ///< volume_backup_policy
  delete_backups,               ///< volume, count (oldest first; 0 = all)
  delete_failed_backups,        ///< volume (optional: of all volumes)
  delete_backup_volume,         ///< volume
  delete_backing_image_backup,  ///< image
  restart_csi_snapshotter,      ///< length: until the new leader works
  restart_snapshot_controller,  ///< length: until the new leader works
  harvester_restart,            ///< length: its pods are gone meanwhile
  slow_api_server,              ///< length, api_delay: each call of the controllers takes so much longer
  vm_migration,                 ///< vm, length
  suspend_schedule,             ///< vm_schedule
  resume_schedule,              ///< vm_schedule
  delete_vm_backups,            ///< vm, selection, count (oldest first; 0 = all)
  remove_lock_files,            ///< volume, lock_type (optional: of both)
  detach_volume,                ///< volume: uploads from it end, it stays detached
  attach_volume                 ///< volume
};

/// Which of a virtual machine's backups an operator deletes.
enum class VmBackupSelection { failed, ready, all };

/// One event. Fields that its kind does not speak of keep their defaults.
struct Event {
  Instant at{};
  EventKind kind = EventKind::node_crash;
  std::optional<std::uint32_t> node, target, volume, schedule, image;  ///< indexes
  std::optional<std::uint32_t> vm, vm_schedule;                        ///< indexes
  Duration length{};                                                   ///< >= 0
  double latency_factor = 1;                                           ///< > 0
  double bandwidth_factor = 1;                                         ///< > 0, at most 1
  Duration skew{};                                                     ///< that clock minus true time
  std::string cron;
  std::int64_t replicas = 3, count = 0;
  Duration api_delay{};                   ///< >= 0
  std::optional<std::int64_t> lock_type;  ///< 1 backup or restore, 2 deletion
  VmBackupSelection selection = VmBackupSelection::failed;
  VolumeBackupPolicy volume_backup_policy = VolumeBackupPolicy::if_not_present;
  std::optional<Platform> platform;  ///< of an upgrade: the new preset with the scenario's overrides
};

/// One bare transfer, for validation of the bandwidth model alone.
struct Transfer {
  std::string id;
  Instant at{};
  Bytes bytes;
  std::vector<std::string> path;  ///< names of nodes (their upload side) and targets (their write side)
  std::optional<BytesPerSecond> cap;
};

/// One line of `expect`. Exactly one of the bounds is set.
struct Expectation {
  std::string metric;
  std::optional<double> observed_at_most, observed_at_least, probability_at_most;
  double confidence = 0.95;  ///< of probability_at_most, one-sided
};

/// A stretch of time that comes again. Search for better start times looks at it; the simulation does not.
struct Window {
  std::string cron;  ///< when it begins
  Duration length{};
  std::string zone;                         ///< IANA name; where `cron` is read
  std::vector<std::uint32_t> jobs;          ///< indexes of the RecurringJobs it speaks of, ascending
  bool every = true;                        ///< it speaks of all schedules; both lists are empty
  std::vector<std::uint32_t> vm_schedules;  ///< likewise of the VM schedules
};

/// One policy with all its settings, defaults filled in (sim/policy has the kinds and their settings).
using PolicyValue = std::variant<std::int64_t, Duration, std::string>;
struct PolicyChoice {
  std::string name;
  std::vector<std::pair<std::string, PolicyValue>> settings;  ///< in the kind's order
  bool operator==(const PolicyChoice&) const = default;
};

struct Scenario {
  std::string name, about;
  Time time;
  Chance chance;
  Platform platform;
  std::vector<Node> nodes;
  std::vector<Target> targets;
  std::vector<Volume> volumes;
  std::vector<RecurringJob> jobs;
  std::vector<ManualBackup> manual;
  std::vector<VirtualMachine> machines;
  std::vector<VmSchedule> vm_schedules;
  std::vector<BackingImage> backing_images;
  std::vector<StandbyVolume> standby_volumes;
  std::vector<Event> events;  ///< by instant, those of one instant as stated
  std::vector<Transfer> transfers;
  std::vector<Window> allowed, blackout;
  std::vector<PolicyChoice> policies;  ///< applied in order; empty is as-is
  std::vector<Expectation> expect;
};

/// Records name schedules by one index: the recurring jobs first, then the manual backups, then the VM
/// schedules.
inline std::size_t schedule_count(const Scenario& scenario) {
  return scenario.jobs.size() + scenario.manual.size() + scenario.vm_schedules.size();
}
inline std::size_t first_vm_schedule(const Scenario& scenario) {
  return scenario.jobs.size() + scenario.manual.size();
}
inline const std::string& schedule_name(const Scenario& scenario, std::size_t schedule) {
  if (schedule < scenario.jobs.size()) return scenario.jobs[schedule].name;
  schedule -= scenario.jobs.size();
  if (schedule < scenario.manual.size()) return scenario.manual[schedule].name;
  return scenario.vm_schedules[schedule - scenario.manual.size()].name;
}
/// Whether it owes backups of virtual machines rather than of volumes.
inline bool owes_machines(const Scenario& scenario, std::size_t schedule) {
  if (schedule < scenario.jobs.size()) return false;
  schedule -= scenario.jobs.size();
  return schedule >= scenario.manual.size() || !scenario.manual[schedule].machines.empty();
}

}  // namespace headway::model
