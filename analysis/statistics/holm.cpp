#include "analysis/statistics/holm.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace headway::statistics {

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> by_p(p_values.size());
  std::iota(by_p.begin(), by_p.end(), std::size_t{0});
  std::stable_sort(by_p.begin(), by_p.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double highest = 0;
  for (std::size_t rank = 0; rank < by_p.size(); ++rank) {
    const auto factor = static_cast<double>(by_p.size() - rank);
    highest = std::max(highest, std::min(1.0, factor * p_values[by_p[rank]]));
    adjusted[by_p[rank]] = highest;
  }
  return adjusted;
}

}  // namespace headway::statistics
