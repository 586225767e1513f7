// Rows csi.*, sidecar.* and snapshot_controller.*: a disk's way from a VolumeSnapshot to Longhorn's backup.
//
// Longhorn ships plugin and sidecar, so their histories go by its versions. The snapshot-controller comes
// with Harvester's chart, or by hand, and none of its numbers ever changed.
#include "sim/model/parameter_row.h"

namespace headway::model::detail {
namespace {

constexpr std::string_view kController = "longhorn-manager csi/controller_server.go";

/// A value of csi-snapshotter that is the same in every version since 4.2.0; Longhorn has those since 1.4.0.
History sidecar(const ParameterValue& value, std::string_view source) {
  return {{"1.4.0", value, Evidence::read, source}};
}

std::vector<Row> plugin_rows() {
  return {
      duration(
          "csi.poll_interval", &Parameters::csi_poll_interval,
          "Pause between two looks of the CSI plugin while it waits; its wait for a snapshot begins with "
          "one.",
          milliseconds{100}, hours{1},
          {{"1.5.5", time(seconds{2}), Evidence::read,
            "longhorn-manager csi/controller_server.go, tickSnapshotCreation, tickBackupControllerSync"}}),
      duration("csi.snapshot_ready_timeout", &Parameters::csi_snapshot_ready_timeout,
               "The CSI plugin waits this long for a snapshot to become ready; then the call ends in "
               "Internal.",
               seconds{1}, hours{24},
               {{"1.5.5", time(seconds{90}), Evidence::read,
                 "longhorn-manager csi/controller_server.go, timeoutSnapshotCreation"}}),
      duration("csi.backup_sync_timeout", &Parameters::csi_backup_sync_timeout,
               "The CSI plugin waits this long for the first complete reconcile of a backup: attachment, "
               "lock and start.",
               seconds{1}, hours{24},
               {{"1.4.4", time(seconds{30}), Evidence::read,
                 "longhorn-manager csi/controller_server.go, timeoutBackupControllerSync (8d431af28)"}}),
      flag("csi.sync_timeout_is_error", &Parameters::csi_sync_timeout_is_error,
           "Whether that wait, when it ends in vain, makes the call DeadlineExceeded; else it answers \"not "
           "ready\".",
           {{"1.4.4", true, Evidence::read,
             "longhorn-manager csi/controller_server.go, waitForBackupControllerSync"},
            {"1.12.0", false, Evidence::read, "longhorn-manager 330c3a22d, waitForBackupControllerSync"}}),
      flag("csi.aborts_when_unavailable", &Parameters::csi_aborts_when_unavailable,
           "Whether a call for a new backup is Aborted while its target is not available.",
           {{"1.4.4", false, Evidence::read, kController}, {"1.8.1", true, Evidence::read, kController}}),
  };
}

std::vector<Row> sidecar_rows() {
  return {
      duration(
          "sidecar.rpc_timeout", &Parameters::sidecar_rpc_timeout,
          "Deadline of each call of csi-snapshotter to the CSI plugin, which goes on when it has passed.",
          seconds{1}, hours{24},
          {{"1.2.3", time(seconds{110}), Evidence::read,
            "longhorn-manager csi/deployment.go, NewSnapshotterDeployment, --timeout=1m50s "
            "(longhorn#3378)"}}),
      count("sidecar.workers", &Parameters::sidecar_workers,
            "Calls of csi-snapshotter at once in the cluster: workers of the one leader.", 1, 10000,
            sidecar(number(10), "external-snapshotter cmd/csi-snapshotter/main.go, --worker-threads")),
      duration("sidecar.retry_first", &Parameters::sidecar_retry_first,
               "First pause of csi-snapshotter before it looks at a content again, doubled each time.",
               milliseconds{1}, hours{1},
               sidecar(time(seconds{1}),
                       "external-snapshotter cmd/csi-snapshotter/main.go, --retry-interval-start")),
      duration("sidecar.retry_cap", &Parameters::sidecar_retry_cap,
               "Longest such pause of csi-snapshotter; there is no last try.", milliseconds{1}, hours{24},
               sidecar(time(seconds{300}),
                       "external-snapshotter cmd/csi-snapshotter/main.go, "
                       "--retry-interval-max")),
      choice(
          "sidecar.polling", &Parameters::sidecar_polling,
          "When csi-snapshotter looks again at a snapshot that is not ready: hot-loop = at once, after an "
          "error by its back-off; hot-loop-stuck = at once, and after an error and an answer \"not ready\" "
          "never; backoff = by its back-off.",
          kSidecarPollingWords,
          {{"1.6.0", word("hot-loop-stuck"), Evidence::read,
            "external-snapshotter 6.3, pkg/sidecar-controller, UpdateFunc drops events of a content in "
            "error (7fac9cdaf)"},
           {"1.7.0", word("hot-loop"), Evidence::read,
            "external-snapshotter 7.0, pkg/sidecar-controller, AddRateLimited beside the events (pull "
            "request 958)"},
           {"1.8.0", word("backoff"), Evidence::read,
            "external-snapshotter 8.0, ShouldEnqueueContentChange (pull request 1009)"}}),
      duration("sidecar.hot_loop_period", &Parameters::sidecar_hot_loop_period,
               "From one look of the hot loop to the next for a snapshot that is alone in it.",
               milliseconds{1}, hours{1},
               {{"1.6.0", time(milliseconds{70}), Evidence::derived,
                 "logs in longhorn#3669 (60 to 70 ms) and external-snapshotter#533 (150 ms)"}}),
      count("sidecar.kube_qps", &Parameters::sidecar_kube_qps,
            "Calls of csi-snapshotter to the API server a second.", 1, 100000,
            {{"1.4.0", number(5), Evidence::read,
              "external-snapshotter cmd/csi-snapshotter/main.go, --kube-api-qps"},
             {"1.6.3", number(50), Evidence::read, "longhorn-manager types/types.go, KubeAPIQPS"}}),
      count("sidecar.calls_per_poll", &Parameters::sidecar_calls_per_poll,
            "Calls to the API server that one look of the hot loop costs.", 0, 1000,
            {{"1.6.0", number(3), Evidence::read,
              "external-snapshotter createSnapshotWrapper: the annotation comes and goes, the status is "
              "written"}}),
      duration("sidecar.leader_lease", &Parameters::sidecar_leader_lease,
               "A leader of csi-snapshotter or of the snapshot-controller that is gone is replaced after "
               "this long.",
               seconds{1}, hours{1},
               sidecar(time(seconds{15}),
                       "external-snapshotter cmd/csi-snapshotter/main.go, "
                       "--leader-election-lease-duration")),
      duration("sidecar.leader_retry", &Parameters::sidecar_leader_retry,
               "Those that are not the leader look this often whether they may become it.", milliseconds{100},
               hours{1},
               sidecar(time(seconds{5}),
                       "external-snapshotter cmd/csi-snapshotter/main.go, --leader-election-retry-period")),
  };
}

std::vector<Row> controller_rows_of_snapshots() {
  return {
      count("snapshot_controller.kube_qps", &Parameters::snapshot_controller_kube_qps,
            "Calls of the snapshot-controller to the snapshot API a second.", 1, 100000,
            sidecar(
                number(5),
                "harvester dependency_charts/csi-snapshotter/templates/deployment.yaml: no --kube-api-qps")),
      count(
          "snapshot_controller.kube_burst", &Parameters::snapshot_controller_kube_burst,
          "Calls that the snapshot-controller may make at once after a rest.", 1, 100000,
          sidecar(
              number(10),
              "harvester dependency_charts/csi-snapshotter/templates/deployment.yaml: no --kube-api-burst")),
      count("snapshot_controller.workers", &Parameters::snapshot_controller_workers,
            "Objects of one kind that the snapshot-controller works on at once.", 1, 10000,
            sidecar(number(10), "external-snapshotter cmd/snapshot-controller/main.go, --worker-threads")),
      count("snapshot_controller.calls_before_content", &Parameters::snapshot_controller_calls_before_content,
            "Calls for a new VolumeSnapshot until its content is there.", 1, 1000,
            {{"1.6.0", number(2), Evidence::derived,
              "external-snapshotter 6.3.3, common-controller: finalizer, content"}}),
      count("snapshot_controller.calls_after_content", &Parameters::snapshot_controller_calls_after_content,
            "Calls for a new VolumeSnapshot after its content is there.", 0, 1000,
            {{"1.6.0", number(3), Evidence::derived,
              "external-snapshotter 6.3.3, common-controller: binding, status, the content's finalizer"}}),
      count("snapshot_controller.calls_per_status", &Parameters::snapshot_controller_calls_per_status,
            "Calls that pass a change of a content's status on to its VolumeSnapshot.", 1, 1000,
            {{"1.6.0", number(2), Evidence::derived,
              "external-snapshotter common-controller, updateSnapshotStatus: one get, one update"}}),
  };
}

}  // namespace

std::vector<Row> csi_rows() {
  std::vector<Row> rows = plugin_rows();
  for (auto* more : {&sidecar_rows, &controller_rows_of_snapshots}) {
    for (Row& row : more()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace headway::model::detail
