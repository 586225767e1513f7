#include "analysis/forecast/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "analysis/forecast/phrases.h"
#include "analysis/forecast/record_phrases.h"
#include "analysis/forecast/text_parts.h"
#include "sim/record/printing.h"

namespace headway::forecast {
namespace {

using record::OperationKind;

/// "14 days" for whole days, else as any duration.
std::string span_phrase(Duration d) {
  const std::int64_t days = d / hours{24};
  return days > 0 && d == days * hours{24} ? count_phrase(days, "day") : duration_phrase(to_seconds(d));
}

/// What schedules owe, as the forecast speaks of it.
struct Owed {
  OperationKind kind;
  std::string_view due;     ///< one that is due
  std::string_view metric;  ///< the share that is lost
  std::string_view at;      ///< behind "attempts"
};
constexpr Owed kOwed[] = {
    {OperationKind::backup, "due backup", "backups.lost_share", ""},
    {OperationKind::vm_backup, "due VM backup", "vm_backups.lost_share", " at VM backups"}};

/// "1 of 4 due backups was lost (25 %, 95 % interval 0–100 %)", where any was due.
std::string lost_phrase(const Forecast& forecast, const Owed& owed, const Paint& paint) {
  const Outcomes& backups = outcomes_of(forecast, owed.kind);
  const statistics::Estimate& lost = find_metric(forecast, owed.metric)->estimate;
  if (backups.lost == 0) {
    return fmt::format("{} of {} was lost (at most {} % with 95 % confidence)", paint.good("none"),
                       count_phrase(backups.due, owed.due), percent_digits(lost.high));
  }
  std::string interval;
  if (backups.lost == backups.due) {
    interval = fmt::format("at least {} % with 95 % confidence", percent_digits(lost.low));
  } else if (lost.method == statistics::kOneReplicationMethod) {
    interval = fmt::format("{} %; one replication gives no interval", percent_digits(lost.value));
  } else {
    interval = fmt::format("{} %, 95 % interval {}–{} %", percent_digits(lost.value),
                           percent_digits(lost.low), percent_digits(lost.high));
  }
  return fmt::format("{} of {} {} lost ({})", paint.bad(count_phrase(backups.lost)),
                     count_phrase(backups.due, owed.due), backups.lost == 1 ? "was" : "were", interval);
}

/// The sentence to take home, one for each kind of what is owed.
std::string headline(const Forecast& forecast, const Paint& paint) {
  const std::string where = fmt::format("In {} of {}", count_phrase(forecast.replications, "replication"),
                                        span_phrase(forecast.horizon));
  std::string text;
  for (const Owed& owed : kOwed) {
    if (outcomes_of(forecast, owed.kind).due == 0) continue;
    const std::string lost = lost_phrase(forecast, owed, paint);
    text += text.empty() ? fmt::format("{}, {}.\n", where, lost) : fmt::format("And {}.\n", lost);
  }
  return text.empty() ? fmt::format("{}, no backup was due.\n", where) : text;
}

std::string further_sentences(const Forecast& forecast) {
  std::string text;
  const Metric* any = find_metric(forecast, "replications.any_loss");
  if (forecast.replications > 1 && any->events > 0) {
    text += fmt::format("{} of {} lost at least one ({}).\n", count_phrase(any->events),
                        count_phrase(forecast.replications, "replication"), share_phrase(any->estimate));
  }
  for (const Owed& owed : kOwed) {
    const Outcomes& backups = outcomes_of(forecast, owed.kind);
    if (backups.due == 0) continue;
    // The two lines count different things: a last attempt may fail after an earlier one has completed.
    text +=
        fmt::format("{}{}. The last attempts: {} completed, {} late, {} failed, {} skipped, {} unfinished.\n",
                    count_phrase(backups.attempts, "attempt"), owed.at, count_phrase(backups.completed),
                    count_phrase(backups.completed_late), count_phrase(backups.failed),
                    count_phrase(backups.skipped), count_phrase(backups.unfinished));
    if (backups.failed > backups.lost)
      text += "A backup whose last attempt failed is not lost when an earlier attempt had completed.\n";
  }
  if (forecast.warm_up > Duration::zero()) {
    text += fmt::format("The first {} of each are warm-up and not counted.\n", span_phrase(forecast.warm_up));
  }
  return text;
}

/// "3 restores asked for: 2 completed, 1 failed." What schedules owe has its own sentences; deletes are
/// spoken of when some were not done.
std::string other_operations(const Forecast& forecast) {
  std::string text;
  for (std::size_t i = 0; i < kOperationKinds; ++i) {
    const auto kind = static_cast<OperationKind>(i);
    const Outcomes& o = outcomes_of(forecast, kind);
    const bool is_delete = kind == OperationKind::delete_ || kind == OperationKind::vm_backup_delete;
    const bool told = !is_owed(kind) && o.due > 0 && (!is_delete || o.failed + o.skipped + o.unfinished > 0);
    if (!told) continue;
    std::string outcomes;
    const auto add = [&](std::int64_t n, std::string_view word_of_it) {
      if (n == 0) return;
      outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : ", ", count_phrase(n), word_of_it);
    };
    add(o.completed, "completed");
    add(o.completed_late, "late");
    add(o.failed, "failed");
    add(o.skipped, "skipped");
    add(o.unfinished, "unfinished");
    text += fmt::format("{} asked for: {}.\n", kind_phrase(kind, o.due), outcomes);
  }
  return text;
}

/// "lock-denied: another operation held or wanted the lock (says the backupstore)".
std::string cause_line(const Forecast& forecast, record::Cause cause) {
  std::array<std::int64_t, kLayers> layers{};
  for (const Failure& failure : forecast.failures) {
    for (std::size_t i = 0; failure.cause == cause && i < kLayers; ++i) layers[i] += failure.layers[i];
  }
  std::string said_by;
  for (std::size_t i = 1; i < kLayers; ++i) {
    if (layers[i] == 0) continue;
    said_by +=
        fmt::format("{}{}", said_by.empty() ? "says " : ", ", layer_phrase(static_cast<record::Layer>(i)));
  }
  return fmt::format("  {}: {}{}\n", record::word(cause), cause_phrase(cause),
                     said_by.empty() ? "." : fmt::format(" ({}).", said_by));
}

std::string causes(const Forecast& forecast, const Paint& paint, std::size_t most) {
  if (forecast.failures.empty()) return {};
  Rows rows{{"operation", "cause", "count", "of attempts (95 % interval)", "lock held by"}};
  for (std::size_t i = 0; i < std::min(most, forecast.failures.size()); ++i) {
    const Failure& failure = forecast.failures[i];
    std::string held_by;
    for (std::size_t b = 1; b < kBlockers; ++b) {
      if (failure.blocked_by[b] == 0) continue;
      if (!held_by.empty()) held_by += ", ";
      held_by += fmt::format("{} {}", blocker_phrase(static_cast<record::Blocker>(b)),
                             count_phrase(failure.blocked_by[b]));
    }
    rows.push_back({std::string(record::word(failure.operation)), std::string(record::word(failure.cause)),
                    count_phrase(failure.count), share_phrase(failure.share_of_attempts.estimate), held_by});
  }
  std::string body = table(rows, {false, false, true});
  std::set<record::Cause> told;
  for (std::size_t i = 0; i < std::min(most, forecast.failures.size()); ++i) {
    const record::Cause cause = forecast.failures[i].cause;
    if (told.insert(cause).second) body += cause_line(forecast, cause);
  }
  return section(paint, title_with_rest("Why attempts failed", rows.size() - 1, forecast.failures.size()),
                 body);
}

std::string of_schedule(const Forecast& forecast, std::uint32_t index) {
  return index < forecast.schedules.size() ? " of " + forecast.schedules[index].name : std::string{};
}

std::string holders(const Forecast& forecast, const Paint& paint, std::size_t most) {
  if (forecast.holders.empty()) return {};
  Rows rows{{"times", "refused", "by", "which had held it for"}};
  for (std::size_t i = 0; i < std::min(most, forecast.holders.size()); ++i) {
    const HolderForecast& holder = forecast.holders[i];
    const HolderKey& key = holder.key;
    const bool asking =
        key.blocker == record::Blocker::waiting_backup || key.blocker == record::Blocker::waiting_delete;
    const std::string who = key.blocker == record::Blocker::waiting_backup ? "backup"
                            : key.blocker == record::Blocker::waiting_delete
                                ? "delete"
                                : std::string(blocker_phrase(key.blocker));
    const std::string held = duration_phrase(holder.held_for_p50.value);
    rows.push_back({count_phrase(holder.count),
                    std::string(record::word(key.refused)) + of_schedule(forecast, key.refused_schedule),
                    who + of_schedule(forecast, key.holder_schedule) +
                        std::string(phase_phrase(asking ? HolderPhase::waiting : key.phase)),
                    held == "-" ? held : held + " (median)"});
  }
  return section(paint, title_with_rest("Who held the lock", rows.size() - 1, forecast.holders.size()),
                 table(rows, {true}));
}

std::string schedules(const Forecast& forecast, const Paint& paint, std::size_t most) {
  if (forecast.schedules.empty()) return {};
  std::vector<const ScheduleForecast*> shown;
  for (const ScheduleForecast& schedule : forecast.schedules) shown.push_back(&schedule);
  if (shown.size() > most) {
    std::stable_sort(shown.begin(), shown.end(),
                     [](const ScheduleForecast* x, const ScheduleForecast* y) { return x->lost > y->lost; });
    shown.resize(most);
  }
  Rows rows{
      {"schedule", "runs", "failed", "skipped", "duration p50 / p95", "starts late p95", "backups lost"}};
  for (const ScheduleForecast* entry : shown) {
    const ScheduleForecast& schedule = *entry;
    const std::string lost = schedule.due == 0 ? std::string{"none due"}
                                               : fmt::format("{} of {} ({})", count_phrase(schedule.lost),
                                                             count_phrase(schedule.due),
                                                             share_phrase(schedule.lost_share.estimate));
    rows.push_back({schedule.name, count_phrase(schedule.runs), count_phrase(schedule.failed_runs),
                    count_phrase(schedule.skipped_runs),
                    fmt::format("{} / {}", duration_phrase(schedule.duration_p50.value),
                                duration_phrase(schedule.duration_p95.value)),
                    duration_phrase(schedule.lateness_p95.value), lost});
  }
  return section(paint, title_with_rest("Schedules", shown.size(), forecast.schedules.size()),
                 table(rows, {false, true, true, true, true, true}));
}

std::string volumes(const Forecast& forecast, const Paint& paint, std::size_t most) {
  const std::vector<const VolumeForecast*> affected = losers(forecast.volumes);
  if (affected.empty()) return {};
  Rows rows{{"volume", "lost", "of due (95 % interval)", "longest without a new backup", "delete held p95"}};
  for (std::size_t i = 0; i < std::min(most, affected.size()); ++i) {
    const VolumeForecast& volume = *affected[i];
    rows.push_back({volume.name, fmt::format("{} of {}", count_phrase(volume.lost), count_phrase(volume.due)),
                    share_phrase(volume.lost_share), duration_phrase(volume.longest_gap_s),
                    duration_phrase(volume.delete_hold_p95.value)});
  }
  return section(paint, title_with_rest("Volumes that lost most", rows.size() - 1, affected.size()),
                 table(rows, {false, true, false, true, true}));
}

std::string when(const Forecast& forecast, const Paint& paint) {
  const std::int64_t highest = *std::max_element(forecast.lost_by_hour.begin(), forecast.lost_by_hour.end());
  if (highest == 0) return {};
  Rows rows;
  for (std::size_t hour = 0; hour < forecast.lost_by_hour.size(); ++hour) {
    const std::int64_t lost = forecast.lost_by_hour[hour];
    if (lost == 0) continue;
    const auto length = static_cast<std::size_t>(std::max<std::int64_t>(1, 40 * lost / highest));
    rows.push_back({fmt::format("{:02}:00", hour), count_phrase(lost), std::string(length, '#')});
  }
  return section(paint, "When the lost backups were due (hour, UTC)", table(rows, {false, true}));
}

std::string targets(const Forecast& forecast, const Paint& paint) {
  if (forecast.targets.empty()) return {};
  Rows rows{{"target", "busy", "mean load", "written per replication", "most uploads at once"}};
  for (const TargetForecast& target : forecast.targets) {
    const auto percent = [](const Share& share) {
      if (share.estimate.value == 0) return std::string{"none"};
      return std::isfinite(share.estimate.value) ? percent_digits(share.estimate.value) + " %"
                                                 : std::string{"-"};
    };
    rows.push_back({target.name, percent(target.busy_share), percent(target.utilisation),
                    bytes_phrase(target.bytes_per_replication.value), count_phrase(target.peak_flows)});
  }
  std::string body = table(rows, {false, true, true, true, true});
  const Metric* rate = find_metric(forecast, "uploads.rate_mib_s");
  if (rate != nullptr && std::isfinite(rate->estimate.value)) {
    body += fmt::format("  A backup's upload phase moves {:.1f} MiB/s of volume data on average.\n",
                        rate->estimate.value);
  }
  return section(paint, "Targets", body);
}

std::string expectations(std::span<const Verdict> verdicts, const Paint& paint) {
  if (verdicts.empty()) return {};
  std::string body;
  for (const Verdict& verdict : verdicts) {
    const std::string padded = fmt::format("{:<8}", word(verdict.status));
    const std::string status = verdict.status == Verdict::Status::met       ? paint.good(padded)
                               : verdict.status == Verdict::Status::not_met ? paint.bad(padded)
                                                                            : paint.doubtful(padded);
    const std::string met = fmt::format("{}: {}.", verdict.bound != verdict.figure ? "Bound" : "Observed",
                                        record::number_text(verdict.bound));
    body += fmt::format("  {} {} {}. {}\n", status, verdict.metric, verdict.demand,
                        verdict.status == Verdict::Status::met ? met : verdict.reason);
  }
  return section(paint, "Expectations", body);
}

}  // namespace

std::string forecast_text(const model::Scenario& scenario, const Forecast& forecast,
                          std::span<const Verdict> verdicts, const TextOptions& options) {
  const Paint paint{options.colour};
  std::string text = paint.bold(scenario.name);
  if (!forecast.platform.empty()) text += fmt::format(" (Longhorn {})", forecast.platform);
  text += "\n\n" + headline(forecast, paint) + further_sentences(forecast) + other_operations(forecast);
  text += causes(forecast, paint, options.most_rows);
  text += holders(forecast, paint, options.most_rows);
  text += schedules(forecast, paint, 3 * options.most_rows);
  text += seen_section(scenario, forecast, paint, options.most_rows);
  text += suspensions_section(forecast, paint, options.most_rows);
  text += volumes(forecast, paint, options.most_rows);
  text += machines_section(forecast, paint, options.most_rows);
  text += when(forecast, paint);
  text += targets(forecast, paint);
  text += expectations(verdicts, paint);
  return text;
}

}  // namespace headway::forecast
