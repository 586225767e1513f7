// What a process can await: an instant, a signal, a permit, the first of several, a poll that would have seen
// a change. Every awaiter leaves no trace when its frame is destroyed in mid-wait.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/core/engine.h"

namespace headway::core {

namespace detail {

/// Tickets in order of arrival; void ones are dropped when they come to the front, and swept when they pile
/// up. Most lists hold one ticket or none, so the first one has a place of its own and only the others a
/// vector.
class WaitList {
 public:
  void add(const Engine& engine, Ticket t) {
    if (!any_) {
      any_ = true;
      first_ = t;
      return;
    }
    if (rest_.size() >= sweep_at_) {
      rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
      std::erase_if(rest_, [&](Ticket old) { return !engine.valid(old); });
      sweep_at_ = static_cast<std::uint32_t>(2 * rest_.size() + 16);
      if (!engine.valid(first_)) {
        if (rest_.empty()) {
          first_ = t;
          return;
        }
        first_ = rest_[head_++];
      }
    } else if (rest_.empty() && !engine.valid(first_)) {
      first_ = t;
      return;
    }
    rest_.push_back(t);
  }
  bool wake_one(Engine& engine) {
    while (any_) {
      const Ticket t = first_;
      any_ = head_ < rest_.size();
      if (any_) first_ = rest_[head_++];
      if (head_ == rest_.size()) rest_.clear(), head_ = 0;
      if (engine.wake(t)) return true;
    }
    return false;
  }
  void wake_all(Engine& engine) {
    while (wake_one(engine)) {
    }
  }
  std::size_t size() const { return (any_ ? 1 : 0) + rest_.size() - head_; }  ///< void ones included

 private:
  Ticket first_;  // meaningful when any_
  bool any_ = false;
  std::uint32_t sweep_at_ = 16;
  std::vector<Ticket> rest_;
  std::size_t head_ = 0;
};

}  // namespace detail

/// Something that processes wait for to happen. Notifying wakes all that wait now.
class Signal {
 public:
  void notify(Engine& engine) { waiting_.wake_all(engine); }
  void add(const Engine& engine, Ticket t) { waiting_.add(engine, t); }

 private:
  detail::WaitList waiting_;
};

/// Counted permits, handed over first come, first served. Permits belong to the semaphore's owner in the
/// world, not to the frame that took one: a process that is destroyed does not give its permit back, its
/// owner does.
class Semaphore {
 public:
  explicit Semaphore(std::int64_t permits) : free_(permits) {}
  bool try_take() { return free_ > 0 ? (--free_, true) : false; }
  void release(Engine& engine) {
    if (!waiting_.wake_one(engine)) ++free_;  // handed over directly: nobody can overtake
  }
  void add(const Engine& engine, Ticket t) { waiting_.add(engine, t); }
  std::int64_t free() const { return free_; }

 private:
  std::int64_t free_;
  detail::WaitList waiting_;
};

/// One thing to wait for. Each leg says whether it is there already, registers itself, and is told when the
/// wait is over whether it was the one.
struct UntilInstant {
  Instant instant;
  Rank rank;
  UntilInstant(Instant at, Rank r) : instant(at), rank(r) {}
  bool ready(Engine&) { return false; }
  void enlist(Engine& engine, Ticket t) { engine.at(instant, rank, t); }
  void abandon(Engine&, bool /*won*/) {}
};

struct UntilSignal {
  Signal* signal;
  explicit UntilSignal(Signal& s) : signal(&s) {}
  bool ready(Engine&) { return false; }
  void enlist(Engine& engine, Ticket t) { signal->add(engine, t); }
  void abandon(Engine&, bool /*won*/) {}
};

/// The look of a polling loop that sees the signal: see PollTimes.
struct UntilPoll {
  Signal* signal;
  PollTimes times;
  UntilPoll(const Engine& engine, Signal& s, Instant first, Duration period, Instant last)
      : signal(&s), times{first, last, period, engine.now()} {}
  bool ready(Engine&) { return false; }
  void enlist(Engine& engine, Ticket t) {
    engine.look_at(t.slot(), &times);
    signal->add(engine, t);
  }
  void abandon(Engine&, bool /*won*/) {}
};

struct Permit {
  Semaphore* semaphore;
  explicit Permit(Semaphore& s) : semaphore(&s) {}
  bool ready(Engine&) { return semaphore->try_take(); }
  void enlist(Engine& engine, Ticket t) { semaphore->add(engine, t); }
  /// The process went before it could go on with a permit that was already handed to it.
  void abandon(Engine& engine, bool won) {
    if (won) semaphore->release(engine);
  }
};

/// Waits for the first of its legs; the result is that leg's number. A leg that is ready at once wins at
/// once, the earlier before the later; of legs that come at one instant, the calendar's order decides.
template <class... Legs>
class [[nodiscard]] FirstOf {
 public:
  FirstOf(Engine& engine, Legs... legs) : engine_(engine), legs_(std::move(legs)...) {}
  FirstOf(const FirstOf&) = delete;
  FirstOf& operator=(const FirstOf&) = delete;
  ~FirstOf() {
    if (slot_ == kNoSlot) return;  // it never waited, or has gone on
    const std::uint32_t winner = engine_.winner(slot_);
    engine_.vacate(slot_);
    each([&](auto& leg, std::uint32_t i) { leg.abandon(engine_, i == winner); });
  }

  bool await_ready() {
    each([&](auto& leg, std::uint32_t i) {
      if (winner_ == Engine::kNobody && leg.ready(engine_)) winner_ = i;
    });
    return winner_ != Engine::kNobody;
  }
  void await_suspend(std::coroutine_handle<> frame) {
    slot_ = engine_.occupy(frame);
    each([&](auto& leg, std::uint32_t i) { leg.enlist(engine_, engine_.ticket(slot_, i)); });
  }
  std::uint32_t await_resume() {
    if (slot_ != kNoSlot) {
      winner_ = engine_.winner(slot_);
      engine_.vacate(slot_);
      slot_ = kNoSlot;
    }
    return winner_;
  }

 private:
  static constexpr std::uint32_t kNoSlot = ~0U;
  template <class F>
  void each(F&& f) {
    std::apply(
        [&](auto&... leg) {
          std::uint32_t i = 0;
          (f(leg, i++), ...);
        },
        legs_);
  }

  Engine& engine_;
  std::tuple<Legs...> legs_;
  std::uint32_t slot_ = kNoSlot, winner_ = Engine::kNobody;
};

template <class... Legs>
FirstOf<Legs...> first_of(Engine& engine, Legs... legs) {
  return FirstOf<Legs...>(engine, std::move(legs)...);
}

inline UntilInstant at(Instant instant, Rank rank = Rank::timeout) {
  return UntilInstant(instant, rank);
}
inline UntilSignal on(Signal& signal) {
  return UntilSignal(signal);
}

/// Waits `d` (negative counts as zero) and goes on at that instant's `rank`.
inline FirstOf<UntilInstant> delay(Engine& engine, Duration d, Rank rank = Rank::work) {
  return FirstOf<UntilInstant>(
      engine, UntilInstant(engine.now() + (d < Duration::zero() ? Duration::zero() : d), rank));
}
inline FirstOf<UntilInstant> sleep_until(Engine& engine, Instant instant, Rank rank = Rank::work) {
  return FirstOf<UntilInstant>(engine, UntilInstant(instant, rank));
}
inline FirstOf<UntilSignal> wait_for(Engine& engine, Signal& signal) {
  return FirstOf<UntilSignal>(engine, UntilSignal(signal));
}
/// Takes a permit, waiting for it in order of arrival.
inline FirstOf<Permit> take(Engine& engine, Semaphore& semaphore) {
  return FirstOf<Permit>(engine, Permit(semaphore));
}

/// What a loop "check, sleep a period, at most n checks" would have found. Checks at first, first + period,
/// …; `changed` is notified whenever the answer may have become true. True at the check that sees `holds()`,
/// false one period after the last check, when the loop has slept in vain. Goes on only at the checks that
/// may see a change: one event for each.
template <class Holds>
Task<bool> poll_until(Engine& engine, Signal& changed, Instant first, Duration period, std::int64_t checks,
                      Holds holds) {
  const Instant last = first + (checks - 1) * period;
  const Instant start = engine.now() < first ? first : next_poll(first, period, engine.now());
  if (engine.now() < start && holds()) co_await sleep_until(engine, start, Rank::poll);
  for (;;) {
    if (engine.now() >= start && engine.now() <= last && holds()) co_return true;
    const std::uint32_t which = co_await first_of(engine, UntilPoll(engine, changed, start, period, last),
                                                  at(last + period, Rank::poll));
    if (which == 1) co_return false;
  }
}

/// As above without a limit of checks.
template <class Holds>
Task<void> poll_until(Engine& engine, Signal& changed, Instant first, Duration period, Holds holds) {
  const Instant start = engine.now() < first ? first : next_poll(first, period, engine.now());
  if (engine.now() < start && holds()) co_await sleep_until(engine, start, Rank::poll);
  while (engine.now() < start || !holds())
    co_await FirstOf<UntilPoll>(engine, UntilPoll(engine, changed, start, period, Instant::max()));
}

}  // namespace headway::core
