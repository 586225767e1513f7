#include "sim/schedule/missed_ticks.h"

#include "sim/schedule/ticks.h"

namespace headway::schedule {
namespace {

/// Stepping through missed ticks stops here (9 years of minutes); what is most recent is then looked up
/// backwards.
constexpr std::int64_t kMostSteps = 5'000'000;

/// Steps from `from` (exclusive) through the ticks up to `now`, inclusive.
struct Stepped {
  std::optional<Instant> last;
  std::int64_t count = 0;
};
Stepped step_through(const Cron& cron, const Zone& zone, Instant from, Instant now) {
  Stepped stepped;
  for (auto t = cron.next(from, zone); t && *t <= now; t = cron.next(*t, zone)) {
    stepped.last = t;
    if (++stepped.count == kMostSteps) {
      const auto latest = ticks_before(cron, zone, now + Duration{1}, 1);
      if (!cron.interval() && !latest.empty()) stepped.last = latest.back();
      break;
    }
  }
  return stepped;
}

Missed amount(std::int64_t count) {
  return count > kManyMissed ? Missed::many : count > 0 ? Missed::few : Missed::none;
}

}  // namespace

MissedTicks find_missed(const Cron& cron, const Zone& zone, Instant last, Instant now,
                        MissedTickSearch rule) {
  MissedTicks found;
  if (rule == MissedTickSearch::every_tick) {
    const Stepped stepped = step_through(cron, zone, last, now);
    found.most_recent = stepped.last;
    found.count = stepped.count;
    found.missed = amount(found.count);
    return found;
  }
  // A line of fields that finds nothing has reached the library's limit, and the controller reports an
  // invalid schedule; an interval beyond 2262 is merely not due yet.
  const auto t1 = cron.next(last, zone);
  if (!t1) {
    found.invalid = !cron.interval();
    return found;
  }
  if (now < *t1) return found;
  const auto t2 = cron.next(*t1, zone);
  if (!t2 && !cron.interval()) {
    found.invalid = true;
    return found;
  }
  found.most_recent = t1;
  found.count = 1;
  found.missed = Missed::few;
  if (!t2 || now < *t2) return found;

  // Both are whole seconds, so the interval is one second at least and nothing is lost by not rounding it.
  const Duration interval = *t2 - *t1;
  found.count = (now - *t1) / interval + 1;
  found.missed = amount(found.count);
  if (rule == MissedTickSearch::first_interval) {
    found.most_recent = *t1 + (found.count - 1) * interval;
  } else {
    found.most_recent = step_through(cron, zone, *t1 + (found.count - 2) * interval, now).last;
  }
  return found;
}

std::optional<Instant> next_wake(const Cron& cron, const Zone& zone, Instant last, Instant now,
                                 MissedTickSearch rule) {
  Instant from = now;
  if (rule != MissedTickSearch::every_tick) {
    const MissedTicks found = find_missed(cron, zone, last, now, rule);
    if (found.most_recent) {
      from = *found.most_recent;
    } else if (!found.invalid && found.missed == Missed::none) {
      from = last;
    }
  }
  const auto wake = cron.next(from, zone);
  return wake && *wake > now ? wake : cron.next(now, zone);
}

}  // namespace headway::schedule
