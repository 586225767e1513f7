// What faults do to a backup target: when it answers nothing, when it answers slowly, when it cannot list.
//
// All of it is stated by the scenario's events, so it is known from the start: how long a sequence of
// requests takes, and whether it gets through, is arithmetic, never an event. A target without faults costs a
// branch.
//
// A request that meets an outage is tried again by its client for a while, its *patience*: the S3 library's
// attempts, the NFS client's soft timeout (longhorn-backupstore 4.1, 4.2). An outage that ends sooner only
// delays; a longer one fails the request when patience is over.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/time.h"
#include "sim/lock/lock_file.h"
#include "sim/model/scenario.h"

namespace headway::world {

/// The end of a sequence of requests.
struct Answer {
  Instant at{};       ///< of the last answer, or when the client gave up
  bool works = true;  ///< false: gave up
};

class TargetFaults {
 public:
  TargetFaults() = default;
  /// Faults of `target` among the scenario's events. Overlapping slow stretches multiply.
  TargetFaults(const model::Scenario& scenario, std::uint32_t target);

  bool none() const { return phases_.empty() && saves_.empty(); }

  /// When requests that take `nominal` one after the other, begun at `start`, are answered.
  /// O(phases between start and end).
  Answer answer(Instant start, Duration nominal, Duration patience) const;

  /// No request is answered at `t`.
  bool down(Instant t) const { return phase(t).down; }
  /// How many times its usual time a request takes at `t`, >= 1.
  double slow(Instant t) const { return phase(t).slow; }
  /// Listings of lock files fail at `t`.
  bool lists_fail(Instant t) const { return phase(t).lists_fail; }

  /// When a transfer that runs from `start` on is given up for an outage longer than its client's patience;
  /// kNever when it never is.
  Instant gives_up(Instant start, Duration patience) const;

  /// When the outage at `t` ends; `t` when there is none.
  Instant up_again(Instant t) const;

  /// Stretches after `from` in which refreshes of a held lock of `node` do not arrive. A save that meets an
  /// outage which ends within `hang` waits for it (NFS); one that meets a longer one fails, and the next
  /// refresh is tried.
  std::vector<lock::SaveFault> save_faults(std::uint32_t node, Instant from, Duration hang) const;

 private:
  struct Phase {
    Instant from{};
    double slow = 1;  // latencies are this many times their nominal value, >= 1
    bool down = false, lists_fail = false;
  };
  struct LostSaves {
    Instant from{}, until{};
    std::optional<std::uint32_t> node;
  };
  Phase phase(Instant t) const;
  std::size_t index(Instant t) const;  // of the phase at t; phases_ is not empty and begins before t

  std::vector<Phase> phases_;  // ascending; empty, or the first from the scenario's start on
  std::vector<LostSaves> saves_;
};

}  // namespace headway::world
