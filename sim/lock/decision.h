// The decision: given what a look saw, may the requester have its lock, and if not, who stands in the way?
// A pure function, apart from the machine that gathers what it needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/core/time.h"
#include "sim/lock/lock_name.h"
#include "sim/lock/protocol.h"

namespace headway::lock {

/// A lock as a look saw it: the content at one instant, the time at a later one.
struct SeenLock {
  FileName file;
  LockName name;
  std::int64_t type = 0;
  bool acquired = false;
  Instant modified{};       ///< kYearOne when it could not be read
  std::uint64_t owner = 0;  ///< the caller's opaque id
  bool orphaned = false;    ///< its holder or requester was dead: a stale file

  bool operator==(const SeenLock&) const = default;
};

struct Decision {
  bool granted = false;
  std::optional<SeenLock> blocker;  ///< the decisive one, first in listing order; empty when granted

  bool operator==(const Decision&) const = default;
};

/// True when `a` sorts before `b` (longhorn-backupstore: compareLocks < 0): acquired before not acquired,
/// then the earlier modification time, then the smaller name byte by byte.
bool has_priority(const SeenLock& a, const SeenLock& b);

/// True when the file is older than the lease, strictly, on the observer's own clock, which is not cut to
/// seconds even where modification times are (longhorn-backupstore: isExpired). An unreadable time (year
/// 1) is expired, a time in the future is not.
bool is_expired(const SeenLock& lock, Instant observer_now, Duration lease);

/// Refused iff some lock seen, other than the requester's own file, conflicts, has priority over `own` (the
/// requester's first save: not acquired) and is not expired (longhorn-backupstore: canAcquire).
/// `observer_now` is the requester's clock, with its skew. O(number of locks seen).
Decision decide(const Protocol& protocol, const SeenLock& own, std::span<const SeenLock> seen,
                Instant observer_now);

}  // namespace headway::lock
