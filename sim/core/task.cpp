#include "sim/core/task.h"

#include <array>
#include <cstdlib>
#include <new>

#if defined(__has_feature)  // how clang says what g++ says with __SANITIZE_*
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HEADWAY_POOL_FRAMES 0
#endif
#endif
#if defined(HEADWAY_POOL_FRAMES)
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEADWAY_POOL_FRAMES 0
#else
#define HEADWAY_POOL_FRAMES 1
#endif

namespace headway::core {

#if HEADWAY_POOL_FRAMES
namespace {

constexpr std::size_t kClass = 64, kClasses = 32;  // frames up to 2 KiB; larger ones are rare

struct FreeFrame {
  FreeFrame* next;
};

// One pool a thread: a replication is played by one thread from its first event to its last.
struct Pool {
  std::array<FreeFrame*, kClasses> free{};
  ~Pool() {
    for (FreeFrame* frame : free)
      while (frame != nullptr) ::operator delete(std::exchange(frame, frame->next));
  }
};
thread_local Pool pool;

}  // namespace

void* allocate_frame(std::size_t size) {
  const std::size_t c = (size - 1) / kClass;
  if (c >= kClasses) return ::operator new(size);
  if (FreeFrame* frame = pool.free[c]) {
    pool.free[c] = frame->next;
    return frame;
  }
  return ::operator new((c + 1) * kClass);
}

void free_frame(void* frame, std::size_t size) {
  const std::size_t c = (size - 1) / kClass;
  if (c >= kClasses) return ::operator delete(frame);
  pool.free[c] = new (frame) FreeFrame{pool.free[c]};
}
#else
void* allocate_frame(std::size_t size) {
  return ::operator new(size);
}
void free_frame(void* frame, std::size_t) {
  ::operator delete(frame);
}
#endif

}  // namespace headway::core
