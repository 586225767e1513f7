// csi-snapshotter: calls the plugin for every VolumeSnapshotContent until it is ready, and again when it is
// to be deleted (CSI sheet 1.1 to 1.6; external-snapshotter pkg/sidecar-controller).
//
//   worker -> CreateSnapshot, 110 s at most -> status -> look again: without pause or by the back-off
//
// Nothing is ever given up: every error is written into the content's status and tried again by the same
// back-off, 1 s doubled up to 300 s, and only readiness takes an error out of the status. Ten calls at once
// serve the whole cluster. The back-off counters are in memory: a restart begins them anew and looks at every
// content at once.
//
// Cost: one event for each call that may see something new; polls that would see nothing are not played,
// except for those of the first minutes of a back-off.
#pragma once

#include "sim/world/world.h"

namespace headway::csi {

/// The content is there: the leading instance, if there is one, takes it on.
void take_on_content(world::World& world, const world::SnapshotRef& snapshot);

/// The content's deletion timestamp is set. It is gone some time.
void delete_content(world::World& world, const world::SnapshotRef& snapshot);

/// The VolumeSnapshot and its content, if there is one, are gone: the finalizers are removed.
void end_snapshot(world::World& world, const world::SnapshotRef& snapshot);

/// The leading instance ends; another one, or itself again, works after `length`.
void stop_snapshotter(world::World& world, Duration length);

}  // namespace headway::csi
