// A Harvester cluster small enough to be followed by hand: the small cluster of Longhorn beneath it
// (tests/longhorn/small_cluster.h), virtual machines whose disks are idle volumes, and what users see of it.
//
// By hand, of a machine with one disk that has a backup, on Harvester 1.4, after its tick at 0:
//
//    0.1   the CronJob has fired;   0.3  a step later there is a VM backup;   0.5  and another one later its
//          VolumeSnapshot and content, and CreateSnapshot is called
//    2.5   the Longhorn snapshot is seen, the Backup is made;   5.594  its start RPC is over
//    (small_cluster.h) 6.5   the plugin's tick after that: "not ready" 7.594 the Backup is Completed;   7.62
//    the poll on the grid of 70 ms from 6.5 on that sees it 7.82  a step later the VM backup is ready;   8.02
//    and retention has run
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {

/// The small cluster with the Longhorn that this Harvester ships; an hour from 2026-01-05T00:00:00Z.
model::Scenario small_harvester(std::string_view harvester);

/// A machine with `disks` volumes, named after it.
std::uint32_t add_machine(model::Scenario& scenario, const std::string& name, std::size_t disks);

/// A schedule of the machine; answers its index as records have it, or would have it when all manual backups
/// and jobs were added before.
std::uint32_t add_vm_schedule(model::Scenario& scenario, const std::string& name, std::uint32_t vm,
                              const std::string& cron, std::int64_t existing = 0);

/// A manual VM backup.
std::uint32_t add_manual_vm_backup(model::Scenario& scenario, const std::string& name, Instant at,
                                   std::vector<std::uint32_t> machines);

/// The start RPC takes 42.094 s: 2.094 and 40 s for the comparison.
void slow_start(model::Scenario& scenario);

/// Uploads of all volumes at once take about so many seconds.
void long_uploads(model::Scenario& scenario, double seconds);

/// Plays VM schedules, manual VM backups and events beside other holders of locks, with the world checking.
Recording record_beside(const model::Scenario& scenario, const std::vector<OtherLock>& others);

std::vector<record::Operation> vm_backups(const Recording& recording);
std::vector<record::Operation> vm_backup_deletes(const Recording& recording);
std::vector<record::Message> saying(const Recording& recording, record::Message::Says says);

inline constexpr double kTick = 600;       ///< first tick of "10 * * * *", after the start
inline constexpr double kNextTick = 4200;  ///< and the second

model::Event event_at(Instant at, model::EventKind kind);

/// Messages of one layer.
std::vector<record::Message> of_layer(const Recording& recording, record::Layer layer);

}  // namespace headway::tests
