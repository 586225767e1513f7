#include "analysis/recommend/pair_test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "analysis/placement/problem.h"
#include "analysis/recommend/cron_line.h"
#include "sim/schedule/shift.h"

namespace headway::recommend {
namespace {

using placement::wrapped;

/// Seconds left for what a create does on the store between its Backup object and the look at the locks,
/// besides the wait: the driver's first look at the target, the lock file's put, head and list. At 5 ms a
/// request that is some hundredths of a second, on a slow store (300 ms) one to two. Too long only keeps
/// schedules two seconds farther apart than needed, on a grid of minutes.
constexpr double kRequestsBeforeLook = 2;

/// Seconds from the Backup object to the create's look at the locks, at most. A delete that is granted its
/// lock in between is still seen by that look, so a hold turns creates away that asked so long before it.
double look_after(const model::Scenario& scenario) {
  return to_seconds(scenario.platform.parameters.lock_check_wait) + kRequestsBeforeLook;
}

/// A volume of both, as indexes into their lists of volumes.
struct Shared {
  std::size_t deleting = 0, creating = 0;
};

/// Nothing is allocated where there is none: of many schedules most pairs have nothing to do with each other.
std::vector<Shared> shared_volumes(const movable::Schedule& deletes, const movable::Schedule& creates) {
  std::vector<Shared> shared;
  for (std::size_t d = 0, c = 0; d < deletes.volumes.size() && c < creates.volumes.size();) {
    if (deletes.volumes[d] == creates.volumes[c])
      shared.push_back({d++, c++});
    else
      deletes.volumes[d] < creates.volumes[c] ? ++d : ++c;
  }
  return shared;
}

/// Expected refused creates by distance of the two ticks, for one firing each: over all shared volumes the
/// share of sample pairs in which the request falls into the hold. Sets the quantile of the hold, too.
std::vector<double> refusals(const model::Scenario& scenario, const Observation& seen,
                             const std::vector<Shared>& shared, PairTest& pair, std::int32_t slots) {
  std::vector<double> steps(static_cast<std::size_t>(slots) + 1);
  double everywhere = 0;
  const double ask_to_look = look_after(scenario);
  std::vector<double> holds;
  for (const Shared& volume : shared) {
    const auto& spans = seen.schedules[pair.deletes].volumes[volume.deleting].deletes;
    const auto& asks = seen.schedules[pair.creates].volumes[volume.creating].asks;
    const double weight = 1.0 / std::max<double>(1, static_cast<double>(spans.size() * asks.size()));
    for (const Span& hold : spans) {
      holds.push_back(hold.to - hold.from);
      for (const double ask : asks) {
        // Distances x (minutes) with hold.from - ask_to_look < 60 x + ask < hold.to.
        const auto first = static_cast<std::int64_t>(std::ceil((hold.from - ask_to_look - ask) / 60));
        const auto last = static_cast<std::int64_t>(std::floor((hold.to - ask) / 60));
        if (last < first) continue;
        if (last - first + 1 >= slots) {
          everywhere += weight;
          continue;
        }
        const auto from = static_cast<std::size_t>(wrapped(first, slots)),
                   to = static_cast<std::size_t>(wrapped(last, slots));
        steps[from] += weight;
        steps[to + 1] -= weight;
        if (to < from) steps[0] += weight;
      }
    }
  }
  pair.hold_s = quantile_of(std::move(holds), 0.95);
  std::vector<double> refused(static_cast<std::size_t>(slots));
  double sum = everywhere;
  for (std::size_t m = 0; m < refused.size(); ++m) {
    sum += steps[m];
    refused[m] = sum < 1e-9 ? 0 : sum;
  }
  return refused;
}

/// The same for all firings of the cycle. Within one run of a schedule (`own`) a delete follows the create of
/// its own volume; only its other runs can meet it. What a pod's second pass meets is known from plays alone.
std::vector<double> over_firings(const std::vector<double>& one, const std::vector<std::int32_t>& deletes,
                                 const std::vector<std::int32_t>& creates, std::int32_t slots, bool own) {
  std::map<std::int32_t, double> differences;
  for (const std::int32_t d : deletes)
    for (const std::int32_t c : creates)
      if (!own || c != d) differences[wrapped(std::int64_t{c} - d, slots)] += 1;
  std::vector<double> all(one.size());
  for (const auto& [difference, times] : differences)
    for (std::size_t m = 0; m < all.size(); ++m)
      all[m] +=
          times * one[static_cast<std::size_t>(wrapped(static_cast<std::int64_t>(m) + difference, slots))];
  return all;
}

/// Minutes after which the schedule's day looks the same again.
std::int64_t period_of(const model::Scenario& scenario, const movable::Schedule& schedule) {
  constexpr std::int64_t kDay = 24 * 60;
  const auto period = schedule::times_of_day_period(cron_line(scenario, schedule.cron).cron).count();
  return period > 0 ? period : kDay;
}

}  // namespace

bool share_volumes(const movable::Schedule& a, const movable::Schedule& b) {
  return !shared_volumes(a, b).empty();
}

std::optional<PairTest> pair_test(const model::Scenario& scenario,
                                  const std::vector<movable::Schedule>& schedules, const Observation& seen,
                                  std::uint32_t deletes, std::uint32_t creates,
                                  const std::vector<std::vector<std::int32_t>>& firings, std::int32_t slots) {
  const auto shared = shared_volumes(schedules[deletes], schedules[creates]);
  if (shared.empty()) return std::nullopt;
  PairTest pair;
  pair.deletes = deletes, pair.creates = creates;
  pair.shared_volumes = static_cast<std::int64_t>(shared.size());
  pair.volume = schedules[deletes].volumes[shared.front().deleting];
  const auto one = refusals(scenario, seen, shared, pair, slots);
  pair.refused = over_firings(one, firings[deletes], firings[creates], slots, deletes == creates);
  pair.period_s = 60.0 * static_cast<double>(std::gcd(period_of(scenario, schedules[deletes]),
                                                      period_of(scenario, schedules[creates])));
  pair.refused_today = pair.refused[0];
  // A schedule cannot move against itself.
  pair.refused_at_best =
      deletes == creates ? pair.refused[0] : *std::min_element(pair.refused.begin(), pair.refused.end());
  return pair;
}

}  // namespace headway::recommend
