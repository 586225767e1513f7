#include "analysis/spacing/pairing.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>

#include "analysis/movable/movable.h"
#include "sim/io/amounts.h"
#include "sim/io/near_name.h"
#include "sim/schedule/cron.h"
#include "sim/schedule/shift.h"

namespace headway::spacing {
namespace {

std::uint32_t schedule_of(const std::vector<movable::Schedule>& all, std::string_view name) {
  std::vector<std::string_view> known;
  for (const movable::Schedule& one : all) known.push_back(one.name);
  const auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end()) return static_cast<std::uint32_t>(found - known.begin());
  const std::string near = io::near_name(name, known);
  throw SpacingError(fmt::format("the scenario has no schedule \"{}\"{}", name,
                                 near.empty() ? "" : "; did you mean " + near + "?"));
}

schedule::Cron cron_of(const movable::Schedule& schedule) {
  auto parsed = schedule::Cron::parse(schedule.cron);
  if (!parsed.cron) throw SpacingError(fmt::format("schedule \"{}\": {}", schedule.name, parsed.error));
  return std::move(*parsed.cron);
}

/// The first time of day. Throws where there is none.
minutes first_time_of_day(const movable::Schedule& schedule, const schedule::Cron& cron) {
  if (cron.interval())
    throw SpacingError(
        fmt::format("schedule \"{}\" runs {}, which has no times of day: there is no gap to it",
                    schedule.name, schedule.cron));
  const schedule::CronFields& f = cron.fields();
  if (f.hours == 0 || f.minutes == 0)
    throw SpacingError(fmt::format("schedule \"{}\" ({}) never fires", schedule.name, schedule.cron));
  return minutes{std::countr_zero(f.hours) * 60 + std::countr_zero(f.minutes)};
}

std::string zone_of(const model::Scenario& scenario, const schedule::Cron& cron) {
  return cron.own_zone() ? cron.own_zone()->name() : scenario.time.zone;
}

minutes whole_minutes(Duration d, std::string_view option) {
  if (d % minutes{1} != Duration::zero())
    throw SpacingError(fmt::format("{}: found {}, expected whole minutes, as cron lines have them", option,
                                   io::format_duration(d)));
  return std::chrono::duration_cast<minutes>(d);
}

}  // namespace

Pairing pair_of(const model::Scenario& scenario, std::string_view first, std::string_view second) {
  Pairing pairing;
  const auto all = movable::schedules_of(scenario);
  pairing.first = schedule_of(all, first);
  pairing.second = schedule_of(all, second);
  if (pairing.first == pairing.second)
    throw SpacingError(
        fmt::format("the first and the second schedule are both \"{}\"; a gap needs two", first));
  const movable::Schedule &one = all[pairing.first], &two = all[pairing.second];
  const schedule::Cron cron_one = cron_of(one), cron_two = cron_of(two);
  const minutes apart = first_time_of_day(two, cron_two) - first_time_of_day(one, cron_one);
  const std::string zone_one = zone_of(scenario, cron_one), zone_two = zone_of(scenario, cron_two);
  if (zone_one != zone_two)
    throw SpacingError(fmt::format(
        "\"{}\" is read in the zone {} and \"{}\" in {}: the gap between them is not the same all year",
        one.name, zone_one, two.name, zone_two));
  pairing.period = minutes{std::gcd(schedule::times_of_day_period(cron_one).count(),
                                    schedule::times_of_day_period(cron_two).count())};
  pairing.today = (apart % pairing.period + pairing.period) % pairing.period;
  std::vector<std::uint32_t> both;
  std::set_intersection(one.volumes.begin(), one.volumes.end(), two.volumes.begin(), two.volumes.end(),
                        std::back_inserter(both));
  pairing.shared_volumes = static_cast<std::int64_t>(both.size());
  return pairing;
}

std::string second_line(const model::Scenario& scenario, const Pairing& pairing, minutes gap) {
  const movable::Schedule moved = movable::schedule_of(scenario, pairing.second);
  const schedule::Cron cron = cron_of(moved);
  const minutes by = gap - pairing.today, g = pairing.period;
  // All shifts by a multiple of g more or less give the same gap; those of more than a day repeat.
  for (minutes more{}; more <= hours{24}; more += g) {
    if (const auto line = schedule::shifted(cron, by + more)) return *line;
    if (const auto line = schedule::shifted(cron, by - more)) return *line;
  }
  throw SpacingError(fmt::format(
      "no cron line can say that \"{}\" ({}) starts {} after \"{}\": its moved times are no product of "
      "hours and minutes, or cross midnight, which only a line that fires every day can do. "
      "--from, --to and --step choose other gaps; so may the other order of the two",
      moved.name, moved.cron, io::format_duration(gap), movable::name_of(scenario, pairing.first)));
}

std::vector<minutes> gaps_on(const Grid& grid, const Pairing& pairing) {
  const std::string period = io::format_duration(pairing.period);
  const minutes from = whole_minutes(grid.from.value_or(Duration::zero()), "--from");
  const minutes to = whole_minutes(grid.to.value_or(pairing.period), "--to");
  if (from < minutes::zero() || to > pairing.period)
    throw SpacingError(
        fmt::format("expected gaps from 0s to below {}: after that the two schedules stand to each "
                    "other as before",
                    period));
  if (from >= to)
    throw SpacingError(
        fmt::format("no gap lies from {} to below {}", io::format_duration(from), io::format_duration(to)));
  const auto count = [&](minutes step) { return (to - from + step - minutes{1}) / step; };
  minutes step{5};
  if (grid.step) {
    step = whole_minutes(*grid.step, "--step");
    if (step < minutes{1}) throw SpacingError("--step: expected at least 1m");
  } else {
    while (count(step) > 100 && step < minutes{15}) step += minutes{5};
  }
  if (count(step) > kMostGaps)
    throw SpacingError(
        fmt::format("{} gaps from {} to {} by {} are more than {}: choose a larger --step or a "
                    "smaller span",
                    count(step), io::format_duration(from), io::format_duration(to),
                    io::format_duration(step), kMostGaps));
  std::vector<minutes> gaps;
  for (minutes gap = from; gap < to; gap += step) gaps.push_back(gap);
  return gaps;
}

}  // namespace headway::spacing
