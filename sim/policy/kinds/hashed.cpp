// Each schedule at a place of its own within its period, found from its name: stable, spread evenly over
// many schedules, blind to what runs where. What Jenkins' H and Prometheus' scrape offsets do.
#include <algorithm>

#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class Hashed : public Policy {
 public:
  explicit Hashed(Duration within) : within_(within) {}
  Instant next_start(const View& view, const Start& start) const override {
    const Duration period = view.period(start.schedule);
    const Duration span = within_ > Duration::zero() ? std::min(within_, period) : period;
    const std::int64_t places = span / minutes{1};  // whole minutes: a cron line can say no less
    if (places <= 1) return start.start;
    const std::uint64_t hash = core::name_hash(view.scenario().jobs[start.schedule].name);
    return start.start + minutes{static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(places))};
  }

 private:
  Duration within_;
};

}  // namespace

extern const Kind kind_hashed;
const Kind kind_hashed = {
    "hashed",
    "each schedule starts a whole number of minutes later, by a stable hash of its name",
    {length("within", Duration::zero(), Duration::zero(), hours{24 * 31},
            "the latest shift; 0s: the schedule's period")},
    [](const Settings& s) -> std::unique_ptr<Policy> {
      return std::make_unique<Hashed>(s.length("within"));
    }};

}  // namespace headway::policy
