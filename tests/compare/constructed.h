// Arms made of numbers instead of plays.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/compare/compare.h"

namespace headway::tests {

/// An arm with these values of "backups.lost" and zeros everywhere else.
inline compare::Arm arm(std::string name, std::vector<double> lost) {
  compare::Arm arm;
  arm.name = std::move(name);
  arm.scenario = "two-days";
  arm.longhorn = "1.8.2";
  arm.measured.by_measure.assign(compare::measure_table().size(), std::vector<double>(lost.size(), 0.0));
  arm.measured.by_measure[compare::find_measure("backups.lost")] = std::move(lost);
  arm.measured.due_mean = 10;
  return arm;
}

}  // namespace headway::tests
