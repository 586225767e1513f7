#include "analysis/recommend/admissible.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "analysis/movable/movable.h"
#include "analysis/recommend/cron_line.h"
#include "sim/schedule/cron.h"
#include "sim/schedule/shift.h"

namespace headway::recommend {
namespace {

/// All that admission looks at, without the volumes.
model::Scenario of_schedules(const model::Scenario& scenario, std::vector<model::VmSchedule> schedules) {
  model::Scenario out;
  out.time = scenario.time;
  out.platform = scenario.platform;
  out.vm_schedules = std::move(schedules);
  return out;
}

/// Firings that show a line's gaps: a week of an hourly one.
constexpr int kFirings = 200;

/// A VM schedule as the rule sees it.
struct Line {
  std::uint32_t window = 0;
  std::vector<std::int32_t> firings;  ///< minutes of the cycle
  std::set<Duration> gaps;            ///< between neighbouring firings: its granularities
  std::int64_t period = 0;            ///< minutes after which its days repeat; 0: not all days are alike
  bool skipped = false;
};

Line line_of(const model::Scenario& scenario, const model::VmSchedule& schedule, std::uint32_t window,
             const placement::Problem& problem) {
  constexpr std::uint32_t kAllDays = 0xfffffffeU, kAllMonths = 0x1ffe, kAllWeekdays = 0x7f;
  Line out;
  out.window = window;
  out.firings = problem.windows[window].firings;
  out.skipped = schedule.skip_cron_check;
  const auto [cron, zone] = cron_line(scenario, schedule.cron);
  auto last = cron.next(scenario.time.start, zone);
  for (int i = 0; last && i < kFirings; ++i) {
    const auto next = cron.next(*last, zone);
    if (next) out.gaps.insert(*next - *last);
    last = next;
  }
  const schedule::CronFields& fields = cron.fields();
  if (fields.days == kAllDays && fields.months == kAllMonths && fields.weekdays == kAllWeekdays)
    out.period = schedule::times_of_day_period(cron).count();
  return out;
}

bool may_compare(const Line& a, const Line& b) {
  if (a.skipped && b.skipped) return false;
  return std::any_of(a.gaps.begin(), a.gaps.end(), [&](Duration gap) { return b.gaps.contains(gap); });
}

std::set<std::int32_t> within(const std::vector<std::int32_t>& firings, std::int32_t period) {
  std::set<std::int32_t> out;
  for (const std::int32_t firing : firings) out.insert(firing % period);
  return out;
}

placement::Apart apart(const Line& a, const Line& b, std::int32_t slots, std::int32_t least) {
  placement::Apart out;
  out.first = a.window, out.second = b.window;
  out.period = a.period > 0 && b.period > 0 ? static_cast<std::int32_t>(std::gcd(a.period, b.period)) : slots;
  out.least = least;
  std::set<std::int32_t> offsets;
  for (const std::int32_t first : within(a.firings, out.period))
    for (const std::int32_t second : within(b.firings, out.period))
      offsets.insert(placement::wrapped(std::int64_t{second} - first, out.period));
  out.offsets.assign(offsets.begin(), offsets.end());
  return out;
}

std::int64_t accepted_minutes(const admission::Day& day) {
  std::int64_t sum = 0;
  for (const admission::Stretch& stretch : day.accepted) sum += (stretch.to - stretch.from) / minutes{1};
  return sum;
}

}  // namespace

bool may_be_edited(const model::Scenario& scenario, std::uint32_t vm_schedule) {
  const model::Scenario alone = of_schedules(scenario, {scenario.vm_schedules[vm_schedule]});
  for (int day = 0; day < 7; ++day)
    if (!admission::admission_over_day(alone, scenario.time.start + hours{24 * day}).front().never())
      return true;
  return false;
}

void add_webhook_rules(const model::Scenario& scenario, placement::Problem& problem) {
  const auto least = static_cast<std::int32_t>(
      std::chrono::ceil<minutes>(scenario.platform.parameters.webhook_min_offset).count());
  if (least <= 0) return;
  std::vector<Line> lines;
  for (std::uint32_t k = 0; k < scenario.vm_schedules.size(); ++k) {
    const auto parsed = schedule::Cron::parse(scenario.vm_schedules[k].cron, schedule::CronDialect::v1);
    if (!parsed.cron || parsed.cron->interval()) continue;  // not read; counted from now, wherever others are
    const auto window = static_cast<std::uint32_t>(scenario.jobs.size() + k);
    lines.push_back(line_of(scenario, scenario.vm_schedules[k], window, problem));
  }
  for (std::size_t a = 0; a < lines.size(); ++a)
    for (std::size_t b = a + 1; b < lines.size(); ++b)
      if (may_compare(lines[a], lines[b]))
        problem.apart.push_back(apart(lines[a], lines[b], problem.slots, least));
}

std::vector<Submission> submissions(const model::Scenario& before, const model::Scenario& after) {
  model::Scenario now = of_schedules(before, before.vm_schedules);
  std::vector<std::uint32_t> waiting;
  for (std::uint32_t k = 0; k < now.vm_schedules.size(); ++k)
    if (before.vm_schedules[k].cron != after.vm_schedules[k].cron) waiting.push_back(k);

  std::vector<Submission> out;
  const auto day_of = [&](std::uint32_t k) {
    now.vm_schedules[k].cron = after.vm_schedules[k].cron;
    admission::Day day = admission::admission_over_day(now, before.time.start)[k];
    now.vm_schedules[k].cron = before.vm_schedules[k].cron;
    return day;
  };
  const auto send = [&](std::uint32_t k, admission::Day day) {
    Submission one;
    one.schedule = static_cast<std::uint32_t>(before.jobs.size() + k);
    if (!day.always()) one.refusal = admission::message_of(now, day.obstacles.front().verdict);
    one.day = std::move(day);
    out.push_back(std::move(one));
    now.vm_schedules[k].cron = after.vm_schedules[k].cron;
  };
  while (!waiting.empty()) {
    // Everybody whose way is free, until a round in which nobody's is; then who has the most minutes.
    std::vector<std::uint32_t> left;
    std::optional<std::pair<std::size_t, admission::Day>> best;
    for (const std::uint32_t k : waiting) {
      admission::Day day = day_of(k);
      if (day.always()) {
        send(k, std::move(day));
        continue;
      }
      if (!best || accepted_minutes(day) > accepted_minutes(best->second))
        best = {left.size(), std::move(day)};
      left.push_back(k);
    }
    if (left.size() == waiting.size()) {
      send(left[best->first], std::move(best->second));
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(best->first));
    }
    waiting = std::move(left);
  }
  return out;
}

}  // namespace headway::recommend
