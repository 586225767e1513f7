#include "sim/flow/class_table.h"

#include <algorithm>
#include <bit>

namespace headway::flow {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t more) {
  hash = (hash ^ more) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_of(std::span<const Share> path, double cap) {
  std::uint64_t hash = mixed(path.size(), std::bit_cast<std::uint64_t>(cap));
  for (const Share& share : path)
    hash = mixed(mixed(hash, share.link), std::bit_cast<std::uint64_t>(share.weight));
  return hash;
}

/// Ascending links, each once: `path` itself where it is that already, otherwise a copy in `out`.
std::span<const Share> in_one_form(std::span<const Share> path, std::vector<Share>& out) {
  const auto not_ascending = [](const Share& a, const Share& b) { return a.link >= b.link; };
  if (std::adjacent_find(path.begin(), path.end(), not_ascending) == path.end()) return path;
  out.assign(path.begin(), path.end());
  std::sort(out.begin(), out.end(), [](const Share& a, const Share& b) {
    return a.link != b.link ? a.link < b.link : a.weight < b.weight;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (kept > 0 && out[kept - 1].link == out[i].link)
      out[kept - 1].weight += out[i].weight;
    else
      out[kept++] = out[i];
  }
  out.resize(kept);
  return out;
}

}  // namespace

ClassId ClassTable::acquire(std::span<const Share> path, double cap) {
  const std::span<const Share> wanted = in_one_form(path, scratch_);
  const std::uint64_t hash = hash_of(wanted, cap);
  if (live_ >= buckets_.size()) grow();
  ClassId& bucket = buckets_[hash & (buckets_.size() - 1)];
  for (ClassId id = bucket; id != kNone; id = records_[id].next) {
    Record& record = records_[id];
    if (record.hash == hash && record.cap == cap &&
        std::equal(wanted.begin(), wanted.end(), record.path.begin(), record.path.end())) {
      ++record.references;
      return id;
    }
  }
  ClassId id = free_;
  if (id == kNone) {
    id = static_cast<ClassId>(records_.size());
    records_.emplace_back();
  } else {
    free_ = records_[id].next;
  }
  Record& record = records_[id];
  record.path.assign(wanted.begin(), wanted.end());
  record.cap = cap;
  record.hash = hash;
  record.references = 1;
  record.next = bucket;
  bucket = id;
  ++live_;
  return id;
}

bool ClassTable::release(ClassId id) {
  Record& record = records_[id];
  if (--record.references > 0) return false;
  ClassId* link = &buckets_[record.hash & (buckets_.size() - 1)];
  while (*link != id) link = &records_[*link].next;
  *link = record.next;
  record.next = free_;
  free_ = id;
  --live_;
  return true;
}

void ClassTable::grow() {
  buckets_.assign(std::max<std::size_t>(16, 2 * buckets_.size()), kNone);
  for (ClassId id = 0; id < records_.size(); ++id) {
    if (records_[id].references == 0) continue;
    ClassId& bucket = buckets_[records_[id].hash & (buckets_.size() - 1)];
    records_[id].next = bucket;
    bucket = id;
  }
}

}  // namespace headway::flow
