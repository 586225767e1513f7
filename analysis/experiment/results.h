// From a forecast to the tables of a results folder.
#pragma once

#include "analysis/forecast/forecast.h"
#include "sim/io/results/results_folder.h"

namespace headway::experiment {

/// Writes schedules.csv, volumes.csv, metrics.csv and summary.json. Throws results::ResultsError.
void write_forecast(results::ResultsFolder& folder, const forecast::Forecast& forecast);

}  // namespace headway::experiment
