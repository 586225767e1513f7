// A controller's work queue as client-go has it, for controllers modelled as one process an object: workers
// that take one object at a time, first come first served; a failed object comes back after its own
// exponential back-off; and the informer's resync brings every object back at fixed instants, however long
// its back-off.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/await.h"

namespace headway::core {

/// base x 2^failures, capped. failures >= 0. (client-go ItemExponentialFailureRateLimiter.)
constexpr Duration exponential_backoff(Duration base, Duration cap, std::int64_t failures) {
  Duration wait = base;
  for (std::int64_t i = 0; i < failures && wait < cap; ++i) wait *= 2;
  return std::min(wait, cap);
}

class WorkQueue {
 public:
  /// `workers` objects at a time; resyncs at `resync_phase` + k `resync_period`.
  WorkQueue(std::int64_t workers, Duration backoff_base, Duration backoff_cap, Instant resync_phase,
            Duration resync_period)
      : workers_(workers),
        all_(workers),
        base_(backoff_base),
        cap_(backoff_cap),
        phase_(resync_phase),
        period_(resync_period) {}

  /// Waits for a worker. The caller gives it back with done().
  FirstOf<Permit> worker(Engine& engine) { return take(engine, workers_); }
  void done(Engine& engine) { workers_.release(engine); }
  std::int64_t idle() const { return workers_.free(); }
  std::int64_t workers() const { return all_; }

  /// The next resync strictly after `t`.
  Instant next_resync(Instant t) const { return next_poll(phase_, period_, t + Duration(1)); }

  /// When an object that has just failed for the nth time in a row (n >= 1) is due again.
  Instant retry_at(Instant now, std::int64_t failures) const {
    return std::min(now + exponential_backoff(base_, cap_, failures - 1), next_resync(now));
  }

 private:
  Semaphore workers_;
  std::int64_t all_;
  Duration base_, cap_;
  Instant phase_;
  Duration period_;
};

}  // namespace headway::core
