// VolumeSnapshots as the cluster sees them, and the two programs that work on them: csi-snapshotter, of which
// one instance works at a time, and snapshot-controller.
//
// A VolumeSnapshot and its VolumeSnapshotContent are one object here: what the content's status says (the
// sidecar writes it) and what the VolumeSnapshot shows of it (snapshot-controller passes it on, later). With
// it stands Longhorn's Snapshot object of its name, which outlives both. What the programs have in memory
// (back-off counters, who is polled) is in their processes and gone when they restart; everything here stays.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/core/await.h"
#include "sim/model/parameters.h"
#include "sim/record/records.h"
#include "sim/world/api_budget.h"
#include "sim/world/backup.h"

namespace headway::world {

/// Longhorn's Snapshot object.
enum class LonghornSnapshot : std::uint8_t {
  none,
  taking,  ///< its engine has been asked, or its volume is being attached for that
  ready,   ///< readyToUse
  stuck    ///< being deleted; the parent of the volume's head cannot go before a newer snapshot is there
};

/// An error as a content's status keeps it, or none.
struct SnapshotError {
  record::Cause cause = record::Cause::none;
  record::Layer origin = record::Layer::none;  ///< whose words
  std::uint64_t root = 0;                      ///< the operation that failed
  bool again = false;  ///< "Failed to check and update …", not "Failed to create …"
  bool operator==(const SnapshotError&) const = default;
  explicit operator bool() const { return cause != record::Cause::none; }
};

struct VolumeSnapshot : std::enable_shared_from_this<VolumeSnapshot> {
  record::Operation record;  ///< of its way to a backup
  std::uint32_t volume = 0;
  std::int64_t tick_key = 0;  ///< addresses the luck of its backups

  // Longhorn's side.
  BackupRef backup;        ///< the Backup made for it last; it may be gone
  std::uint32_t made = 0;  ///< how many there have been
  LonghornSnapshot longhorn = LonghornSnapshot::none;
  std::uint64_t number = 0;  ///< of the snapshot among those of its volume (Volume::snapshots)
  double written = 0;        ///< the volume's content in it
  core::Signal longhorn_changed;

  bool followed = false;  ///< somebody waits for the end of `backup`

  // The content.
  bool binding = false;        ///< snapshot-controller is about to make it
  bool bound = false;          ///< it is there
  bool status = false;         ///< its status is not nil
  BackupRef handle;            ///< whose name status.snapshotHandle is: the first one that was answered
  bool ready = false;          ///< status.readyToUse
  bool being_created = false;  ///< the annotation, which keeps it from being deleted
  SnapshotError error;         ///< status.error, which only readiness takes away
  bool deleting = false;       ///< its deletion timestamp is set
  bool gone = false;
  core::Signal deletion;  ///< that has happened

  // What the VolumeSnapshot shows.
  bool shown_ready = false;
  SnapshotError shown_error;
  bool passing_on = false;                ///< snapshot-controller is about to copy the content's status
  bool unwanted = false;                  ///< somebody has deleted the VolumeSnapshot
  std::shared_ptr<core::Signal> watched;  ///< notified when what it shows, its backup or its end changes

  bool settled = false;  ///< its record has its outcome
};
using SnapshotRef = std::shared_ptr<VolumeSnapshot>;

/// csi-snapshotter, the instance that leads.
struct Snapshotter {
  std::optional<core::Semaphore> workers;  ///< empty while no instance leads
  std::int64_t all_workers;
  core::ProcessGroup processes;  ///< one for each content
  std::int64_t hot = 0;          ///< contents that it polls without pause
  std::uint32_t away = 0;        ///< reasons why no instance leads
  explicit Snapshotter(const model::Parameters& p)
      : workers(p.sidecar_workers), all_workers(p.sidecar_workers) {}
};

/// snapshot-controller, the instance that leads.
struct SnapshotController {
  std::optional<core::Semaphore> workers;  ///< empty while no instance leads
  std::int64_t all_workers;
  core::ProcessGroup processes;
  ApiBudget budget;
  std::uint32_t away = 0;  ///< reasons why no instance leads
  explicit SnapshotController(const model::Parameters& p)
      : workers(p.snapshot_controller_workers),
        all_workers(p.snapshot_controller_workers),
        budget(std::max<std::int64_t>(p.snapshot_controller_kube_qps, 1),
               std::max<std::int64_t>(p.snapshot_controller_kube_burst, 1)) {}
};

/// All there is of CSI in a cluster.
struct Csi {
  Snapshotter snapshotter;
  SnapshotController controller;
  std::vector<SnapshotRef> snapshots;  ///< those that are there, by creation
  explicit Csi(const model::Parameters& p) : snapshotter(p), controller(p) {}
};

}  // namespace headway::world
