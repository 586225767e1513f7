// Exhaustive exploration of small worlds: a few requesters, every interleaving of their store operations,
// waits, refreshes, deaths, expiries and releases, checked against one property in every state:
//
//   no two locks of excluding types are held by living requesters and unexpired by true time,
//   unless a listed fault or a torn look happened before.
//
// The listed faults: a death, a failing store operation, a lost refresh, a clock that is fast by more than
// lease - refresh (and the time of an operation), and an acquisition so slow that its own first save expired
// before its second.
//
// Why it is exhaustive. Time is in ticks. In each tick the requesters whose operation may act do so in
// every order; a tick ends when nobody is overdue. A state is the machines, the files and the age of each
// time, and the protocol looks at times only by order and by age against the lease: so ages beyond the
// lease (and any skew) are one age, the phase of a refresh repeats, and only the order of saves within a
// tick is kept. Refresh saves take effect before everything else in their ticks, or after it: both are
// tried for each holder. With that the number of states is finite and the search, breadth first, visits all
// of them without a horizon. What is not covered: more requesters, and times that are no multiple of a tick;
// the ticks keep the real protocol's ratios (refresh : lease = 2 : 5, so that one lost refresh is harmless
// and two are not, and a skew is fatal above lease - refresh).
//
// That states taken for one really have the same futures can itself be checked (check_keys): each time
// a state is met again its successors are compared with those of the first.
//
// Each requester lives once: it asks, and if granted holds for any time, for ever included, or releases.
// Cost: 10^3 to 10^5 states for two requesters, 10^4 to 10^6 for three; about 5 microseconds a transition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/lock/attempt.h"
#include "sim/lock/protocol.h"

namespace headway::lock {

/// One tick of a small world, in simulated time. Its length means nothing.
inline constexpr Duration kTick = seconds{1};

/// A protocol scaled down to ticks with the released ratios: refresh 4, lease 10, wait 2.
Protocol small_protocol(ConflictRule conflict = ConflictRule::types_differ);

struct SmallActor {
  std::int64_t type = 1;
  std::int64_t skew_ticks = 0;  ///< its clock minus the store's
};

/// A small world. Actors are named in list order, so the first has the smallest name. Faults are off unless
/// switched on; those that happen by choice (crash, failing operations) are explored both ways.
struct SmallWorld {
  Protocol protocol = small_protocol();
  Look look = Look::atomic;
  std::vector<SmallActor> actors;
  std::int64_t operation_ticks = 0;   ///< a store operation acts at once or up to this many ticks later
  std::int64_t resolution_ticks = 0;  ///< 0: every save has its own time; 1: equal within a tick; …
  bool crashes = false;               ///< one requester may die at any instant
  std::int64_t lost_refreshes = 0;    ///< the first n refresh saves of every holder fail
  bool list_errors = false, read_errors = false, time_errors = false;  ///< in any look, any number
  bool check_keys = false;  ///< compare the futures of states taken for one; doubles the cost
  std::size_t state_limit = 5'000'000;
};

struct Exploration {
  std::size_t states = 0, transitions = 0;
  bool complete = false;                    ///< false when the state limit cut it short
  std::size_t violations = 0;               ///< states with two excluding locks held and unexpired
  std::size_t unexcused = 0;                ///< of those: with no fault and no torn look before
  std::size_t excused_by_tear = 0;          ///< of those: with a torn look and no fault before
  std::size_t nobody_granted = 0;           ///< final states in which every living requester was refused
  std::size_t refused_by_dead = 0;          ///< refusals whose blocker was a dead requester's file
  std::int64_t oldest_dead_blocker = 0;     ///< greatest age, in ticks, of such a file when it refused
  std::size_t key_conflicts = 0;            ///< states wrongly taken for one; always 0, or explore.h is wrong
  std::size_t later_won = 0;                ///< refusals by a file that was first saved later, not acquired
  std::vector<std::string> counterexample;  ///< shortest way to a violation, one sentence a step
};

/// Visits every reachable state. Requires one to eight actors, all numbers non-negative.
Exploration explore(const SmallWorld& world);

}  // namespace headway::lock
