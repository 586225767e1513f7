// The rate limiter of a Kubernetes client: so many calls a second, some of them at once after a pause.
//
// client-go's flowcontrol limiter is a token bucket whose waiters are served in order of arrival. Kept as one
// instant, the theoretical arrival of the next call (ITU-T I.371, virtual scheduling): nothing is counted, no
// event is needed. Cost: constant a call.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/time.h"

namespace headway::world {

class ApiBudget {
 public:
  /// `per_second` calls a second, `burst` at once; both at least 1.
  ApiBudget(std::int64_t per_second, std::int64_t burst)
      : interval_(Duration(seconds{1}) / per_second), room_((burst - 1) * interval_) {}

  /// When a call asked for now may be sent; it is taken as sent then. `others`: callers of the same client
  /// that always have a call waiting, so that only every (others + 1)th call is ours, and nothing is saved up
  /// for a burst.
  Instant send(Instant now, std::int64_t others = 0) {
    const Duration interval = (others + 1) * interval_;
    const Instant at = others > 0 ? std::max(now + others * interval_, next_) : std::max(now, next_ - room_);
    next_ = std::max(next_, at) + interval;
    return at;
  }

 private:
  Duration interval_, room_;
  Instant next_ = Instant::min() + hours{24 * 366};  // far enough from the end of time for the room
};

}  // namespace headway::world
