#include "sim/schedule/tick_key.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "sim/schedule/ticks.h"

namespace headway::schedule {
namespace {

using Days = std::chrono::time_point<std::chrono::system_clock, std::chrono::days>;

std::int64_t first_key(Days day) {
  return std::int64_t{day.time_since_epoch().count()} * kTicksPerDay;
}

}  // namespace

std::int64_t tick_key(const Cron& cron, const Zone& zone, Instant tick) {
  const Days day = std::chrono::floor<std::chrono::days>(tick);
  std::int64_t key = first_key(day);
  if (const auto interval = cron.interval()) return key + (tick - day) / *interval;
  std::optional<Instant> earlier = first_tick_from(cron, zone, day);
  for (; earlier && *earlier < tick; earlier = cron.next(*earlier, zone)) ++key;
  return key;
}

std::int64_t next_tick_key(std::int64_t before, Instant next) {
  return std::max(before + 1, first_key(std::chrono::floor<std::chrono::days>(next)));
}

}  // namespace headway::schedule
