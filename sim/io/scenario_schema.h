// The JSON Schema of scenarios, embedded at build time: the reference of the format.
#pragma once

#include <string_view>

namespace headway::io {

/// JSON Schema (2020-12) with a description of every key, its unit, default and range, and one property for
/// each parameter that `overrides` may set (from the parameter table).
std::string_view scenario_schema();

}  // namespace headway::io
