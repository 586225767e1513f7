// The spacing curve as one small picture: for a meeting, a web page, a README.
#pragma once

#include <string>

#include "analysis/spacing/findings.h"

namespace headway::spacing {

/// A self-contained SVG: no script, nothing fetched from elsewhere, generic font families. It draws its own
/// light ground, so that it reads alike in light and dark surroundings. Loss per night against the gap, with
/// the 95 % interval as a band, the knee, the smallest gap for 95 % of nights without loss and today's gap
/// marked. Equal curves give equal bytes.
std::string curve_svg(const Curve& curve, const Findings& findings);

}  // namespace headway::spacing
