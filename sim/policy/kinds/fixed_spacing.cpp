// What an administrator does by hand: the schedules one after the other, a fixed time apart. The n-th
// schedule of the scenario (from 0) starts n gaps after its nominal time, modulo its period.
#include "sim/policy/kind.h"

namespace headway::policy {
namespace {

class FixedSpacing : public Policy {
 public:
  explicit FixedSpacing(Duration gap) : gap_(gap) {}
  Instant next_start(const View& view, const Start& start) const override {
    // Modulo the period here already: a hundred thousand gaps of a day are beyond what an instant holds. A
    // line that fires once has no period; a year is as good as any.
    const Duration period = view.period(start.schedule);
    const Duration room = period > Duration::zero() ? period : hours{24 * 366};
    return start.start + start.schedule * (gap_ % room) % room;
  }

 private:
  Duration gap_;
};

}  // namespace

extern const Kind kind_fixed_spacing;
const Kind kind_fixed_spacing = {
    "fixed-spacing",
    "the n-th schedule (from 0) starts n gaps after its nominal time, modulo its period",
    {length("gap", minutes{10}, seconds{1}, hours{24},
            "time between one schedule's start and the next one's")},
    [](const Settings& s) -> std::unique_ptr<Policy> {
      return std::make_unique<FixedSpacing>(s.length("gap"));
    }};

}  // namespace headway::policy
