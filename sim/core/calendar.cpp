#include "sim/core/calendar.h"

#include <algorithm>

#include "sim/core/prefetch.h"

namespace headway::core {
namespace {

/// A run that new entries have made longer than this goes back into buckets before one more is inserted.
constexpr std::size_t kLongRun = 64;
constexpr std::size_t kFirstPool = 32;

/// Moves the last entry before those from `head` on with larger keys: one step of a stable insertion sort.
inline void sink_last(std::vector<Calendar::Entry>& run, std::size_t head) {
  const Calendar::Entry entry = run.back();
  std::size_t hole = run.size() - 1;
  for (; hole > head && run[hole - 1].key > entry.key; --hole) run[hole] = run[hole - 1];
  run[hole] = entry;
}

}  // namespace

void Calendar::grow_pool() {
  const std::size_t more = std::max(kFirstPool, pooled_ / 2);
  pool_.emplace_back(new Chunk[more]);  // not zeroed
  Chunk* const chunks = pool_.back().get();
  for (std::size_t i = 0; i < more; ++i) chunks[i].next = i + 1 < more ? &chunks[i + 1] : nullptr;
  free_ = chunks;
  pooled_ += more;
}

void Calendar::add_chunk(Bucket& bucket) {
  static_assert(sizeof(Chunk) % 128 == 64, "an odd number of cache lines, and its entries at its end");
  if (free_ == nullptr) grow_pool();
  Chunk* const chunk = free_;
  free_ = chunk->next;
  chunk->next = nullptr;
  if (bucket.first == nullptr)
    bucket.first = chunk;
  else
    reinterpret_cast<Chunk*>(reinterpret_cast<std::byte*>(bucket.end) - sizeof(Chunk))->next = chunk;
  bucket.at = chunk->entries.data();
  bucket.end = bucket.at + kChunkEntries;
}

/// Into the run, before its end.
void Calendar::insert(Entry entry) {
  if (run_.size() - head_ >= kLongRun) {
    shorten_run();
    if (entry.key > run_end_) return put(entry);
  }
  // Most of what is pushed is due soon: the few before it move up into the place of what was popped.
  if (head_ > 0 && head_ < run_.size() && entry.key < run_[(head_ + run_.size()) / 2].key) {
    std::size_t hole = --head_;
    for (; run_[hole + 1].key <= entry.key; ++hole) run_[hole] = run_[hole + 1];
    run_[hole] = entry;
    return;
  }
  run_.push_back(entry);
  sink_last(run_, head_);
}

/// Puts what is due after last_ back into buckets: the levels that it goes to are empty.
void Calendar::shorten_run() {
  run_end_ = last_;
  std::size_t stay = head_;
  while (stay < run_.size() && run_[stay].key <= last_) ++stay;
  for (std::size_t i = stay; i < run_.size(); ++i) put(run_[i]);
  run_.resize(stay);
}

/// Takes the earliest bucket: into the run when it is small or holds one key, otherwise over the levels below
/// it, with what is due first into the run. False when nothing is due up to `limit`.
bool Calendar::refill(Key limit) {
  run_.clear();  // nothing is left of it
  head_ = 0;
  if (levels_ == 0) return false;
  const auto level = static_cast<unsigned>(std::countr_zero(levels_));
  const auto digit = static_cast<unsigned>(std::countr_zero(digits_[level]));
  Bucket& bucket = buckets_[level * kDigits + digit];
  const unsigned shift = level * kDigitBits;
  const Key first = bucket.first->entries[0].key & ~Key{0} << shift;  // where the bucket's range begins
  if (first > limit) return false;
  digits_[level] &= digits_[level] - 1;
  if (digits_[level] == 0) levels_ &= levels_ - 1;
  last_ = first;
  Chunk* chunk = bucket.first;
  Entry* const at = bucket.at;
  bucket = Bucket{};
  if (chunk->next == nullptr) {
    run_end_ = first | ~(~Key{0} << shift);
    const auto count = static_cast<std::size_t>(at - chunk->entries.data());
    for (std::size_t i = 0; i < count; ++i) {
      run_.push_back(chunk->entries[i]);
      sink_last(run_, 0);
    }
    chunk->next = free_;
    free_ = chunk;
    return true;
  }
  run_end_ = first;
  while (chunk != nullptr) {
    Chunk* const next = chunk->next;
    prefetch(next, sizeof(Chunk));  // chunks of a list lie anywhere
    const Entry* const end = next == nullptr ? at : chunk->entries.data() + kChunkEntries;
    for (const Entry* entry = chunk->entries.data(); entry != end; ++entry) {
      if (entry->key == first)
        run_.push_back(*entry);
      else
        put(*entry);
    }
    chunk->next = free_;
    free_ = chunk;
    chunk = next;
  }
  return true;
}

}  // namespace headway::core
