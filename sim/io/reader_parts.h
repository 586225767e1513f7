// The parts of a scenario, read in the order in which they refer to each other. Each function reads one part
// from its node (which may be absent, kNoNode) into the draft and reports what is wrong with it.
//
// Private to sim/io.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/io/name_index.h"
#include "sim/io/value_reader.h"
#include "sim/model/scenario.h"
#include "sim/schedule/cron.h"

namespace headway::io {

/// A scenario that is being read, and what only its reading needs.
struct Draft {
  Input& in;
  model::Scenario scenario;

  NameIndex nodes{"node"}, targets{"target"}, volumes{"volume"}, jobs{"RecurringJob"}, schedules{"schedule"},
      machines{"virtual machine"};
  NameIndex groups{"group"};                              ///< that a RecurringJob names
  std::vector<NodeId> job_nodes;                          ///< where each of scenario.jobs stands
  std::int64_t empirical_room = kMaxEmpiricalTotal;       ///< observed values that may still be copied
  bool nodes_given = false, targets_given = false;        ///< the scenario lists some, right or wrong
  std::unordered_map<std::string, schedule::Cron> crons;  ///< parsed lines

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
void read_volumes(Draft& draft, NodeId node);
/// Which volumes each job has, and whether that is a reasonable amount of work (sim/io/limits.h).
void select_volumes(Draft& draft);
void read_transfers(Draft& draft, NodeId node);
void read_expectations(Draft& draft, NodeId node);
void read_windows(Draft& draft, NodeId node);
void read_policy(Draft& draft, NodeId node);

// Parts that are checked, then refused because headway does not simulate them yet.
void read_virtual_machines(Draft& draft, NodeId node);
void read_other_schedules(Draft& draft, NodeId node);
void read_events(Draft& draft, NodeId node);
void read_clusters(Draft& draft, NodeId node);

// Shared by them.

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
