// `--set PATH=VALUE`: edits to a scenario's tree before it is validated.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/io/json_tree.h"

namespace headway::io {

/// Applies the setting that is source `source` of the tree (its text is `PATH=VALUE`). Keys and entries on
/// the way that do not exist are made where the path names a key of an object; an element of an array is
/// chosen by index, or by the value of its `name`, and must exist. After `platform.overrides.` the rest of
/// the path is one key. Reports what does not fit. O(path × siblings + value).
void apply_setting(JsonTree& tree, std::uint16_t source, ErrorLog& errors);

}  // namespace headway::io
