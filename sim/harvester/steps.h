// How Harvester's controllers go about their work: one step of a handler, and when a handler that failed is
// called again (CSI sheet 2.1; rancher/lasso pkg/controller/controller.go, applyDefaultOptions).
#pragma once

#include "sim/world/world.h"

namespace headway::harvester {

/// One step: from a change to what a handler writes because of it. Waits for a Harvester pod that is there.
core::Task<void> step(world::World& world);

/// Until a Harvester pod is there.
core::Task<void> wait_for_pod(world::World& world);

/// The pause after the `failures`th failure of a key, counted from 0.
Duration retry_delay(const model::Parameters& parameters, std::int64_t failures);

}  // namespace headway::harvester
