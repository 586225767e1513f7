#include "analysis/admission/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/io/amounts.h"

namespace headway::admission {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostStretches = 6;  ///< that a line of text names

std::int64_t minute_of_day(Instant at) {
  return (at - std::chrono::floor<std::chrono::days>(at)) / minutes{1};
}

std::string clock(std::int64_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

/// After how many minutes the stretches repeat: a divisor of a day.
std::int64_t period_of(const std::vector<bool>& day) {
  const auto n = static_cast<std::int64_t>(day.size());
  for (std::int64_t period = 1; period < n; ++period) {
    if (n % period != 0) continue;
    bool repeats = true;
    for (std::int64_t m = period; m < n && repeats; ++m)
      repeats = day[static_cast<std::size_t>(m)] == day[static_cast<std::size_t>(m - period)];
    if (repeats) return period;
  }
  return n;
}

struct Span {
  std::int64_t from = 0, to = 0;  ///< minutes, both included; `to` may lie in the next period
};

/// The stretches of the first `period` minutes, around the clock: one that is cut by midnight is one.
std::vector<Span> spans_of(const std::vector<bool>& day, std::int64_t period) {
  const auto in = [&](std::int64_t m) { return day[static_cast<std::size_t>(m % period)]; };
  std::vector<Span> out;
  for (std::int64_t m = 0; m < period; ++m) {
    if (!in(m) || in(m + period - 1)) continue;
    Span span{m, m};
    while (in(span.to + 1)) ++span.to;
    out.push_back(span);
  }
  return out;
}

std::string verdict_text(const model::Scenario& scenario, const Day& day) {
  const std::string& name = scenario.vm_schedules[day.schedule].name;
  std::string why;
  for (std::size_t i = 0; i < std::min<std::size_t>(day.obstacles.size(), 3); ++i)
    why += (i == 0 ? "" : "; ") + message_of(scenario, day.obstacles[i].verdict);
  if (day.obstacles.size() > 3) why += fmt::format("; and {} more", day.obstacles.size() - 3);
  if (day.never()) return fmt::format("  {}: always refused: {}\n", name, why);
  return fmt::format("  {}: accepted only when submitted in {}; else: {}\n", name,
                     stretches_phrase(day.accepted), why);
}

std::string skipped_note(const model::Scenario& scenario) {
  const auto skipped =
      std::count_if(scenario.vm_schedules.begin(), scenario.vm_schedules.end(),
                    [](const model::VmSchedule& schedule) { return schedule.skip_cron_check; });
  return skipped == 0 ? "" : fmt::format(" ({} by the annotation svmbackupSkipCronCheck)", skipped);
}

Json common(const model::Scenario& scenario, const Verdict& verdict) {
  Json out;
  out["message"] = message_of(scenario, verdict);
  out["against"] =
      verdict.reason == Reason::offset ? Json(scenario.vm_schedules[verdict.against].name) : Json(nullptr);
  return out;
}

Json day_json(const model::Scenario& scenario, const Day& day) {
  Json out;
  out["verdict"] = day.always() ? "accepted" : day.never() ? "refused" : "sometimes";
  out["accepted"] = Json::array();
  for (const Stretch& stretch : day.accepted)
    out["accepted"].push_back(
        {{"from_utc", io::format_instant(stretch.from)}, {"to_utc", io::format_instant(stretch.to)}});
  out["refusals"] = Json::array();
  for (const Obstacle& obstacle : day.obstacles) {
    Json one = common(scenario, obstacle.verdict);
    one["minutes"] = obstacle.minutes;
    out["refusals"].push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string stretches_phrase(const std::vector<Stretch>& stretches) {
  std::vector<bool> day(kMinutesOfDay);
  for (const Stretch& stretch : stretches)
    for (Instant at = stretch.from; at < stretch.to; at += minutes{1})
      day[static_cast<std::size_t>(minute_of_day(at))] = true;
  if (std::count(day.begin(), day.end(), false) == 0) return "any minute";
  const std::int64_t period = period_of(day);
  const std::vector<Span> spans = spans_of(day, period);
  const bool hourly = 60 % period == 0;
  std::string out = hourly ? "minutes " : "";
  for (std::size_t i = 0; i < std::min(spans.size(), kMostStretches); ++i) {
    const auto minute = [&](std::int64_t m) {
      return hourly ? fmt::format(":{:02}", m % 60) : clock(m % kMinutesOfDay);
    };
    out += i == 0 ? "" : ", ";
    out += spans[i].from == spans[i].to ? minute(spans[i].from)
                                        : minute(spans[i].from) + " to " + minute(spans[i].to);
  }
  if (spans.size() > kMostStretches) out += fmt::format(" and {} more", spans.size() - kMostStretches);
  if (period == 60) return out + " of every hour";
  if (period < kMinutesOfDay) return out + " and every " + io::format_duration(minutes{period}) + " after";
  return out;
}

Report report_of(const model::Scenario& scenario, std::optional<Instant> at) {
  Report out;
  const std::size_t n = scenario.vm_schedules.size();
  if (n == 0) {
    out.text = "  no VM schedules: Harvester's webhook has nothing to admit\n";
    return out;
  }
  std::string lines;
  std::size_t refused = 0;
  if (at) {
    for (const Verdict& verdict : admission_at(scenario, *at)) {
      if (verdict.accepted()) continue;
      ++refused;
      lines += fmt::format("  {}: refused: {}\n", scenario.vm_schedules[verdict.schedule].name,
                           message_of(scenario, verdict));
    }
  } else {
    for (const Day& day : admission_over_day(scenario, scenario.time.start)) {
      if (day.always()) continue;
      ++refused;
      lines += verdict_text(scenario, day);
    }
  }
  out.all_accepted = refused == 0;
  out.text = fmt::format(
      "  Harvester's webhook, cron lines read in {}, {} {} (UTC), each against all others as stored: {} of "
      "{} VM schedules {}accepted{}\n",
      scenario.time.zone, at ? "submitted at" : "submitted in the day from",
      io::format_instant(at ? *at : std::chrono::floor<minutes>(scenario.time.start)), n - refused, n,
      at ? "" : "always ", skipped_note(scenario));
  out.text += lines;
  if (refused > 0 && !at)
    out.text +=
        "  Every write of a schedule's status is checked like this, too: in the minutes in which it would "
        "be\n"
        "  refused, what the schedule says of itself does not reach the cluster.\n";
  return out;
}

Json report_json(const model::Scenario& scenario, std::optional<Instant> at) {
  const model::Parameters& p = scenario.platform.parameters;
  Json out;
  out["zone"] = scenario.time.zone;
  if (at)
    out["at"] = io::format_instant(*at);
  else
    out["day_from"] = io::format_instant(std::chrono::floor<minutes>(scenario.time.start));
  out["min_granularity_s"] = to_seconds(p.webhook_min_granularity);
  out["min_offset_s"] = to_seconds(p.webhook_min_offset);
  out["accepted"] = true;
  out["schedules"] = Json::array();
  const auto add = [&](std::uint32_t i, bool accepted, const Json& rest) {
    const model::VmSchedule& schedule = scenario.vm_schedules[i];
    Json one = {{"name", schedule.name},
                {"cron", schedule.cron},
                {"vm", scenario.machines[schedule.vm].name},
                {"skipped", schedule.skip_cron_check}};
    one.update(rest);
    out["schedules"].push_back(std::move(one));
    if (!accepted) out["accepted"] = false;
  };
  if (at) {
    for (const Verdict& verdict : admission_at(scenario, *at)) {
      Json rest = {{"verdict", verdict.accepted() ? "accepted" : "refused"}};
      rest.update(common(scenario, verdict));
      add(verdict.schedule, verdict.accepted(), rest);
    }
  } else {
    for (const Day& day : admission_over_day(scenario, scenario.time.start))
      add(day.schedule, day.always(), day_json(scenario, day));
  }
  return out;
}

}  // namespace headway::admission
