// The parts of a scenario, read in the order in which they refer to each other. Each function reads one part
// from its node (which may be absent, kNoNode) into the draft and reports what is wrong with it.
//
// Private to sim/io.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/io/name_index.h"
#include "sim/io/value_reader.h"
#include "sim/model/scenario.h"
#include "sim/schedule/cron.h"

namespace headway::io {

/// A parameter's name and its value.
using Override = std::pair<std::string, model::ParameterValue>;

/// A scenario that is being read, and what only its reading needs.
struct Draft {
  Input& in;
  model::Scenario scenario;

  NameIndex nodes{"node"}, targets{"target"}, volumes{"volume"}, jobs{"RecurringJob"}, schedules{"schedule"},
      machines{"virtual machine"}, images{"backing image"}, standby_volumes{"standby volume"},
      vm_schedules{"ScheduleVMBackup"};
  NameIndex cron_schedules{"RecurringJob or ScheduleVMBackup"};  ///< the jobs first
  NameIndex groups{"group"};                                     ///< that a RecurringJob names
  std::vector<NodeId> job_nodes;                                 ///< where each of scenario.jobs stands
  std::vector<NodeId> vm_schedule_nodes;                         ///< likewise of scenario.vm_schedules
  std::vector<Override> overrides;                               ///< of the platform, as stated
  std::int64_t empirical_room = kMaxEmpiricalTotal;              ///< observed values that may still be copied
  bool nodes_given = false, targets_given = false;               ///< the scenario lists some, right or wrong
  bool harvester_missed = false;                                 ///< its absence has been reported
  std::unordered_map<std::string, schedule::Cron> crons;         ///< parsed lines

  explicit Draft(Input& input) : in(input) {}
};

void read_time(Draft& draft, NodeId node);
void read_random(Draft& draft, NodeId node);
/// Versions and overrides; `needed` when the scenario plays backups.
void read_platform(Draft& draft, NodeId node, bool needed);
void read_nodes(Draft& draft, NodeId node);
void read_targets(Draft& draft, NodeId node);
/// RecurringJobs, without their volumes, and the names of all other schedules.
void read_jobs(Draft& draft, NodeId node);
/// Images, to which volumes refer.
void read_backing_images(Draft& draft, NodeId node);
void read_volumes(Draft& draft, NodeId node);
void read_standby_volumes(Draft& draft, NodeId node);
/// Machines, once the volumes are known.
void read_virtual_machines(Draft& draft, NodeId node);
/// The ScheduleVMBackup ones of `schedules`, once the jobs and machines are known.
void read_vm_schedules(Draft& draft, NodeId schedules);
/// The Manual ones of `schedules`, once the volumes and machines are known.
void read_manual_backups(Draft& draft, NodeId schedules);
/// Faults and operator actions, in the order of their instants.
void read_events(Draft& draft, NodeId node);
/// Which volumes each job has, and whether they and the VM schedules are a reasonable amount of work
/// (sim/io/limits.h).
void select_volumes(Draft& draft);
void read_transfers(Draft& draft, NodeId node);
void read_expectations(Draft& draft, NodeId node);
void read_windows(Draft& draft, NodeId node);
void read_policy(Draft& draft, NodeId node);

// Parts that are checked, then refused because headway does not simulate them yet.
void read_clusters(Draft& draft, NodeId node);
/// A volume's growth and priority.
void read_unsimulated_keys(Input& in, Fields& volume);

// Shared by them.

/// The entries of `schedules` of that kind; what is no object or has no kind is passed over, read_jobs having
/// reported it.
std::vector<NodeId> schedules_of_kind(const Draft& draft, NodeId schedules, std::string_view kind);
/// The name of a schedule, which read_jobs has checked; nullopt after a mistake.
std::optional<EntityName> read_schedule_name(Draft& draft, Fields& fields);
/// The version of Longhorn that has a preset; empty, reported, when there is none.
std::string_view read_longhorn_version(Input& in, NodeId node);
/// The preset of another version of Longhorn beneath the scenario's Harvester, if any, and on its Kubernetes,
/// with the scenario's overrides and then those at `overrides` (which may be absent).
model::Platform platform_of(Draft& draft, std::string_view longhorn, NodeId overrides);
std::optional<model::VolumeBackupPolicy> read_volume_backup_policy(Input& in, NodeId node);
/// A clock's deviation from true time.
std::optional<Duration> read_skew(Input& in, NodeId node);
/// Reports, once in a scenario, that what stands there needs Harvester where the platform has none.
void need_harvester(Draft& draft, NodeId node, std::string_view what);
/// Says that what stands there is valid and not simulated yet.
void refuse_unsimulated(Input& in, NodeId node, std::string_view what);
/// A cron line as Kubernetes reads it.
std::optional<std::string> read_cron(Draft& draft, NodeId node);
/// An IANA zone; the scenario's own where `node` is absent.
std::string read_zone(Draft& draft, NodeId node);
/// Takes `copies` copies of a distribution off the room for observed values; reports when there is none left.
bool take_empirical(Draft& draft, NodeId node, const core::Distribution& distribution, std::int64_t copies);
/// Whether the scenario's time could be read, so that instants can be held against it.
bool has_time(const Draft& draft);
/// An instant within the horizon.
std::optional<Instant> read_instant_within(Draft& draft, NodeId node);

}  // namespace headway::io
