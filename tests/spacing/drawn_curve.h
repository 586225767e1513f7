// Spacing curves drawn by hand: 10 nights a replication, gaps by 5 minutes around the whole period.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "analysis/spacing/curve.h"

namespace headway::spacing {

/// A point where replication r loses `lost(r)` of its 10 nights.
inline Point point(minutes gap, std::int64_t replications, const std::function<double(std::int64_t)>& lost) {
  Point p;
  p.gap = gap;
  p.cron = std::to_string(gap.count()) + " * * * *";
  std::vector<statistics::Pair> pairs;
  for (std::int64_t r = 0; r < replications; ++r) {
    pairs.push_back({lost(r), 10});
    p.nights += 10;
    p.nights_with_loss += static_cast<std::int64_t>(lost(r));
  }
  p.ratio = statistics::ratio(pairs);
  p.loss = loss_of(p.ratio);
  return p;
}

/// Every replication loses this share of its nights, as nearly as whole nights can: the first replications
/// one more than the others.
inline Curve drawn(const std::vector<double>& shares, std::int64_t replications) {
  Curve curve;
  curve.scenario = "drawn";
  curve.longhorn = "1.8.2";
  curve.first = "x";
  curve.second = "y";
  curve.seed = 7;
  curve.replications = replications;
  curve.horizon = hours{240};
  curve.pairing.period = static_cast<std::int64_t>(shares.size()) * minutes{5};
  curve.pairing.shared_volumes = 3;
  curve.full_circle = true;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto all =
        static_cast<std::int64_t>(std::llround(shares[i] * 10 * static_cast<double>(replications)));
    curve.points.push_back(
        point(static_cast<std::int64_t>(i) * minutes{5}, replications, [&](std::int64_t r) {
          return static_cast<double>(all / replications + (r < all % replications ? 1 : 0));
        }));
  }
  return curve;
}

}  // namespace headway::spacing
