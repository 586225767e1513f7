// How many requests each phase of a backup, restore or delete sends to the backup target, and how long they
// take one after the other.
//
// The counts are those of Longhorn's backupstore library with the S3 driver (longhorn-backupstore, request
// counts by phase); the requests of the lock itself are played one by one by sim/lock and are not here,
// except its removal (`unlock`). Within a phase everything is strictly sequential, so time is the sum of
// latencies. All functions are pure and O(1).
#pragma once

#include <concepts>
#include <cstdint>

#include "sim/core/distribution.h"
#include "sim/core/time.h"

namespace headway::cost {

/// Numbers of requests by kind, each >= 0.
struct Requests {
  std::int64_t list = 0, head = 0, get = 0, put = 0, remove = 0;

  constexpr bool operator==(const Requests&) const = default;
  constexpr Requests& operator+=(const Requests& more) {
    list += more.list;
    head += more.head;
    get += more.get;
    put += more.put;
    remove += more.remove;
    return *this;
  }
  constexpr std::int64_t total() const { return list + head + get + put + remove; }
};
constexpr Requests operator+(Requests a, const Requests& b) {
  return a += b;
}

/// Opening the target: a look at its root.
Requests driver_init();

/// The rest of a create's synchronous part, after its lock: is there a volume.cfg, write it when `first` (the
/// volume's first backup on this target), load it; load the index of the last backup when there is one; save
/// the lock again (re-entrant).
Requests create_sync_rest(bool first, bool has_last);

/// The same where the volume's first backup is the only one without a last one.
inline Requests create_sync_rest(bool first) {
  return create_sync_rest(first, !first);
}

/// The index of the backup that begins, marked as in progress.
Requests create_begin();

/// Blocks of an upload: each of `processed` is looked for, each of `fresh` is not there and is written.
/// Sent by all threads of the backup together, so their time is the upload law's business.
Requests upload_blocks(std::int64_t processed, std::int64_t fresh);

/// The finished index, then volume.cfg read and written.
Requests create_finish();

/// Removal of the lock file: a driver removes by listing the prefix and deleting what it found.
Requests unlock();

/// Delete: the index of the backup to be deleted is loaded, …
Requests delete_load_victim();

/// … and removed (from here on the backup does not exist any more), …
Requests delete_remove_victim();

/// … the volume.cfg loaded, …
Requests delete_load_volume();

/// … the `kept` remaining backups listed, a thousand names a request, at least one request (done twice:
/// before and after their indexes are loaded), …
Requests list_backups(std::int64_t kept);

/// … all block files listed, one request a directory: the root and the non-empty directories of both levels,
/// which `blocks` distinct stored blocks make out of `directories_1` and `directories_2` (block_tree.h), …
Requests list_block_tree(std::int64_t blocks, std::int64_t directories_1, std::int64_t directories_2);

/// … the indexes of the `kept` backups loaded, …
Requests load_indexes(std::int64_t kept);

/// … volume.cfg saved when the victim was the last backup, …
Requests save_last();

/// … each block that no kept backup refers to removed, …
Requests remove_blocks(std::int64_t unreferenced);

/// … and volume.cfg read and written. Then comes `unlock`.
Requests delete_finish();

/// Restore of one replica: volume.cfg and `indexes` backup indexes (1 for a full restore, 2 for an
/// incremental one) are loaded and the lock saved again.
Requests restore_sync_rest(std::int64_t indexes);

/// Restore of one replica: each block is fetched (by all threads together).
Requests restore_blocks(std::int64_t blocks);

/// Inspection of one backup: list, volume.cfg and index.
Requests inspect_backup();

/// Seconds of one request of each kind. Borrowed: the distributions must outlive it.
struct Latencies {
  const core::Distribution &list, &head, &get, &put, &remove;

  Latencies(const core::Distribution& list_, const core::Distribution& head_, const core::Distribution& get_,
            const core::Distribution& put_, const core::Distribution& remove_)
      : list(list_), head(head_), get(get_), put(put_), remove(remove_) {}

  /// From any struct with these five members (the model's Latency).
  template <class FiveLatencies>
  explicit Latencies(const FiveLatencies& from)
      : Latencies(from.list, from.head, from.get, from.put, from.remove) {}
};

/// Which uniform a kind of request takes, so that a draw keeps its address whatever else is asked for.
enum class RequestKind : std::uint32_t { list = 0, head = 1, get = 2, put = 3, remove = 4 };

/// Time of `count` requests of one kind one after the other. Constant latencies are taken to the nearest
/// nanosecond first, so that the sum is exactly count times one; others are one draw of the sum at `u` in
/// (0, 1) (Distribution::sample_sum).
Duration request_time(std::int64_t count, const core::Distribution& latency, double u);

/// Time of these requests one after the other. `uniform(kind)` gives the uniform in (0, 1) for a kind; it is
/// asked only for kinds that occur and whose latency is not constant, in the order of RequestKind.
template <std::invocable<RequestKind> Uniform>
Duration request_time(const Requests& requests, const Latencies& latencies, Uniform&& uniform) {
  Duration sum{};
  const auto add = [&](std::int64_t count, const core::Distribution& latency, RequestKind kind) {
    if (count <= 0) return;
    sum += request_time(count, latency, latency.is_constant() ? 0.5 : static_cast<double>(uniform(kind)));
  };
  // One statement each: the order in which operands of + are evaluated is the compiler's choice.
  add(requests.list, latencies.list, RequestKind::list);
  add(requests.head, latencies.head, RequestKind::head);
  add(requests.get, latencies.get, RequestKind::get);
  add(requests.put, latencies.put, RequestKind::put);
  add(requests.remove, latencies.remove, RequestKind::remove);
  return sum;
}

/// The same with one uniform for all kinds: a target that is slow at one is slow at all.
Duration request_time(const Requests& requests, const Latencies& latencies, double u);

}  // namespace headway::cost
