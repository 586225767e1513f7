// The calendar: what is due when, in a fixed order.
//
// An entry's key is (nanoseconds since the scenario's start x 8 + rank); equal keys leave first in, first
// out. Ranks order what happens at one instant, so that a lock released at 02:00:00 is free for a look at
// 02:00:00.
//
// A monotone radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990) with digits of five bits: bucket (l, d) holds
// the keys whose highest digit that differs from the last popped key is digit l, and is d. Simulated time
// never goes back, so the last key only grows and an entry moves down at most 13 times, log32(pending) times
// in practice. Equal keys are always in one bucket, in order of arrival, because buckets are filled and
// redistributed front to back: FIFO needs no sequence number. Chosen over a 4-ary heap by `tests/bench`
// (calendar_bench.cpp): flat in the number pending. Cost: push O(1); pop amortised O(log of the key range),
// measured in docs/performance.md.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
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
    if (key < last_) key = last_;
    put(Entry{key, payload});
    ++size_;
  }

  /// Takes the first entry if its key is at most `limit`.
  bool pop(Key limit, Entry& out) {
    while (head_ == now_.size())
      if (!refill(limit)) return false;
    if (last_ > limit) return false;
    out = now_[head_++];
    if (head_ == now_.size()) now_.clear(), head_ = 0;
    --size_;
    return true;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr int kDigitBits = 5;  // 4 to 6 measure alike, fewer are slower (calendar_bench)
  static constexpr int kDigits = 1 << kDigitBits;
  static constexpr int kLevels = (64 + kDigitBits - 1) / kDigitBits;

  void put(Entry entry) {
    const Key differs = entry.key ^ last_;
    if (differs == 0) {
      now_.push_back(entry);
      return;
    }
    const auto level = static_cast<unsigned>(63 - std::countl_zero(differs)) / kDigitBits;
    const auto digit = static_cast<unsigned>(entry.key >> (level * kDigitBits)) & (kDigits - 1);
    buckets_[level * kDigits + digit].push_back(entry);
    digits_[level] |= 1U << digit;
    levels_ |= 1U << level;
  }

  /// Spreads the earliest bucket over the levels below it, what is due first into now_ (which may take more
  /// than one call), and moves last_ forward; false when nothing is due up to `limit`.
  bool refill(Key limit);

  Key last_ = 0;
  std::vector<Entry> now_;  // entries with key == last_, from head_ on
  std::size_t head_ = 0;
  std::uint32_t levels_ = 0;                     // bit l: some bucket of level l is filled
  std::array<std::uint32_t, kLevels> digits_{};  // bit d: buckets_[l * kDigits + d] is filled
  std::array<std::vector<Entry>, static_cast<std::size_t>(kLevels) * kDigits> buckets_;
  std::size_t size_ = 0;
};

}  // namespace headway::core
