#include "analysis/recommend/surrogate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "analysis/recommend/allowed.h"
#include "sim/core/check.h"
#include "sim/schedule/shift.h"
#include "sim/schedule/ticks.h"

namespace headway::recommend {
namespace {

constexpr std::int32_t kDay = 24 * 60;

struct Line {
  schedule::Cron cron;
  schedule::Zone zone;
};

Line line_of(const model::Scenario& scenario, std::uint32_t j) {
  const auto cron = schedule::Cron::parse(scenario.jobs[j].cron);
  const auto zone = schedule::Zone::find(scenario.time.zone);
  core::check_invariant(cron.cron && zone.zone, "a schedule with an invalid cron line");
  return Line{*cron.cron, *zone.zone};
}

bool speaks_of_weekdays(const schedule::Cron& cron) {
  return !cron.interval() && cron.fields().weekdays != 0x7f;
}

std::int32_t wrap(std::int64_t minute, std::int32_t slots) {
  const std::int64_t in = minute % slots;
  return static_cast<std::int32_t>(in < 0 ? in + slots : in);
}

/// Minutes of the cycle at which the line fires; the next firing's time of day where the cycle has none.
std::vector<std::int32_t> firings_of(const Line& line, Instant cycle, std::int32_t slots) {
  std::vector<std::int32_t> minutes_of;
  const auto ticks = schedule::ticks_between(line.cron, line.zone, cycle, cycle + minutes{slots},
                                             static_cast<std::size_t>(slots));
  for (const Instant tick : ticks.at)
    minutes_of.push_back(static_cast<std::int32_t>((tick - cycle) / minutes{1}));
  if (minutes_of.empty()) {
    if (const auto next = schedule::first_tick_from(line.cron, line.zone, cycle))
      minutes_of.push_back(wrap((*next - cycle) / minutes{1}, slots));
  }
  return minutes_of;
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<double> pooled(const std::vector<std::vector<double>>& parts) {
  std::vector<double> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

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

/// Expected refused creates by distance of the two ticks, for one firing each: over all shared volumes the
/// share of sample pairs in which the request falls into the hold.
std::vector<double> refusals(const model::Scenario& scenario, const Observation& seen, PairTest& pair,
                             std::int32_t slots) {
  std::vector<double> steps(static_cast<std::size_t>(slots) + 1);
  double everywhere = 0;
  const auto& deleting = scenario.jobs[pair.deletes].volumes;
  const auto& creating = scenario.jobs[pair.creates].volumes;
  const double ask_to_look = look_after(scenario);
  std::vector<double> holds;
  for (std::size_t d = 0, c = 0; d < deleting.size() && c < creating.size();) {
    if (deleting[d] != creating[c]) {
      deleting[d] < creating[c] ? ++d : ++c;
      continue;
    }
    if (pair.shared_volumes++ == 0) pair.volume = deleting[d];
    const auto& spans = seen.schedules[pair.deletes].volumes[d].deletes;
    const auto& asks = seen.schedules[pair.creates].volumes[c].asks;
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
        const auto from = static_cast<std::size_t>(wrap(first, slots)),
                   to = static_cast<std::size_t>(wrap(last, slots));
        steps[from] += weight;
        steps[to + 1] -= weight;
        if (to < from) steps[0] += weight;
      }
    }
    ++d, ++c;
  }
  pair.hold_s = quantile(std::move(holds), 0.95);
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
      if (!own || c != d) differences[wrap(std::int64_t{c} - d, slots)] += 1;
  std::vector<double> all(one.size());
  for (const auto& [difference, times] : differences)
    for (std::size_t m = 0; m < all.size(); ++m)
      all[m] += times * one[static_cast<std::size_t>(wrap(static_cast<std::int64_t>(m) + difference, slots))];
  return all;
}

/// Where the schedule may start, and what it costs there by itself.
void add_places(const model::Scenario& scenario, const Observation& seen, const Allowed& allowed,
                const Line& line, Instant cycle, minutes grid, std::uint32_t j, Surrogate& out) {
  placement::Window& window = out.problem.windows[j];
  auto& shifts = out.shifts[j];
  const model::RecurringJob& job = scenario.jobs[j];
  const std::vector<double> ends = pooled(seen.schedules[j].upload_end);
  std::vector<minutes> wanted = {minutes{0}};
  if (!job.pinned) {
    const minutes period = schedule::times_of_day_period(line.cron);
    for (const minutes shift : schedule::candidate_shifts(line.cron, grid, -(period / 2)))
      if (shift != minutes{0}) wanted.push_back(shift);
  }
  std::int32_t period = static_cast<std::int32_t>(schedule::times_of_day_period(line.cron).count());
  if (period == 0) period = out.problem.slots;
  bool any_allowed = false;
  for (const minutes shift : wanted) {
    // Overruns of a night of this schedule alone, by how late its uploads end today.
    double overruns = 0;
    bool starts_allowed = true;
    if (allowed.restricted(j)) {
      for (const std::int32_t firing : window.firings) {
        const Instant start = cycle + minutes{firing} + shift;
        const Instant end = allowed.end_of(j, start);
        starts_allowed = starts_allowed && end > start;
        if (ends.empty() || end == Instant::max()) continue;
        const double room = to_seconds(end - start);
        const auto late = std::count_if(ends.begin(), ends.end(), [&](double s) { return s > room; });
        overruns += static_cast<double>(late) / static_cast<double>(ends.size());
      }
    }
    any_allowed = any_allowed || starts_allowed;
    if (!starts_allowed) {
      if (shift != minutes{0}) continue;
      overruns =
          static_cast<double>(window.firings.size() * job.volumes.size());  // today's place stays comparable
    }
    placement::Place place;
    place.shift = static_cast<std::int32_t>(shift.count());
    place.timeouts = overruns;
    const auto off = static_cast<std::int32_t>(std::abs(shift.count()) % period);
    place.moved = std::min(off, period - off);
    window.places.push_back(place);
    shifts.push_back(shift.count());
  }
  out.nowhere[j] = allowed.restricted(j) && !any_allowed;
}

/// Up to 1.7: creates that arrive, and the mean number of deletes that sit in the controller's workers,
/// minute by minute.
void add_workers(const model::Scenario& scenario, const Observation& seen, Surrogate& out) {
  const model::Parameters& p = scenario.platform.parameters;
  if (p.delete_asynchronous) return;
  out.problem.workers =
      static_cast<double>(p.controller_workers) * static_cast<double>(scenario.nodes.size());
  const auto most = static_cast<std::size_t>(out.problem.slots);
  const auto minute_of = [](double s) { return static_cast<std::size_t>(std::max(0.0, s / 60)); };
  const auto add = [&](std::vector<double>& list, std::size_t minute, double weight) {
    if (list.size() <= minute) list.resize(minute + 1);
    list[minute] += weight;
  };
  for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
    for (const VolumeSamples& volume : seen.schedules[j].volumes) {
      for (const double ask : volume.asks)
        if (minute_of(ask) < most)
          add(out.problem.windows[j].arrivals, minute_of(ask), 1.0 / static_cast<double>(volume.asks.size()));
      for (const Span& hold : volume.deletes)
        for (std::size_t m = minute_of(hold.from); m < most && 60.0 * static_cast<double>(m) < hold.to; ++m) {
          const double minute = 60.0 * static_cast<double>(m);
          const double held = std::min(hold.to, minute + 60) - std::max(hold.from, minute);
          add(out.problem.windows[j].blockers, m, held / 60 / static_cast<double>(volume.deletes.size()));
        }
    }
  }
}

/// What the lines must carry in a cycle by what they can, over the minutes that are allowed to anybody.
void add_area(const model::Scenario& scenario, const Allowed& allowed, Instant cycle, Surrogate& out) {
  for (std::uint32_t t = 0; t < scenario.targets.size(); ++t) {
    double load = 0;
    std::vector<bool> reachable(static_cast<std::size_t>(out.problem.slots));
    for (std::uint32_t j = 0; j < scenario.jobs.size(); ++j) {
      // Bytes and not the profile of loads, which ends with the cycle.
      const double own = out.alone[j].bytes_to[t] / (60 * scenario.targets[t].write.value);
      if (own <= 0) continue;
      load += own * static_cast<double>(out.problem.windows[j].firings.size());
      for (std::int32_t m = 0; m < out.problem.slots; ++m) {
        const Instant at = cycle + minutes{m};
        if (allowed.end_of(j, at) > at) reachable[static_cast<std::size_t>(m)] = true;
      }
    }
    const auto reach = static_cast<double>(std::count(reachable.begin(), reachable.end(), true));
    const double area = load <= 0 ? 0 : reach > 0 ? load / reach : 1e9;
    if (area < out.area) continue;
    out.area = area;
    out.area_target = t;
    out.area_bytes = load * 60 * scenario.targets[t].write.value;
    out.area_capacity = reach * 60 * scenario.targets[t].write.value;
  }
}

}  // namespace

Surrogate make_surrogate(const model::Scenario& scenario, const Observation& seen, minutes grid) {
  const auto n = static_cast<std::uint32_t>(scenario.jobs.size());
  std::vector<Line> lines;
  bool week = false;
  for (std::uint32_t j = 0; j < n; ++j) {
    lines.push_back(line_of(scenario, j));
    week = week || speaks_of_weekdays(lines.back().cron);
  }
  // A window of certain weekdays is met or missed on them only.
  for (const auto* windows : {&scenario.allowed, &scenario.blackout})
    for (const model::Window& window : *windows) {
      const auto cron = schedule::Cron::parse(window.cron);
      week = week || (cron.cron && speaks_of_weekdays(*cron.cron));
    }
  const Instant cycle = std::chrono::floor<std::chrono::days>(scenario.time.start);
  const Allowed allowed(scenario);

  Surrogate out;
  out.problem.slots = week ? 7 * kDay : kDay;
  out.problem.resources = static_cast<std::uint32_t>(scenario.targets.size());
  out.problem.threshold = 1;  // a line that is not full delays nobody
  out.problem.windows.resize(n);
  out.shifts.resize(n);
  out.nowhere.resize(n);
  for (std::uint32_t j = 0; j < n; ++j) {
    placement::Window& window = out.problem.windows[j];
    window.name = scenario.jobs[j].name;
    window.firings = firings_of(lines[j], cycle, out.problem.slots);
    add_places(scenario, seen, allowed, lines[j], cycle, grid, j, out);
    const double period = window.firings.empty()
                              ? 86'400
                              : 60.0 * out.problem.slots / static_cast<double>(window.firings.size());
    const double prepare = quantile(seen.schedules[j].prepare, 0.5);
    out.alone.push_back(job_alone(scenario, j, period, prepare, out.problem.slots));
    for (const JobAlone::Minute& m : out.alone.back().line)
      window.loads.push_back({m.target, m.minute, m.load});
  }
  add_workers(scenario, seen, out);
  add_area(scenario, allowed, cycle, out);

  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<double>> tables;
  for (std::uint32_t a = 0; a < n; ++a) {
    for (std::uint32_t b = 0; b < n; ++b) {
      PairTest pair;
      pair.deletes = a, pair.creates = b;
      const auto one = refusals(scenario, seen, pair, out.problem.slots);
      if (pair.shared_volumes == 0) continue;
      pair.refused = over_firings(one, out.problem.windows[a].firings, out.problem.windows[b].firings,
                                  out.problem.slots, a == b);
      const auto period = [&](std::uint32_t j) {
        const auto minutes_of = schedule::times_of_day_period(lines[j].cron).count();
        return minutes_of > 0 ? minutes_of : kDay;
      };
      pair.period_s = 60.0 * static_cast<double>(std::gcd(period(a), period(b)));
      pair.refused_today = pair.refused[0];
      if (a == b) {
        pair.refused_at_best = pair.refused[0];  // a schedule cannot move against itself
        for (placement::Place& place : out.problem.windows[a].places) place.lost += pair.refused[0];
      } else {
        pair.refused_at_best = *std::min_element(pair.refused.begin(), pair.refused.end());
        auto& table = tables[{std::min(a, b), std::max(a, b)}];
        table.resize(pair.refused.size());
        for (std::size_t m = 0; m < table.size(); ++m)
          table[m] += a < b ? pair.refused[m]
                            : pair.refused[static_cast<std::size_t>(
                                  wrap(-static_cast<std::int64_t>(m), out.problem.slots))];
      }
      out.pairs.push_back(std::move(pair));
    }
  }
  for (auto& [pair, table] : tables)
    if (std::any_of(table.begin(), table.end(), [](double lost) { return lost > 0; }))
      out.problem.conflicts.push_back({pair.first, pair.second, std::move(table)});
  return out;
}

model::Scenario placed(const model::Scenario& scenario, const Surrogate& surrogate,
                       const placement::Placement& placement) {
  model::Scenario out = scenario;
  for (std::uint32_t j = 0; j < out.jobs.size(); ++j) {
    const std::int64_t shift = surrogate.shifts[j][placement[j]];
    if (shift == 0) continue;
    const auto text = schedule::shifted(line_of(scenario, j).cron, minutes{shift});
    core::check_invariant(text.has_value(), "a place whose cron line cannot be said");
    out.jobs[j].cron = *text;
  }
  return out;
}

}  // namespace headway::recommend
