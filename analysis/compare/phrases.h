// Values and differences of measures as people read them.
#pragma once

#include <string>

#include "analysis/compare/measures.h"
#include "analysis/statistics/estimate.h"

namespace headway::compare {

/// A measure's value: "41 min 10 s", "4.53", "0"; "-" when not known.
std::string value_phrase(const MeasureInfo& measure, double value);

/// A difference with its sign and interval: "-4.53, -4.83 to -4.22"; "+1 h 3 min, +1 h to +1 h 6 min";
/// without an interval the difference alone, "0" where it is exactly 0 with no spread.
std::string difference_phrase(const MeasureInfo& measure, const statistics::Estimate& difference);

/// A p value: "0.012", "<0.0001".
std::string p_phrase(double p);

}  // namespace headway::compare
