// The CronJob controller for one recurring job: concurrencyPolicy Forbid, no starting deadline. A tick that
// falls while the last Job is active starts nothing; when that Job ends, the controller's own search for
// missed ticks decides what starts then (longhorn-manager sheet 1.2; corrections, "CronJob catch-up";
// sim/schedule).
//
// A policy may start runs later than their ticks. Everything then goes by the start: which ticks lie within
// the scenario and count, until when a backup may come, which ticks a catch-up can see. The tick stays the
// run's name and addresses its luck.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Plays one schedule for the whole scenario.
core::Task<void> play_schedule(world::World& world, std::uint32_t job);

}  // namespace headway::longhorn
