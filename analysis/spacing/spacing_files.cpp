#include "analysis/spacing/spacing_files.h"
#include "analysis/forecast/json_number.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "analysis/spacing/svg.h"
#include "sim/record/printing.h"

namespace headway::spacing {
namespace {

using Json = nlohmann::ordered_json;
using forecast::json_number;

std::int64_t whole_seconds(Duration d) {
  return std::chrono::duration_cast<seconds>(d).count();
}

Json maybe(const std::optional<minutes>& gap) {
  return gap ? Json(whole_seconds(*gap)) : Json(nullptr);
}

}  // namespace

std::string curve_json(const Curve& curve, const Findings& findings) {
  Json gaps = Json::array();
  for (const LevelGap& level : findings.levels)
    gaps.push_back({{"no_loss", level.no_loss},
                    {"gap_s", maybe(level.gap)},
                    {"shown", level.shown},
                    {"replications_needed",
                     level.replications_needed ? Json(*level.replications_needed) : Json(nullptr)},
                    {"until_s", maybe(level.until)},
                    {"shown_gap_s", maybe(level.shown_gap)}});
  Json points = Json::array();
  for (const Point& point : curve.points)
    points.push_back({{"gap_s", whole_seconds(point.gap)},
                      {"cron", point.cron},
                      {"replications", curve.replications},
                      {"nights", point.nights},
                      {"nights_with_loss", point.nights_with_loss},
                      {"loss_probability", json_number(point.loss.value)},
                      {"ci_low", json_number(point.loss.low)},
                      {"ci_high", json_number(point.loss.high)}});
  Json calm = nullptr;
  if (findings.calm)
    calm = {{"from_s", whole_seconds(findings.calm->first)},
            {"until_s", whole_seconds(findings.calm->second)}};
  const Json all = {{"scenario", curve.scenario},
                    {"longhorn", curve.longhorn},
                    {"seed", curve.seed},
                    {"replications", curve.replications},
                    {"first", curve.first},
                    {"second", curve.second},
                    {"shared_volumes", curve.pairing.shared_volumes},
                    {"period_s", whole_seconds(curve.pairing.period)},
                    {"today_s", whole_seconds(curve.pairing.today)},
                    {"knee_s", maybe(findings.knee)},
                    {"calm", calm},
                    {"no_gap_helps", findings.no_gap_helps},
                    {"gaps", gaps},
                    {"points", points}};
  return all.dump(2) + "\n";
}

std::string curve_csv(const Curve& curve) {
  std::string text = "gap_s,replications,nights,nights_with_loss,loss_probability,ci_low,ci_high\r\n";
  for (const Point& point : curve.points)
    text += fmt::format("{},{},{},{},{},{},{}\r\n", whole_seconds(point.gap), curve.replications,
                        point.nights, point.nights_with_loss, record::number_text(point.loss.value),
                        record::number_text(point.loss.low), record::number_text(point.loss.high));
  return text;
}

void write_files(results::ResultsFolder& folder, const Curve& curve, const Findings& findings) {
  folder.write("spacing.csv", curve_csv(curve));
  folder.write("spacing.json", curve_json(curve, findings));
  folder.write("spacing.svg", curve_svg(curve, findings));
}

}  // namespace headway::spacing
