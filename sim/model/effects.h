// What a value that changed from version to version means for backups, in a sentence.
//
// Descriptions say what a parameter is; these sentences say what follows from one value of it. Only rows
// whose presets differ have them, one for each value that a preset has. O(number of sentences), some sixty.
#pragma once

#include <string_view>

#include "sim/model/parameters.h"

namespace headway::model {

/// The sentence for this value of the parameter of that name; empty when there is none.
std::string_view effect_of(std::string_view name, const ParameterValue& value);

}  // namespace headway::model
