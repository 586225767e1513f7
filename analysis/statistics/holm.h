// Many tests at once: Holm's step-down procedure (S. Holm, Scandinavian Journal of Statistics 6, 1979).
//
// With m tests the smallest p value is multiplied by m, the next by m - 1, and so on; an adjusted value is
// never below that of a smaller one and never above 1. Calling those tests significant whose adjusted value
// is at most a level keeps the chance of even one false call at that level or below, however the tests hang
// together. Never weaker than Bonferroni's correction, which multiplies all of them by m.
#pragma once

#include <span>
#include <vector>

namespace headway::statistics {

/// Adjusted p values, in the order given. Precondition: 0 <= p <= 1. O(m log m).
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace headway::statistics
