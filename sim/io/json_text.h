// Single values as JSON text.
#pragma once

#include <string>
#include <string_view>

namespace headway::io {

/// The text in double quotes with JSON's escapes. Precondition: valid UTF-8.
std::string json_string(std::string_view text);

/// The shortest text that reads back as the same double. Precondition: finite.
std::string json_number(double value);

}  // namespace headway::io
