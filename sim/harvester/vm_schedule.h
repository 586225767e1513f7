// ScheduleVMBackups: the CronJob that triggers them, what the trigger leads to, and how they are suspended
// and resumed (CSI sheet 3.1 and 3.2; corrections, "Harvester, CSI"; harvester
// pkg/controller/master/schedulevmbackup).
//
// The CronJob's pod does nothing. What starts a backup is the change of status.lastScheduleTime, if the
// handler sees it within a minute of the tick. A predecessor under way, or a webhook that refuses, is an
// error of the handler, which is called again by its back-off until the minute is over: then the tick is
// skipped without a word. The end of the pod is a change too, and its failure counts for the back-off.
#pragma once

#include "sim/world/world.h"

namespace headway::harvester {

/// Plays the ticks of VM schedule `k` until the horizon.
core::Task<void> play_vm_schedule(world::World& world, std::uint32_t k);

/// The schedule and its CronJob are suspended; `because_of`: the operation that led to it, or 0.
void suspend(world::World& world, std::uint32_t k, record::Cause why, std::uint64_t because_of);

/// An operator resumes it. With max_failure failures or more its VM backups in error are deleted first, and
/// it stays suspended until they are gone.
void resume(world::World& world, std::uint32_t k);

/// An operator gives it another cron line. A tick of the new line that has passed is too old to count.
void change_line(world::World& world, std::uint32_t k, const std::string& cron);

/// VM backups in error since the last that became ready, those that are going included.
std::int64_t failures_in_a_row(const world::World& world, std::uint32_t k);

}  // namespace headway::harvester
