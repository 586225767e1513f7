// Max-min fair rates over classes of equal flows: the pure solver behind sim/flow/network.h.
//
// Mathematics. Classes c with n_c flows each, a cap k_c (possibly infinite) and a weight w_cl > 0 for
// each link l on the path; links with capacity C_l. A flow of class c that moves r_c bytes a second
// uses w_cl r_c of link l. A rate vector is feasible when
//
//     sum over c of n_c w_cl r_c <= C_l   for each link l,       0 <= r_c <= k_c   for each class c,
//
// and max-min fair when no rate can grow without taking from a flow that has the same or less. There
// is exactly one such vector (Bertsekas and Gallager 1992, section 6.5.2), and it is known by its
// certificate: each class is at its cap, or crosses a saturated link on which no class is faster.
//
// Method: progressive filling. One level rises from zero for all classes; a class stops at its cap,
// or when a link l on its path is full, which happens at the level
//
//     (C_l - what stopped classes use of l) / (sum of n_c w_cl over classes that still rise).
//
// A class that stops at or below a link's level only raises that link's level. So a heap of links by
// a level computed earlier gives a lower bound at its top: the top is computed anew, and is either
// still the lowest (the link is full) or sinks. Caps are read off in ascending order.
//
// Invariants: rates are finite and >= 0; equal input gives equal bits (fixed order, + - * / only).
// Accuracy: about 1e-16 times the largest ratio, on one link, of all n_c w_cl to those of one class.
// Cost: with P the sum of path lengths and L the links in use, at most L + P links are looked at
// again: O((P + L) log L), whatever the number of flows. No allocation once the scratch has grown.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace headway::flow {

using LinkId = std::uint32_t;

/// What one byte of a flow takes from one link: `weight` bytes of the link's capacity, > 0 and finite.
struct Share {
  LinkId link = 0;
  double weight = 1;
  bool operator==(const Share&) const = default;
};

inline constexpr double kUncapped = std::numeric_limits<double>::infinity();

/// A class as the solver sees it. Each link at most once in the path; an empty path needs a finite cap.
struct Demand {
  double members = 0;             ///< flows, a whole number >= 1
  double cap = kUncapped;         ///< bytes a second of one flow, >= 0
  std::span<const Share> path{};  ///< not owned
};

/// Working memory of `max_min`, kept between calls so that it allocates nothing, and what `max_min_fewer`
/// goes on from.
class MaxMinScratch {
 public:
  struct Link {
    std::uint64_t round = 0;      ///< the call that last touched it
    double left = 0;              ///< capacity not used by stopped classes
    double rising = 0;            ///< sum of members * weight over rising classes
    std::uint32_t classes = 0;    ///< rising classes
    std::uint32_t last_user = 0;  ///< head of its list in `users`
  };
  struct User {
    std::uint32_t demand, next;
  };
  struct Level {
    double at;
    LinkId link;
  };
  /// How the last call ended, when it needed no filling: what members that go cannot undo.
  enum class End : std::uint8_t {
    filled,
    caps,     ///< every class is at its cap, no link is full
    one_link  ///< every class is held by the same full link, of which a byte of each takes one byte
  };
  End end = End::filled;
  LinkId full = 0;      // of one_link
  double crossing = 0;  // of one_link: the flows that cross it
  double others = 0;    // of one_link: no other link is full below this level
  std::uint64_t round = 0;
  std::vector<Link> links;
  std::vector<User> users;
  std::vector<Level> levels;
};

/// Writes the rate of one flow of each class, in bytes a second, to `rates` (same length as `demands`).
/// `capacities[l]` is link l's, finite and >= 0. `demands` must be in ascending order of cap.
void max_min(std::span<const double> capacities, std::span<const Demand> demands, std::span<double> rates,
             MaxMinScratch& scratch);

/// The same, to the last bit, where since the last call with this scratch nothing has changed but that `gone`
/// flows went, classes of which none is left included. True, in O(classes), when the rates are still caps
/// alone or one link's level; false, with `rates` as they were, when `max_min` must be called. Members that
/// go only raise the links' levels, so a lower bound of these stays one.
bool max_min_fewer(std::span<const double> capacities, std::span<const Demand> demands,
                   std::span<double> rates, double gone, MaxMinScratch& scratch);

}  // namespace headway::flow
