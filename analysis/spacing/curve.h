// The spacing curve: how probable it is that a night loses a backup, by the gap between two schedules.
//
// For each gap the second schedule's cron line is moved and the whole scenario played, every gap with the
// same seed, so that all see the same nights (common random numbers: what is written on a day, request times,
// owners and orders are equal for every gap as long as ticks stay in their UTC day, schedule/tick_key.h). A
// night is a UTC day of ticks. It counts as lost when any backup that either of the two schedules owed on it,
// on any volume, was lost; what becomes of other schedules is not counted.
//
// The interval is that of a ratio over replications (statistics/ratio.h), whose t interval believes in the
// spread that it sees. One night lost in one replication of twenty shows next to none, and would seem to
// prove more than twenty replications without any loss. So where fewer than kFewReplications saw a loss, the
// upper end is at least the bound of a series without loss; likewise the lower end where almost all nights
// are lost.
//
// Cost: gaps x replications plays. Memory: two numbers a replication and one byte a day of those in play,
// beside the summaries of one gap's plays.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/spacing/pairing.h"
#include "analysis/statistics/ratio.h"

namespace headway::spacing {

inline constexpr std::int64_t kFewReplications = 5;

struct Point {
  minutes gap{};
  std::string cron;  ///< the second schedule's line
  std::int64_t nights = 0, nights_with_loss = 0;
  statistics::Ratio ratio;    ///< over replications: nights with loss by nights
  statistics::Estimate loss;  ///< per night, with its 95 % interval (see above)
};

struct Curve {
  std::string scenario, longhorn, first, second;
  Pairing pairing;
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  Duration horizon{}, warm_up{};
  std::vector<Point> points;  ///< ascending by gap, at least one
  bool full_circle = false;   ///< they cover the whole period: the last is a neighbour of the first
  bool cancelled = false;     ///< ended early: no points
};

struct CurvePlan {
  unsigned threads = 1;  ///< >= 1; the curve does not depend on it
  /// Told after each play how many of gaps x replications are over. Called by any thread, one at a time.
  std::function<void(std::int64_t done)> progress;
  const std::atomic<bool>* cancelled = nullptr;  ///< looked at between plays
};

/// The share of nights lost with its 95 % interval, as described above. `ratio`: nights with loss by nights.
statistics::Estimate loss_of(const statistics::Ratio& ratio);

/// Plays all gaps (ascending, as gaps_on gives them). Throws SpacingError, before anything is played, when a
/// gap cannot be said; after the first gap's plays when the two owe no backup that counts.
Curve play_curve(const model::Scenario& scenario, const Pairing& pairing, std::span<const minutes> gaps,
                 const CurvePlan& plan);

}  // namespace headway::spacing
