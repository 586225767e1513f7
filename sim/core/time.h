// Instants and durations of simulated time: integer nanoseconds, UTC.
//
// Zones exist only where cron and windows read them (sim/schedule). 64-bit nanoseconds since 1970
// reach the year 2262; a scenario's horizon is limited to far less (see calendar.h).
#pragma once

#include <chrono>
#include <cstdint>

namespace headway {

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::sys_time<Duration>;

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

/// The duration as a number of seconds. Exact to 2^-53 of its value.
constexpr double to_seconds(Duration d) {
  return static_cast<double>(d.count()) / 1e9;
}

/// Longest duration that `from_seconds` yields; longer (or infinite) waits saturate here: 100 years.
inline constexpr Duration kForever = hours{24 * 36525};

/// `s` seconds rounded up to the next nanosecond (completions never come early); negative or NaN
/// input gives zero, anything of 100 years and more gives kForever.
constexpr Duration from_seconds(double s) {
  if (!(s > 0)) return Duration::zero();
  if (s >= to_seconds(kForever)) return kForever;
  const double ns = s * 1e9;
  auto whole = static_cast<std::int64_t>(ns);
  if (static_cast<double>(whole) < ns) ++whole;
  return Duration{whole};
}

}  // namespace headway
