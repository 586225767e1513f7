#include "analysis/admission/admission.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/admission/standing.h"

namespace headway::admission {
namespace {

Verdict verdict_of(const model::Scenario& scenario, const Standing& standing, std::uint32_t i) {
  const model::Parameters& p = scenario.platform.parameters;
  Verdict out{i, Reason::none, {}, 0};
  if (!standing.readable(i)) {
    out.reason = Reason::unreadable;  // looked at with the annotation, too
    return out;
  }
  out.granularity = standing.granularity(i);
  if (scenario.vm_schedules[i].skip_cron_check) return out;
  if (out.granularity < p.webhook_min_granularity) {
    out.reason = Reason::granularity;
    return out;
  }
  const auto nearest = standing.nearest(i);
  if (nearest && nearest->offset < p.webhook_min_offset) {
    out.reason = Reason::offset;
    out.against = nearest->schedule;
  }
  return out;
}

bool same(const Verdict& a, const Verdict& b) {
  return a.reason == b.reason && a.against == b.against &&
         (a.reason != Reason::granularity || a.granularity == b.granularity);
}

/// One schedule's day, put together from the minutes at which its verdict changes.
class DayLine {
 public:
  void say(const Verdict& verdict, Instant at) {
    if (since_ && same(now_, verdict)) return;
    end(at);
    now_ = verdict;
    since_ = at;
  }
  /// Closes what is open at `at`.
  void end(Instant at) {
    if (!since_ || at <= *since_) return;
    if (!now_.accepted())
      add_obstacle((at - *since_) / minutes{1});
    else if (!day_.accepted.empty() && day_.accepted.back().to == *since_)
      day_.accepted.back().to = at;
    else
      day_.accepted.push_back({*since_, at});
  }
  Day take(std::uint32_t schedule) {
    day_.schedule = schedule;
    std::stable_sort(day_.obstacles.begin(), day_.obstacles.end(),
                     [](const Obstacle& a, const Obstacle& b) { return a.minutes > b.minutes; });
    return std::move(day_);
  }

 private:
  void add_obstacle(std::int64_t length) {
    for (Obstacle& known : day_.obstacles)
      if (same(known.verdict, now_)) {
        known.minutes += length;
        return;
      }
    day_.obstacles.push_back({now_, length});
  }

  Day day_;
  Verdict now_;
  std::optional<Instant> since_;
};

}  // namespace

std::vector<Verdict> admission_at(const model::Scenario& scenario, Instant at) {
  const Standing standing(scenario, at);
  std::vector<Verdict> out;
  for (std::uint32_t i = 0; i < scenario.vm_schedules.size(); ++i)
    out.push_back(verdict_of(scenario, standing, i));
  return out;
}

std::vector<Day> admission_over_day(const model::Scenario& scenario, Instant from) {
  const Instant first = std::chrono::floor<minutes>(from), last = first + minutes{kMinutesOfDay};
  const auto n = static_cast<std::uint32_t>(scenario.vm_schedules.size());
  Standing standing(scenario, first);
  std::vector<DayLine> lines(n);
  for (std::uint32_t i = 0; i < n; ++i) lines[i].say(verdict_of(scenario, standing, i), first);
  for (Instant at = first + minutes{1}; at < last; at += minutes{1})
    for (const std::uint32_t i : standing.advance(at)) lines[i].say(verdict_of(scenario, standing, i), at);
  std::vector<Day> out;
  for (std::uint32_t i = 0; i < n; ++i) {
    lines[i].end(last);
    out.push_back(lines[i].take(i));
  }
  return out;
}

std::string message_of(const model::Scenario& scenario, const Verdict& verdict) {
  const model::Parameters& p = scenario.platform.parameters;
  switch (verdict.reason) {
    case Reason::none:
      return {};
    case Reason::unreadable:
      return "invalid cron format";
    case Reason::granularity:
      return fmt::format("schedule granularity {} less than {}", go_duration(verdict.granularity),
                         go_duration(p.webhook_min_granularity));
    case Reason::offset:
      return fmt::format("same granularity as schedule {} and offset less than {}",
                         scenario.vm_schedules[verdict.against].name, go_duration(p.webhook_min_offset));
  }
  return {};
}

std::string go_duration(Duration length) {
  if (length == Duration::zero()) return "0s";
  // Unsigned: the shortest length has no positive counterpart.
  const auto count = static_cast<std::uint64_t>(length.count());
  const std::uint64_t ns = length.count() < 0 ? 0 - count : count;
  const std::string sign = length.count() < 0 ? "-" : "";
  const auto with_fraction = [](std::uint64_t value, std::uint64_t unit, int digits) {
    std::string text = std::to_string(value / unit);
    if (value % unit == 0) return text;
    std::string fraction = fmt::format("{:0{}}", value % unit, digits);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return text + "." + fraction;
  };
  if (ns < 1'000) return sign + std::to_string(ns) + "ns";
  if (ns < 1'000'000) return sign + with_fraction(ns, 1'000, 3) + "µs";
  if (ns < 1'000'000'000) return sign + with_fraction(ns, 1'000'000, 6) + "ms";
  const std::uint64_t all = ns / 1'000'000'000, h = all / 3600, m = all / 60 % 60;
  std::string text = sign;
  if (h > 0) text += std::to_string(h) + "h";
  if (all >= 60) text += std::to_string(m) + "m";
  return text + with_fraction(ns % 60'000'000'000, 1'000'000'000, 9) + "s";
}

}  // namespace headway::admission
