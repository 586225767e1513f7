// A comparison as people read it on a terminal, and for machines.
#pragma once

#include <span>
#include <string>

#include "analysis/compare/compare.h"

namespace headway::compare {

/// Plain text, UTF-8, a newline at the end: the arms, then a table for each arm against the base with verdict
/// and what would settle the open ones, then how to read it. `colour`: ANSI colours for verdicts.
std::string comparison_text(const Setting& setting, std::span<const Arm> arms, const Comparison& comparison,
                            bool colour = false);

/// The same as JSON, two spaces of indentation, a newline at the end. Doubles carry 10 significant digits;
/// what is not known is null. Equal comparisons give equal bytes.
std::string comparison_json(const Setting& setting, std::span<const Arm> arms, const Comparison& comparison);

}  // namespace headway::compare
