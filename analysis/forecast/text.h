// The forecast as an operator reads it on a terminal.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "analysis/forecast/expect.h"
#include "analysis/forecast/forecast.h"
#include "sim/model/scenario.h"

namespace headway::forecast {

struct TextOptions {
  bool colour = false;         ///< ANSI colours; the caller asks the terminal and NO_COLOR
  std::size_t most_rows = 10;  ///< volumes, machines, holders and causes shown; three times as many
                               ///< schedules, those that lost most first when there are more
};

/// Plain text, UTF-8, lines up to about 110 columns, a newline at the end. The first sentence says how many
/// backups are lost; then why, who held the lock, the schedules, volumes, machines, hours, targets and
/// expectations.
/// Sections without content are left out. Never says "0 %" of what was merely not seen.
std::string forecast_text(const model::Scenario& scenario, const Forecast& forecast,
                          std::span<const Verdict> verdicts, const TextOptions& options = {});

}  // namespace headway::forecast
