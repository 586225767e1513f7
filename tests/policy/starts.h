// Runs as tests of shifted starts want them: in the order of their ticks, beside what should have become of
// them.
#pragma once

#include <algorithm>
#include <vector>

#include "tests/policy/chosen.h"

namespace headway::tests {

inline std::vector<record::Run> runs_in_order(const Recording& r, std::uint32_t schedule) {
  auto runs = r.runs_of(schedule);
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  return runs;
}

/// The controller looks so long after a start (cron.sync_delay).
inline constexpr Duration kLook = milliseconds{100};

/// Each run of the schedule fires `shift` after its tick, ticks follow each other by `period`, and what is
/// due has until the next one's shifted start.
inline void expect_shifted(const Recording& r, std::uint32_t schedule, Duration period, Duration shift,
                           std::size_t runs) {
  SCOPED_TRACE(numbered("schedule ", schedule));
  const auto in_order = runs_in_order(r, schedule);
  EXPECT_EQ(in_order.size(), runs);
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    EXPECT_EQ(in_order[i].fired, in_order[i].due + shift + kLook) << i;
    EXPECT_EQ(in_order[i].outcome, record::Outcome::completed) << i;
    if (i > 0) {
      EXPECT_EQ(in_order[i].due, in_order[i - 1].due + period) << i;
    }
  }
  for (const auto& d : r.due_of(schedule)) {
    EXPECT_EQ(d.next_tick, d.tick + period + shift);
    EXPECT_FALSE(d.lost);
  }
}

}  // namespace headway::tests
