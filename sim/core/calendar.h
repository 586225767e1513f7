// The calendar: what is due when, in a fixed order.
//
// An entry's key is (nanoseconds since the scenario's start x 8 + rank); equal keys leave first in, first
// out. Ranks order what happens at one instant, so that a lock released at 02:00:00 is free for a look at
// 02:00:00.
//
// A monotone radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990) with a sorted front, as in a ladder queue
// (Tang, Goh, Thng 2005). Bucket (l, d) holds the keys whose highest digit of five bits that differs from the
// last popped key is digit l, and is d. Simulated time never goes back, so the last key only grows and an
// entry only moves down. The earliest bucket is spread over the levels below until it fits one chunk; then it
// is sorted into the run, from which entries are popped. What is pushed into the run's range is inserted
// there; when that becomes much, the run goes back into buckets.
//
// Buckets are lists of chunks from one pool, last freed first used: what is spread is written to
// where something was just read, so the calendar touches little more memory than its entries fill.
//
// Invariants: everything pending up to run_end_ is in the run; run and buckets are filled and spread front to
// back, and sorting is stable, so equal keys stay in order of arrival without a sequence number. Cost: push
// O(1) amortised; pop amortised O(log of the key range), about log32(pending) moves in practice:
// docs/performance.md.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/core/check.h"

namespace headway::core {

/// What happens at one instant happens in this order.
enum class Rank : std::uint8_t {
  fault,       ///< faults and operator actions
  completion,  ///< of transfers and requests
  release,     ///< of locks
  timeout,
  look,  ///< at lock files
  poll,
  work,  ///< new work: ticks, starts
  last   ///< bookkeeping that wants to see all of the instant
};

using Key = std::uint64_t;

class Calendar {
 public:
  struct Entry {
    Key key;
    std::uint64_t payload;
  };

  /// Adds an entry. A key before the last popped one (a rank that has passed at the present instant) is
  /// treated as equal to it: it leaves after what is already due then.
  void push(Key key, std::uint64_t payload) {
    const Entry entry{key < popped_ ? popped_ : key, payload};
    ++size_;
    if (entry.key > run_end_)
      put(entry);
    else if (head_ == run_.size() || run_.back().key <= entry.key)
      run_.push_back(entry);
    else
      insert(entry);
  }

  /// Takes the first entry if its key is at most `limit`.
  bool pop(Key limit, Entry& out) {
    while (head_ == run_.size())
      if (!refill(limit)) return false;
    if (run_[head_].key > limit) return false;
    out = run_[head_];
    popped_ = out.key;
    if (popped_ > last_) last_ = popped_;
    if (++head_ == run_.size()) run_.clear(), head_ = 0;
    --size_;
    return true;
  }

  /// What is first in line where that is known without any work: a hint, null when it is not.
  const Entry* peek() const { return head_ < run_.size() ? &run_[head_] : nullptr; }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr unsigned kDigitBits = 5;
  static constexpr unsigned kDigits = 1U << kDigitBits;
  static constexpr unsigned kLevels = (64 + kDigitBits - 1) / kDigitBits;

  /// An odd number of cache lines, so that the beginnings of chunks spread over all sets of a cache.
  static constexpr std::size_t kChunkEntries = 35;
  struct Chunk {
    Chunk* next;
    std::uint64_t padding;
    std::array<Entry, kChunkEntries> entries;
  };
  struct Bucket {  // filled from first->entries on; entries are full but for those of the last chunk
    Chunk* first = nullptr;
    Entry* at = nullptr;   // where the next entry goes, in the last chunk
    Entry* end = nullptr;  // of the last chunk
  };

  void put(Entry entry) {  // entry.key > last_
    const auto level = static_cast<unsigned>(63 - std::countl_zero((entry.key ^ last_) | 1)) / kDigitBits;
    const auto digit = static_cast<unsigned>(entry.key >> (level * kDigitBits)) & (kDigits - 1);
    Bucket& bucket = buckets_[level * kDigits + digit];
    if (bucket.at == bucket.end) {
      add_chunk(bucket);
      digits_[level] |= 1U << digit;
      levels_ |= 1U << level;
    }
    *bucket.at++ = entry;
  }
  void insert(Entry entry);
  void shorten_run();
  bool refill(Key limit);
  void add_chunk(Bucket& bucket);
  void grow_pool();

  Key popped_ = 0;          // the last one
  Key last_ = 0;            // what buckets are relative to: popped_, or where the last spread bucket began
  Key run_end_ = 0;         // every pending key <= run_end_ is in the run, last_ <= run_end_
  std::vector<Entry> run_;  // in order, from head_ on
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::uint32_t levels_ = 0;                     // bit l: some bucket of level l is filled
  std::array<std::uint32_t, kLevels> digits_{};  // bit d: buckets_[l * kDigits + d] is filled
  std::array<Bucket, static_cast<std::size_t>(kLevels) * kDigits> buckets_{};
  Chunk* free_ = nullptr;
  std::vector<std::unique_ptr<Chunk[]>> pool_;
  std::size_t pooled_ = 0;
};

}  // namespace headway::core
