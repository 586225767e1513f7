// Longhorn's CSI plugin as csi-snapshotter meets it: what it answers to CreateSnapshot and DeleteSnapshot for
// snapshots that are backups (CSI sheet 1.5, longhorn-manager sheet 3; longhorn-manager
// csi/controller_server.go).
//
// CreateSnapshot is told apart by its snapshot's name alone: asked again, it looks for the Backup of that
// name and says what that says. So an error of a Backup is answered for ever, until the object is gone; then
// a new snapshot is taken and a new backup made. The handler does not know that its caller has gone: it goes
// on.
#pragma once

#include "sim/world/world.h"

namespace headway::longhorn {

/// The gRPC codes that it answers with.
enum class CsiCode : std::uint8_t { ok, internal, deadline_exceeded, aborted };

struct CsiAnswer {
  CsiCode code = CsiCode::ok;
  bool ready = false;                          ///< ready_to_use, of `ok`
  record::Cause cause = record::Cause::none;   ///< of an error
  record::Layer origin = record::Layer::none;  ///< whose words the error has
  std::uint64_t root = 0;                      ///< the operation that failed
};

/// A call under way, or answered. Both sides hold it: either may go before the other.
struct CsiCall {
  bool answered = false;
  CsiAnswer answer;
  core::Signal done;
};

/// Sends CreateSnapshot for the snapshot: `call` is answered some time. At once where there is a Backup; else
/// it takes up to csi.snapshot_ready_timeout + csi.backup_sync_timeout.
void call_create_snapshot(world::World& world, const world::SnapshotRef& snapshot,
                          const std::shared_ptr<CsiCall>& call);

/// DeleteSnapshot: the deletion timestamp of the Backup of the snapshot's handle is set, which is all that
/// the caller ever learns. When that Backup is gone and another one was made since, the other one stays.
void call_delete_snapshot(world::World& world, const world::SnapshotRef& snapshot);

}  // namespace headway::longhorn
