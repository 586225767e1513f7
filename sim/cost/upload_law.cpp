#include "sim/cost/upload_law.h"

#include <algorithm>

namespace headway::cost {

double upload_blocks_per_second(const UploadWork& work) {
  const auto block = static_cast<double>(work.block_size.count);
  const double read = block / work.disk_read.value;
  const double work_after_read = std::max(0.0, block / work.thread_rate.value - read);
  const double delay = work_after_read + work.head_s + work.new_share * work.put_s;
  const std::int64_t threads = std::max<std::int64_t>(work.threads, 1);
  if (!work.read_serialised) return static_cast<double>(threads) / (delay + read);
  double waiting = 0, throughput = 0;
  for (std::int64_t n = 1; n <= threads; ++n) {
    const double response = read * (1 + waiting);
    throughput = static_cast<double>(n) / (delay + response);
    waiting = throughput * response;
  }
  return throughput;
}

BytesPerSecond upload_rate(const UploadWork& work) {
  return {upload_blocks_per_second(work) * static_cast<double>(work.block_size.count)};
}

BytesPerSecond payload_rate(const UploadWork& work, double compression_ratio) {
  return {upload_rate(work).value * work.new_share / compression_ratio};
}

}  // namespace headway::cost
