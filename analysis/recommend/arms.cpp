#include "analysis/recommend/arms.h"

#include <algorithm>
#include <numeric>

#include "analysis/statistics/ratio.h"

namespace headway::recommend {

using record::Cause;
using record::OperationKind;

Side side_of(const Observation& observation) {
  Side side;
  std::vector<statistics::Pair> lost, refused;
  for (const forecast::ReplicationSummary& r : observation.replications) {
    const forecast::Outcomes& backups = r.operations[static_cast<std::size_t>(OperationKind::backup)];
    const forecast::Outcomes& vm_backups = r.operations[static_cast<std::size_t>(OperationKind::vm_backup)];
    const std::int64_t due = backups.due + vm_backups.due, gone = backups.lost + vm_backups.lost;
    std::int64_t denied = 0, late = 0, failed = 0, failed_runs = 0;
    for (const auto& [key, count] : r.failures) {
      if (!forecast::is_owed(key.operation)) continue;
      failed += count.count;
      // Disks of machines are backed up by backups: it is these that are refused a lock.
      if (key.cause == Cause::lock_denied && key.operation == OperationKind::backup) denied += count.count;
      if (key.cause == Cause::start_timeout || key.cause == Cause::snapshot_timeout ||
          key.cause == Cause::sync_timeout || key.cause == Cause::rpc_timeout)
        late += count.count;
    }
    for (const forecast::ScheduleSummary& s : r.schedules) failed_runs += s.failed_runs;
    for (const auto& [key, count] : r.holders)
      if (key.refused == OperationKind::backup && key.refused_schedule == key.holder_schedule &&
          (key.blocker == record::Blocker::delete_ || key.blocker == record::Blocker::waiting_delete))
        side.refused_by_own += count.count;
    for (const forecast::TargetSummary& t : r.targets)
      side.peak_uploads = std::max(side.peak_uploads, t.peak_flows);
    side.due += due;
    side.lost += gone;
    side.attempts += backups.attempts;
    side.refused += denied;
    side.timeouts += late;
    lost.push_back({static_cast<double>(gone), static_cast<double>(due)});
    refused.push_back({static_cast<double>(denied), static_cast<double>(backups.attempts)});
    side.lost_by_replication.push_back(static_cast<double>(gone));
    side.failed_by_replication.push_back(static_cast<double>(failed));
    side.failed_runs_by_replication.push_back(static_cast<double>(failed_runs));
  }
  for (const auto& [pair, count] : observation.refused_by_expired)
    if (pair.first == pair.second) side.refused_by_own -= count;
  const statistics::Ratio lost_ratio = statistics::ratio(lost), refused_ratio = statistics::ratio(refused);
  side.lost_share = statistics::share(lost_ratio);
  side.refused_share = statistics::share(refused_ratio);
  if (side.due > 0) side.lost_share_upper = statistics::share_upper_bound(lost_ratio);
  if (side.attempts > 0) side.refused_share_upper = statistics::share_upper_bound(refused_ratio);
  side.overruns = std::accumulate(observation.overruns.begin(), observation.overruns.end(), 0.0) /
                  static_cast<double>(std::max<std::size_t>(1, observation.overruns.size()));
  return side;
}

statistics::Paired difference(const std::vector<double>& a, const std::vector<double>& b) {
  return statistics::paired_difference(a, b);
}

int told_apart(const std::vector<double>& a, const std::vector<double>& b) {
  const statistics::Paired paired = difference(a, b);
  if (paired.none_differs || paired.n < 2) return 0;
  return paired.difference.high < 0 ? 1 : paired.difference.low > 0 ? -1 : 0;
}

bool borne_out(const Side& today, const Side& then) {
  const int lost = told_apart(today.lost_by_replication, then.lost_by_replication);
  const int failed = told_apart(today.failed_by_replication, then.failed_by_replication);
  if (lost != 0) return lost > 0;
  if (failed != 0) return failed > 0;
  return then.overruns < today.overruns;
}

}  // namespace headway::recommend
