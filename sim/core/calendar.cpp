#include "sim/core/calendar.h"

namespace headway::core {

bool Calendar::refill(Key limit) {
  if (levels_ == 0) return false;
  const auto level = static_cast<unsigned>(std::countr_zero(levels_));
  const auto digit = static_cast<unsigned>(std::countr_zero(digits_[level]));
  auto& bucket = buckets_[level * kDigits + digit];
  Key first = bucket.front().key;
  for (const Entry& entry : bucket)
    if (entry.key < first) first = entry.key;
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
