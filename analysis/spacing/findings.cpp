#include "analysis/spacing/findings.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/statistics/proportion.h"
#include "sim/core/check.h"

namespace headway::spacing {
namespace {

/// The share of the way up from the least to the greatest loss that still counts as calm.
constexpr double kCalm = 0.1;

/// A run of neighbouring points; around the end when the first plus the length exceeds their number.
struct Run {
  std::size_t first = 0, length = 0;
};

std::int64_t needed(const Point& point, double limit) {
  const std::int64_t without_loss = statistics::replications_to_show(limit);
  if (point.ratio.with_part == 0) return without_loss;
  if (point.ratio.n < 2) return kMostReplications + 1;  // one replication tells nothing about the spread
  // The half-width shrinks with the root of the number.
  const statistics::Estimate share = statistics::share(point.ratio);
  const double room = limit - share.value, width = share.high - share.value;
  if (room <= 0) return kMostReplications + 1;
  const double n = std::ceil(static_cast<double>(share.n) * (width / room) * (width / room));
  if (n > static_cast<double>(kMostReplications)) return kMostReplications + 1;
  const auto enough = std::max<std::int64_t>(2, static_cast<std::int64_t>(n));
  return point.ratio.with_part < kFewReplications ? std::max(enough, without_loss) : enough;
}

LevelGap level_gap(const Curve& curve, double no_loss) {
  LevelGap level;
  level.no_loss = no_loss;
  // A share is a quotient of counts and the limit a decimal: equal ones must not differ in the last bit.
  const double limit = 1 - no_loss + 1e-12;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const Point& point = curve.points[i];
    if (!level.shown_gap && point.loss.high <= limit) level.shown_gap = point.gap;
    if (level.gap || !(point.loss.value <= limit)) continue;
    level.gap = level.until = point.gap;
    for (std::size_t k = i; k < curve.points.size() && curve.points[k].loss.value <= limit; ++k)
      level.until = curve.points[k].gap;
    level.shown = point.loss.high <= limit;
    const std::int64_t n = needed(point, 1 - no_loss);
    if (n <= kMostReplications) level.replications_needed = n;
  }
  return level;
}

/// The widest run of calm points, the first of equal ones. There is at least one calm and one other point.
Run widest(const std::vector<bool>& calm, bool circle) {
  Run best;
  const std::size_t n = calm.size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool begins = calm[i] && (i == 0 ? !circle || !calm[n - 1] : !calm[i - 1]);
    if (!begins) continue;
    std::size_t length = 0;
    while (length < n && (circle || i + length < n) && calm[(i + length) % n]) ++length;
    if (length > best.length) best = Run{i, length};
  }
  return best;
}

/// The knee on the branch that leads down into the calm; see the header.
std::optional<minutes> knee_of(const Curve& curve, const std::vector<bool>& calm, Run trough) {
  const std::size_t n = curve.points.size();
  const auto loss = [&](std::size_t i) { return curve.points[i % n].loss.value; };
  // Positions count upwards from the trough's first point + n, so that going back stays above zero.
  const std::size_t bottom = trough.first + n;
  std::size_t peak = bottom;
  for (std::size_t i = bottom - 1; i + n > bottom && !calm[i % n]; --i) {
    if (!curve.full_circle && i < n) break;  // before the first gap of a part
    if (peak == bottom || loss(i) > loss(peak)) peak = i;
  }
  if (peak == bottom) return std::nullopt;  // calm from the first gap on: no branch leads there
  const std::size_t end = bottom + trough.length - 1;
  double least = loss(bottom);
  for (std::size_t i = bottom; i <= end; ++i) least = std::min(least, loss(i));
  const double width = static_cast<double>(end - peak), height = loss(peak) - least;
  std::size_t knee = bottom;
  double farthest = 0;
  for (std::size_t i = end; i > peak; --i) {
    const double below = 1 - static_cast<double>(i - peak) / width - (loss(i) - least) / height;
    // A rounding error below the chord is none.
    if (below > farthest + 1e-9) farthest = below, knee = i;
  }
  return curve.points[knee % n].gap;
}

}  // namespace

Findings findings_of(const Curve& curve) {
  core::check_invariant(!curve.points.empty(), "a curve has at least one point");
  Findings found;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    if (curve.points[i].loss.value < curve.points[found.least].loss.value) found.least = i;
    if (curve.points[i].loss.value > curve.points[found.greatest].loss.value) found.greatest = i;
  }
  const statistics::Estimate &least = curve.points[found.least].loss,
                             &greatest = curve.points[found.greatest].loss;
  for (std::size_t i = 0; i < kLevels.size(); ++i) found.levels[i] = level_gap(curve, kLevels[i]);
  found.flat = !(greatest.low > least.high);
  found.no_gap_helps = found.flat && least.low > 0;
  if (found.flat) return found;

  std::vector<bool> calm;
  for (const Point& point : curve.points)
    calm.push_back(point.loss.value <= least.value + kCalm * (greatest.value - least.value));
  const Run trough = widest(calm, curve.full_circle);
  found.calm = {curve.points[trough.first].gap,
                curve.points[(trough.first + trough.length - 1) % curve.points.size()].gap};
  found.knee = knee_of(curve, calm, trough);
  return found;
}

}  // namespace headway::spacing
