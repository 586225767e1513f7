// Arms made of numbers instead of plays.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare/compare.h"

namespace headway::tests {

/// How many measures a cluster without virtual machines has.
inline std::size_t measures_without_machines() {
  const auto table = compare::measure_table();
  return static_cast<std::size_t>(std::count_if(
      table.begin(), table.end(), [](const compare::MeasureInfo& info) { return !info.only_where_known; }));
}

/// So many replications of a cluster without virtual machines: these values of one measure and zeros
/// everywhere else.
inline std::vector<std::vector<double>> only(std::string_view measure, std::vector<double> values) {
  std::vector<std::vector<double>> by_measure;
  for (const compare::MeasureInfo& info : compare::measure_table())
    by_measure.emplace_back(values.size(),
                            info.only_where_known ? std::numeric_limits<double>::quiet_NaN() : 0.0);
  by_measure[compare::find_measure(measure)] = std::move(values);
  return by_measure;
}

/// An arm with these values of "backups.lost" and zeros everywhere else.
inline compare::Arm arm(std::string name, std::vector<double> lost) {
  compare::Arm arm;
  arm.name = std::move(name);
  arm.scenario = "two-days";
  arm.longhorn = "1.8.2";
  arm.measured.by_measure = only("backups.lost", std::move(lost));
  arm.measured.due_mean = 10;
  return arm;
}

}  // namespace headway::tests
