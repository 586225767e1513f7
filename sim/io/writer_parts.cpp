#include "sim/io/writer_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "sim/io/amounts.h"
#include "sim/io/json_text.h"

namespace headway::io {
namespace {

std::string seconds_text(double value) {
  // The nanoseconds whose to_seconds() is this very number; beyond 2^53 ns neighbours may share it.
  const auto nearest = static_cast<std::int64_t>(std::floor(value * 1e9 + 0.5));
  for (const std::int64_t step : {0, -1, 1, -2, 2, -4, 4}) {
    if (to_seconds(Duration{nearest + step}) == value) return format_duration(Duration{nearest + step});
  }
  return format_duration(Duration{nearest});
}

std::string leaf(double value, Quantity quantity) {
  return json_string(quantity == Quantity::bytes ? format_bytes(Bytes{static_cast<std::int64_t>(value)})
                                                 : seconds_text(value));
}

std::string write_parameter(const model::ParameterValue& value) {
  return std::visit(
      []<class T>(const T& v) -> std::string {
        if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return fmt::format("{}", v);
        } else {
          return text(v);
        }
      },
      value);
}

}  // namespace

std::string text(std::string_view plain) {
  return json_string(plain);
}
std::string text(BytesPerSecond rate) {
  return json_string(format_rate(rate));
}
std::string text(Bytes bytes) {
  return json_string(format_bytes(bytes));
}
std::string text(Duration duration) {
  return json_string(format_duration(duration));
}
std::string text(Instant instant) {
  return json_string(format_instant(instant));
}
std::string text(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + json_string(name);
  return "[" + list + "]";
}

std::string write_distribution(const core::Distribution& distribution, Quantity quantity) {
  const auto value = [&](double v) { return leaf(v, quantity); };
  return std::visit(
      [&]<class Shape>(const Shape& s) -> std::string {
        if constexpr (std::is_same_v<Shape, core::Constant>) {
          return value(s.value);
        } else if constexpr (std::is_same_v<Shape, core::Uniform>) {
          return fmt::format(R"({{"uniform": [{}, {}]}})", value(s.low), value(s.high));
        } else if constexpr (std::is_same_v<Shape, core::Exponential>) {
          return fmt::format(R"({{"exponential": {{"mean": {}}}}})", value(s.mean));
        } else if constexpr (std::is_same_v<Shape, core::Lognormal>) {
          return fmt::format(R"({{"lognormal": {{"median": {}, "sigma": {}}}}})", value(s.median),
                             json_number(s.sigma));
        } else if constexpr (std::is_same_v<Shape, core::Normal>) {
          return fmt::format(R"({{"normal": {{"mean": {}, "sd": {}}}}})", value(s.mean), value(s.sd));
        } else {
          std::string list;
          for (const double v : s.values) list += (list.empty() ? "" : ", ") + value(v);
          return fmt::format(R"({{"empirical": [{}]}})", list);
        }
      },
      distribution.shape());
}

std::string write_parameters(const model::Parameters& parameters) {
  std::string out;
  for (const auto& row : model::parameter_table()) {
    out += fmt::format("{}\n      {}: {}", out.empty() ? "" : ",", text(row.name),
                       write_parameter(model::value_of(parameters, row.name)));
  }
  return "{" + out + "\n    }";
}

}  // namespace headway::io
