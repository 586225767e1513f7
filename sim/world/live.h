// What is under way, so that the horizon can say what was left unfinished and a crash what it ends. Entries
// are not owned.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory_resource>
#include <unordered_map>
#include <utility>
#include <vector>

namespace headway::world {

/// Keyed by operation. Constant time; `sorted` gives the fixed order in which they are emitted.
template <class Record>
class Live {
 public:
  void add(std::uint64_t operation, Record* record) { by_operation_[operation] = record; }
  void remove(std::uint64_t operation) { by_operation_.erase(operation); }
  Record* find(std::uint64_t operation) const {
    const auto at = by_operation_.find(operation);
    return at == by_operation_.end() ? nullptr : at->second;
  }
  std::vector<Record*> sorted() const {
    std::vector<std::pair<std::uint64_t, Record*>> all(by_operation_.begin(), by_operation_.end());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Record*> records;
    for (const auto& entry : all) records.push_back(entry.second);
    return records;
  }

 private:
  // Entries come and go by the million: their memory is kept.
  std::pmr::unsynchronized_pool_resource pool_;
  std::pmr::unordered_map<std::uint64_t, Record*> by_operation_{&pool_};
};

}  // namespace headway::world
