// The CronJob controller for one recurring job: concurrencyPolicy Forbid, no starting deadline. A tick that
// falls while the last Job is active starts nothing; when that Job ends, the controller's own search for
// missed ticks decides what starts then (longhorn-manager sheet 1.2; corrections, "CronJob catch-up";
// sim/schedule).
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// Plays one schedule for the whole scenario.
core::Task<void> play_schedule(world::World& world, std::uint32_t job);

}  // namespace headway::longhorn
