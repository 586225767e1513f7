// Shipped scenarios played as arms.
#pragma once

#include <string>
#include <vector>

#include "analysis/compare/compare.h"
#include "tests/longhorn/played_scenario.h"

namespace headway::tests {

/// Plays a shipped scenario, changed by settings, with this seed and number of replications.
inline compare::Arm arm_of(const std::string& name, const std::vector<std::string>& settings,
                           std::int64_t replications, std::uint64_t seed = 1) {
  io::ReadResult read = read_shipped(name, settings);
  EXPECT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  if (!read.scenario) return {};
  read.scenario->chance = {seed, replications};
  experiment::Plan plan;
  plan.replications = replications;
  plan.threads = 2;
  const experiment::Outcome outcome = experiment::run(*read.scenario, plan);
  return {settings.empty() ? "as it stands" : settings.back(), read.scenario->name,
          read.scenario->platform.longhorn, compare::measure(outcome.replications)};
}

inline const std::vector<double>& values(const compare::Arm& arm, std::string_view measure) {
  return arm.measured.by_measure.at(compare::find_measure(measure));
}

/// The line of that measure, of the first arm after the base.
inline const compare::Line& line(const compare::Comparison& comparison, std::string_view measure) {
  return comparison.arms.at(0).lines.at(compare::find_measure(measure));
}

}  // namespace headway::tests
