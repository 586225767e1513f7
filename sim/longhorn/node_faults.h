// What ends a manager, an instance manager or a node, and what happens when it is back.
//
// A manager's processes end with it, its `backup rm` children too: their type-2 locks stay on the target and
// block until the lease runs out. Nothing else is lost but what it had in memory. Objects wait for their
// owner; after controller.takeover another manager takes them on.
//
// An instance manager's engines and replicas end with it: uploads are over, their type-1 locks and unfinished
// cfgs stay, and the volumes have to be attached again.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The processes end at once and are back after `length`. Not from within one of them.
void stop_manager(world::World& world, std::uint32_t node, Duration length);
void stop_instance_manager(world::World& world, std::uint32_t node, Duration length);
void crash_node(world::World& world, std::uint32_t node, Duration length);

/// The manager's pod dies of a fault of its own and is started again by the kubelet (controller.restart). May
/// be called by one of its own processes.
void crash_manager(world::World& world, std::uint32_t node);

}  // namespace headway::longhorn
