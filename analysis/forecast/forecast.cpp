#include "analysis/forecast/forecast.h"

#include <algorithm>

#include "analysis/forecast/entities.h"
#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/seen.h"
#include "sim/core/check.h"

namespace headway::forecast {
namespace {

void add(Outcomes& sum, const Outcomes& more) {
  sum.due += more.due;
  sum.lost += more.lost;
  sum.attempts += more.attempts;
  sum.completed += more.completed;
  sum.completed_late += more.completed_late;
  sum.failed += more.failed;
  sum.skipped += more.skipped;
  sum.unfinished += more.unfinished;
}

}  // namespace

Forecast make_forecast(const model::Scenario& scenario, std::span<const ReplicationSummary> replications) {
  core::check_invariant(!replications.empty(), "a forecast needs at least one replication");
  Forecast forecast;
  forecast.scenario = scenario.name;
  forecast.platform = scenario.platform.longhorn;
  forecast.seed = scenario.chance.seed;
  forecast.replications = static_cast<std::int64_t>(replications.size());
  forecast.horizon = scenario.time.horizon;
  forecast.warm_up = scenario.time.warm_up;

  Fingerprint fingerprint;
  for (const ReplicationSummary& replication : replications) {
    for (std::size_t kind = 0; kind < kOperationKinds; ++kind) {
      add(forecast.operations[kind], replication.operations[kind]);
    }
    for (std::size_t hour = 0; hour < forecast.lost_by_hour.size(); ++hour) {
      forecast.lost_by_hour[hour] += replication.lost_by_hour[hour];
    }
    fingerprint.add(replication.fingerprint);
    forecast.events += replication.events;
  }
  forecast.fingerprint = fingerprint.value();

  forecast.failures = failures_of(replications);
  forecast.holders = holders_of(replications);
  forecast.seen = seen_of(replications);
  forecast.schedules = schedules_of(scenario, replications);
  forecast.targets = targets_of(scenario, replications);
  forecast.volumes = volumes_of(scenario, replications);
  forecast.machines = machines_of(scenario, forecast.volumes, replications);
  forecast.suspensions = suspensions_of(replications);
  forecast.metrics = metrics_of(forecast, replications);
  return forecast;
}

const Metric* find_metric(const Forecast& forecast, std::string_view name) {
  const auto at = std::find_if(forecast.metrics.begin(), forecast.metrics.end(),
                               [&](const Metric& metric) { return metric.name == name; });
  return at == forecast.metrics.end() ? nullptr : &*at;
}

}  // namespace headway::forecast
