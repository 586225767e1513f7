// The flows of one class in the order in which they will complete.
//
// A class serves all its flows at one rate, so it keeps one clock: the bytes served to each member
// since the class was last empty. A flow that joins at V and has s bytes ends when the clock shows
// V + s: its mark, which never changes whatever the rates do. The heap orders marks.
//
// Marks are fixed-point (whole bytes and 2^-32ths), so precision does not wear off with the clock's
// age: a class that has served 10^16 bytes resolves completions as finely as a new one.
//
// Cost: push O(1) on average and O(log n) at worst, pop O(log n) over a 4-ary heap of 16-byte entries,
// four to a cache line. Ties come in any (but always the same) order: network.cpp orders completions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace headway::flow {

/// A reading of a class's clock, in bytes: `whole` + `part` / 2^32.
struct Mark {
  std::int64_t whole = 0;
  std::uint32_t part = 0;
};

class CompletionHeap {
 public:
  struct Entry {
    std::int64_t whole;
    std::uint32_t part;
    std::uint32_t flow;  ///< slot of the flow in the network's table
    Mark mark() const { return {whole, part}; }
  };

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const Entry& front() const { return entries_.front(); }
  void clear() { entries_.clear(); }
  const std::vector<Entry>& entries() const { return entries_; }

  void push(Mark mark, std::uint32_t flow) {
    const Entry entry{mark.whole, mark.part, flow};
    std::size_t hole = entries_.size();
    entries_.push_back(entry);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kWays;
      if (!before(entry, entries_[parent])) break;
      entries_[hole] = entries_[parent];
      hole = parent;
    }
    entries_[hole] = entry;
  }

  void pop() {
    const Entry last = entries_.back();
    entries_.pop_back();
    if (!entries_.empty()) sink(0, last);
  }

  /// Removes the entries for which `gone(flow)` holds. O(n).
  template <class Gone>
  void remove_if(Gone gone) {
    std::erase_if(entries_, [&](const Entry& e) { return gone(e.flow); });
    for (std::size_t i = (entries_.size() + kWays - 2) / kWays; i-- > 0;) sink(i, Entry{entries_[i]});
  }

 private:
  static constexpr std::size_t kWays = 4;

  static bool before(const Entry& a, const Entry& b) {
    return a.whole < b.whole || (a.whole == b.whole && a.part < b.part);
  }

  void sink(std::size_t hole, const Entry entry) {
    const std::size_t size = entries_.size();
    for (std::size_t first = kWays * hole + 1; first < size; first = kWays * hole + 1) {
      std::size_t least = first;
      const std::size_t end = std::min(first + kWays, size);
      for (std::size_t child = first + 1; child < end; ++child)
        if (before(entries_[child], entries_[least])) least = child;
      if (!before(entries_[least], entry)) break;
      entries_[hole] = entries_[least];
      hole = least;
    }
    entries_[hole] = entry;
  }

  std::vector<Entry> entries_;
};

}  // namespace headway::flow
