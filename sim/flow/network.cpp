#include "sim/flow/network.h"

#include <algorithm>
#include <cmath>  // isfinite only: what is calculated here uses + - * / alone

#include "sim/core/check.h"

namespace headway::flow {
namespace {

using core::check_invariant;

constexpr double kPart = 1.0 / 4294967296.0;  // 2^-32

/// To the nearest, x > -1.
std::int64_t rounded(double x) {
  return static_cast<std::int64_t>(x + 1.5) - 1;
}

}  // namespace

// --- links and classes ---

LinkId Network::add_link(BytesPerSecond capacity) {
  check_invariant(std::isfinite(capacity.value) && capacity.value >= 0,
                  "a capacity is finite and not negative");
  capacities_.push_back(capacity.value);
  wanted_.push_back(0);
  crossing_.push_back(0);
  changed();
  return static_cast<LinkId>(capacities_.size() - 1);
}

void Network::set_capacity(LinkId link, Instant now, BytesPerSecond capacity) {
  check_invariant(link < capacities_.size(), "no such link");
  check_invariant(std::isfinite(capacity.value) && capacity.value >= 0,
                  "a capacity is finite and not negative");
  advance_to(now);
  if (capacities_[link] == capacity.value) return;
  capacities_[link] = capacity.value;
  changed();
}

ClassId Network::open_class(std::span<const Share> path, std::optional<BytesPerSecond> cap) {
  check_invariant(!path.empty() || cap, "a class with an empty path needs a cap");
  check_invariant(!cap || (std::isfinite(cap->value) && cap->value >= 0), "a cap is finite and not negative");
  for (const Share& share : path) {
    check_invariant(share.link < capacities_.size(), "no such link");
    check_invariant(std::isfinite(share.weight) && share.weight > 0, "a weight is finite and positive");
  }
  const ClassId id = classes_.acquire(path, cap ? cap->value : kUncapped);
  if (members_.size() < classes_.size()) members_.resize(classes_.size());
  ++members_[id].opens;
  return id;
}

void Network::close_class(ClassId id) {
  check_invariant(id < members_.size() && members_[id].opens > 0, "a class is closed more often than opened");
  --members_[id].opens;
  classes_.release(id);
}

// --- flows ---

FlowId Network::start(ClassId id, Instant now, Bytes size, std::uint64_t tag) {
  check_invariant(id < members_.size() && members_[id].opens > 0,
                  "a flow starts in a class that is not open");
  check_invariant(size.count >= 0, "a flow has a negative size");
  advance_to(now);
  std::uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  Flow& flow = slots_[slot];
  flow.tag = tag;
  flow.size = size.count;
  flow.sequence = sequence_++;
  flow.in = id;
  if (size.count == 0) {
    flow.state = State::completed;
    ended_.push_back({now, flow.sequence, slot, flow.generation});
    return {slot, flow.generation};
  }
  flow.state = State::moving;
  Members& members = members_[id];
  if (members.live == 0) enter(id);
  Clock& clock = clocks_[members.position];
  flow.began = {clock.whole, static_cast<std::uint32_t>(clock.part / kPart)};
  members.heap.push({flow.began.whole + flow.size, flow.began.part}, slot);
  clock.next = members.heap.front().mark();
  ++members.live;
  ++flows_;
  demands_[members.position].members += 1;
  cross(id, 1);
  came(id);
  return {slot, flow.generation};
}

Bytes Network::cancel(FlowId id, Instant now) {
  const Bytes done = moved(id, now);
  Flow& flow = slots_[id.slot];
  if (flow.state == State::completed) {
    std::erase_if(ended_, [&](const Ended& e) { return e.slot == id.slot; });
    free_slot(id.slot);
    return done;
  }
  flow.state = State::cancelled;  // the slot stays taken while the heap names it
  Members& members = members_[flow.in];
  --members.live;
  --flows_;
  demands_[members.position].members -= 1;
  cross(flow.in, -1);
  drop_cancelled(flow.in);
  went(1);
  return done;
}

Bytes Network::moved(FlowId id, Instant now) {
  checked(id);
  advance_to(now);
  const Flow& flow = slots_[id.slot];
  if (flow.state == State::completed) return Bytes{flow.size};
  const Clock& clock = clocks_[members_[flow.in].position];
  const double part = clock.part - static_cast<double>(flow.began.part) * kPart;
  const std::int64_t bytes = clock.whole - flow.began.whole + rounded(part);
  return Bytes{std::clamp<std::int64_t>(bytes, 0, flow.size)};
}

bool Network::alive(FlowId id) const {
  return id.slot < slots_.size() && slots_[id.slot].generation == id.generation &&
         (slots_[id.slot].state == State::moving || slots_[id.slot].state == State::completed);
}

const Network::Flow& Network::checked(FlowId id) const {
  check_invariant(alive(id), "a flow is named that has ended or never was");
  return slots_[id.slot];
}

void Network::free_slot(std::uint32_t slot) {
  slots_[slot].state = State::free;
  ++slots_[slot].generation;
  free_slots_.push_back(slot);
}

// --- live classes ---

void Network::enter(ClassId id) {
  classes_.add_reference(id);
  const double cap = classes_.cap(id);
  std::size_t at = 0;
  while (at < demands_.size() && (demands_[at].cap < cap || (demands_[at].cap == cap && clocks_[at].id < id)))
    ++at;
  const auto offset = static_cast<std::ptrdiff_t>(at);
  demands_.insert(demands_.begin() + offset, Demand{0, cap, classes_.path(id)});
  clocks_.insert(clocks_.begin() + offset, Clock{0, 0, {}, id});
  for (std::size_t i = at; i < clocks_.size(); ++i)
    members_[clocks_[i].id].position = static_cast<std::uint32_t>(i);
}

void Network::leave(ClassId id) {
  const auto offset = static_cast<std::ptrdiff_t>(members_[id].position);
  demands_.erase(demands_.begin() + offset);
  clocks_.erase(clocks_.begin() + offset);
  for (std::size_t i = members_[id].position; i < clocks_.size(); ++i)
    members_[clocks_[i].id].position = static_cast<std::uint32_t>(i);
  classes_.release(id);
}

/// Restores "the heap's front is a live member" after a cancellation or completion, bounds the heap to
/// twice its live members (plus a few), and lets an empty class leave.
void Network::drop_cancelled(ClassId id) {
  Members& members = members_[id];
  const auto is_cancelled = [&](std::uint32_t slot) { return slots_[slot].state == State::cancelled; };
  while (!members.heap.empty() && is_cancelled(members.heap.front().flow)) {
    free_slot(members.heap.front().flow);
    members.heap.pop();
  }
  if (members.heap.size() > 2 * std::size_t{members.live} + 16) {
    members.heap.remove_if([&](std::uint32_t slot) {
      const bool gone = is_cancelled(slot);
      if (gone) free_slot(slot);
      return gone;
    });
  }
  if (members.live == 0)
    leave(id);
  else
    clocks_[members.position].next = members.heap.front().mark();
}

// --- as things stand ---

BytesPerSecond Network::rate(ClassId id) const {
  check_invariant(classes_.alive(id), "no such class");
  if (members_[id].live == 0) return {0};
  work_out_rates();
  return {outlook_.rates[members_[id].position]};
}

BytesPerSecond Network::load(LinkId link) const {
  check_invariant(link < capacities_.size(), "no such link");
  return {crossing_[link] == 0 ? 0.0 : work_out_load(link)};
}

std::size_t Network::flows_on(LinkId link) const {
  check_invariant(link < capacities_.size(), "no such link");
  return crossing_[link];
}

BytesPerSecond Network::capacity(LinkId link) const {
  check_invariant(link < capacities_.size(), "no such link");
  return {capacities_[link]};
}

Network::View Network::view() const {
  work_out_rates();
  return {capacities_, demands_, outlook_.rates};
}

}  // namespace headway::flow
