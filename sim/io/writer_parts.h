// Values of a scenario as JSON text, and the parts of the writer that stand in files of their own.
//
// Private to sim/io.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/distribution.h"
#include "sim/core/time.h"
#include "sim/core/units.h"
#include "sim/io/distribution_reader.h"
#include "sim/io/event_forms.h"
#include "sim/io/json_text.h"
#include "sim/model/scenario.h"

namespace headway::io {

/// The value in double quotes, in the form that reads back as the same value; of names a list.
std::string text(std::string_view plain);
std::string text(BytesPerSecond rate);
std::string text(Bytes bytes);
std::string text(Duration duration);
std::string text(Instant instant);
std::string text(const std::vector<std::string>& names);

std::string write_distribution(const core::Distribution& distribution, Quantity quantity);
/// All parameters as an object, one a line.
std::string write_parameters(const model::Parameters& parameters);
std::string write_event(const model::Scenario& scenario, const model::Event& event);

}  // namespace headway::io
