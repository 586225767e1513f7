// The network's clock: rates and waits from the state, and the run from one completion to the next.
#include <algorithm>

#include "sim/core/check.h"
#include "sim/flow/network.h"

namespace headway::flow {
namespace {

using core::check_invariant;

constexpr double kPart = 1.0 / 4294967296.0;  // 2^-32
constexpr double kNever = std::numeric_limits<double>::infinity();

double nanoseconds_between(Instant from, Instant to) {
  return static_cast<double>((to - from).count());
}

/// How much of a wait, in nanoseconds, may be error of the arithmetic: see the header.
double noise(double wait) {
  return 1.0 / 1024 + wait / 281474976710656.0;  // 2^48
}

std::int64_t rounded_up(double x) {  // x >= 0
  const auto whole = static_cast<std::int64_t>(x);
  return static_cast<double>(whole) < x ? whole + 1 : whole;
}

}  // namespace

// --- from one completion to the next ---

void Network::changed() {
  outlook_.rates_valid = outlook_.waits_valid = outlook_.only_gone = false;
}

void Network::went(double flows) {
  outlook_.rates_valid = outlook_.waits_valid = false;
  outlook_.gone += flows;
}

/// A flow of the class has come. Unless its links have room to spare, everything is worked out anew.
void Network::came(ClassId id) {
  constexpr double kSpare = 1 - 1e-6;  // sums of many additions: far more than they can be wrong by
  outlook_.rates_valid = outlook_.waits_valid = false;
  outlook_.came = true;
  bool room = classes_.cap(id) < kUncapped;
  for (const Share& share : classes_.path(id))
    room = room && wanted_[share.link] <= capacities_[share.link] * kSpare;
  outlook_.only_gone = outlook_.only_gone && room;
}

/// So many flows of the class cross its links from now on, or no longer (negative).
void Network::cross(ClassId id, int flows) {
  const double cap = classes_.cap(id);
  for (const Share& share : classes_.path(id)) {
    std::uint32_t& crossing = crossing_[share.link];
    crossing += static_cast<std::uint32_t>(flows);
    if (crossing == 0)
      wanted_[share.link] = 0;
    else if (cap < kUncapped)
      wanted_[share.link] += flows * share.weight * cap;
  }
}

double Network::remaining(const Clock& clock, Mark mark) const {
  return static_cast<double>(mark.whole - clock.whole) +
         (static_cast<double>(mark.part) * kPart - clock.part);
}

void Network::move_clocks(double seconds) {
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    Clock& clock = clocks_[i];
    const double served = outlook_.rates[i] * seconds + clock.part;
    const auto whole = static_cast<std::int64_t>(served);
    clock.whole += whole;
    clock.part = served - static_cast<double>(whole);
  }
  outlook_.waits_valid = false;
}

void Network::run_until(Instant now) {
  check_invariant(now >= latest_, "time runs backwards");
  latest_ = now;
  for (Instant tick = upcoming(); tick <= now; tick = upcoming()) complete_until(tick);
}

void Network::advance_to(Instant now) {
  if (now == base_ && part_ == 0) return check_invariant(now >= latest_, "time runs backwards");
  run_until(now);
  work_out_rates();
  move_clocks((nanoseconds_between(base_, now) - part_) * 1e-9);
  base_ = now;
  part_ = 0;
}

/// The next completion among flows that still move, rounded up.
Instant Network::upcoming() const {
  work_out_waits();
  if (!(outlook_.shortest < to_seconds(kForever))) return Instant::max();
  const double wait = part_ + outlook_.shortest * 1e9;
  const Duration whole{rounded_up(std::max(wait - noise(wait), 0.0))};
  return whole > Instant::max() - base_ ? Instant::max() : base_ + whole;
}

/// Ends the flows that complete within the nanosecond up to `tick`, the next one in which any does.
void Network::complete_until(Instant tick) {
  const std::size_t before = flows_;
  const double room = nanoseconds_between(base_, tick) - part_;
  const double horizon = std::max((room + noise(room)) * 1e-9, outlook_.shortest);
  double last = 0;
  outlook_.due.clear();
  for (std::uint32_t i = 0; i < clocks_.size(); ++i)
    if (outlook_.waits[i] <= horizon) outlook_.due.push_back(i);
  for (const std::uint32_t i : outlook_.due) {
    Members& members = members_[clocks_[i].id];
    while (members.live > 0) {
      const CompletionHeap::Entry front = members.heap.front();
      Flow& flow = slots_[front.flow];
      if (flow.state == State::moving) {
        const double wait = std::max(remaining(clocks_[i], front.mark()), 0.0) / outlook_.rates[i];
        if (wait > horizon) break;
        last = std::max(last, wait);
        flow.state = State::completed;
        ended_.push_back({tick, flow.sequence, front.flow, flow.generation});
        --members.live;
        --flows_;
        demands_[i].members -= 1;
        cross(clocks_[i].id, -1);
      } else {
        free_slot(front.flow);
      }
      members.heap.pop();
    }
  }
  move_clocks(std::min(last, room * 1e-9));
  if (last * 1e9 >= room) {
    base_ = tick;
    part_ = 0;
  } else {
    part_ += last * 1e9;
    const auto whole = static_cast<std::int64_t>(part_);
    base_ += Duration{whole};
    part_ -= static_cast<double>(whole);
  }
  for (std::size_t i = outlook_.due.size(); i-- > 0;) drop_cancelled(clocks_[outlook_.due[i]].id);
  went(static_cast<double>(before - flows_));
}

Instant Network::next_completion() const {
  return ended_.empty() ? std::max(latest_, upcoming()) : latest_;
}

void Network::pop_completed(Instant now, std::vector<Completion>& out) {
  run_until(now);
  if (ended_.empty()) return;
  std::sort(ended_.begin(), ended_.end(), [](const Ended& a, const Ended& b) {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
  });
  for (const Ended& e : ended_) {
    const Flow& flow = slots_[e.slot];
    out.push_back({flow.tag, FlowId{e.slot, e.generation}, Bytes{flow.size}, e.at});
    free_slot(e.slot);
  }
  ended_.clear();
}

// --- what follows from the state ---

void Network::work_out_rates() const {
  if (outlook_.rates_valid) return;
  outlook_.rates.resize(demands_.size());
  // Where all had their caps and those who came find room for theirs, all still have them.
  const bool as_before =
      outlook_.only_gone && (!outlook_.came || outlook_.scratch.end == MaxMinScratch::End::caps);
  if (!as_before || !max_min_fewer(capacities_, demands_, outlook_.rates, outlook_.gone, outlook_.scratch))
    max_min(capacities_, demands_, outlook_.rates, outlook_.scratch);
  outlook_.rates_valid = outlook_.only_gone = true;
  outlook_.came = false;
  outlook_.gone = 0;
  ++outlook_.solves;
}

void Network::work_out_waits() const {
  if (outlook_.rates_valid && outlook_.waits_valid) return;
  work_out_rates();
  outlook_.waits.resize(clocks_.size());
  outlook_.shortest = kNever;
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    const double rate = outlook_.rates[i];
    const double left = std::max(remaining(clocks_[i], clocks_[i].next), 0.0);
    outlook_.waits[i] = rate > 0 ? left / rate : kNever;
    outlook_.shortest = std::min(outlook_.shortest, outlook_.waits[i]);
  }
  outlook_.waits_valid = true;
}

double Network::work_out_load(LinkId link) const {
  work_out_rates();
  double load = 0;
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    const auto& path = demands_[i].path;  // ascending by link
    for (std::size_t s = path.size(); s-- > 0 && path[s].link >= link;)
      if (path[s].link == link) load += demands_[i].members * path[s].weight * outlook_.rates[i];
  }
  return load;
}

}  // namespace headway::flow
