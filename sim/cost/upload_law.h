// How fast the threads of one backup can upload, if neither the node's line nor the target's is the limit.
//
// Each of W threads takes a block, reads it from the replica's disk, hashes and compresses it, asks the
// target whether it is there (HEAD) and, if not, writes it (PUT). Reads of one backup never overlap;
// everything else does. That is a closed queueing network: W customers, one queue (the read, S seconds) and
// one delay station (the rest, Z seconds). Exact mean-value analysis gives the throughput X(W) (Reiser and
// Lavenberg 1980):
//
//   Q(0) = 0;  R(n) = S x (1 + Q(n-1));  X(n) = n / (Z + R(n));  Q(n) = X(n) x R(n)
//
// so X(1) = 1 / (Z + S), X never falls with W and never exceeds 1 / S. It is exact for read times that vary
// as an exponential does; with constant ones the truth lies a little higher around the knee. The table of
// longhorn's enhancement 20230108 (33 MiB/s with one thread, 240 with ten) is met within 4 %.
#pragma once

#include <cstdint>

#include "sim/core/units.h"

namespace headway::cost {

/// One backup's upload, as the law sees it.
struct UploadWork {
  std::int64_t threads = 1;     ///< >= 1 (parameter create.threads_per_backup)
  Bytes block_size;             ///< > 0
  BytesPerSecond thread_rate;   ///< read, hash and compress of one thread alone; > 0
  BytesPerSecond disk_read;     ///< the serialised read; > 0
  double head_s = 0;            ///< mean seconds of a HEAD; >= 0
  double put_s = 0;             ///< mean seconds of a PUT without the transfer of its payload; >= 0
  double new_share = 1;         ///< share of the processed blocks that must be written; 0 to 1
  bool read_serialised = true;  ///< parameter create.read_serialised; false: reads overlap like all else
};

/// Blocks a second that the threads process together. `thread_rate` includes the read, so a thread that is
/// said to be faster than the disk works at the disk's speed. O(threads).
double upload_blocks_per_second(const UploadWork& work);

/// The same as logical (uncompressed) bytes of processed blocks a second.
BytesPerSecond upload_rate(const UploadWork& work);

/// The same as payload: what goes over the line a second, `compression_ratio` (>= 1) being logical by stored
/// bytes. This is the cap of the backup's flow. 0 when no block is new.
BytesPerSecond payload_rate(const UploadWork& work, double compression_ratio);

}  // namespace headway::cost
