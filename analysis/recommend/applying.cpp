#include "analysis/recommend/applying.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "analysis/recommend/cron_line.h"
#include "sim/schedule/missed_ticks.h"
#include "sim/schedule/ticks.h"

namespace headway::recommend {
namespace {

std::string clock(Instant at) {
  const auto in_day = at - std::chrono::floor<std::chrono::days>(at);
  const auto all = std::chrono::duration_cast<minutes>(in_day).count();
  return fmt::format("{:02}:{:02}", all / 60, all % 60);
}

std::string weekday(Instant at) {
  constexpr std::array<const char*, 7> kNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                 "Thursday", "Friday", "Saturday"};
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(at)};
  return kNames[day.c_encoding()];
}

constexpr std::size_t kDay = 24 * 60, kWeek = 7 * kDay;  // minutes

struct Stretch {
  std::size_t from = 0, length = 0;
};

/// The longest run of true on a circle that is not all true; of equal ones the first.
Stretch longest(const std::vector<bool>& circle) {
  Stretch best;
  std::size_t run = 0;
  for (std::size_t i = 0; i < 2 * circle.size(); ++i) {
    run = circle[i % circle.size()] ? run + 1 : 0;
    if (run > best.length) best = {i + 1 - run, run};
  }
  return best;
}

/// Whether a run starts at once when `now` replaces `old` at `at`.
bool fires_at_once(const model::Scenario& scenario, const CronLine& old, const CronLine& now, Instant at) {
  const auto last = schedule::ticks_before(old.cron, old.zone, at, 1);
  if (last.empty()) return false;
  // The controller's own search: with uneven lines it may find no tick to catch up.
  const auto found = schedule::find_missed(now.cron, now.zone, last.back(), at,
                                           scenario.platform.parameters.cron_missed_search);
  return found.most_recent.has_value();
}

/// "between 03:00 and 02:00 UTC the next day": the longest stretch that is safe on all days of a week whose
/// minutes are `safe`, or else on some day; `daily`: the minutes that are safe on all days.
std::string stretch_phrase(Instant week, const std::vector<bool>& safe, const std::vector<bool>& daily) {
  Stretch best = longest(daily);
  const bool any_day = best.length > 0;
  if (!any_day) best = longest(safe);
  const Instant from = week + minutes{static_cast<std::int64_t>(best.from)};
  const Instant to = from + minutes{static_cast<std::int64_t>(best.length)};
  return fmt::format("{}between {} and {} UTC{}", any_day ? "" : "on a " + weekday(from) + " ", clock(from),
                     clock(to), best.from % kDay + best.length > kDay ? " the next day" : "");
}

/// Whether the time between the last run by `old` and the next one by `now` is much shorter or longer than
/// any that `old` has: a run too many, or one too few.
bool breaks_the_rhythm(const CronLine& old, const CronLine& now, Instant at) {
  const auto last = schedule::ticks_before(old.cron, old.zone, at, 3);
  const auto next = now.cron.next(at, now.zone);
  const auto then = old.cron.next(at, old.zone);
  if (last.size() < 3 || !next || !then) return false;
  const std::array<Duration, 3> usual = {last[1] - last[0], last[2] - last[1], *then - last[2]};
  const auto [least, most] = std::minmax_element(usual.begin(), usual.end());
  const Duration between = *next - last[2];
  return 2 * between < *least || 2 * between > 3 * *most;
}

}  // namespace

int extra_runs(const model::Scenario& scenario, const std::string& before, const std::string& after,
               Instant at) {
  return fires_at_once(scenario, cron_line(scenario, before), cron_line(scenario, after), at) ? 1 : 0;
}

std::string applying_note(const model::Scenario& scenario, const std::string& before,
                          const std::string& after) {
  // A week, since a line may name weekdays: best a stretch that is safe on all of them. Looked at just after
  // each minute, when what is due in it has been started.
  const Instant week = std::chrono::floor<std::chrono::days>(scenario.time.start) + hours{24 * 7};
  const CronLine old = cron_line(scenario, before), now = cron_line(scenario, after);
  std::vector<bool> safe(kWeek), daily(kDay, true);
  for (std::size_t m = 0; m < kWeek; ++m) {
    const Instant at = week + minutes{static_cast<std::int64_t>(m)} + seconds{30};
    safe[m] = !fires_at_once(scenario, old, now, at);
    daily[m % kDay] = daily[m % kDay] && safe[m];
  }
  if (std::count(safe.begin(), safe.end(), false) == 0) return "Applied at any time it causes no extra run.";
  if (std::count(safe.begin(), safe.end(), true) == 0)
    return "Whenever it is applied, the job fires once at once: the new line has a tick since the last run.";
  return fmt::format(
      "Apply it {}. At other times it fires once at once, "
      "since the new line has a tick between the last run and then, and again at its next tick.",
      stretch_phrase(week, safe, daily));
}

std::string vm_applying_note(const model::Scenario& scenario, const std::string& before,
                             const std::string& after) {
  const Instant week = std::chrono::floor<std::chrono::days>(scenario.time.start) + hours{24 * 7};
  const CronLine old = cron_line(scenario, before), now = cron_line(scenario, after);
  std::vector<bool> safe(kWeek), daily(kDay, true);
  for (std::size_t m = 0; m < kWeek; ++m) {
    const Instant at = week + minutes{static_cast<std::int64_t>(m)} + seconds{30};
    safe[m] = !breaks_the_rhythm(old, now, at);
    daily[m % kDay] = daily[m % kDay] && safe[m];
  }
  const std::string none = "Applied at any time it starts no run at once";
  if (std::count(safe.begin(), safe.end(), false) == 0 || std::count(safe.begin(), safe.end(), true) == 0)
    return none + ".";
  return fmt::format("{}. Best {}: at other times a run is left out, or comes twice.", none,
                     stretch_phrase(week, safe, daily));
}

}  // namespace headway::recommend
