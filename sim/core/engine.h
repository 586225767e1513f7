// The engine: the present instant, the calendar, and the suspended processes that wait in it.
//
// A suspended process stands in a slot of the engine; whatever it waits for (an instant, a signal, a permit)
// holds a ticket: slot, generation of the slot, and which of several things awaited it is. When a process
// goes on or is destroyed its slot changes generation, and tickets still lying about are void: cancelling is
// free, and nothing is searched for. The first ticket to be honoured wins; ties within one instant are
// decided by the calendar's rank, then by order of registration.
//
// What an event wakes runs before the calendar's next event, in order of waking.
//
// Cost: a delay is one push and one pop of the calendar plus one resume; see docs/performance.md.
#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/core/calendar.h"
#include "sim/core/check.h"
#include "sim/core/task.h"
#include "sim/core/time.h"

namespace headway::core {

/// A claim to resume one suspended process. 64 bits: slot 24, leg 8, generation 32.
class Ticket {
 public:
  Ticket() = default;
  Ticket(std::uint32_t slot, std::uint32_t generation, std::uint32_t leg)
      : bits_(std::uint64_t{generation} << 32 | std::uint64_t{leg} << 24 | slot) {}
  explicit Ticket(std::uint64_t bits) : bits_(bits) {}
  std::uint32_t slot() const { return static_cast<std::uint32_t>(bits_) & 0xffffffU; }
  std::uint32_t leg() const { return static_cast<std::uint32_t>(bits_ >> 24) & 0xffU; }
  std::uint32_t generation() const { return static_cast<std::uint32_t>(bits_ >> 32); }
  std::uint64_t bits() const { return bits_; }

 private:
  std::uint64_t bits_ = 0;
};

/// The instants at which a process looks whether something has changed: first, first + period, … up to last.
struct PollTimes {
  Instant first, last;
  Duration period;
  Instant looked;  ///< its last look, which did not see what happens later in that instant
};

/// The first instant phase + k period (k any integer) that is not before `t`. period > 0.
constexpr Instant next_poll(Instant phase, Duration period, Instant t) {
  Duration past = (t - phase) % period;
  if (past < Duration::zero()) past += period;
  return past == Duration::zero() ? t : t + (period - past);
}

/// Most processes that may be suspended at once.
inline constexpr std::uint32_t kMaxSuspended = 1U << 24;

/// Processes that own themselves and end together: those of one node's manager, say. A crash is the end of a
/// group: each frame is destroyed at whatever it awaits, and nothing in the world is given back or tidied up
/// by that. Does not move: its frames point at it.
class ProcessGroup {
 public:
  ProcessGroup() { head_.previous = head_.next = &head_; }
  ~ProcessGroup() { end(); }
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  /// Lets a process own itself: it goes on until it ends, or until the group is ended.
  void spawn(Task<void> task);

  /// Destroys every process of the group. Not from within one of them.
  void end();

  bool empty() const { return head_.next == &head_; }

 private:
  detail::PromiseBase head_;  // of the ring of frames
};

class Engine {
 public:
  explicit Engine(Instant start) : start_(start), now_(start) {}
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Instant now() const { return now_; }
  Instant start() const { return start_; }
  /// How far the present instant has come: what was due at it at a lower rank has happened.
  Rank rank() const { return rank_; }

  /// Plays everything due before `end`; the present instant is `end` afterwards. `end` >= now().
  void run_until(Instant end);

  /// Lets a process own itself: it goes on until it ends, or until the engine goes.
  void spawn(Task<void> task) { processes_.spawn(std::move(task)); }

  /// Destroys every process that owns itself, at whatever it awaits. For the end of a play: what the
  /// processes refer to must still be there. The destructor does the same.
  void abandon() { processes_.end(); }

  /// Events played so far (resumptions of processes).
  std::uint64_t events() const { return events_; }

  // For awaiters and for the things they wait for.

  /// A slot for the process about to suspend.
  std::uint32_t occupy(std::coroutine_handle<> frame) {
    if (free_ == kNobody) add_slot();
    const std::uint32_t index = free_;
    Slot& slot = slots_[index];
    free_ = slot.winner;
    slot.frame = frame;
    slot.winner = kNobody;
    slot.poll = nullptr;
    return index;
  }
  /// Voids all tickets of the slot.
  void vacate(std::uint32_t index) {
    Slot& slot = slots_[index];
    ++slot.generation;
    slot.winner = free_;
    free_ = index;
  }
  Ticket ticket(std::uint32_t slot, std::uint32_t leg) const {
    return Ticket(slot, slots_[slot].generation, leg);
  }
  void at(Instant instant, Rank rank, Ticket ticket) { calendar_.push(key(instant, rank), ticket.bits()); }

  /// True while the ticket's process still waits and nothing has woken it.
  bool valid(Ticket t) const {
    return slots_[t.slot()].generation == t.generation() && slots_[t.slot()].winner == kNobody;
  }
  /// Decides that this is what the process waited for; it goes on after the present event, or at its poll
  /// that sees what happens now. False when void.
  bool wake(Ticket t) {
    if (!valid(t)) return false;
    Slot& slot = slots_[t.slot()];
    if (slot.poll != nullptr) {
      wake_at_poll(*slot.poll, t);
    } else {
      slot.winner = t.leg();
      ready_.push_back(t);
    }
    return true;
  }
  /// The process in this slot looks at fixed instants only: what wakes it is put off to the next of them.
  /// `poll` lives as long as the wait.
  void look_at(std::uint32_t slot, const PollTimes* poll) { slots_[slot].poll = poll; }
  /// Which leg woke the slot's process (meaningful once woken).
  std::uint32_t winner(std::uint32_t slot) const { return slots_[slot].winner; }
  static constexpr std::uint32_t kNobody = ~0U;

 private:
  struct Slot {
    std::coroutine_handle<> frame;
    std::uint32_t generation;
    std::uint32_t winner;   // of a free slot: the next free one
    const PollTimes* poll;  // null for a process that goes on at once
  };

  Key key(Instant instant, Rank rank) const {
    const auto since = static_cast<std::uint64_t>(
        (instant < now_ ? now_ : instant).time_since_epoch().count() - start_.time_since_epoch().count());
    // An instant beyond the calendar's reach (kForever and such) is simply never.
    return since >= (std::uint64_t{1} << 60) ? ~Key{0} : since << 3 | static_cast<Key>(rank);
  }
  void add_slot();
  void wake_at_poll(const PollTimes& poll, Ticket ticket);
  void drain_ready();
  void prefetch_next() const;

  Instant start_, now_;
  Rank rank_ = Rank::fault;
  Calendar calendar_;
  std::vector<Slot> slots_;
  std::uint32_t free_ = kNobody;  // the first free slot
  std::vector<Ticket> ready_;
  std::size_t ready_head_ = 0;
  std::uint64_t events_ = 0;
  ProcessGroup processes_;
};

}  // namespace headway::core
