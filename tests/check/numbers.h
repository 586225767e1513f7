// Baselines made of numbers instead of plays.
#pragma once

#include <utility>
#include <vector>

#include "analysis/check/baseline.h"
#include "analysis/check/report.h"
#include "tests/analysis/night.h"
#include "tests/compare/constructed.h"

namespace headway::tests {

/// A baseline of the scenario of night.h with these values of one measure and zeros everywhere else.
inline check::Baseline baseline_of(std::string_view measure, std::vector<double> values) {
  compare::Measured measured;
  model::Scenario scenario = two_days();
  scenario.chance.replications = static_cast<std::int64_t>(values.size());
  measured.by_measure = only(measure, std::move(values));
  measured.fingerprint = 17;
  return check::make_baseline(scenario, "fnv1a64:0123456789abcdef", {"a=1"}, "0.1.0", measured);
}

inline const check::Case& named(const std::vector<check::Case>& cases, std::string_view name) {
  for (const check::Case& line : cases)
    if (line.name == name) return line;
  static const check::Case kNone;
  return kNone;
}

}  // namespace headway::tests
