// The pod of a recurring job: which volumes, in which order, how long it waits for what, what it deletes, and
// what happens when a volume fails (longhorn-manager sheet 1.3 to 1.5; corrections, "Recurring jobs").
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// One Job of the CronJob, with all its container restarts. The schedule's `active` flag is down again and
/// its `finished` signal notified when it ends.
core::Task<void> run_job(world::World& world, std::uint32_t job, schedule::KeyedTick tick);

}  // namespace headway::longhorn
