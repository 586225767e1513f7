// Playing arms of a recommendation and comparing them.
#pragma once

#include "analysis/recommend/observe.h"
#include "analysis/recommend/recommend.h"

namespace headway::recommend {

/// The figures of one arm.
Side side_of(const Observation& observation);

/// b - a, replication by replication.
statistics::Paired difference(const std::vector<double>& a, const std::vector<double>& b);

/// 1 where b is less beyond doubt (95 %, paired), -1 where it is more, 0 where there is no evidence.
int told_apart(const std::vector<double>& a, const std::vector<double>& b);

/// Whether the verified plays bear a move out: nothing is worse beyond doubt, and something is better.
bool borne_out(const Side& today, const Side& then);

}  // namespace headway::recommend
