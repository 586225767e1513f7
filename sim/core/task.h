// A process is a coroutine: what a controller does, in the order in which it does it.
//
// Task<T> starts eagerly, runs to its first suspension inside the call, and is awaited at most once by the
// coroutine that holds it. The holder owns the frame: destroying a Task destroys the frame at whatever it
// awaits, and with it the frames it awaits (that is how a crash ends a process). Frames own nothing of the
// world: what they hold there (locks, slots, files) stays as it is. Engine::spawn detaches a Task: it then
// owns itself until it ends or the Engine goes.
//
// There is no symmetric transfer: it is no tail call in debug and sanitizer builds. A child that ends resumes
// its parent from within; depth is the depth of nesting, which the code bounds.
//
// Compiler trap: g++ 12.2 miscompiles braced aggregates inside a co_await operand. Awaiters have
// constructors; give arguments as named locals. `scripts/lint` looks for it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "sim/core/check.h"

namespace headway::core {

/// Memory of frames, by size class, kept for reuse by the thread (plain new under sanitizers, so that they
/// see use after destruction). About 5 ns instead of 40.
void* allocate_frame(std::size_t size);
void free_frame(void* frame, std::size_t size);

/// For what comes and goes with processes: the same memory, as an allocator. Freed by the thread that took
/// it.
template <class T>
struct FrameAllocator {
  using value_type = T;
  FrameAllocator() = default;
  template <class U>
  FrameAllocator(const FrameAllocator<U>&) {}  // NOLINT: allocators convert
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_frame(n * sizeof(T))); }
  void deallocate(T* object, std::size_t n) { free_frame(object, n * sizeof(T)); }
  bool operator==(const FrameAllocator&) const = default;
};

/// A base for such things when they are made with `new`: the same memory as frames. The static type is the
/// dynamic type.
struct FrameMemory {
  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* object, std::size_t size) { free_frame(object, size); }
};

namespace detail {

/// What every frame has: who awaits it, and its place in the Engine's list once detached.
struct PromiseBase : FrameMemory {
  std::coroutine_handle<> continuation;
  std::coroutine_handle<> self;
  PromiseBase *previous = nullptr, *next = nullptr;  // detached frames form a ring around the Engine's head
  bool detached = false;

  std::suspend_never initial_suspend() noexcept { return {}; }

  struct FinalAwaiter {
    bool detached;
    explicit FinalAwaiter(bool d) noexcept : detached(d) {}
    bool await_ready() const noexcept { return detached; }  // a detached frame destroys itself
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> frame) const noexcept {
      const auto parent = frame.promise().continuation;
      if (parent) parent.resume();  // may destroy this frame: touch nothing after
    }
    void await_resume() const noexcept {}
  };
  FinalAwaiter final_suspend() noexcept {
    if (detached) unlink();
    return FinalAwaiter(detached);
  }
  [[noreturn]] void unhandled_exception() noexcept {
    check_invariant(false, "an exception left a process");
    std::terminate();
  }
  void unlink() {
    previous->next = next;
    next->previous = previous;
  }
};

template <class T>
struct Promise : PromiseBase {
  std::optional<T> value;
  auto get_return_object() { return std::coroutine_handle<Promise>::from_promise(*this); }
  template <class U>
  void return_value(U&& v) {
    value.emplace(std::forward<U>(v));
  }
};

template <>
struct Promise<void> : PromiseBase {
  auto get_return_object() { return std::coroutine_handle<Promise>::from_promise(*this); }
  void return_void() {}
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;

  Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}  // NOLINT: made by the compiler
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (frame_) frame_.destroy();
      frame_ = std::exchange(other.frame_, nullptr);
    }
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  bool done() const { return !frame_ || frame_.done(); }

  bool await_ready() const { return frame_.done(); }
  void await_suspend(std::coroutine_handle<> parent) { frame_.promise().continuation = parent; }
  T await_resume() {
    if constexpr (!std::is_void_v<T>) return std::move(*frame_.promise().value);
  }

  /// Gives the frame up. The caller sees to its end.
  std::coroutine_handle<promise_type> release() { return std::exchange(frame_, nullptr); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace headway::core
