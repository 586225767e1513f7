// What a spacing curve says: its knee, and the smallest gap for a wanted probability that nothing is lost.
//
// A curve falls from where the two schedules meet and rises again where the second comes too close to the
// first one's next start. Its *calm* is the widest stretch of neighbouring gaps whose loss lies in the lowest
// tenth between the least and the greatest loss seen (on a full circle it may reach around the end). The
// *falling branch* leads to it from the greatest loss before it, at the last gap that has that.
//
// The *knee* is the gap at which the curve lies farthest below the chord from the branch's beginning down to
// the calm's end, both axes scaled to 0..1: V. Satopaa, J. Albrecht, D. Irwin, B. Raghavan, "Finding a
// 'Kneedle' in a Haystack", ICDCS Workshops 2011, in its offline form without smoothing, for a decreasing
// curve. Up to there each minute of distance saves more than the average minute does, from there on less. It
// is chosen over "where half of the loss is gone" because it does not depend on how high the plateau is, and
// over a threshold because users have one of their own (the levels below). The calm is part of the chord:
// without it the knee of a steep fall between two gaps would lie half way down. Where nothing lies below the
// chord the knee is the calm's beginning. Where the least and the greatest loss cannot be told apart (their
// intervals overlap) there is no knee: it would be one of the noise.
//
// Pure functions, O(points^2) at most.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "analysis/spacing/curve.h"

namespace headway::spacing {

/// The probabilities of a night without loss for which a gap is sought.
inline constexpr std::array<double, 4> kLevels{0.5, 0.9, 0.95, 0.99};

/// The answer for one level.
struct LevelGap {
  double no_loss = 0;  ///< wanted probability of a night without loss
  /// The smallest gap at which the observed loss is at most 1 - no_loss; nullopt when none of those played
  /// is.
  std::optional<minutes> gap;
  /// The last gap of the stretch without a worse one that begins there: beyond it the other side begins.
  std::optional<minutes> until;
  bool shown = false;  ///< the upper end of the interval at `gap` says so, too
  /// The smallest gap at which it does.
  std::optional<minutes> shown_gap;
  /// How many replications it takes to show it at `gap`: what a series without any loss needs where none was
  /// seen, else those that would shrink the interval enough if the share stays as it is. nullopt without a
  /// gap, from one replication with loss, when the loss is the limit itself, and above kMostReplications.
  std::optional<std::int64_t> replications_needed;
};

/// Beyond this many a number of replications is no advice.
inline constexpr std::int64_t kMostReplications = 1'000'000'000;

struct Findings {
  std::size_t least = 0, greatest = 0;  ///< points of least and greatest loss (the first such)
  bool flat = false;                    ///< least and greatest cannot be told apart
  bool no_gap_helps = false;            ///< flat, and even the least is more than nothing for certain
  std::optional<minutes> knee;
  /// First and last gap of the calm; the last may be smaller than the first (around the end). None when flat.
  std::optional<std::pair<minutes, minutes>> calm;
  std::array<LevelGap, kLevels.size()> levels{};
};

/// Precondition: the curve has points.
Findings findings_of(const Curve& curve);

}  // namespace headway::spacing
