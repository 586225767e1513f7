#include "tests/flow/slow_network.h"

#include <algorithm>

#include "sim/flow/reference_max_min.h"

namespace headway::flow {

std::vector<Fate> play_slowly(const Script& script) {
  const auto& flows = script.flows;
  std::vector<double> capacities = script.capacities;
  std::vector<Fate> fates(flows.size());
  std::vector<long double> left(flows.size());
  std::vector<char> active(flows.size(), 0), over(flows.size(), 0);
  for (std::size_t f = 0; f < flows.size(); ++f) left[f] = flows[f].bytes;
  std::size_t next_change = 0;
  long double now = 0;
  while (true) {
    std::vector<Demand> demands;
    std::vector<std::size_t> who;
    for (std::size_t f = 0; f < flows.size(); ++f)
      if (active[f]) {
        demands.push_back({1, flows[f].cap, flows[f].path});
        who.push_back(f);
      }
    const std::vector<double> rates = reference_max_min(capacities, demands);

    constexpr long double kNever = 1e300L;
    long double next = kNever;
    for (std::size_t i = 0; i < who.size(); ++i)
      if (rates[i] > 0) next = std::min(next, now + left[who[i]] / rates[i]);
    for (std::size_t f = 0; f < flows.size(); ++f) {
      if (!active[f] && !over[f]) next = std::min<long double>(next, flows[f].at_s);
      if (active[f] && flows[f].cancel_s) next = std::min<long double>(next, *flows[f].cancel_s);
    }
    if (next_change < script.changes.size())
      next = std::min<long double>(next, script.changes[next_change].at_s);
    if (next == kNever) break;

    for (std::size_t i = 0; i < who.size(); ++i) {
      const std::size_t f = who[i];
      const bool ends = rates[i] > 0 && now + left[f] / rates[i] <= next + 1e-13L;
      left[f] = ends ? 0 : left[f] - rates[i] * (next - now);
      if (ends) fates[f].end_s = static_cast<double>(next);
    }
    now = next;
    for (std::size_t f = 0; f < flows.size(); ++f) {
      if (active[f] && (fates[f].end_s || (flows[f].cancel_s && *flows[f].cancel_s <= now))) {
        active[f] = 0;
        over[f] = 1;
      }
      if (!active[f] && !over[f] && flows[f].at_s <= now) active[f] = 1;
    }
    while (next_change < script.changes.size() && script.changes[next_change].at_s <= now) {
      capacities[script.changes[next_change].link] = script.changes[next_change].capacity;
      ++next_change;
    }
  }
  for (std::size_t f = 0; f < flows.size(); ++f)
    fates[f].moved = static_cast<double>(flows[f].bytes - left[f]);
  return fates;
}

}  // namespace headway::flow
