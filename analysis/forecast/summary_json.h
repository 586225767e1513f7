// summary.json, which is also what `headway run --json` prints (interfaces, section 3).
#pragma once

#include <string>

#include "analysis/forecast/forecast.h"

namespace headway::forecast {

/// The run as JSON text, two spaces of indentation, a newline at the end. Doubles carry 10 significant
/// digits. A figure of which nothing was observed is null, and so is the end of an interval that the data do
/// not bound. Equal forecasts give equal bytes.
std::string summary_json(const Forecast& forecast);

}  // namespace headway::forecast
