#include "sim/flow/max_min.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace headway::flow {
namespace {

using Link = MaxMinScratch::Link;
using Level = MaxMinScratch::Level;
using End = MaxMinScratch::End;

constexpr double kRising = -1;  // in `rates`: has not stopped yet
constexpr std::uint32_t kNone = ~std::uint32_t{0};

void sink(std::vector<Level>& heap, std::size_t hole, Level value) {
  const std::size_t size = heap.size();
  for (std::size_t child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && heap[child + 1].at < heap[child].at) ++child;
    if (!(heap[child].at < value.at)) break;
    heap[hole] = heap[child];
    hole = child;
  }
  heap[hole] = value;
}

void drop_top(std::vector<Level>& heap) {
  const Level last = heap.back();
  heap.pop_back();
  if (!heap.empty()) sink(heap, 0, last);
}

void add_user(MaxMinScratch& s, Link& link, std::uint32_t demand) {
  s.users.push_back({demand, link.last_user});
  link.last_user = static_cast<std::uint32_t>(s.users.size() - 1);
}

/// Fills links and levels from the demands (what each link would give to each if all who cross it rose with
/// it), and the links' users too when they are asked for.
template <bool kUsers>
void lay_out(std::span<const double> capacities, std::span<const Demand> demands, MaxMinScratch& s) {
  if (s.links.size() < capacities.size()) s.links.resize(capacities.size());
  s.users.clear();
  s.levels.clear();
  ++s.round;
  for (std::uint32_t i = 0; i < demands.size(); ++i) {
    const double members = demands[i].members;
    for (const Share& share : demands[i].path) {
      Link& link = s.links[share.link];
      if (link.round != s.round) {
        link = Link{s.round, capacities[share.link], 0, 0, kNone};
        s.levels.push_back({0, share.link});
      }
      link.rising += members * share.weight;
      ++link.classes;
      if constexpr (kUsers) add_user(s, link, i);
    }
  }
  for (Level& level : s.levels) level.at = s.links[level.link].left / s.links[level.link].rising;
}

void to_caps(std::span<const Demand> demands, std::span<double> rates) {
  for (std::size_t i = 0; i < demands.size(); ++i) rates[i] = demands[i].cap;
}

/// The two common ends, without a filling: nobody reaches a full link, or one link stops all who are not
/// capped below it. The same rates to the last bit; false when it is neither.
bool settled_at_once(std::span<const Demand> demands, std::span<double> rates, MaxMinScratch& s) {
  double lowest = kUncapped, second = kUncapped;
  LinkId link = 0;
  for (const Level& level : s.levels) {
    second = std::min(second, std::max(level.at, lowest));
    if (level.at < lowest) link = level.link;
    lowest = std::min(lowest, level.at);
  }
  if (demands.back().cap <= lowest) {
    to_caps(demands, rates);
    s.end = End::caps;
    return true;
  }
  if (!(lowest < second && demands.front().cap > lowest) || s.links[link].classes != demands.size())
    return false;
  std::fill(rates.begin(), rates.end(), lowest);
  // With weights of one the sum over those who rise is a whole number: exact, in whatever order it is made.
  const Share whole{link, 1};
  if (std::all_of(demands.begin(), demands.end(), [&](const Demand& d) { return d.path.back() == whole; })) {
    s.end = End::one_link;
    s.full = link;
    s.crossing = s.links[link].rising;
    s.others = second;
  }
  return true;
}

/// What the filling needs on top: who uses each link, unless that is there, and the levels as a heap.
void lay_out_filling(std::span<const Demand> demands, MaxMinScratch& s) {
  if (s.users.empty())
    for (std::uint32_t i = 0; i < demands.size(); ++i)
      for (const Share& share : demands[i].path) add_user(s, s.links[share.link], i);
  for (std::size_t i = s.levels.size() / 2; i-- > 0;) sink(s.levels, i, s.levels[i]);
}

void stop(const Demand& demand, double rate, MaxMinScratch& s) {
  for (const Share& share : demand.path) {
    Link& link = s.links[share.link];
    const double weight = demand.members * share.weight;
    link.left -= weight * rate;
    link.rising -= weight;
    --link.classes;
  }
}

}  // namespace

void max_min(std::span<const double> capacities, std::span<const Demand> demands, std::span<double> rates,
             MaxMinScratch& s) {
  // Mostly it ends as it did the last time: what only a filling needs is laid out at once only after one.
  const bool filled = std::exchange(s.end, End::filled) == End::filled;
  if (demands.empty()) return;
  if (filled)
    lay_out<true>(capacities, demands, s);
  else
    lay_out<false>(capacities, demands, s);
  if (settled_at_once(demands, rates, s)) return;
  lay_out_filling(demands, s);
  std::fill(rates.begin(), rates.end(), kRising);
  std::size_t rising = demands.size();
  std::size_t next = 0;  // the rising class with the smallest cap, once those that stopped are skipped
  while (rising > 0) {
    while (rates[next] != kRising) ++next;
    if (s.levels.empty() || demands[next].cap <= s.levels.front().at) {
      rates[next] = demands[next].cap;
      stop(demands[next], rates[next], s);
      --rising;
      continue;
    }
    const Level top = s.levels.front();
    const Link& link = s.links[top.link];
    if (link.classes == 0) {
      drop_top(s.levels);
      continue;
    }
    const double level = link.left / link.rising;
    if (level > top.at) {
      sink(s.levels, 0, {level, top.link});
      continue;
    }
    drop_top(s.levels);
    const double full_at = std::max(level, 0.0);  // rounding may leave a link a hair overdrawn
    if (link.classes == rising) {                 // the common end: a target that all who rise share
      std::replace(rates.begin(), rates.end(), kRising, full_at);
      return;
    }
    for (std::uint32_t u = link.last_user; u != kNone; u = s.users[u].next) {
      const std::uint32_t i = s.users[u].demand;
      if (rates[i] != kRising) continue;
      rates[i] = full_at;
      stop(demands[i], full_at, s);
      --rising;
    }
  }
}

bool max_min_fewer(std::span<const double> capacities, std::span<const Demand> demands,
                   std::span<double> rates, double gone, MaxMinScratch& s) {
  if (s.end == End::caps) {
    to_caps(demands, rates);
    return true;
  }
  if (s.end != End::one_link) return false;
  s.crossing -= gone;
  if (demands.empty()) return true;
  const double level = capacities[s.full] / s.crossing;
  if (!(level < s.others && level < demands.front().cap)) return false;
  std::fill(rates.begin(), rates.end(), level);
  return true;
}

}  // namespace headway::flow
