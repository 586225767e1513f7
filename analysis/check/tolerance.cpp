#include "analysis/check/tolerance.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "analysis/compare/measures.h"
#include "sim/io/near_name.h"
#include "sim/record/printing.h"

namespace headway::check {

std::vector<Tolerance> default_tolerances() {
  std::vector<Tolerance> tolerances;
  for (const compare::MeasureInfo& info : compare::measure_table())
    tolerances.push_back({info.tolerance_share, info.tolerance_share > 0});
  return tolerances;
}

double allowance(const Tolerance& tolerance, double baseline_mean) {
  return tolerance.relative ? tolerance.value * baseline_mean : tolerance.value;
}

std::string tolerance_phrase(const Tolerance& tolerance) {
  return tolerance.relative ? record::number_text(tolerance.value * 100) + " %"
                            : record::number_text(tolerance.value);
}

std::string apply_tolerance(std::string_view text, std::vector<Tolerance>& tolerances) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return fmt::format(
        "found \"{}\", expected METRIC=VALUE such as backups.lost=2 or nights.length_mean_s=5%", text);
  const std::string_view name = text.substr(0, equals);
  std::string_view number = text.substr(equals + 1);
  const std::size_t measure = compare::find_measure(name);
  if (measure == tolerances.size()) {
    std::vector<std::string_view> known;
    for (const compare::MeasureInfo& info : compare::measure_table()) known.push_back(info.name);
    const std::string near = io::near_name(name, known);
    return fmt::format("there is no measure \"{}\"{}", name,
                       near.empty() ? "" : "; did you mean " + near + "?");
  }
  Tolerance tolerance;
  if (number.ends_with('%')) {
    tolerance.relative = true;
    number.remove_suffix(1);
    while (number.ends_with(' ')) number.remove_suffix(1);
  }
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), tolerance.value);
  if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(tolerance.value) ||
      tolerance.value < 0)
    return fmt::format("found \"{}\", expected a number, at least 0, or such a percentage",
                       text.substr(equals + 1));
  if (tolerance.relative) tolerance.value /= 100;
  tolerances[measure] = tolerance;
  return {};
}

}  // namespace headway::check
