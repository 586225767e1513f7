// `headway schema results`: what stands in a results folder, as JSON Schema.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace headway::results {

/// A named figure as analysis describes it (forecast/metric_table.h), as plain data.
struct FigureInfo {
  std::string_view pattern, kind, unit, description;
};

/// JSON Schema (2020-12) of summary.json; `$defs.tables` describes every column of every CSV file, and
/// `$defs.figures` every figure of `metrics` by name pattern.
std::string results_schema(std::span<const FigureInfo> figures);

}  // namespace headway::results
