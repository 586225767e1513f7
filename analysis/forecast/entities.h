// The structured parts of a forecast, one function each. Internal to make_forecast.
#pragma once

#include <vector>

#include "analysis/forecast/forecast.h"
#include "analysis/forecast/pooling.h"

namespace headway::forecast {

std::vector<Failure> failures_of(Replications replications);
std::vector<HolderForecast> holders_of(Replications replications);
std::vector<ScheduleForecast> schedules_of(const model::Scenario& scenario, Replications replications);
std::vector<TargetForecast> targets_of(const model::Scenario& scenario, Replications replications);
std::vector<VolumeForecast> volumes_of(const model::Scenario& scenario, Replications replications);
/// `volumes`: what volumes_of gave.
std::vector<MachineForecast> machines_of(const model::Scenario& scenario,
                                         const std::vector<VolumeForecast>& volumes,
                                         Replications replications);
std::vector<SuspensionForecast> suspensions_of(Replications replications);

/// The flat list. `forecast` has its structured parts already.
std::vector<Metric> metrics_of(const Forecast& forecast, Replications replications);

}  // namespace headway::forecast
