#include "sim/schedule/ticks.h"

#include <algorithm>
#include <deque>

namespace headway::schedule {
namespace {

/// How far ticks_before looks back, and how far it steps where next() finds nothing: next() sees at least
/// five years.
constexpr Duration kMostLookBack = hours{24 * 366 * 40};
constexpr Duration kBlindStep = hours{24 * 365 * 5};

constexpr Instant kFirstInstant = Instant::min();

Instant oldest_before(Instant t) {
  return t < kFirstInstant + kMostLookBack ? kFirstInstant : t - kMostLookBack;
}

/// The last n ticks of an interval line that has a tick at the whole second at or after t.
std::vector<Instant> intervals_before(seconds interval, Instant t, std::size_t n) {
  std::vector<Instant> ticks;
  const auto oldest = std::chrono::ceil<seconds>(oldest_before(t).time_since_epoch());
  auto tick = std::chrono::ceil<seconds>(t.time_since_epoch());
  while (ticks.size() < n && tick - oldest >= interval) ticks.push_back(Instant{tick -= interval});
  std::reverse(ticks.begin(), ticks.end());
  return ticks;
}

}  // namespace

std::optional<Instant> first_tick_from(const Cron& cron, const Zone& zone, Instant t) {
  if (cron.interval() || t == kFirstInstant) return cron.next(t, zone);
  return cron.next(t - Duration{1}, zone);
}

Ticks ticks_between(const Cron& cron, const Zone& zone, Instant t0, Instant t1, std::size_t most) {
  Ticks ticks;
  if (t1 <= t0) return ticks;
  for (auto tick = first_tick_from(cron, zone, t0); tick && *tick < t1; tick = cron.next(*tick, zone)) {
    if (ticks.at.size() == most) {
      ticks.cut = true;
      break;
    }
    ticks.at.push_back(*tick);
  }
  return ticks;
}

std::optional<Duration> shortest_time_between_ticks(const Cron& cron, const Zone& zone, Instant t,
                                                    std::size_t n) {
  std::optional<Duration> shortest;
  auto tick = first_tick_from(cron, zone, t);
  for (std::size_t seen = 1; tick && seen < n; ++seen) {
    const auto following = cron.next(*tick, zone);
    if (following && (!shortest || *following - *tick < *shortest)) shortest = *following - *tick;
    tick = following;
  }
  return shortest;
}

std::vector<Instant> ticks_before(const Cron& cron, const Zone& zone, Instant t, std::size_t n) {
  if (n == 0) return {};
  if (const auto interval = cron.interval()) return intervals_before(*interval, t, n);
  // The distance of the next two ticks is a first guess of how far back n of them reach; then three times as
  // far.
  const auto first = cron.next(t, zone);
  const auto second = first ? cron.next(*first, zone) : std::nullopt;
  const Duration gap = second ? *second - *first : kBlindStep;
  const Duration most_back = t - oldest_before(t);
  const double guess = static_cast<double>(n + 2) * static_cast<double>(gap.count());
  Duration back =
      guess < static_cast<double>(most_back.count()) ? gap * static_cast<std::int64_t>(n + 2) : most_back;
  while (true) {
    std::deque<Instant> last;
    std::size_t walked = 0;
    for (Instant at = t - back; at < t;) {
      const auto tick = cron.next(at, zone);
      if (tick && *tick >= t) break;
      if (!tick && t - at <= kBlindStep) break;
      at = tick ? *tick : at + kBlindStep;
      if (!tick) continue;
      ++walked;
      last.push_back(*tick);
      if (last.size() > n) last.pop_front();
    }
    // One tick more than asked for has gone by: each of those kept was found from another tick, not from the
    // arbitrary instant at which the walk began (beside a change of the clock that may differ).
    if (walked > n || back >= most_back) return {last.begin(), last.end()};
    back = back > most_back / 3 ? most_back : back * 3;
  }
}

}  // namespace headway::schedule
