// Numbers as the JSON files of all verbs write them: ten significant digits (sim/record/printing.h), so that
// the same results give the same bytes; null for what is no number.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace headway::forecast {

/// `value` with ten digits, whole ones with ".0" ("3.0"); null where it is infinite or no number.
nlohmann::ordered_json json_number(double value);

/// The same, but what is whole after rounding stands without ".0" ("3"). For figures that are counts in one
/// row and means in the next.
nlohmann::ordered_json json_number_or_count(double value);

}  // namespace headway::forecast
