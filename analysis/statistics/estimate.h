// A figure with its interval. Every figure that headway prints is one of these: no number without the range
// in which the truth may lie.
//
// Invariant: low <= value <= high, or value is NaN (nothing was observed). An end that is infinite, or the
// natural end of the scale (0 and 1 of a share), means that the data do not bound it.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace headway::statistics {

struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::int64_t n = 0;       ///< how many independent observations stand behind it
  std::string_view method;  ///< one of the names below (static storage)
};

/// An interval's two ends, without a figure.
struct Interval {
  double low = 0, high = 0;
};

/// Confidence of every interval that does not state another.
inline constexpr double kConfidence = 0.95;

// The methods, as they stand in metrics.csv and summary.json.
inline constexpr std::string_view kMeanMethod = "Student t over replications";
inline constexpr std::string_view kRatioMethod = "ratio over replications";
inline constexpr std::string_view kZeroMethod = "ratio over replications, bound by Clopper-Pearson";
inline constexpr std::string_view kClopperPearsonMethod = "Clopper-Pearson";
inline constexpr std::string_view kOrderStatisticMethod = "order statistics";
inline constexpr std::string_view kMaximumMethod = "largest observed";
inline constexpr std::string_view kOneReplicationMethod = "no interval: one replication";
inline constexpr std::string_view kTooFewMethod = "no interval: too few samples";
inline constexpr std::string_view kNothingObservedMethod = "nothing observed";

}  // namespace headway::statistics
