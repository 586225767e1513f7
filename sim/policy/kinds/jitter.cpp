// Each run starts a random time later, drawn anew for each nominal tick (systemd's RandomizedDelaySec).
#include <algorithm>

#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

// Part of "same bytes for equal scenarios"; world::Purpose numbers its draws from 1 on.
constexpr std::uint32_t kJitterPurpose = 1000;

class Jitter : public Policy {
 public:
  explicit Jitter(Duration within) : within_(within) {}
  Instant next_start(const View& view, const Start& start) const override {
    const auto& job = view.scenario().jobs[start.schedule];
    const double u = view.luck().uniform(core::name_hash(job.name), kJitterPurpose, start.tick_key);
    const Duration span = std::min(within_, view.period(start.schedule));
    return start.start + Duration(static_cast<std::int64_t>(u * static_cast<double>(span.count())));
  }

 private:
  Duration within_;
};

}  // namespace

extern const Kind kind_jitter;
const Kind kind_jitter = {"jitter",
                          "each run starts a random time after its nominal tick, drawn for each tick",
                          {length("within", minutes{10}, seconds{1}, hours{24 * 31},
                                  "the latest start after the tick, at most the schedule's period")},
                          [](const Settings& s) -> std::unique_ptr<Policy> {
                            return std::make_unique<Jitter>(s.length("within"));
                          }};

}  // namespace headway::policy
