// A refused create asks for its lock again, with exponential back-off: what the comment in the lock's own
// source expects of callers, and no caller does (backupstore sheet 2.2).
#include <algorithm>

#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class Retry : public Policy {
 public:
  Retry(Duration base, Duration cap, std::int64_t tries) : base_(base), cap_(cap), tries_(tries) {}
  std::optional<Duration> on_refusal(const View&, const Refusal& refusal) const override {
    if (refusal.tries >= tries_) return std::nullopt;
    Duration wait = base_;
    for (std::int64_t i = 1; i < refusal.tries && wait < cap_; ++i) wait *= 2;
    return std::min(wait, cap_);
  }

 private:
  Duration base_, cap_;
  std::int64_t tries_;
};

}  // namespace

extern const Kind kind_retry;
const Kind kind_retry = {"retry",
                         "a backup whose lock is refused asks again, with exponential back-off",
                         {length("base", seconds{30}, milliseconds{1}, hours{24},
                                 "wait after the first refusal; doubles each time"),
                          length("cap", minutes{10}, milliseconds{1}, hours{24}, "longest wait"),
                          count("tries", 10, 1, 1000, "how often it asks in all")},
                         [](const Settings& s) -> std::unique_ptr<Policy> {
                           return std::make_unique<Retry>(s.length("base"), s.length("cap"),
                                                          s.count("tries"));
                         }};

}  // namespace headway::policy
