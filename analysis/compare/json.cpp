#include <nlohmann/json.hpp>

#include "analysis/compare/text.h"
#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/json_number.h"

namespace headway::compare {
namespace {

using Json = nlohmann::ordered_json;
using forecast::json_number_or_count;

Json arm_json(const Arm& arm) {
  return {{"name", arm.name},
          {"scenario", arm.scenario},
          {"longhorn", arm.longhorn},
          {"due_per_replication", json_number_or_count(arm.measured.due_mean)},
          {"fingerprint", forecast::fingerprint_text(arm.measured.fingerprint)}};
}

Json line_json(const Line& line) {
  const MeasureInfo& measure = measure_table()[line.measure];
  const statistics::Paired& paired = line.paired;
  return {
      {"measure", measure.name},
      {"unit", measure.unit},
      {"before", json_number_or_count(paired.mean_before)},
      {"after", json_number_or_count(paired.mean_after)},
      {"difference",
       {{"value", json_number_or_count(paired.difference.value)},
        {"ci95", {json_number_or_count(paired.difference.low), json_number_or_count(paired.difference.high)}},
        {"n", paired.n},
        {"method", paired.difference.method}}},
      {"p_value", json_number_or_count(paired.p_value)},
      {"p_adjusted", json_number_or_count(line.p_adjusted)},
      {"verdict", word(line.verdict)},
      {"no_difference_seen", paired.n > 0 && paired.none_differs},
      {"further_replications", line.further ? Json(*line.further) : Json(nullptr)}};
}

}  // namespace

std::string comparison_json(const Setting& setting, std::span<const Arm> arms, const Comparison& comparison) {
  Json json = {{"seed", setting.seed},
               {"replications", setting.replications},
               {"horizon_s", json_number_or_count(to_seconds(setting.horizon))},
               {"level", json_number_or_count(comparison.level)},
               {"tests", comparison.tests},
               {"base", arms.front().name}};
  json["arms"] = Json::array();
  for (const Arm& arm : arms) json["arms"].push_back(arm_json(arm));
  json["comparisons"] = Json::array();
  for (const ArmComparison& against : comparison.arms) {
    Json lines = Json::array();
    for (const Line& line : against.lines) lines.push_back(line_json(line));
    json["comparisons"].push_back({{"arm", arms[against.arm].name}, {"measures", std::move(lines)}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace headway::compare
