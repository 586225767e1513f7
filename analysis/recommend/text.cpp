#include <fmt/format.h>

#include "analysis/admission/report.h"
#include "analysis/forecast/phrases.h"
#include "analysis/movable/movable.h"
#include "analysis/recommend/report.h"

namespace headway::recommend {
namespace {

using forecast::count_phrase;
using forecast::duration_phrase;

std::string moved_phrase(std::int64_t minutes_later) {
  return duration_phrase(60.0 * static_cast<double>(std::abs(minutes_later))) +
         (minutes_later < 0 ? " earlier" : " later");
}

std::string lost_phrase(const Side& side) {
  return fmt::format("{} of {} due backups lost ({})", count_phrase(side.lost), count_phrase(side.due),
                     forecast::share_phrase(side.lost_share));
}

std::string refused_phrase(const Side& side) {
  return fmt::format("{} of {} attempts refused a lock ({})", count_phrase(side.refused),
                     count_phrase(side.attempts), forecast::share_phrase(side.refused_share));
}

/// "-4.6, -5.6 to -3.6", "0" where nothing differs.
std::string difference_phrase(const statistics::Paired& paired) {
  if (paired.none_differs) return "0";
  return fmt::format("{:+.3g}, {:+.3g} to {:+.3g}", paired.difference.value, paired.difference.low,
                     paired.difference.high);
}

std::string needed_phrase(const statistics::Estimate& needed) {
  const bool bounded = needed.low > -1e300 && needed.high < 1e300;
  return duration_phrase(needed.value) +
         (bounded ? fmt::format(", {} to {}", duration_phrase(needed.low), duration_phrase(needed.high))
                  : "");
}

void section(std::string& out, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += "\n" + title + "\n";
  for (const std::string& line : lines) out += "  " + line + "\n";
}

std::string changes(const Recommendation& r) {
  if (r.changes.empty()) return "\nNo schedule moves.\n";
  std::string out = "\nNew start times\n";
  std::vector<std::vector<std::string>> rows = {{"schedule", "from", "to", "moved"}};
  for (const Change& c : r.changes)
    rows.push_back(
        {movable::name_of(r.before, c.schedule), c.cron_before, c.cron_after, moved_phrase(c.moved_min)});
  out += forecast::table(rows, {});
  for (const Change& c : r.changes)
    out += fmt::format("  {}: {}. {}\n", movable::name_of(r.before, c.schedule), c.why, c.applying);
  return out;
}

std::string webhook(const Recommendation& r) {
  std::vector<std::string> lines;
  for (const Submission& s : r.submissions) {
    const std::string& name = movable::name_of(r.before, s.schedule);
    if (s.day.always())
      lines.push_back(name + ": in any minute");
    else if (s.day.never())
      lines.push_back(fmt::format("{}: in no minute ({}); only with the annotation svmbackupSkipCronCheck",
                                  name, s.refusal));
    else
      lines.push_back(
          fmt::format("{}: in {} ({})", name, admission::stretches_phrase(s.day.accepted), s.refusal));
  }
  std::string out;
  section(out,
          fmt::format("When Harvester's webhook accepts the edits of VM schedules, in this order (cron lines "
                      "read in {}; minutes in UTC)",
                      r.before.time.zone),
          lines);
  return out;
}

std::string spacing(const Recommendation& r, const Options& options) {
  if (r.spacing.empty()) return {};
  std::string out = fmt::format(
      "\nHow far apart (from the first one's start to the second one's; locks free again in {:g} % of "
      "runs)\n",
      100 * options.confidence);
  std::vector<std::vector<std::string>> rows = {{"first", "second", "on", "today", "needed", "then"}};
  for (const SpacingRow& s : r.spacing)
    rows.push_back({movable::name_of(r.before, s.first), movable::name_of(r.before, s.second), s.on,
                    duration_phrase(s.today_s), needed_phrase(s.needed_s), duration_phrase(s.after_s)});
  return out + forecast::table(rows, {false, false, false, true, true, true});
}

std::string levels(const Recommendation& r) {
  std::string out =
      "\nThe search's own objective, level by level, against the best any start times could do\n";
  std::vector<std::vector<std::string>> rows = {{"level", "today", "then", "bound", "gap"}};
  for (const Level& l : r.levels)
    rows.push_back({l.name + ", " + l.unit, fmt::format("{:.3g}", l.today), fmt::format("{:.3g}", l.after),
                    fmt::format("{:.3g}", l.bound), fmt::format("{:.3g}", l.after - l.bound)});
  out += forecast::table(rows, {false, true, true, true, true});
  std::string names;
  for (const placement::Bound& b : r.bounds)
    names += fmt::format("{}{} {:.3g}", names.empty() ? "" : ", ", b.name, b.value);
  out += fmt::format(
      "  Bounds: {}.{}\n", names,
      r.proved_optimal ? " Everything was tried: no start times are better by this objective." : "");
  return out;
}

std::string levers(const Recommendation& r) {
  if (r.levers.empty()) return {};
  std::string out = fmt::format(
      "\nOther levers, each alone, today's start times (difference a replication, 95 % interval, {} "
      "replications)\n",
      r.replications);
  std::vector<std::vector<std::string>> rows = {
      {"lever", "of", "from", "to", "lost backups", "failed attempts", "failed runs"}};
  for (const LeverEffect& l : r.levers)
    rows.push_back({l.lever, l.of, l.from, l.to, difference_phrase(l.lost), difference_phrase(l.failed),
                    difference_phrase(l.failed_runs)});
  return out + forecast::table(rows, {});
}

std::string relaxations(const Recommendation& r) {
  std::string out;
  for (const Relaxation& x : r.relaxations) {
    out += fmt::format("\nThe smallest single change found with which it fits: {} of {} from {} to {}\n",
                       x.lever, x.of, x.from, x.to);
    out += fmt::format("  Verified in {} replications: {}, at most {:.2g} % with 95 % confidence; {}.\n",
                       r.verification, lost_phrase(x.verified), 100 * x.verified.lost_share_upper,
                       refused_phrase(x.verified));
    for (std::uint32_t j = 0; j < x.crons.size(); ++j)
      if (x.crons[j] != movable::cron_of(r.before, j))
        out += fmt::format("  with {} at {}\n", movable::name_of(r.before, j), x.crons[j]);
  }
  section(out, "Tried before it", r.tried);
  return out;
}

}  // namespace

std::string recommendation_text(const Recommendation& r, const Options& options) {
  std::string out = fmt::format("{} (Longhorn {})\n\n", r.before.name, r.before.platform.longhorn);
  if (r.feasible)
    out += r.changes.empty() ? "The schedules can stay where they are.\n"
                             : "There are start times with which the schedules fit.\n";
  else
    out += "No start times make these schedules fit.\n";
  section(out, "What happens today", r.diagnosis);
  section(out, "Why it does not fit", r.obstacles);
  out += changes(r);
  out += webhook(r);
  out += fmt::format("\nVerified in {} replications that the search never saw\n", r.verification);
  out += fmt::format("  today: {}; {}\n", lost_phrase(r.verified_before), refused_phrase(r.verified_before));
  out += fmt::format("  then:  {}; {}\n", lost_phrase(r.verified_after), refused_phrase(r.verified_after));
  out += fmt::format(
      "  The share of lost backups is then at most {:.2g} % with 95 % confidence (asked for: {:.3g} %).\n",
      100 * r.verified_after.lost_share_upper, 100 * options.max_loss);
  out += fmt::format("  Lost backups a replication, then less today: {}.\n",
                     difference_phrase(r.lost_difference));
  out += spacing(r, options);
  out += levels(r);
  out += levers(r);
  out += relaxations(r);
  return out;
}

}  // namespace headway::recommend
