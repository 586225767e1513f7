// Links and the flows that share them: who gets which rate now, and who completes next.
//
// Rates are max-min fair with caps (max_min.h) and change only when a flow starts, ends or a link's
// capacity changes. Flows of equal path and cap form a class with one clock of bytes served to each
// member (completion_heap.h), so an event costs work per live class, never per flow.
//
// Time moves only by the `now` of the calls, which must not decrease. Rates follow from the state by
// calculation and are worked out on first use after a change: starts and ends of one instant are one
// change. Between two calls the network runs on a real-valued clock: a flow that ends within a
// nanosecond frees its share right there, and only its *reported* instant is rounded up to the next
// whole nanosecond (an excess below a thousandth of one, or below 2^-48 of the wait, is the noise of
// the arithmetic and counts as none). So rounding does not pile up, whatever the number of events, and
// calls may be far apart: the flows that end in between end in the right order at the right instants.
//
// At one instant completions precede everything else: a start, cancellation or change of capacity at
// `now` finds no flow that completes at or before `now`. What completed waits to be popped.
//
// Invariants: a class is live while it has members; live classes stand in ascending order of (cap,
// id); the bytes of a completed flow are exactly its bytes; equal calls give equal bits.
// Where flows only went and all still have their caps, or one link still stops all, rates cost O(K)
// (max_min_fewer). Cost of a change, with K live classes, P the sum of their path lengths and n members in a
// class: O((P + K) log P) for the rates, O(K) for the clocks, O(log n) for the member. No allocation in the
// steady state. Measured by tests/bench/flow_bench.cpp. Violated preconditions abort with a message.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/core/time.h"
#include "sim/core/units.h"
#include "sim/flow/class_table.h"
#include "sim/flow/completion_heap.h"
#include "sim/flow/max_min.h"

namespace headway::flow {

/// A started flow. Never names another one later; the default names none.
struct FlowId {
  std::uint32_t slot = ~std::uint32_t{0};
  std::uint32_t generation = 0;
  auto operator<=>(const FlowId&) const = default;
};

struct Completion {
  std::uint64_t tag = 0;  ///< as given to `start`
  FlowId flow;            ///< no longer valid
  Bytes bytes;            ///< exactly the flow's size
  Instant at{};           ///< the end, rounded up to the nanosecond
};

class Network {
 public:
  explicit Network(Instant start) : base_(start), latest_(start) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  Network(Network&&) = default;
  Network& operator=(Network&&) = default;

  // --- links and classes ---

  /// Capacity finite and >= 0; 0 is an outage, in which the flows that cross the link stand still.
  LinkId add_link(BytesPerSecond capacity);
  void set_capacity(LinkId link, Instant now, BytesPerSecond capacity);

  /// The class of flows that consume `weight` bytes of each link of `path` for each byte they move,
  /// none faster than `cap` (>= 0). One live class for equal path and cap, in whatever order the links
  /// are named. Links exist, weights are > 0, an empty path needs a cap. Each open wants one close.
  ClassId open_class(std::span<const Share> path, std::optional<BytesPerSecond> cap = std::nullopt);
  /// The caller starts no more flows in it; those under way go on.
  void close_class(ClassId id);

  // --- flows ---

  /// A flow of `size` >= 0 bytes. A size of 0 completes at `now`, even in an outage.
  FlowId start(ClassId id, Instant now, Bytes size, std::uint64_t tag);
  /// Ends a flow without completion and returns the bytes it has moved, to the nearest byte. One that
  /// has completed but was not popped has moved all its bytes, and will not be popped.
  Bytes cancel(FlowId flow, Instant now);
  /// Bytes moved until `now`, to the nearest byte.
  Bytes moved(FlowId flow, Instant now);
  /// Whether `flow` was started and neither popped nor cancelled.
  bool alive(FlowId flow) const;

  /// When to pop next: the next completion as things stand; the last `now` if completions wait to be
  /// popped; Instant::max() if none is due within 100 years.
  Instant next_completion() const;
  /// Appends the completions at or before `now`, in order of (instant, start), and forgets the flows.
  void pop_completed(Instant now, std::vector<Completion>& out);

  // --- as things stand at the last change ---

  /// Bytes a second of one flow of the class; 0 if it has no flows.
  BytesPerSecond rate(ClassId id) const;
  BytesPerSecond load(LinkId link) const;       ///< what flows take from it; O(P)
  std::size_t flows_on(LinkId link) const;      ///< flows under way across it
  BytesPerSecond capacity(LinkId link) const;   ///< as last set
  std::size_t flows() const { return flows_; }  ///< under way: neither complete nor cancelled
  std::size_t links() const { return capacities_.size(); }
  std::uint64_t solves() const { return outlook_.solves; }  ///< times that rates were worked out

  /// The live classes, for checks: capacities[l] by link, demands in the solver's order, and the rate
  /// of one flow of each.
  struct View {
    std::span<const double> capacities;
    std::span<const Demand> demands;
    std::span<const double> rates;
  };
  View view() const;  ///< valid until the next call that is not const

 private:
  enum class State : std::uint8_t { free, moving, completed, cancelled };
  struct Flow {
    std::uint64_t tag = 0;
    std::int64_t size = 0;
    std::uint64_t sequence = 0;  // of its start
    Mark began;                  // its class's clock at its start
    ClassId in = 0;
    std::uint32_t generation = 0;
    State state = State::free;
  };
  struct Members {  // of one class
    CompletionHeap heap;
    std::uint32_t live = 0;      // the rest of the heap is cancelled
    std::uint32_t opens = 0;     // not yet closed
    std::uint32_t position = 0;  // among the live classes
  };
  struct Clock {             // of a live class
    std::int64_t whole = 0;  // bytes served to each member: whole + part, 0 <= part < 1
    double part = 0;
    Mark next;  // the mark of the member that completes first
    ClassId id = 0;
  };
  struct Ended {
    Instant at;
    std::uint64_t sequence;
    std::uint32_t slot, generation;
  };
  // What follows from the present state by calculation.
  struct Outlook {
    std::vector<double> rates, waits;  // by position; waits in seconds from the present
    double shortest = 0;
    std::vector<std::uint32_t> due;  // positions of the classes in which a flow completes
    bool rates_valid = false, waits_valid = false;
    // Since the rates were last worked out: the flows that went, and whether anything else happened.
    double gone = 0;
    bool only_gone = false;
    bool came = false;  // flows came too, onto links with room for the caps of all who cross them
    std::uint64_t solves = 0;
    MaxMinScratch scratch;
  };

  void advance_to(Instant now);
  void run_until(Instant now);
  Instant upcoming() const;
  void complete_until(Instant tick);
  void move_clocks(double seconds);
  void work_out_rates() const;
  void work_out_waits() const;
  double work_out_load(LinkId link) const;
  double remaining(const Clock& clock, Mark mark) const;
  void changed();
  void went(double flows);
  void came(ClassId id);
  void cross(ClassId id, int flows);

  void enter(ClassId id);
  void leave(ClassId id);
  void drop_cancelled(ClassId id);
  void free_slot(std::uint32_t slot);
  const Flow& checked(FlowId flow) const;

  Instant base_;  // the present is base_ + part_ nanoseconds, 0 <= part_ < 1
  double part_ = 0;
  Instant latest_;  // the largest `now` seen
  std::uint64_t sequence_ = 0;
  std::size_t flows_ = 0;

  std::vector<double> capacities_;
  // By link: what the capped flows that cross it would take at their caps, and how many flows cross it. Sums
  // of many additions: good enough to say that there is room to spare, not what the rates are.
  std::vector<double> wanted_;
  std::vector<std::uint32_t> crossing_;
  ClassTable classes_;
  std::vector<Members> members_;  // by class
  std::vector<Demand> demands_;   // of the live classes, by position
  std::vector<Clock> clocks_;     // likewise
  std::vector<Flow> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Ended> ended_;  // completions not yet popped, by instant
  mutable Outlook outlook_;
};

}  // namespace headway::flow
