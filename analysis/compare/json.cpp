#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/compare/text.h"
#include "analysis/forecast/fingerprint.h"
#include "sim/record/printing.h"

namespace headway::compare {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = record::ten_digits(value);
  if (rounded == std::floor(rounded) && std::abs(rounded) < 9e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json arm_json(const Arm& arm) {
  return {{"name", arm.name},
          {"scenario", arm.scenario},
          {"longhorn", arm.longhorn},
          {"due_per_replication", number(arm.measured.due_mean)},
          {"fingerprint", forecast::fingerprint_text(arm.measured.fingerprint)}};
}

Json line_json(const Line& line) {
  const MeasureInfo& measure = measure_table()[line.measure];
  const statistics::Paired& paired = line.paired;
  return {{"measure", measure.name},
          {"unit", measure.unit},
          {"before", number(paired.mean_before)},
          {"after", number(paired.mean_after)},
          {"difference",
           {{"value", number(paired.difference.value)},
            {"ci95", {number(paired.difference.low), number(paired.difference.high)}},
            {"n", paired.n},
            {"method", paired.difference.method}}},
          {"p_value", number(paired.p_value)},
          {"p_adjusted", number(line.p_adjusted)},
          {"verdict", word(line.verdict)},
          {"no_difference_seen", paired.n > 0 && paired.none_differs},
          {"further_replications", line.further ? Json(*line.further) : Json(nullptr)}};
}

}  // namespace

std::string comparison_json(const Setting& setting, std::span<const Arm> arms, const Comparison& comparison) {
  Json json = {{"seed", setting.seed},
               {"replications", setting.replications},
               {"horizon_s", number(to_seconds(setting.horizon))},
               {"level", number(comparison.level)},
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
