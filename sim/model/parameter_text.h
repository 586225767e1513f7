// Values of parameters as text, the way `headway presets`, errors and the documentation show them.
//
// One value has one text: the largest unit that divides it (durations stay in seconds below the hour, as the
// sheets and settings of Longhorn give them). Reading text is the business of sim/io.
#pragma once

#include <string>

#include "sim/model/parameters.h"

namespace headway::model {

/// "true", "90", "150s", "24h", "100ms", "2MiB", "2GiB/s", "longhorn".
std::string to_text(const ParameterValue& value);

/// "0s", "150s", "24h", "100ms", "1500ns"; a minus sign before negative ones.
std::string to_text(Duration value);

/// "0", "105", "2MiB", "512KiB": the largest of KiB, MiB, GiB, TiB that divides it, else plain bytes.
std::string to_text(Bytes value);

/// "2GiB/s", "125000000B/s"; rates that are no whole number of bytes keep up to 17 digits.
std::string to_text(BytesPerSecond value);

}  // namespace headway::model
