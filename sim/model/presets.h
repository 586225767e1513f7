// What `headway presets` and the documentation print: the table as it reads for one version, and how two
// versions differ.
//
// Derived from the parameter table alone; nothing is stored here. Each function is O(rows of the table).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/model/parameters.h"

namespace headway::model {

/// One row of the table for one version.
struct PresetRow {
  const ParameterInfo* info;      ///< never null
  const ParameterSource* source;  ///< the line of its history that holds; never null
};

/// All rows, ordered by name, for these versions (words as `preset` takes them); nullopt when one is unknown.
std::optional<std::vector<PresetRow>> preset_rows(std::string_view longhorn, std::string_view kubernetes,
                                                  std::string_view harvester = {});

/// A row whose value is not the same in two versions.
struct PresetDifference {
  const ParameterInfo* info;
  const ParameterSource* before;
  const ParameterSource* after;
};

/// The versions of a platform, as `preset` takes them.
struct PlatformVersions {
  std::string_view longhorn, kubernetes, harvester = {};
};

/// The rows that differ from `before` to `after`, ordered by name; nullopt when a version is unknown.
std::optional<std::vector<PresetDifference>> diff(PlatformVersions before, PlatformVersions after);

/// "read", "executed", "derived" or "assumed".
std::string_view word_of(Evidence evidence);

/// "flag", "count", "duration", "bytes", "rate" or "choice".
std::string_view word_of(ParameterType type);

}  // namespace headway::model
