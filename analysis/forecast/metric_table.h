// Every figure that a forecast names: the one table behind metrics.csv, summary.json, `expect` lines and
// `headway schema results`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace headway::forecast {

/// What a figure is decides what may be asked of it.
enum class MetricKind : std::uint8_t {
  count,        ///< a number of things, summed over replications
  share,        ///< a part of a whole, 0 to 1, by ratio over replications
  probability,  ///< that a replication has the property, 0 to 1
  quantity,     ///< a time, a rate, a number of bytes: a mean or quantile
};
/// "count", "share", "probability", "quantity".
std::string_view word(MetricKind kind);

struct MetricInfo {
  /// The name; parts in angle brackets stand for a name of the scenario (<schedule>, <target>) or a word of
  /// the results (<operation>, <cause>, <layer>).
  std::string_view pattern;
  MetricKind kind;
  std::string_view unit;  ///< "s", "MiB/s", "bytes", "" for shares, probabilities and counts
  std::string_view description;
};

/// All patterns in the order in which a forecast lists them.
std::span<const MetricInfo> metric_table();

/// The row with that pattern. Precondition: there is one (a missing row aborts: the table is the reference).
const MetricInfo& metric_info(std::string_view pattern);

/// "schedules.<schedule>.lost_share" with ("<schedule>", "daily") is "schedules.daily.lost_share".
std::string fill_pattern(std::string_view pattern, std::string_view placeholder, std::string_view name);

}  // namespace headway::forecast
