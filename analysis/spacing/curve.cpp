#include "analysis/spacing/curve.h"

#include <algorithm>
#include <memory>

#include "analysis/experiment/experiment.h"
#include "analysis/movable/movable.h"
#include "analysis/statistics/proportion.h"
#include "sim/core/check.h"
#include "sim/record/records.h"

namespace headway::spacing {
namespace {

/// The nights of one replication.
class Nights : public record::Sink {
 public:
  Nights(const model::Scenario& scenario, const Pairing& pairing)
      : one_(movable::schedule_of(scenario, pairing.first).record),
        other_(movable::schedule_of(scenario, pairing.second).record),
        first_(std::chrono::floor<std::chrono::days>(scenario.time.start)),
        seen_(static_cast<std::size_t>(
            (std::chrono::floor<std::chrono::days>(scenario.time.start + scenario.time.horizon) - first_)
                .count() +
            1)) {}

  using record::Sink::on;
  record::LoadDetail load_detail() const override { return record::LoadDetail::none; }
  void on(const record::DueBackup& due) override {
    if (!due.counted || (due.schedule != one_ && due.schedule != other_)) return;
    const auto night = (std::chrono::floor<std::chrono::days>(due.tick) - first_).count();
    std::uint8_t& seen = seen_.at(static_cast<std::size_t>(night));
    seen = static_cast<std::uint8_t>(seen | (due.lost ? kDue | kLost : kDue));
  }

  statistics::Pair nights() const {
    const auto with = [&](std::uint8_t bit) {
      return static_cast<double>(
          std::count_if(seen_.begin(), seen_.end(), [&](std::uint8_t s) { return (s & bit) != 0; }));
    };
    return {with(kLost), with(kDue)};
  }

 private:
  static constexpr std::uint8_t kDue = 1, kLost = 2;
  std::uint32_t one_, other_;  // as records number them
  std::chrono::sys_days first_;
  std::vector<std::uint8_t> seen_;  // by day
};

}  // namespace

statistics::Estimate loss_of(const statistics::Ratio& ratio) {
  statistics::Estimate loss = statistics::share(ratio);
  if (ratio.with_part > 0 && ratio.with_part < kFewReplications)
    loss.high = std::max(loss.high, statistics::clopper_pearson_upper(0, ratio.n));
  if (ratio.with_rest > 0 && ratio.with_rest < kFewReplications)
    loss.low = std::min(loss.low, statistics::clopper_pearson_lower(ratio.n, ratio.n));
  return loss;
}

Curve play_curve(const model::Scenario& scenario, const Pairing& pairing, std::span<const minutes> gaps,
                 const CurvePlan& plan) {
  core::check_invariant(!gaps.empty(), "a curve has at least one gap");
  Curve curve;
  curve.scenario = scenario.name;
  curve.longhorn = scenario.platform.longhorn;
  curve.first = movable::name_of(scenario, pairing.first);
  curve.second = movable::name_of(scenario, pairing.second);
  curve.pairing = pairing;
  curve.seed = scenario.chance.seed;
  curve.replications = scenario.chance.replications;
  curve.horizon = scenario.time.horizon;
  curve.warm_up = scenario.time.warm_up;
  const minutes step = gaps.size() > 1 ? gaps[1] - gaps[0] : pairing.period;
  curve.full_circle = gaps.front() == minutes::zero() && gaps.back() + step >= pairing.period;
  for (const minutes gap : gaps) {
    Point point;
    point.gap = gap;
    point.cron = second_line(scenario, pairing, gap);
    curve.points.push_back(point);
  }

  model::Scenario moved = scenario;
  std::int64_t done_before = 0;
  for (Point& point : curve.points) {
    movable::set_cron(moved, pairing.second, point.cron);
    std::vector<statistics::Pair> pairs;
    experiment::Plan plays;
    plays.replications = curve.replications;
    plays.threads = plan.threads;
    plays.cancelled = plan.cancelled;
    plays.detail = [&](std::int64_t) { return std::make_unique<Nights>(moved, pairing); };
    plays.take = [&](std::int64_t, record::Sink& sink) {
      pairs.push_back(static_cast<const Nights&>(sink).nights());
    };
    if (plan.progress) plays.progress = [&](std::int64_t done) { plan.progress(done_before + done); };
    if (experiment::run(moved, plays).cancelled) {
      curve.points.clear();
      curve.cancelled = true;
      return curve;
    }
    done_before += curve.replications;
    for (const statistics::Pair& pair : pairs) {
      point.nights += static_cast<std::int64_t>(pair.whole);
      point.nights_with_loss += static_cast<std::int64_t>(pair.part);
    }
    if (point.nights == 0)
      throw SpacingError("neither \"" + curve.first + "\" nor \"" + curve.second +
                         "\" owes a backup between the warm-up and the horizon");
    point.ratio = statistics::ratio(pairs);
    point.loss = loss_of(point.ratio);
  }
  return curve;
}

}  // namespace headway::spacing
