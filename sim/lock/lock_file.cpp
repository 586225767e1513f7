#include "sim/lock/lock_file.h"

#include <algorithm>

namespace headway::lock {
namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - ((a % b != 0 && a < 0) ? 1 : 0);
}

/// Number of the last tick not after `t`; 0 or less when there is none.
std::int64_t last_tick(const Refreshes& r, Instant t) {
  return floor_divide((t - r.origin).count(), r.interval.count());
}

Instant tick(const Refreshes& r, std::int64_t k) {
  return r.origin + k * r.interval;
}

const SaveFault* fault_at(const Refreshes& r, Instant t) {
  for (const SaveFault& f : r.faults)
    if (f.from <= t && t < f.until) return &f;
  return nullptr;
}

/// True when a refresh save of the living holder begins inside the fault.
bool begins_inside(const Refreshes& r, const SaveFault& f) {
  const std::int64_t last = last_tick(r, std::min(f.until - Duration{1}, r.until));
  return last >= 1 && tick(r, last) >= f.from;
}

}  // namespace

Instant StoreClock::stamp(Instant t) const {
  const Duration local = t.time_since_epoch() + skew;
  if (resolution <= Duration{0}) return Instant{local};
  return Instant{floor_divide(local.count(), resolution.count()) * resolution};
}

Instant last_save(const LockFile& file, Instant t) {
  const Refreshes& r = file.refreshes;
  Instant last = file.saved;
  if (!r.on || r.interval <= Duration{0}) return last;
  const Instant limit = std::min(t, r.until);
  // Ticks inside a fault are skipped a whole fault at a time, so a fault of years costs one step.
  std::int64_t k = last_tick(r, limit - r.delay);
  while (k >= 1) {
    const SaveFault* fault = fault_at(r, tick(r, k));
    if (!fault) {
      last = std::max(last, tick(r, k) + r.delay);
      break;
    }
    k = last_tick(r, fault->from - Duration{1});
  }
  for (const SaveFault& f : r.faults)
    if (f.hangs && f.until <= limit && begins_inside(r, f)) last = std::max(last, f.until);
  return last;
}

Instant mutex_free_at(const LockFile& file, Instant t) {
  const Refreshes& r = file.refreshes;
  if (!r.on || r.interval <= Duration{0} || r.until <= t) return t;
  Instant free = t;
  const std::int64_t k = last_tick(r, t - Duration{1});  // a tick at this very instant has not begun
  if (k >= 1 && !fault_at(r, tick(r, k))) free = std::max(free, tick(r, k) + r.delay);
  for (const SaveFault& f : r.faults) {
    if (!f.hangs || f.until <= t) continue;
    if (k >= 1 && tick(r, k) >= f.from) free = std::max(free, f.until);
  }
  return free;
}

}  // namespace headway::lock
