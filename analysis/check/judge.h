// From verdicts and baselines to cases.
#pragma once

#include <span>
#include <vector>

#include "analysis/check/baseline.h"
#include "analysis/check/report.h"
#include "analysis/check/tolerance.h"
#include "analysis/forecast/expect.h"

namespace headway::check {

/// A case for each expect line.
std::vector<Case> expect_cases(std::span<const forecast::Verdict> verdicts);

/// A case for each measure that both have. A measure is violated when its mean paired difference exceeds the
/// tolerance beyond doubt: one-sided t tests of "at most the tolerance", Holm's procedure over the measures
/// of the scenario, at `level`. One replication violates nothing. Precondition: refusal(baseline, now) is
/// empty; tolerances as measure_table().
std::vector<Case> baseline_cases(const Baseline& baseline, const Baseline& now,
                                 std::span<const Tolerance> tolerances, double level);

}  // namespace headway::check
