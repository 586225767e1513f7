#include "sim/core/engine.h"

#include <algorithm>

#include "sim/core/prefetch.h"

namespace headway::core {
namespace {

/// Most frames are four to eight cache lines long.
constexpr std::size_t kFrameLines = 5;

}  // namespace

void ProcessGroup::end() {
  // Frames unregister themselves from slots as they go; destroying one may destroy others it holds, but those
  // are not in the ring.
  while (head_.next != &head_) {
    detail::PromiseBase* frame = head_.next;
    frame->unlink();
    frame->self.destroy();
  }
}

void ProcessGroup::spawn(Task<void> task) {
  const auto frame = task.release();
  if (frame.done()) {
    frame.destroy();
    return;
  }
  auto& promise = frame.promise();
  promise.detached = true;
  promise.self = frame;
  promise.previous = head_.previous;
  promise.next = &head_;
  head_.previous->next = &promise;
  head_.previous = &promise;
}

Engine::~Engine() {
  abandon();
}

void Engine::add_slot() {
  check_invariant(slots_.size() < kMaxSuspended, "too many suspended processes");
  free_ = static_cast<std::uint32_t>(slots_.size());
  slots_.push_back(Slot{{}, 0, kNobody, nullptr});
}

/// What changes at a poll instant is seen by that poll unless it has passed: up to Rank::poll, where a lazy
/// loop cannot tell which of two that are due together came first. No poll left: it waits for its other legs.
void Engine::wake_at_poll(const PollTimes& poll, Ticket ticket) {
  const bool passed = now_ == poll.looked || rank_ > Rank::poll;
  const Instant seen = std::max(poll.first, passed ? now_ + Duration(1) : now_);
  const Instant look = next_poll(poll.first, poll.period, seen);
  if (look <= poll.last) at(look, Rank::poll, ticket);
}

void Engine::drain_ready() {
  while (ready_head_ < ready_.size()) {
    const Ticket t = ready_[ready_head_++];
    const Slot& slot = slots_[t.slot()];
    if (slot.generation != t.generation()) continue;  // destroyed since it was woken
    ++events_;
    slot.frame.resume();
  }
  ready_.clear();
  ready_head_ = 0;
}

/// Asks for the frame that is likely to go on next while the present one goes on: it was last touched many
/// events ago.
inline void Engine::prefetch_next() const {
  const Calendar::Entry* const next = calendar_.peek();
  if (next == nullptr) return;
  prefetch(slots_[Ticket(next->payload).slot()].frame.address(), kFrameLines * kCacheLine);
}

void Engine::run_until(Instant end) {
  check_invariant(end >= now_, "simulated time never goes back");
  drain_ready();
  const Key limit = key(end, Rank::fault);
  Calendar::Entry entry{};
  while (limit > 0 && calendar_.pop(limit - 1, entry)) {
    const Ticket t(entry.payload);
    Slot& slot = slots_[t.slot()];
    if (slot.generation != t.generation() || slot.winner != kNobody) continue;
    prefetch_next();
    now_ = start_ + Duration(static_cast<std::int64_t>(entry.key >> 3));
    rank_ = static_cast<Rank>(entry.key & 7);
    slot.winner = t.leg();
    ++events_;
    slot.frame.resume();
    if (!ready_.empty()) drain_ready();
  }
  if (now_ < end) now_ = end, rank_ = Rank::fault;
}

}  // namespace headway::core
