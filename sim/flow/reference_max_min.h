// The slow and obvious max-min fair rates, and a check of a network against them.
//
// Shares no code with max_min.cpp: it knows no classes, heaps or running sums. Each flow is a row; each
// step adds up every link anew, lifts all rising flows to the lowest level at which a link fills or a
// cap is met, and stops those concerned. Linked into the tests and into `run --check`.
//
// Cost: O(steps * flows * path), steps <= links + distinct caps.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/flow/max_min.h"

namespace headway::flow {

class Network;

/// The rate of one flow of each demand, in bytes a second; demands in any order.
std::vector<double> reference_max_min(std::span<const double> capacities, std::span<const Demand> demands);

/// Why `rates` is not the max-min fair allocation, or nothing if it is: no link is overdrawn, no cap
/// exceeded, and each class is at its cap or crosses a full link on which none is faster. Differences
/// up to `tolerance`, relative, count as none. O(links + sum of path lengths).
std::optional<std::string> check_certificate(std::span<const double> capacities,
                                             std::span<const Demand> demands, std::span<const double> rates,
                                             double tolerance = 1e-9);

/// Recomputes the network's present rates with the reference and compares (relative 1e-9), then checks
/// the certificate. What is wrong, or nothing.
std::optional<std::string> check_shares(const Network& network);

}  // namespace headway::flow
