#include "analysis/forecast/json_number.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/record/printing.h"

namespace headway::forecast {

namespace {
constexpr double kWhole = 9e15;  // below 2^53: every whole number is exact
}

nlohmann::ordered_json json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return record::ten_digits(value);
}

nlohmann::ordered_json json_number_or_count(double value) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = record::ten_digits(value);
  if (rounded == std::floor(rounded) && std::abs(rounded) < kWhole) return static_cast<std::int64_t>(rounded);
  return rounded;
}

}  // namespace headway::forecast
