#include "sim/cost/dirty.h"

#include <algorithm>

#include "sim/core/math.h"
#include "sim/cost/block_tree.h"

namespace headway::cost {

std::int64_t used_blocks(const DirtyLaw& law) {
  return blocks_of(law.used, law.block_size);
}

std::int64_t dirtied_blocks(const DirtyLaw& law, double written) {
  const std::int64_t used = used_blocks(law);
  if (!(written > 0) || used == 0) return 0;
  const auto all = static_cast<double>(used);
  const double hot_bytes = law.hot_share * std::min(written, law.mean_per_day);
  const double hot = hot_bytes / static_cast<double>(law.block_size.count);
  const double writes = (1 - law.hot_share) * written / static_cast<double>(kWriteUnit.count);
  const double cold = all * (1 - core::exp(-writes / all));
  const double blocks = std::min(all, hot + cold);
  // Rounded up, not to the nearest: only so whole blocks stay subadditive.
  const auto whole = static_cast<std::int64_t>(blocks);
  return static_cast<double>(whole) < blocks ? whole + 1 : whole;
}

std::int64_t stored_blocks(const DirtyLaw& law, std::span<const double> kept) {
  if (kept.empty()) return 0;
  std::int64_t blocks = used_blocks(law);
  for (std::size_t i = 1; i < kept.size(); ++i) blocks += dirtied_blocks(law, kept[i] - kept[i - 1]);
  return blocks;
}

std::int64_t freed_blocks(const DirtyLaw& law, std::span<const double> kept, std::size_t victim) {
  if (kept.size() == 1) return used_blocks(law);
  if (victim == 0) return dirtied_blocks(law, kept[1] - kept[0]);
  const std::int64_t before = dirtied_blocks(law, kept[victim] - kept[victim - 1]);
  if (victim + 1 == kept.size()) return before;
  const std::int64_t after = dirtied_blocks(law, kept[victim + 1] - kept[victim]);
  const std::int64_t joined = dirtied_blocks(law, kept[victim + 1] - kept[victim - 1]);
  // Subadditivity holds in real numbers; the last bit of a double may cost one block.
  return std::max<std::int64_t>(0, before + after - joined);
}

}  // namespace headway::cost
