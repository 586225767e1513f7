// The spacing curve for machines: JSON and CSV. The third file of the folder, the picture, is svg.h's.
#pragma once

#include <string>

#include "analysis/spacing/findings.h"
#include "sim/io/results/results_folder.h"

namespace headway::spacing {

/// spacing.json, as `--json` prints it too: {"scenario", "first", "second", "period_s", "knee_s" (null:
/// none), "gaps": [{"no_loss", "gap_s", "shown", "replications_needed", …}], "points": [{"gap_s", …}], …}.
/// Times in seconds; figures with ten digits. Ends in a line break.
std::string curve_json(const Curve& curve, const Findings& findings);

/// spacing.csv, RFC 4180: gap_s,replications,nights,nights_with_loss,loss_probability,ci_low,ci_high.
std::string curve_csv(const Curve& curve);

/// Writes spacing.csv, spacing.json and spacing.svg. The caller completes the folder. Throws
/// results::ResultsError.
void write_files(results::ResultsFolder& folder, const Curve& curve, const Findings& findings);

}  // namespace headway::spacing
