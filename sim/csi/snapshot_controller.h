// snapshot-controller: makes a content for every new VolumeSnapshot, passes the content's status on, and
// deletes the content of a deleted one (CSI sheet 1.7; external-snapshotter pkg/common-controller).
//
// Its API client may send five calls a second. A new VolumeSnapshot takes about five, so many at once begin
// one a second; and what csi-snapshotter writes while it polls without pause keeps the client busy, so that
// new snapshots, readiness and errors queue behind it.
//
// Cost: one event a call.
#pragma once

#include "sim/world/world.h"

namespace headway::csi {

/// Whose snapshot, and of what.
struct SnapshotRequest {
  record::Operation record;  ///< of whoever asks: schedule, vm, scheduled, counted are taken from it
  std::uint32_t volume = 0;
  std::int64_t tick_key = 0;
  std::shared_ptr<core::Signal> watched;  ///< see world::VolumeSnapshot
};

/// A new VolumeSnapshot.
world::SnapshotRef make_snapshot(world::World& world, const SnapshotRequest& request);

/// The VolumeSnapshot is deleted, and its content after it.
void delete_snapshot(world::World& world, const world::SnapshotRef& snapshot);

/// The content's status has changed: some time the VolumeSnapshot shows it.
void pass_status_on(world::World& world, const world::SnapshotRef& snapshot);

/// The leading instance ends; another one, or itself again, works after `length`.
void stop_snapshot_controller(world::World& world, Duration length);

}  // namespace headway::csi
