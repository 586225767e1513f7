#include "sim/core/calendar.h"

namespace headway::core {
namespace {

/// Buckets above this size are spread without looking for their first key; measured, 16 to 256 are alike.
constexpr std::size_t kManyEntries = 64;

}  // namespace

bool Calendar::refill(Key limit) {
  if (levels_ == 0) return false;
  const auto level = static_cast<unsigned>(std::countr_zero(levels_));
  const auto digit = static_cast<unsigned>(std::countr_zero(digits_[level]));
  auto& bucket = buckets_[level * kDigits + digit];
  Key first = bucket.front().key;
  if (bucket.size() > kManyEntries) {
    // Where the bucket's range starts will do as the new last key, and needs no pass over cold memory.
    first &= ~Key{0} << (level * kDigitBits);
  } else {
    for (const Entry& entry : bucket)
      if (entry.key < first) first = entry.key;
  }
  if (first > limit) return false;
  last_ = first;
  digits_[level] &= digits_[level] - 1;
  if (digits_[level] == 0) levels_ &= levels_ - 1;
  if (bucket.size() == 1)
    now_.push_back(bucket.front());
  else
    for (const Entry& entry : bucket)
      put(entry);  // all go to lower levels: they share this digit with last_ now
  bucket.clear();
  return true;
}

}  // namespace headway::core
