// How fast one replica's restore can download, if no line is the limit.
//
// Each of W threads gets a block, decompresses and verifies it and writes it to the replica's file
// (backupstore sheet 3.4). Unlike an upload's reads, writes do overlap, so the rate is W blocks in the time
// of one: X(W) = W / (get + block / thread_rate). The disk is a line of its own in the flow model. With the
// figures of longhorn's enhancement 20230108 for one replica (71 MiB/s with one thread) it holds up to four
// threads; beyond that the real ones gain less.
#pragma once

#include <cstdint>

#include "sim/core/units.h"

namespace headway::cost {

struct RestoreWork {
  std::int64_t threads = 1;    ///< >= 1 (parameter restore.threads)
  Bytes block_size;            ///< > 0
  BytesPerSecond thread_rate;  ///< decompress, verify and write of one thread alone; > 0
  double get_s = 0;            ///< mean seconds of a GET without the transfer of its payload; >= 0
};

/// Payload a second over the line; `compression_ratio` (>= 1) is logical by stored bytes. The cap of the
/// restore's flow.
inline BytesPerSecond restore_payload_rate(const RestoreWork& work, double compression_ratio) {
  const auto block = static_cast<double>(work.block_size.count);
  const double seconds = work.get_s + block / work.thread_rate.value;
  return BytesPerSecond{static_cast<double>(work.threads) * block / seconds / compression_ratio};
}

}  // namespace headway::cost
