// One lock file on a target, and the modification time that it shows at any instant.
//
// A holder saves its file again every refresh interval. Those saves are arithmetic, never events: from
// the first one's origin, the interval, the instant at which the holder died or let go, and the
// intervals in which its saves failed, the last save before any instant follows in a few operations.
// Invariant: reading a file never changes it, so it may be read at any instants in any order that do
// not precede the last explicit save.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/core/time.h"
#include "sim/lock/lock_name.h"

namespace headway::lock {

/// Stands for a time that could not be read: the year 1, before every other time.
inline constexpr Instant kYearOne = Instant::min();

/// What a target does to times: its clock, and how finely it keeps modification times.
struct StoreClock {
  Duration skew{};        ///< the target's clock minus true time
  Duration resolution{};  ///< whole multiples of this are kept, 1 s on S3 and Azure; 0 = exact

  /// The modification time that the target reports for a save at true instant `t`: its own clock, cut
  /// down (also before 1970) to the resolution.
  Instant stamp(Instant t) const;

  bool operator==(const StoreClock&) const = default;
};

/// An interval [from, until) in which a holder's refresh saves do not take effect. A save that *hangs*
/// takes effect at `until` if its holder is still alive, and keeps the holder's mutex until then, so that
/// ticks in between are dropped and an unlock waits (longhorn-backupstore 1.6).
struct SaveFault {
  Instant from{}, until{};
  bool hangs = false;

  bool operator==(const SaveFault&) const = default;
};

/// The refreshes of a held lock: tick k = 1, 2, … at origin + k x interval, its save effective `delay`
/// later. A save counts when it takes effect not after `until`.
struct Refreshes {
  bool on = false;
  Instant origin{};
  Duration interval{}, delay{};
  Instant until = Instant::max();  ///< the holder's death, or the start of its release
  std::vector<SaveFault> faults;

  bool operator==(const Refreshes&) const = default;
};

/// What reading a file gives. `lock` is a JSON object with Name, Type and Acquired, any of which may be
/// missing ("{}" is type 0, not acquired, with an empty name).
enum class Content : std::uint8_t { lock, unreadable, empty, corrupt };

struct LockFile {
  FileName file;
  LockName name;          ///< the Name inside, which need not be the file's
  std::int64_t type = 0;  ///< 1 backup or restore, 2 deletion; others are legal and just different
  bool acquired = false;
  Content content = Content::lock;
  bool time_readable = true;  ///< false: asking for the modification time fails
  std::uint64_t owner = 0;    ///< the caller's; opaque here
  bool orphaned = false;      ///< its holder or requester is dead, or could not remove it
  Instant saved{};            ///< true instant of the last explicit save
  Refreshes refreshes;

  bool operator==(const LockFile&) const = default;
};

/// True instant of the last save that had taken effect by `t`, explicit or refresh; the explicit one may
/// lie in the future of `t` (a time set by hand). O(number of faults).
Instant last_save(const LockFile& file, Instant t);

/// When the holder's mutex is free: `t`, or the end of a refresh save that began before `t` and is still
/// under way. An unlock or a second lock by the same holder waits for it.
Instant mutex_free_at(const LockFile& file, Instant t);

}  // namespace headway::lock
