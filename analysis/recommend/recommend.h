// New start times for schedules that may move, and how sure one can be of them (algorithms, "Spacing").
//
//  1. Play today and sample what each schedule does to each volume (observe.h).
//  2. Make the pure problem of it (surrogate.h) and search it (analysis/placement).
//  3. Play the best few, today and two simple remedies (a hash of the name, ten minutes apart) with common
//     random numbers; the winner is the one that is better beyond doubt on the first level that tells them
//     apart: lost backups, failed attempts, then the surrogate's levels. A moved schedule meets other things
//     than before, so samples are taken anew from the winner and the search repeated, at most kRounds times.
//  4. Verify the winner against today with seeds that the search never saw. Where these do not bear it out
//     (worse beyond doubt, or nothing better), nothing moves.
//  5. Feasible: the upper bound on the share of lost backups, and of attempts that are refused a lock, is at
//     most `max_loss`; every target carries what is due in the time that is allowed; no upload ends outside
//     its window. Else say what can never fit, and find the smallest single relaxation that helps.
//  6. Levers, each alone.
//
// RecurringJobs and Harvester's VM schedules move alike. A VM schedule's place must be one that Harvester's
// webhook admits beside the others (admissible.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/placement/bounds.h"
#include "analysis/recommend/admissible.h"
#include "analysis/recommend/levers.h"
#include "analysis/recommend/surrogate.h"
#include "analysis/statistics/estimate.h"
#include "analysis/statistics/paired.h"

namespace headway::recommend {

inline constexpr int kRounds = 3;

/// Limits of size, for the caller to check: time and memory grow with the square of the schedules. Measured:
/// 300 schedules without a shared volume take 30 s and 30 MiB, 100 that all share theirs (14 million values,
/// table_values in surrogate.h) 30 s and 300 MiB.
inline constexpr std::size_t kMostSchedules = 300;
inline constexpr std::int64_t kMostTableValues = 30'000'000;

struct Options {
  minutes grid{5};                  ///< >= 1 min
  std::int64_t replications = 10;   ///< of each candidate and lever, >= 2
  std::int64_t verification = 300;  ///< of today and the winner, >= 2; 299 show a share of 1 %
  double max_loss = 0.01;           ///< above 0
  double confidence = 0.95;         ///< quantile of the spacing table
  std::int64_t moves = 300'000;     ///< of the search
  bool levers = true;
  unsigned threads = 1;
  std::function<void(const std::string& what)> progress;
  const std::atomic<bool>* cancelled = nullptr;
};

/// What plays of one arm say.
struct Side {
  std::int64_t due = 0, lost = 0;          ///< backups of volumes by jobs, and of virtual machines
  std::int64_t attempts = 0, refused = 0;  ///< of volumes' backups, those of machines' disks among them
  statistics::Estimate lost_share;         ///< of due backups
  double lost_share_upper = 1;             ///< one-sided, 95 %
  statistics::Estimate refused_share;      ///< of attempts
  double refused_share_upper = 1;
  std::vector<double> lost_by_replication, failed_by_replication, failed_runs_by_replication;
  std::int64_t timeouts = 0;
  double overruns = 0;              ///< uploads that ended outside their windows, a replication
  std::int64_t refused_by_own = 0;  ///< backups refused by a retention delete of the same schedule
  std::uint32_t peak_uploads = 0;
};

/// `schedule`, here and below: as analysis/movable numbers them.
struct Change {
  std::uint32_t schedule = 0;
  std::string cron_before, cron_after;
  std::int64_t moved_min = 0;  ///< later; negative: earlier
  std::string why;
  std::string applying;  ///< what happens in the night after the edit
};

struct SpacingRow {
  std::uint32_t first = 0, second = 0;  ///< first's deletes, second's creates
  std::string on;
  double today_s = 0, after_s = 0;
  statistics::Estimate needed_s;
};

struct LeverEffect {
  std::string lever, of, from, to;
  statistics::Paired lost, failed, failed_runs;  ///< a replication, against today
};

struct Relaxation {
  std::string lever, of, from, to;
  Side verified;
  std::vector<std::string> crons;  ///< by schedule
};

struct Level {
  std::string name, unit;
  double today = 0, after = 0, bound = 0;
};

struct Recommendation {
  model::Scenario before, after;
  std::uint64_t seed = 0, verification_seed = 0;
  std::vector<Change> changes;          ///< schedules that move
  std::vector<Submission> submissions;  ///< of the VM schedules among them, in the order to apply them
  bool feasible = false;
  std::vector<std::string> obstacles;  ///< why not, each a sentence with figures
  std::vector<std::string> diagnosis;  ///< what happens today, in plain words
  std::vector<SpacingRow> spacing;
  std::vector<Level> levels;  ///< of the surrogate
  std::vector<placement::Bound> bounds;
  bool proved_optimal = false;  ///< everything was tried on that surrogate, and nothing is better there
  std::int64_t replications = 0, verification = 0;
  Side verified_before, verified_after;
  statistics::Paired lost_difference;  ///< a replication, after - before
  std::vector<LeverEffect> levers;
  std::vector<Relaxation> relaxations;  ///< the smallest that is feasible, when the whole is not
  std::vector<std::string> tried;       ///< relaxations that were tried before it, with why not
  bool cancelled = false;
};

/// Precondition: the scenario has at least one schedule; the limits above are the caller's to keep. Time:
/// about (8 x replications + 2 x verification + levers x replications) plays, more where relaxations are
/// tried.
Recommendation recommend(const model::Scenario& scenario, const Options& options);

}  // namespace headway::recommend
