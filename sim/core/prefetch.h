// Asking for memory before it is needed. A year of a large cluster is memory that nobody has looked at for a
// day: the wait for it would cost more than the work with it. Hints never change what is computed.
#pragma once

#include <cstddef>

namespace headway::core {

inline constexpr std::size_t kCacheLine = 64;

/// Asks for `size` bytes from `address` on, at most a few cache lines. Any address is allowed.
inline void prefetch(const void* address, std::size_t size) {
  const char* const bytes = static_cast<const char*>(address);
  for (std::size_t at = 0; at < size; at += kCacheLine) __builtin_prefetch(bytes + at);
}

/// Asks for an object's own memory.
template <class T>
void prefetch(const T& object) {
  prefetch(&object, sizeof(T));
}

}  // namespace headway::core
