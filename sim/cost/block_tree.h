// The directories and index files that stored blocks make on the target.
//
// A block lies in <two hex digits>/<two hex digits>/ of its checksum, so blocks fall into directories as
// balls into urns: with B blocks and D directories, D x (1 - (1 - 1/D)^B) directories are expected not to be
// empty. A delete lists every one of them, which is most of its time (longhorn-backupstore, "request
// counts").
#pragma once

#include <cstdint>

#include "sim/core/units.h"

namespace headway::cost {

/// Expected number of non-empty directories out of `directories` (>= 1) that hold `blocks` (>= 0) blocks:
/// at most both. The power is taken by repeated squaring, not by libm: O(log blocks).
double occupied_directories(std::int64_t blocks, std::int64_t directories);

/// Size of a backup's index file: `blocks` entries of `bytes_per_block` (parameter block.index_bytes).
constexpr Bytes index_size(std::int64_t blocks, std::int64_t bytes_per_block) {
  return Bytes{blocks * bytes_per_block};
}

/// Blocks of `block_size` (> 0) that `bytes` fill, the last one perhaps in part.
constexpr std::int64_t blocks_of(Bytes bytes, Bytes block_size) {
  return (bytes.count + block_size.count - 1) / block_size.count;
}

}  // namespace headway::cost
