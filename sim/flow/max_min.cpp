#include "sim/flow/max_min.h"

#include <algorithm>
#include <cstddef>

namespace headway::flow {
namespace {

using Link = MaxMinScratch::Link;
using Level = MaxMinScratch::Level;

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

/// Fills links, users and levels from the demands.
void lay_out(std::span<const double> capacities, std::span<const Demand> demands, MaxMinScratch& s) {
  if (s.links.size() < capacities.size()) s.links.resize(capacities.size());
  s.users.clear();
  s.levels.clear();
  ++s.round;
  for (std::uint32_t i = 0; i < demands.size(); ++i) {
    for (const Share& share : demands[i].path) {
      Link& link = s.links[share.link];
      if (link.round != s.round) {
        link = Link{s.round, capacities[share.link], 0, 0, kNone};
        s.levels.push_back({0, share.link});
      }
      link.rising += demands[i].members * share.weight;
      ++link.classes;
      s.users.push_back({i, link.last_user});
      link.last_user = static_cast<std::uint32_t>(s.users.size() - 1);
    }
  }
  for (Level& level : s.levels) level.at = s.links[level.link].left / s.links[level.link].rising;
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
  lay_out(capacities, demands, s);
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

}  // namespace headway::flow
