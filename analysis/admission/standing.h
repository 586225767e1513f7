// Where the lines of VM schedules stand at an instant, as Harvester's webhook reckons: the time between a
// line's next two firings (its granularity) and the second of them; and who stands too near to whom.
//
// Only lines of the same granularity are compared, by how far apart their second next firings are. Kept in
// that order, a line's nearest is beside it, so that a firing changes what is said of few: O(log n) each.
//
// A line that fires at uneven distances changes its granularity, and so whom it is compared with, from firing
// to firing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "sim/model/scenario.h"
#include "sim/schedule/cron.h"

namespace headway::admission {

class Standing {
 public:
  /// Of all VM schedules at `at`. Lines are read by robfig/cron v1.2.0 in the scenario's zone.
  Standing(const model::Scenario& scenario, Instant at);
  Standing(const Standing&) = delete;  // places_ point into order_
  Standing& operator=(const Standing&) = delete;

  /// Goes on to `at` (not earlier than before). The schedules of which something else may have to be said
  /// now, ascending. In whole minutes nothing is missed.
  std::vector<std::uint32_t> advance(Instant at);

  bool readable(std::uint32_t schedule) const { return lines_[schedule].cron.has_value(); }
  /// Time from the next firing to the one after it; zero where nothing fires, Duration::min() where there is
  /// no second, as Go's Time.Sub has them. Precondition: readable.
  Duration granularity(std::uint32_t schedule) const { return lines_[schedule].granularity; }

  struct Neighbour {
    std::uint32_t schedule = 0;
    Duration offset{};
  };
  /// The nearest other schedule of the same granularity; of several at one distance any, the same each time.
  std::optional<Neighbour> nearest(std::uint32_t schedule) const;

 private:
  struct Line {
    std::optional<schedule::Cron> cron;  ///< none: v1.2.0 cannot read it
    std::optional<Instant> next;
    Duration granularity{};
  };
  using Place = std::tuple<Duration, Instant, std::uint32_t>;  ///< granularity, second next firing, schedule
  void put(std::uint32_t schedule, Instant at);
  void take(std::uint32_t schedule, std::vector<std::uint32_t>& touched);
  void neighbours(std::uint32_t schedule, std::vector<std::uint32_t>& touched) const;

  schedule::Zone zone_;
  std::vector<Line> lines_;
  std::set<Place> order_;                           // of those with two firings to come
  std::vector<std::set<Place>::iterator> places_;   // by schedule, into order_ or its end
  std::multimap<Instant, std::uint32_t> upcoming_;  // next firings
  std::vector<std::uint32_t> moving_;               // @every: reckoned from now, they never come nearer
};

}  // namespace headway::admission
