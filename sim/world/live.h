// What is under way, so that the horizon can say what was left unfinished and a crash what it ends. Entries
// are not owned.
//
// A hash table with linear probing, in one piece of memory: entries come and go by the million, a few hundred
// are there at a time. Operations are numbered one after the other, so a number's low digits spread better
// than any hash.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace headway::world {

/// Keyed by operation. Constant time; `sorted` gives the fixed order in which they are emitted.
template <class Record>
class Live {
 public:
  /// record != nullptr. In place of one with the same key.
  void add(std::uint64_t operation, Record* record) {
    if (2 * (size_ + 1) > entries_.size()) grow();
    Entry& entry = entries_[place_of(operation)];
    if (entry.record == nullptr) ++size_;
    entry = Entry{operation, record};
  }
  void remove(std::uint64_t operation) {
    std::size_t hole = place_of(operation);
    if (entries_[hole].record == nullptr) return;
    --size_;
    // Those after it that are not in their own places move up, so that no search ends at the hole.
    for (std::size_t at = next(hole); entries_[at].record != nullptr; at = next(at)) {
      const std::size_t from_home = (at - home(entries_[at].operation)) & mask();
      if (from_home < ((at - hole) & mask())) continue;
      entries_[hole] = entries_[at];
      hole = at;
    }
    entries_[hole] = Entry{};
  }
  /// Null when it is not there.
  Record* find(std::uint64_t operation) const { return entries_[place_of(operation)].record; }
  std::size_t size() const { return size_; }
  std::vector<Record*> sorted() const {
    std::vector<Entry> all;
    for (const Entry& entry : entries_)
      if (entry.record != nullptr) all.push_back(entry);
    std::sort(all.begin(), all.end(),
              [](const Entry& a, const Entry& b) { return a.operation < b.operation; });
    std::vector<Record*> records;
    for (const Entry& entry : all) records.push_back(entry.record);
    return records;
  }

 private:
  struct Entry {
    std::uint64_t operation = 0;
    Record* record = nullptr;  // null: free
  };
  std::size_t mask() const { return entries_.size() - 1; }
  std::size_t home(std::uint64_t operation) const { return static_cast<std::size_t>(operation) & mask(); }
  std::size_t next(std::size_t place) const { return (place + 1) & mask(); }
  /// Where it is, or the free place where it would be.
  std::size_t place_of(std::uint64_t operation) const {
    std::size_t place = home(operation);
    while (entries_[place].record != nullptr && entries_[place].operation != operation) place = next(place);
    return place;
  }
  void grow() {
    std::vector<Entry> old(2 * entries_.size());
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.record != nullptr) entries_[place_of(entry.operation)] = entry;
  }

  std::vector<Entry> entries_ = std::vector<Entry>(64);  // a power of two, at most half of it filled
  std::size_t size_ = 0;
};

}  // namespace headway::world
