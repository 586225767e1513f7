#include "analysis/check/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "analysis/forecast/fingerprint.h"
#include "sim/io/results/manifest.h"
#include "sim/record/printing.h"

namespace headway::check {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kFormat = 1;

Json values_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
  return list;
}

/// Fills the baseline or throws what nlohmann throws.
void fill(const Json& json, Baseline& baseline) {
  json.at("scenario").get_to(baseline.scenario);
  json.at("headway").get_to(baseline.headway);
  json.at("scenario_hash").get_to(baseline.scenario_hash);
  json.at("settings").get_to(baseline.settings);
  json.at("seed").get_to(baseline.seed);
  json.at("replications").get_to(baseline.replications);
  json.at("counted_s").get_to(baseline.counted_s);
  json.at("fingerprint").get_to(baseline.fingerprint);
  for (const auto& [name, list] : json.at("measures").items()) {
    std::vector<double>& values = baseline.measures[name];
    for (const Json& value : list)
      values.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
  }
}

}  // namespace

std::string file_hash(std::string_view scenario_text) {
  // Sorted keys: their order in the file means nothing.
  auto json = nlohmann::json::parse(scenario_text, nullptr, false, true);
  if (!json.is_object()) return results::scenario_hash(scenario_text);
  for (const char* key : {"about", "$schema", "expect", "random"}) json.erase(key);
  return results::scenario_hash(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Baseline make_baseline(const model::Scenario& scenario, std::string hash, std::vector<std::string> settings,
                       std::string headway_version, const compare::Measured& measured) {
  Baseline baseline;
  baseline.scenario = scenario.name;
  baseline.headway = std::move(headway_version);
  baseline.scenario_hash = std::move(hash);
  baseline.settings = std::move(settings);
  baseline.seed = scenario.chance.seed;
  baseline.replications = scenario.chance.replications;
  baseline.counted_s = to_seconds(scenario.time.horizon - scenario.time.warm_up);
  baseline.fingerprint = forecast::fingerprint_text(measured.fingerprint);
  for (std::size_t m = 0; m < compare::measure_table().size(); ++m) {
    const compare::MeasureInfo& info = compare::measure_table()[m];
    const std::vector<double>& values = measured.by_measure[m];
    const bool known =
        std::any_of(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
    if (known || !info.only_where_known) baseline.measures[std::string(info.name)] = values;
  }
  return baseline;
}

std::string baseline_json(const Baseline& baseline) {
  const Json head = {{"headway_baseline", kFormat},           {"scenario", baseline.scenario},
                     {"headway", baseline.headway},           {"scenario_hash", baseline.scenario_hash},
                     {"settings", baseline.settings},         {"seed", baseline.seed},
                     {"replications", baseline.replications}, {"counted_s", baseline.counted_s},
                     {"fingerprint", baseline.fingerprint}};
  // A line for each key and measure, so that a change can be read in a diff.
  std::string text = "{\n";
  for (const auto& [key, value] : head.items())
    text += fmt::format("  {}: {},\n", Json(key).dump(),
                        value.dump(-1, ' ', false, Json::error_handler_t::replace));
  text += "  \"measures\": {";
  std::string_view separator = "\n";
  for (const auto& [name, values] : baseline.measures) {
    text += fmt::format("{}    {}: {}", separator, Json(name).dump(), values_json(values).dump());
    separator = ",\n";
  }
  return text + "\n  }\n}\n";
}

ReadBaseline read_baseline(std::string_view text) {
  ReadBaseline read;
  if (text.size() > kMaxBaselineBytes) {
    read.error = fmt::format("found {} bytes, expected at most {}", text.size(), kMaxBaselineBytes);
    return read;
  }
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("headway_baseline")) {
    read.error = "expected a baseline as `headway check --update-baseline` writes it";
    return read;
  }
  if (json["headway_baseline"] != kFormat) {
    read.error = fmt::format("expected a baseline of format {}, found {}; write it anew", kFormat,
                             json["headway_baseline"].dump(-1, ' ', false, Json::error_handler_t::replace));
    return read;
  }
  Baseline baseline;
  try {
    fill(json, baseline);
  } catch (const Json::exception& e) {
    read.error = fmt::format("is damaged: {}", e.what());
    return read;
  }
  for (const auto& [name, values] : baseline.measures) {
    if (static_cast<std::int64_t>(values.size()) == baseline.replications) continue;
    read.error = fmt::format("is damaged: {} has {} values for {} replications", name, values.size(),
                             baseline.replications);
    return read;
  }
  read.baseline = std::move(baseline);
  return read;
}

std::string refusal(const Baseline& baseline, const Baseline& now) {
  std::string reasons;
  const auto differs = [&](std::string_view what, const auto& before, const auto& after) {
    if (before == after) return;
    reasons +=
        fmt::format("{}The {} is {}, the baseline's is {}.", reasons.empty() ? "" : " ", what, after, before);
  };
  differs("seed", baseline.seed, now.seed);
  differs("number of replications", baseline.replications, now.replications);
  differs("scenario's name", baseline.scenario, now.scenario);
  if (baseline.counted_s != now.counted_s)
    differs("counted time (s)", record::number_text(baseline.counted_s), record::number_text(now.counted_s));
  if (baseline.scenario_hash != now.scenario_hash)
    reasons += fmt::format(
        "{}The scenario file is another one than the baseline was made from ({}, now {}); `headway compare` "
        "compares two files.",
        reasons.empty() ? "" : " ", baseline.scenario_hash, now.scenario_hash);
  return reasons;
}

std::string baseline_file(std::string_view scenario_name) {
  std::string file;
  for (const char c : scenario_name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || (c == '.' && !file.empty());
    file += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return file + ".json";
}

}  // namespace headway::check
