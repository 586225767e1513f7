#include "analysis/compare/phrases.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/forecast/phrases.h"

namespace headway::compare {
namespace {

/// Three significant digits, whole numbers whole, thousands apart.
std::string number_phrase(double value) {
  if (!std::isfinite(value)) return "-";
  if (std::abs(value) >= 1000) return forecast::count_phrase(static_cast<std::int64_t>(std::round(value)));
  return fmt::format("{:.3g}", value);
}

std::string signed_phrase(const MeasureInfo& measure, double value) {
  if (std::isfinite(value) && value == 0) return "0";
  return (value > 0 ? "+" : "") + value_phrase(measure, value);
}

}  // namespace

std::string value_phrase(const MeasureInfo& measure, double value) {
  return measure.unit == "s" ? forecast::duration_phrase(value) : number_phrase(value);
}

std::string difference_phrase(const MeasureInfo& measure, const statistics::Estimate& difference) {
  if (!std::isfinite(difference.value)) return "-";
  std::string value = signed_phrase(measure, difference.value);
  const bool point = difference.low == difference.high;
  if (!std::isfinite(difference.low) || (point && difference.value == 0)) return value;
  return fmt::format("{}, {} to {}", value, signed_phrase(measure, difference.low),
                     signed_phrase(measure, difference.high));
}

std::string p_phrase(double p) {
  return p < 0.0001 ? "<0.0001" : fmt::format("{:.2g}", p);
}

}  // namespace headway::compare
