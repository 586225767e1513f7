// Rules csi.*, sidecar.* and snapshot_controller.*: a disk's way through CSI beyond its numbers. What changed
// in the CSI plugin from version to version stands in rules_backup.cpp.
#include "sim/model/rule_lists.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kPlugin = "longhorn-manager csi/controller_server.go, CreateSnapshot";

std::vector<Rule> plugin_rules() {
  return {
      always("csi.same_name",
             "Each call for a snapshot asks for the same name. When its volume has a backup of it, the "
             "answer is "
             "that backup: ready when Completed, its error as Internal, else not ready.",
             kPlugin),
      always(
          "csi.new_backup",
          "The call that makes a backup does not look at its error: a refused lock shows at the next call.",
          kPlugin, Evidence::derived),
      always(
          "csi.first_look",
          "The first look at a new snapshot comes after one csi.poll_interval, so a call that makes a backup "
          "takes two seconds or more.",
          "longhorn-manager csi/controller_server.go, waitForSnapshotToBeReady", Evidence::derived),
      always("csi.lock_failure",
             "Nothing tries a refused backup again: each call gives its error, until the backup is gone.",
             kPlugin),
      always("csi.made_again",
             "Once a failed backup is gone (target.failed_backup_ttl, or by hand), the next call for its "
             "snapshot takes a new snapshot and a new backup, at whatever time that is.",
             "longhorn-manager csi/controller_server.go, createCSISnapshotTypeLonghornBackup",
             Evidence::derived),
      always(
          "csi.snapshot_stuck",
          "Where a backup's delete takes its snapshot (snapshot.cleanup_with_backup), the newest snapshot of "
          "a volume stays, never ready again, until a newer one comes: each call for it times out.",
          "longhorn-manager controller/snapshot_controller.go: the parent of the volume head stays "
          "Terminating",
          Evidence::derived),
      always("csi.delete",
             "DeleteSnapshot marks the backup as deleted and answers at once; its lock and collection come "
             "later, and neither Kubernetes nor Harvester sees them.",
             "longhorn-manager csi/controller_server.go, cleanupBackupVolume, cleanupBackup"),
  };
}

std::vector<Rule> sidecar_rules() {
  return {
      always("sidecar.leader", "Three replicas, of which the leader works.",
             "longhorn-manager csi/deployment.go, NewSnapshotterDeployment, --leader-election"),
      always("sidecar.tries",
             "There is no last try and no limit on the whole: every error, final or not, is tried again with "
             "the "
             "same back-off. A content's looks, errors and deletes share one count.",
             "external-snapshotter pkg/sidecar-controller/snapshot_controller_base.go, processNextItem"),
      always(
          "sidecar.final_errors",
          "Canceled, DeadlineExceeded, Unavailable, ResourceExhausted and Aborted are not final: the content "
          "stays marked as being created. All other errors are final and take the mark away.",
          "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, isCSIFinalError"),
      always("sidecar.error_stays",
             "An error stays in a content's status until its snapshot is ready; answers \"not ready\" do not "
             "clear it.",
             "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, "
             "updateSnapshotContentStatus"),
      always("sidecar.error_text",
             "\"Failed to create snapshot\" at the first call for a content, \"Failed to check and update "
             "snapshot content\" at each later one.",
             "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, syncContent"),
      always("sidecar.ready", "A content that is ready is not asked after again.",
             "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, syncContent"),
      always("sidecar.restart", "A new leader begins every back-off anew and looks at all contents at once.",
             "external-snapshotter pkg/sidecar-controller: informers and queue start empty; harvester#8252",
             Evidence::derived),
      always(
          "sidecar.delete_while_created",
          "A content that is deleted while it is marked as being created is still created until a call ends "
          "in success or in a final error.",
          "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, shouldDelete"),
      always(
          "sidecar.delete_without_handle",
          "A content that no call ever answered with success has no handle: its delete calls nothing, and a "
          "backup that was made for it stays.",
          "external-snapshotter pkg/sidecar-controller/snapshot_controller.go, syncContent"),
      Rule{"sidecar.delete_in_error",
           {{"1.6.0",
             "The delete of a content that shows an error begins at its next try, up to sidecar.retry_cap "
             "later.",
             Evidence::derived,
             "external-snapshotter 6.3 and 7.0, pkg/sidecar-controller, UpdateFunc (7fac9cdaf)"},
            {"1.8.0", "The delete of a content that shows an error begins at once.", Evidence::derived,
             "external-snapshotter 8.0, ShouldEnqueueContentChange (pull request 1009)"}}},
  };
}

std::vector<Rule> snapshot_controller_rules() {
  return {
      always(
          "snapshot_controller.status",
          "A VolumeSnapshot shows what its content shows: readiness, and an error word for word, until the "
          "content's is gone. Each event of a content has this done, also those of the hot loop.",
          "external-snapshotter pkg/common-controller/snapshot_controller.go, updateSnapshotStatus"),
      always("snapshot_controller.delete",
             "The delete of a VolumeSnapshot marks its content as being deleted and deletes it; the "
             "VolumeSnapshot stays until the content is gone.",
             "external-snapshotter pkg/common-controller/snapshot_controller.go, "
             "checkandRemoveSnapshotFinalizersAndCheckandDeleteContent"),
  };
}

}  // namespace

std::vector<Rule> csi_rules() {
  std::vector<Rule> rules = plugin_rules();
  for (auto* more : {&sidecar_rules, &snapshot_controller_rules}) {
    for (Rule& rule : more()) rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace headway::model::detail
