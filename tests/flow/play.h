// Small words for the tests of the network.
#pragma once

#include <initializer_list>
#include <ostream>
#include <vector>

#include "sim/flow/network.h"

namespace headway::flow {

inline constexpr Instant kEpoch{};

/// Seconds after the epoch, to the nearest nanosecond.
inline Instant at(double s) {
  return Instant{Duration{static_cast<std::int64_t>(s * 1e9 + 0.5)}};
}

inline std::vector<Share> over(std::initializer_list<LinkId> links) {
  std::vector<Share> path;
  for (const LinkId link : links) path.push_back({link, 1});
  return path;
}

struct End {
  std::uint64_t tag;
  Instant at;
  bool operator==(const End&) const = default;
};
inline void PrintTo(const End& end, std::ostream* out) {
  *out << "flow " << end.tag << " at " << end.at.time_since_epoch().count() << " ns";
}

/// Runs until nothing completes any more.
inline std::vector<End> ends(Network& net) {
  std::vector<Completion> done;
  for (Instant next = net.next_completion(); next != Instant::max(); next = net.next_completion())
    net.pop_completed(next, done);
  std::vector<End> all;
  for (const Completion& completion : done) all.push_back({completion.tag, completion.at});
  return all;
}

}  // namespace headway::flow
