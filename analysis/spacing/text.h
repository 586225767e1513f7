// The spacing curve as people read it: a table with a bar for each gap, then the knee and the gaps in a
// sentence each.
#pragma once

#include <string>
#include <vector>

#include "analysis/spacing/findings.h"

namespace headway::spacing {

/// "30 min", "2 h 15 min", "0 min".
std::string gap_phrase(minutes gap);

/// What the findings say, each a sentence: what the two share, the knee, the calm and its far side, each
/// level, or that no gap helps.
std::vector<std::string> sentences(const Curve& curve, const Findings& findings);

/// The whole text, ending in a line break.
std::string curve_text(const Curve& curve, const Findings& findings);

}  // namespace headway::spacing
