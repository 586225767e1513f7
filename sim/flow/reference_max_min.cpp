#include "sim/flow/reference_max_min.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>

#include "sim/flow/network.h"

namespace headway::flow {
namespace {

struct Row {  // one flow
  std::size_t demand;
  long double rate = 0;
  bool rising = true;
};

std::string sentence(const char* what, std::size_t which, double found, double expected) {
  char text[200];
  std::snprintf(text, sizeof text, "%s %zu: %.17g, expected %.17g", what, which, found, expected);
  return text;
}

bool differ(double a, double b, double tolerance) {
  const double gap = a < b ? b - a : a - b;
  return gap > tolerance * std::max(a < 0 ? -a : a, b < 0 ? -b : b);
}

}  // namespace

std::vector<double> reference_max_min(std::span<const double> capacities, std::span<const Demand> demands) {
  std::vector<Row> flows;
  for (std::size_t d = 0; d < demands.size(); ++d)
    for (double n = 0; n < demands[d].members; ++n) flows.push_back({d});

  while (std::any_of(flows.begin(), flows.end(), [](const Row& f) { return f.rising; })) {
    // What each link has left for its rising flows, and how much one unit of level costs it.
    std::vector<long double> left(capacities.begin(), capacities.end()), slope(capacities.size(), 0);
    for (const Row& flow : flows)
      for (const Share& share : demands[flow.demand].path) {
        if (flow.rising)
          slope[share.link] += share.weight;
        else
          left[share.link] -= share.weight * flow.rate;
      }
    // The level at which each flow would have to stop, were all others to rise for ever with it.
    std::vector<long double> stops(flows.size());
    long double lowest = kUncapped;
    for (std::size_t f = 0; f < flows.size(); ++f) {
      if (!flows[f].rising) continue;
      stops[f] = demands[flows[f].demand].cap;
      for (const Share& share : demands[flows[f].demand].path)
        stops[f] = std::min(stops[f], std::max(left[share.link], 0.0L) / slope[share.link]);
      lowest = std::min(lowest, stops[f]);
    }
    for (std::size_t f = 0; f < flows.size(); ++f) {
      if (!flows[f].rising || stops[f] > lowest) continue;
      flows[f].rate = stops[f];
      flows[f].rising = false;
    }
  }

  std::vector<double> rates(demands.size(), 0);
  for (const Row& flow : flows) rates[flow.demand] = static_cast<double>(flow.rate);
  return rates;
}

std::optional<std::string> check_certificate(std::span<const double> capacities,
                                             std::span<const Demand> demands, std::span<const double> rates,
                                             double tolerance) {
  std::vector<double> used(capacities.size(), 0), fastest(capacities.size(), 0);
  for (std::size_t d = 0; d < demands.size(); ++d) {
    if (!(rates[d] >= 0)) return sentence("negative rate of class", d, rates[d], 0);
    if (rates[d] > demands[d].cap * (1 + tolerance))
      return sentence("rate above the cap of class", d, rates[d], demands[d].cap);
    for (const Share& share : demands[d].path) {
      used[share.link] += demands[d].members * share.weight * rates[d];
      fastest[share.link] = std::max(fastest[share.link], rates[d]);
    }
  }
  for (std::size_t l = 0; l < capacities.size(); ++l)
    if (used[l] > capacities[l] * (1 + tolerance))
      return sentence("more than the capacity of link", l, used[l], capacities[l]);
  for (std::size_t d = 0; d < demands.size(); ++d) {
    const auto holds_back = [&](const Share& share) {
      return used[share.link] >= capacities[share.link] * (1 - tolerance) &&
             rates[d] >= fastest[share.link] * (1 - tolerance);
    };
    const bool at_cap = rates[d] >= demands[d].cap * (1 - tolerance);
    if (!at_cap && std::none_of(demands[d].path.begin(), demands[d].path.end(), holds_back))
      return sentence("neither cap nor full link holds back class", d, rates[d], demands[d].cap);
  }
  return std::nullopt;
}

std::optional<std::string> check_shares(const Network& network) {
  const Network::View now = network.view();
  const std::vector<double> expected = reference_max_min(now.capacities, now.demands);
  for (std::size_t d = 0; d < expected.size(); ++d)
    if (differ(now.rates[d], expected[d], 1e-9))
      return sentence("rate of class", d, now.rates[d], expected[d]);
  return check_certificate(now.capacities, now.demands, now.rates);
}

}  // namespace headway::flow
