// How much worse than its baseline a measure may become before `headway check` objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headway::check {

/// In the measure's unit, or as a part of the baseline's mean.
struct Tolerance {
  double value = 0;  ///< >= 0
  bool relative = false;
};

/// The default of every measure, as measure_table() has it: no loss or failure more, a hundredth of a time or
/// of the peak.
std::vector<Tolerance> default_tolerances();

/// What may be added to that mean.
double allowance(const Tolerance& tolerance, double baseline_mean);

/// "0", "30", "1 %": for people.
std::string tolerance_phrase(const Tolerance& tolerance);

/// Applies "METRIC=VALUE" ("backups.lost=2", "nights.length_mean_s=5%") to the tolerances. The error is a
/// sentence, empty when it was applied.
std::string apply_tolerance(std::string_view text, std::vector<Tolerance>& tolerances);

}  // namespace headway::check
