// Scenario files: from JSON text to the plain data that is played (sim/model/scenario.h).
//
// The format is the schema's (sim/io/schema/scenario.schema.json, `headway schema scenario`): JSON with //
// and
// /* */ comments, unknown and repeated keys refused, Kubernetes quantities, name ranges, distributions. What
// the format can say but headway cannot simulate yet is checked and then refused by name; nothing is ignored.
// Any bytes may come in: the answer is a scenario or errors, never an exception, a crash or a hang. Memory
// and time are bounded by sim/io/limits.h; a file is read in O(size + entities after expansion).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/input_error.h"
#include "sim/model/scenario.h"

namespace headway::io {

struct ReadResult {
  std::optional<model::Scenario> scenario;  ///< set exactly when `errors` is empty
  std::vector<InputError> errors;           ///< by place; at most kMaxReportedErrors
  std::size_t more_errors = 0;              ///< found beyond those
  std::vector<std::string> warnings;        ///< what is allowed but looks like a mistake
};

/// Reads a scenario. `file_name` is only used in messages. Each setting is `PATH=VALUE` (`--set`): a dotted
/// path of keys, indexes or `name`s (`schedules.daily.cron=0 3 * * *`, `volumes.0.size=40Gi`; what follows
/// `platform.overrides.` is one parameter's name), and a value that is JSON or else a string; a setting is
/// checked as if it stood in the file, in the given order, the last one wins.
ReadResult read_scenario(std::string_view text, std::string_view file_name,
                         std::span<const std::string> settings = {});

/// All errors, a line each, and "and N more errors" where there are.
std::string format_errors(const ReadResult& result);

}  // namespace headway::io
