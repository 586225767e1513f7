// Which classes of flows exist: interned (path, cap) pairs with reference counts.
//
// Flows with equal path and cap always have equal rates, so the network works on classes. Paths are
// brought to one form (ascending link, a link named twice with its weights added) and looked up in a
// chained hash table inside the records themselves: nothing is allocated once the table has grown.
//
// Invariant: two live records never have equal (path, cap). A record lives while it is referenced.
// Cost: acquire O(path log path), release O(1) on average.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/flow/max_min.h"

namespace headway::flow {

using ClassId = std::uint32_t;

class ClassTable {
 public:
  /// The class of this path and cap (kUncapped: none), one reference more. New ids fill gaps first.
  ClassId acquire(std::span<const Share> path, double cap);
  void add_reference(ClassId id) { ++records_[id].references; }
  /// One reference less; the last one frees the id. True if it did.
  bool release(ClassId id);

  bool alive(ClassId id) const { return id < records_.size() && records_[id].references > 0; }
  /// In its one form. Stays where it is while the class lives.
  std::span<const Share> path(ClassId id) const { return records_[id].path; }
  double cap(ClassId id) const { return records_[id].cap; }
  std::size_t size() const { return records_.size(); }  ///< ids are below this

 private:
  struct Record {
    std::vector<Share> path;
    double cap = kUncapped;
    std::uint64_t hash = 0;
    ClassId next = 0;  // in its bucket, or in the list of free ids
    std::uint32_t references = 0;
  };
  void grow();

  std::vector<Record> records_;
  std::vector<ClassId> buckets_;  // a power of two of them
  std::vector<Share> scratch_;    // for a path that is not in its one form
  ClassId free_ = kNone;
  std::size_t live_ = 0;
  static constexpr ClassId kNone = ~ClassId{0};
};

}  // namespace headway::flow
