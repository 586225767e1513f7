// What a schedule's runs look like, from plays: when after the tick each volume asks for its lock, when its
// retention deletes hold theirs, when uploads end. The search works on these samples, not on averages: a hold
// that is sometimes long must not look short.
//
// A failed backup is deleted too, a day later (target.failed_backup_ttl). Such a delete is no sample: it is
// there only because something failed, so where nothing fails it holds nothing. It is counted apart.
//
// Nor is a snapshot that CSI takes anew, hours later, for a disk whose first backup failed: of a machine's
// disk only the first backup of a run counts.
//
// Memory: at most kSamples samples of each kind for each volume of each schedule, and two numbers a run;
// while a replication is played, two numbers a refusal and a machine's disk's backup.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "analysis/experiment/experiment.h"
#include "analysis/forecast/summary.h"
#include "sim/model/scenario.h"

namespace headway::recommend {

inline constexpr std::size_t kSamples = 24;

/// Seconds after the tick.
struct Span {
  double from = 0, to = 0;
};

/// One volume in one schedule's runs.
struct VolumeSamples {
  std::vector<double> asks;   ///< Backup object made: seconds after the tick
  std::vector<Span> deletes;  ///< type-2 lock granted to lock file gone
};

struct ScheduleSamples {
  std::vector<VolumeSamples> volumes;  ///< as movable::Schedule::volumes
  /// By replication, one entry a run: seconds from the tick until the last lock of what it did was free
  /// (backups and the deletes after them), until its last upload ended; the longest type-2 hold.
  std::vector<std::vector<double>> lock_free, upload_end, longest_delete;
  std::vector<double> prepare;  ///< Backup object made to upload begun, seconds
};

struct Observation {
  std::vector<ScheduleSamples> schedules;  ///< as analysis/movable numbers them
  std::vector<forecast::ReplicationSummary> replications;
  /// Refused backups, by (schedule refused, schedule of the backup under deletion) as records number them,
  /// that met the delete of a failed backup.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> refused_by_expired;
  std::vector<double> overruns;  ///< by replication: uploads that ended outside their schedule's windows
  bool cancelled = false;
};

struct PlayPlan {
  std::int64_t replications = 10;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  const std::atomic<bool>* cancelled = nullptr;
};

/// The p-quantile of samples in any order, as an order statistic; 0 without any. 0 < p < 1.
double quantile_of(std::vector<double> samples, double p);

/// Plays the scenario with this seed and gathers samples.
Observation observe(const model::Scenario& scenario, const PlayPlan& plan);

}  // namespace headway::recommend
