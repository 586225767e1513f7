#include "analysis/forecast/expect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "analysis/statistics/proportion.h"
#include "analysis/statistics/ratio.h"
#include "sim/io/near_name.h"
#include "sim/record/printing.h"

namespace headway::forecast {
namespace {

using record::OperationKind;

/// A figure of one kind of failure, as the table names it.
struct FailureFigure {
  std::string_view pattern;
  OperationKind operation = OperationKind::backup;
  record::Cause cause = record::Cause::none;
  record::Layer layer = record::Layer::none;
};

std::string name_of(const FailureFigure& figure) {
  const std::string of_operation =
      fill_pattern(figure.pattern, "<operation>", record::word(figure.operation));
  return fill_pattern(fill_pattern(of_operation, "<cause>", record::word(figure.cause)), "<layer>",
                      record::word(figure.layer));
}

/// Calls `visit(figure)` for every failure figure that could occur. What a replica fails of is its restore's.
template <class Visit>
void for_each_failure(Visit visit) {
  for (const MetricInfo& info : metric_table()) {
    if (!info.pattern.starts_with("failures.")) continue;
    const bool by_layer = info.pattern.find("<layer>") != std::string_view::npos;
    for (std::size_t kind = 0; kind < kOperationKinds; ++kind) {
      const auto operation = static_cast<OperationKind>(kind);
      if (reported_as(operation) != operation) continue;
      for (unsigned number = 0; number < 256; ++number) {
        const auto cause = static_cast<record::Cause>(number);
        if (record::word(cause).empty()) continue;
        if (!by_layer) visit(FailureFigure{info.pattern, operation, cause});
        for (std::size_t layer = 1; by_layer && layer < kLayers; ++layer)
          visit(FailureFigure{info.pattern, operation, cause, static_cast<record::Layer>(layer)});
      }
    }
  }
}

/// The figure of a known cause that never struck: none of all attempts, at no instant.
Metric absent_failure(const Forecast& forecast, const FailureFigure& absent) {
  Metric metric;
  metric.kind = metric_info(absent.pattern).kind;
  if (metric.kind == MetricKind::quantity) return metric;
  statistics::Ratio ratio;
  const bool attempted = outcomes_of(forecast, absent.operation).attempts > 0;
  ratio.n = attempted ? forecast.replications : 0;
  ratio.with_rest = ratio.n;
  if (!attempted) ratio.value = std::numeric_limits<double>::quiet_NaN();
  metric.estimate = statistics::share(ratio);
  if (metric.kind == MetricKind::count) {
    metric.estimate.value = 0;
  } else {
    metric.ratio = ratio;
  }
  return metric;
}

std::optional<Metric> figure(const Forecast& forecast, const std::string& name) {
  if (const Metric* metric = find_metric(forecast, name)) return *metric;
  std::optional<Metric> absent;
  for_each_failure([&](const FailureFigure& candidate) {
    if (!absent && name_of(candidate) == name) absent = absent_failure(forecast, candidate);
  });
  return absent;
}

std::string unknown_among(const std::vector<std::string>& names, std::string_view name) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string near = io::near_name(name, views);
  return near.empty() ? fmt::format("There is no figure named '{}'.", name)
                      : fmt::format("There is no figure named '{}'; did you mean '{}'?", name, near);
}

void add_failure_names(std::vector<std::string>& names) {
  for_each_failure([&](const FailureFigure& figure) { names.push_back(name_of(figure)); });
}

std::string unknown_metric(const Forecast& forecast, const std::string& name) {
  std::vector<std::string> names;
  for (const Metric& metric : forecast.metrics) names.push_back(metric.name);
  add_failure_names(names);
  return unknown_among(names, name);
}

double upper_bound(const Metric& metric, double confidence) {
  return metric.ratio ? statistics::share_upper_bound(*metric.ratio, confidence)
                      : statistics::clopper_pearson_upper(metric.events, metric.estimate.n, confidence);
}

std::string confidence_text(double confidence) {
  return record::number_text(confidence * 100) + " %";
}

std::string demand_of(const model::Expectation& line) {
  if (line.observed_at_most) return "at most " + record::number_text(*line.observed_at_most);
  if (line.observed_at_least) return "at least " + record::number_text(*line.observed_at_least);
  return fmt::format("at most {} with {} confidence",
                     record::number_text(line.probability_at_most.value_or(0)),
                     confidence_text(line.confidence));
}

void judge_observed(const model::Expectation& line, const Metric& metric, Verdict& verdict) {
  const double limit = line.observed_at_most ? *line.observed_at_most : *line.observed_at_least;
  // Compared as printed: the last bits of a figure are not the same on every processor.
  verdict.bound = record::ten_digits(metric.estimate.value);
  const bool met = line.observed_at_most ? verdict.bound <= limit : verdict.bound >= limit;
  verdict.status = met ? Verdict::Status::met : Verdict::Status::not_met;
  if (!met) verdict.reason = fmt::format("Observed: {}.", record::number_text(verdict.bound));
}

void judge_bound(const model::Expectation& line, const Metric& metric, Verdict& verdict) {
  verdict.bound = record::ten_digits(upper_bound(metric, line.confidence));
  const bool met = verdict.bound <= *line.probability_at_most;
  verdict.status = met ? Verdict::Status::met : Verdict::Status::not_met;
  if (met) return;
  verdict.reason = fmt::format("Observed: {}; the bound at {} confidence is {}.",
                               record::number_text(metric.estimate.value), confidence_text(line.confidence),
                               record::number_text(verdict.bound));
}

Verdict judge_line(const model::Expectation& line, const Forecast& forecast) {
  Verdict verdict;
  verdict.metric = line.metric;
  verdict.demand = demand_of(line);
  const std::optional<Metric> metric = figure(forecast, line.metric);
  if (!metric) {
    verdict.reason = unknown_metric(forecast, line.metric);
    return verdict;
  }
  verdict.figure = record::ten_digits(metric->estimate.value);
  verdict.reason = refusal(line, forecast.replications);
  if (!verdict.reason.empty()) return verdict;
  if (std::isnan(verdict.figure)) {
    verdict.reason =
        fmt::format("Nothing of the kind was observed, so '{}' has no figure to compare.", line.metric);
    return verdict;
  }
  if (!line.probability_at_most) {
    judge_observed(line, *metric, verdict);
  } else if (metric->kind == MetricKind::share || metric->kind == MetricKind::probability) {
    judge_bound(line, *metric, verdict);
  } else {
    verdict.reason = fmt::format("'{}' is a {}, no share or probability; use observed_at_most.", line.metric,
                                 word(metric->kind));
  }
  return verdict;
}

}  // namespace

std::string_view word(Verdict::Status status) {
  switch (status) {
    case Verdict::Status::met:
      return "met";
    case Verdict::Status::not_met:
      return "not met";
    case Verdict::Status::refused:
      return "refused";
  }
  return {};
}

std::string refusal(const model::Expectation& line, std::int64_t replications) {
  if (!line.probability_at_most) return {};
  const double limit = *line.probability_at_most;
  if (!(limit > 0)) return "No number of replications can show that a probability is 0.";
  const double best = statistics::clopper_pearson_upper(0, replications, line.confidence);
  if (best <= limit) return {};
  const std::int64_t needed = statistics::replications_to_show(limit, line.confidence);
  return fmt::format("{} replication{} can show at best {} at {} confidence; {} are needed for {}.",
                     replications, replications == 1 ? "" : "s",
                     record::number_text(std::ceil(best * 1e4) / 1e4), confidence_text(line.confidence),
                     needed, record::number_text(limit));
}

std::string unknown_figure(const model::Scenario& scenario, std::string_view name) {
  std::vector<std::string> names;
  const auto add_for = [&](std::string_view pattern, std::string_view placeholder, const auto& entities) {
    if (pattern.find(placeholder) == std::string_view::npos) return false;
    for (const auto& entity : entities) names.push_back(fill_pattern(pattern, placeholder, entity.name));
    return true;
  };
  for (const MetricInfo& info : metric_table()) {
    if (add_for(info.pattern, "<schedule>", scenario.jobs)) {
      add_for(info.pattern, "<schedule>", scenario.manual);
      add_for(info.pattern, "<schedule>", scenario.vm_schedules);
      continue;
    }
    if (add_for(info.pattern, "<target>", scenario.targets)) continue;
    if (info.pattern.find('<') == std::string_view::npos) names.emplace_back(info.pattern);
  }
  add_failure_names(names);
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  return unknown_among(names, name);
}

std::vector<Verdict> judge(std::span<const model::Expectation> lines, const Forecast& forecast) {
  std::vector<Verdict> verdicts;
  verdicts.reserve(lines.size());
  for (const model::Expectation& line : lines) verdicts.push_back(judge_line(line, forecast));
  return verdicts;
}

std::vector<Verdict> judge(const model::Scenario& scenario, const Forecast& forecast) {
  return judge(std::span(scenario.expect), forecast);
}

}  // namespace headway::forecast
