#include "sim/cost/requests.h"

#include <algorithm>

#include "sim/cost/block_tree.h"

namespace headway::cost {
namespace {

constexpr std::int64_t kNamesPerListing = 1000;  // S3 ListObjectsV2: keys of one answer

/// Seconds as whole nanoseconds, to the nearest; at most kForever. The sums of a scenario stay far below the
/// 292 years of a Duration because each part is cut there.
Duration nearest(double s) {
  if (!(s > 0)) return Duration::zero();
  if (s >= to_seconds(kForever)) return kForever;
  return Duration{static_cast<std::int64_t>(s * 1e9 + 0.5)};
}

constexpr Requests kLoadConfig{.head = 1, .get = 1};

}  // namespace

Requests driver_init() {
  return {.list = 1};
}

Requests create_sync_rest(bool first, bool has_last) {
  Requests requests{.head = 1};  // is there a volume.cfg?
  if (first) requests.put += 1;
  requests += kLoadConfig;
  if (has_last) requests += kLoadConfig;
  return requests + Requests{.head = 1, .put = 1};
}

Requests create_begin() {
  return {.put = 1};
}

Requests upload_blocks(std::int64_t processed, std::int64_t fresh) {
  return {.head = processed, .put = fresh};
}

Requests create_finish() {
  return Requests{.put = 1} + kLoadConfig + Requests{.put = 1};
}

Requests unlock() {
  return {.list = 1, .remove = 1};
}

Requests delete_load_victim() {
  return kLoadConfig;
}

Requests delete_remove_victim() {
  return {.list = 1, .remove = 1};
}

Requests delete_load_volume() {
  return kLoadConfig;
}

Requests list_backups(std::int64_t kept) {
  const std::int64_t pages = (std::max<std::int64_t>(kept, 0) + kNamesPerListing - 1) / kNamesPerListing;
  return {.list = std::max<std::int64_t>(pages, 1)};
}

Requests list_block_tree(std::int64_t blocks, std::int64_t directories_1, std::int64_t directories_2) {
  const double directories =
      occupied_directories(blocks, directories_1) + occupied_directories(blocks, directories_2);
  return {.list = 1 + static_cast<std::int64_t>(directories + 0.5)};
}

Requests load_indexes(std::int64_t kept) {
  return {.head = kept, .get = kept};
}

Requests save_last() {
  return {.put = 1};
}

Requests remove_blocks(std::int64_t unreferenced) {
  return {.list = unreferenced, .remove = unreferenced};
}

Requests delete_finish() {
  return kLoadConfig + Requests{.put = 1};
}

Requests restore_sync_rest(std::int64_t indexes) {
  return kLoadConfig + Requests{.head = indexes, .get = indexes} + Requests{.head = 1, .put = 1};
}

Requests restore_blocks(std::int64_t blocks) {
  return {.get = blocks};
}

Requests inspect_backup() {
  return Requests{.list = 1} + kLoadConfig + kLoadConfig;
}

Duration request_time(std::int64_t count, const core::Distribution& latency, double u) {
  if (count <= 0) return Duration::zero();
  if (!latency.is_constant()) return nearest(latency.sample_sum(count, u));
  const Duration one = nearest(latency.mean());
  return one.count() > kForever.count() / count ? kForever : one * count;
}

Duration request_time(const Requests& requests, const Latencies& latencies, double u) {
  return request_time(requests, latencies, [u](RequestKind) { return u; });
}

}  // namespace headway::cost
