#include "analysis/forecast/summary_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/json_number.h"
#include "sim/record/printing.h"

namespace headway::forecast {
namespace {

using Json = nlohmann::ordered_json;
using statistics::Estimate;

/// Whole numbers without ".0"; the others with ten digits.
Json amount(double value) {
  if (std::isfinite(value) && value == std::floor(value) && std::abs(value) < 9e15) {
    return static_cast<std::int64_t>(value);
  }
  return json_number(value);
}

Json interval(const Estimate& estimate) {
  return Json::array({json_number(estimate.low), json_number(estimate.high)});
}

Json seconds(Duration d) {
  return amount(to_seconds(d));
}

Json outcomes(const Outcomes& o) {
  return {{"due", o.due},
          {"lost", o.lost},
          {"attempts", o.attempts},
          {"completed", o.completed},
          {"completed_late", o.completed_late},
          {"failed", o.failed},
          {"skipped", o.skipped},
          {"unfinished", o.unfinished}};
}

Json operations(const Forecast& forecast) {
  Json result = {{"backup", outcomes(outcomes_of(forecast, record::OperationKind::backup))},
                 {"delete", outcomes(outcomes_of(forecast, record::OperationKind::delete_))},
                 {"restore", outcomes(outcomes_of(forecast, record::OperationKind::restore))}};
  for (std::size_t i = 0; i < kOperationKinds; ++i) {
    const auto kind = static_cast<record::OperationKind>(i);
    const std::string word_of_it(record::word(kind));
    if (outcomes_of(forecast, kind).due > 0 && !result.contains(word_of_it))
      result[word_of_it] = outcomes(outcomes_of(forecast, kind));
  }
  return result;
}

Json failure(const Failure& f) {
  Json blocked_by = Json::object();
  for (std::size_t i = 1; i < kBlockers; ++i) {
    blocked_by[std::string(record::word(static_cast<record::Blocker>(i)))] = f.blocked_by[i];
  }
  Json layers = Json::object();
  for (std::size_t i = 1; i < kLayers; ++i) {
    layers[std::string(record::word(static_cast<record::Layer>(i)))] = f.layers[i];
  }
  return {{"cause", record::word(f.cause)},
          {"operation", record::word(f.operation)},
          {"count", f.count},
          {"per_replication",
           {{"mean", json_number(f.per_replication.value)}, {"ci95", interval(f.per_replication)}}},
          {"share_of_attempts",
           {{"value", json_number(f.share_of_attempts.estimate.value)},
            {"ci95", interval(f.share_of_attempts.estimate)}}},
          {"blocked_by", std::move(blocked_by)},
          {"layers", std::move(layers)},
          {"first_s", json_number(f.first.value)},
          {"last_s", json_number(f.last.value)}};
}

Json name_of(const std::vector<ScheduleForecast>& schedules, std::uint32_t index) {
  if (index >= schedules.size()) return nullptr;
  return schedules[index].name;
}

Json holder(const Forecast& forecast, const HolderForecast& h) {
  return {{"refused", record::word(h.key.refused)},
          {"refused_schedule", name_of(forecast.schedules, h.key.refused_schedule)},
          {"blocked_by", record::word(h.key.blocker)},
          {"holder_schedule", name_of(forecast.schedules, h.key.holder_schedule)},
          {"phase", word(h.key.phase)},
          {"count", h.count},
          {"held_for_s", {{"p50", json_number(h.held_for_p50.value)}}}};
}

Json schedule(const ScheduleForecast& s) {
  return {{"name", s.name},
          {"runs", s.runs},
          {"started_runs", s.started_runs},
          {"failed_runs", s.failed_runs},
          {"skipped_runs", s.skipped_runs},
          {"unfinished_runs", s.unfinished_runs},
          {"reruns", s.reruns},
          {"due", s.due},
          {"lost", s.lost},
          {"duration_s",
           {{"p50", json_number(s.duration_p50.value)}, {"p95", json_number(s.duration_p95.value)}}},
          {"lateness_s",
           {{"p50", json_number(s.lateness_p50.value)}, {"p95", json_number(s.lateness_p95.value)}}},
          {"next_conflict_slack_s", {{"p5", json_number(s.slack_p5.value)}}}};
}

Json suspension(const Forecast& forecast, const SuspensionForecast& s) {
  return {{"schedule", name_of(forecast.schedules, s.schedule)},
          {"cause", record::word(s.cause)},
          {"replications", s.replications},
          {"count", s.count},
          {"first_s", {{"p50", json_number(s.first_p50.value)}}}};
}

Json seen(const Forecast& forecast, const SeenForecast& s) {
  Json machines = Json::array();
  for (const std::uint32_t vm : s.machines) machines.push_back(forecast.machines.at(vm).name);
  return {{"layer", record::word(s.key.layer)},
          {"origin", record::word(s.key.origin)},
          {"cause", record::word(s.key.cause)},
          {"says", record::word(s.key.says)},
          {"count", s.count},
          {"virtual_machines", std::move(machines)}};
}

Json target(const TargetForecast& t) {
  return {{"name", t.name},
          {"bytes", t.bytes},
          {"busy_share", json_number(t.busy_share.estimate.value)},
          {"utilisation", json_number(t.utilisation.estimate.value)},
          {"peak_flows", t.peak_flows}};
}

Json metric(const Metric& m) {
  return {{"value", m.kind == MetricKind::count ? amount(m.estimate.value) : json_number(m.estimate.value)},
          {"ci95", interval(m.estimate)},
          {"n", m.estimate.n},
          {"method", m.estimate.method}};
}

}  // namespace

std::string summary_json(const Forecast& forecast) {
  Json summary;
  summary["scenario"] = forecast.scenario;
  summary["seed"] = forecast.seed;
  summary["replications"] = forecast.replications;
  summary["horizon_s"] = seconds(forecast.horizon);
  summary["warm_up_s"] = seconds(forecast.warm_up);
  summary["operations"] = operations(forecast);
  summary["failures"] = Json::array();
  for (const Failure& f : forecast.failures) summary["failures"].push_back(failure(f));
  summary["holders"] = Json::array();
  for (const HolderForecast& h : forecast.holders) summary["holders"].push_back(holder(forecast, h));
  summary["metrics"] = Json::object();
  for (const Metric& m : forecast.metrics) summary["metrics"][m.name] = metric(m);
  summary["schedules"] = Json::array();
  for (const ScheduleForecast& s : forecast.schedules) summary["schedules"].push_back(schedule(s));
  summary["suspensions"] = Json::array();
  for (const SuspensionForecast& s : forecast.suspensions)
    summary["suspensions"].push_back(suspension(forecast, s));
  summary["seen"] = Json::array();
  for (const SeenForecast& s : forecast.seen) summary["seen"].push_back(seen(forecast, s));
  summary["targets"] = Json::array();
  for (const TargetForecast& t : forecast.targets) summary["targets"].push_back(target(t));
  summary["lost_by_hour_utc"] = forecast.lost_by_hour;
  summary["fingerprint"] = fingerprint_text(forecast.fingerprint);
  summary["engine"] = {{"events", forecast.events}};
  // Names come from the scenario and may hold anything; broken UTF-8 must not end a finished run.
  return summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace headway::forecast
