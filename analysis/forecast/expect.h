// Judges the `expect` lines of a scenario against its forecast.
//
//  - observed_at_most, observed_at_least: the figure itself, as observed. Says what happened, not what will.
//  - probability_at_most: the one-sided upper confidence bound of a share or probability at the line's
//    confidence. A line that the planned replications could not meet even if nothing ever went wrong is
//    refused (0 of 20 shows 13.9 % at 95 %, not 1 %): neither met nor not met, whatever was seen.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/forecast/forecast.h"
#include "sim/model/scenario.h"

namespace headway::forecast {

struct Verdict {
  enum class Status : std::uint8_t { met, not_met, refused };
  Status status = Status::refused;
  std::string metric;
  std::string demand;                                        ///< "at most 0.01 with 95 % confidence"
  double figure = std::numeric_limits<double>::quiet_NaN();  ///< as observed
  double bound = std::numeric_limits<double>::quiet_NaN();   ///< what was compared with the limit
  std::string reason;  ///< why it is not met or refused, one sentence; empty when met
};
/// "met", "not met", "refused".
std::string_view word(Verdict::Status status);

/// One verdict a line, in order. A failure count of a known cause that did not occur is 0.
std::vector<Verdict> judge(const model::Scenario& scenario, const Forecast& forecast);

/// The same for other lines than the scenario's own.
std::vector<Verdict> judge(std::span<const model::Expectation> lines, const Forecast& forecast);

/// "There is no figure named …", with a suggestion, when no forecast of the scenario can have a figure of
/// that name; empty when one can. For refusing before anything is simulated. O(figures of the scenario).
std::string unknown_figure(const model::Scenario& scenario, std::string_view name);

/// Why this line cannot be judged with so many replications, as a sentence; empty when it can. For refusing
/// before anything is simulated; unknown metrics of <schedule> and <target> are found by `judge` only.
std::string refusal(const model::Expectation& expectation, std::int64_t replications);

}  // namespace headway::forecast
