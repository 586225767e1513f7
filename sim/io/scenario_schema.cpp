#include "sim/io/scenario_schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "sim/io/amounts.h"
#include "sim/model/parameters.h"

namespace headway::io {

extern const std::string_view kScenarioSchemaText;  // schema/scenario.schema.json

namespace {

using Json = nlohmann::ordered_json;

Json parameter_schema(const model::ParameterInfo& info) {
  Json out;
  const auto bounds = [&](auto&& format) {
    return fmt::format("{} From {} to {}.", info.description, format(info.low), format(info.high));
  };
  switch (info.type) {
    case model::ParameterType::flag:
      return {{"description", info.description}, {"type", "boolean"}};
    case model::ParameterType::count:
      return {{"description", info.description},
              {"type", "integer"},
              {"minimum", std::get<std::int64_t>(info.low)},
              {"maximum", std::get<std::int64_t>(info.high)}};
    case model::ParameterType::duration:
      return {{"$ref", "#/$defs/duration"},
              {"description", bounds([](const auto& v) { return format_duration(std::get<Duration>(v)); })}};
    case model::ParameterType::bytes:
      return {{"$ref", "#/$defs/bytes"},
              {"description", bounds([](const auto& v) { return format_bytes(std::get<Bytes>(v)); })}};
    case model::ParameterType::rate:
      return {
          {"$ref", "#/$defs/rate"},
          {"description", bounds([](const auto& v) { return format_rate(std::get<BytesPerSecond>(v)); })}};
    case model::ParameterType::choice:
      return {{"description", info.description}, {"enum", info.choices}};
  }
  return out;
}

std::string make_schema() {
  Json schema = Json::parse(kScenarioSchemaText);
  for (const char* where : {"platform", "upgrade"}) {
    Json& parameters = schema["$defs"][where]["properties"]["overrides"]["properties"];
    for (const auto& info : model::parameter_table())
      parameters[std::string(info.name)] = parameter_schema(info);
  }
  return schema.dump(2) + "\n";
}

}  // namespace

std::string_view scenario_schema() {
  static const std::string schema = make_schema();
  return schema;
}

}  // namespace headway::io
