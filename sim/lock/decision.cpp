#include "sim/lock/decision.h"

#include <tuple>

#include "sim/lock/lock_file.h"

namespace headway::lock {

bool has_priority(const SeenLock& a, const SeenLock& b) {
  if (a.acquired != b.acquired) return a.acquired;
  return std::tie(a.modified, a.name) < std::tie(b.modified, b.name);
}

bool is_expired(const SeenLock& lock, Instant observer_now, Duration lease) {
  return lock.modified == kYearOne || observer_now - lock.modified > lease;
}

Decision decide(const Protocol& protocol, const SeenLock& own, std::span<const SeenLock> seen,
                Instant observer_now) {
  for (const SeenLock& other : seen) {
    if (other.file == own.file) continue;
    if (protocol.conflict == ConflictRule::types_differ && other.type == own.type) continue;
    if (has_priority(other, own) && !is_expired(other, observer_now, protocol.lease)) return {false, other};
  }
  return {true, std::nullopt};
}

}  // namespace headway::lock
