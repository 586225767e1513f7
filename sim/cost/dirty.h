// How many blocks differ between two instants of a volume's life, and how many a target stores and frees.
//
// What a volume writes is accumulated as W bytes (for each civil day its draw of `Dirtied::per_day`, times
// the part of the day that has passed). While W grows by w,
//
//   d(w) = min(U, hot(w) + cold(w))        U = blocks of the volume's block size that its used part fills
//   hot(w)  = min(h w, h M) / block size   the same blocks every day: never more than a mean day's (M)
//   cold(w) = U (1 - exp(-c / U))          c = (1 - h) w / 2 MiB writes that fall anywhere, some twice
//
// blocks were dirtied, rounded up. The unit of writes is 2 MiB whatever the block size is, so 16 MiB blocks
// amplify scattered writes: each dirties a block eight times its size. The hot part is contiguous and is not
// amplified.
//
// Invariants: d(0) = 0, d never falls, d <= U, and d is concave before it is rounded up, hence subadditive:
// d(v + w) <= d(v) + d(w), also in whole blocks. So deleting a backup never frees fewer than no blocks.
//
// A target keeps the blocks of all kept backups: the first holds U, each further one adds d of the growth
// since its predecessor. Backups are given by the W of their snapshots, ascending.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/core/time.h"
#include "sim/core/units.h"

namespace headway::cost {

/// The unit in which writes are counted: one write dirties this much of the volume.
inline constexpr Bytes kWriteUnit{2 * kMiB};

/// What the law needs to know of a volume.
struct DirtyLaw {
  double hot_share = 0;     ///< share of what is written that falls on the same blocks every day; 0 to 1
  double mean_per_day = 0;  ///< mean of the daily draw, bytes; >= 0
  Bytes used;               ///< >= 0
  Bytes block_size;         ///< > 0
};

/// Blocks of a full backup: U.
std::int64_t used_blocks(const DirtyLaw& law);

/// Distinct blocks dirtied while the written amount grew by `written` bytes (<= 0 counts as 0). O(1).
std::int64_t dirtied_blocks(const DirtyLaw& law, double written);

/// Distinct blocks that kept backups with these written amounts (ascending) occupy on the target; 0 for
/// none. This is the B of list_block_tree. O(kept).
std::int64_t stored_blocks(const DirtyLaw& law, std::span<const double> kept);

/// Blocks that deleting backup `victim` of `kept` frees: those of it that neither neighbour shares. The
/// newest frees what it added, the only one all; never negative. O(1). Precondition: victim < kept.size().
std::int64_t freed_blocks(const DirtyLaw& law, std::span<const double> kept, std::size_t victim);

/// Bytes written from `from` to `to` (>= from): the sum over UTC days of `bytes_of_day(day)` times the part
/// of the day that lies between, days counted from 1970-01-01. O(days).
template <class BytesOfDay>
double written_between(Instant from, Instant to, BytesOfDay&& bytes_of_day) {
  constexpr Duration kDay = hours{24};
  double written = 0;
  while (from < to) {
    const auto day = std::chrono::floor<std::chrono::days>(from);
    const Instant next = Instant{day} + kDay;
    const Instant end = to < next ? to : next;
    const double part = to_seconds(end - from) / to_seconds(kDay);
    written += part * static_cast<double>(bytes_of_day(std::int64_t{day.time_since_epoch().count()}));
    from = end;
  }
  return written;
}

}  // namespace headway::cost
