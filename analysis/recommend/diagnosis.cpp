#include "analysis/recommend/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/forecast/phrases.h"
#include "analysis/forecast/record_phrases.h"
#include "analysis/movable/movable.h"
#include "analysis/recommend/admissible.h"
#include "sim/io/amounts.h"

namespace headway::recommend {
namespace {

using forecast::count_phrase;
std::string span_phrase(Duration length) {
  return forecast::duration_phrase(to_seconds(length));
}

std::string percent(double share) {
  return fmt::format("{:.3g} %", 100 * share);
}

/// Why VM backups fail or are left out, most frequent first, and schedules that Harvester suspends.
void diagnose_machines(const Observation& today, std::vector<std::string>& out) {
  std::int64_t attempts = 0, suspended = 0;
  std::map<record::Cause, std::int64_t> failures;
  for (const forecast::ReplicationSummary& r : today.replications) {
    attempts += r.operations[static_cast<std::size_t>(record::OperationKind::vm_backup)].attempts;
    suspended += forecast::suspended_by_controllers(r);
    for (const auto& [key, count] : r.failures)
      if (key.operation == record::OperationKind::vm_backup) failures[key.cause] += count.count;
  }
  std::vector<std::pair<record::Cause, std::int64_t>> order(failures.begin(), failures.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [cause, count] : order)
    out.push_back(fmt::format("Backups of virtual machines failed or were left out, {}: {} of {} attempts.",
                              forecast::cause_phrase(cause), count_phrase(count), count_phrase(attempts)));
  if (suspended > 0)
    out.push_back(fmt::format(
        "Harvester suspended schedules of virtual machines: {} in {}.", count_phrase(suspended, "time"),
        count_phrase(static_cast<std::int64_t>(today.replications.size()), "replication")));
}

/// VM schedules that stay where they are because no other line would be admitted.
void name_the_fixed(const model::Scenario& scenario, std::vector<std::string>& out) {
  for (std::uint32_t k = 0; k < scenario.vm_schedules.size(); ++k)
    if (!scenario.vm_schedules[k].pinned && !may_be_edited(scenario, k))
      out.push_back(
          fmt::format("{} ({}) stays where it is: Harvester's webhook refuses every edit of such a line.",
                      scenario.vm_schedules[k].name, scenario.vm_schedules[k].cron));
}

}  // namespace

std::vector<std::string> diagnose(const model::Scenario& scenario, const Observation& today) {
  using record::OperationKind;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> refused;  // by (refused, holder)
  std::int64_t attempts = 0;
  for (const forecast::ReplicationSummary& r : today.replications) {
    attempts += r.operations[static_cast<std::size_t>(OperationKind::backup)].attempts;
    for (const auto& [key, count] : r.holders)
      if (key.refused == OperationKind::backup && movable::from_record(scenario, key.refused_schedule) &&
          movable::from_record(scenario, key.holder_schedule))
        refused[{key.refused_schedule, key.holder_schedule}] += count.count;
  }
  struct Line {
    std::int64_t count;
    std::pair<std::uint32_t, std::uint32_t> pair;
    bool expired;  ///< the delete was that of a failed backup
  };
  std::vector<Line> order;
  for (const auto& [pair, count] : refused) {
    const auto of_failed = today.refused_by_expired.find(pair);
    const std::int64_t expired =
        of_failed == today.refused_by_expired.end() ? 0 : std::min(count, of_failed->second);
    if (count > expired) order.push_back({count - expired, pair, false});
    if (expired > 0) order.push_back({expired, pair, true});
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Line& a, const Line& b) { return a.count > b.count; });
  std::vector<std::string> out;
  for (const auto& [count, pair, expired] : order) {
    const std::string& who = model::schedule_name(scenario, pair.first);
    const std::string times = fmt::format("{} of {} attempts", count_phrase(count), count_phrase(attempts));
    if (expired && model::owes_machines(scenario, pair.second)) {
      out.push_back(fmt::format(
          "Backups of {} were refused because a failed backup of {} was being deleted: {}. Harvester deletes "
          "uploads that go on under a VM backup in error, and Longhorn failed backups {} later "
          "(target.failed_backup_ttl); where none fails there is none.",
          who, model::schedule_name(scenario, pair.second), times,
          span_phrase(scenario.platform.parameters.target_failed_backup_ttl)));
    } else if (expired) {
      out.push_back(fmt::format(
          "Backups of {} were refused because a failed backup of {} was being deleted: {}. Failed backups "
          "are deleted {} later (target.failed_backup_ttl), and the delete holds the volume's lock as any "
          "other; where none fails there is none.",
          who, model::schedule_name(scenario, pair.second), times,
          span_phrase(scenario.platform.parameters.target_failed_backup_ttl)));
    } else if (pair.first != pair.second) {
      out.push_back(
          fmt::format("Backups of {} were refused because a delete of {} held the volume's lock: {}.", who,
                      model::schedule_name(scenario, pair.second), times));
    } else if (scenario.platform.parameters.job_rerun_on_failure &&
               !model::owes_machines(scenario, pair.first)) {
      out.push_back(
          fmt::format("Backups of {0} were refused because a delete of {0} itself held the volume's lock: "
                      "{1}. After a failed volume its pod starts over and backs every volume up again, "
                      "into the deletes of its own earlier pass.",
                      who, times));
    } else {
      out.push_back(
          fmt::format("Backups of {0} were refused because a delete of {0}'s run before still held the "
                      "volume's lock: {1}.",
                      who, times));
    }
  }
  diagnose_machines(today, out);
  name_the_fixed(scenario, out);
  return out;
}

namespace {

/// A hold longer than the period leaves no room at any distance. A shorter one would leave some, but the
/// volumes of a run ask and delete at different times, and nights differ: together they cover every distance.
std::string no_distance(const model::Scenario& scenario, const PairTest& pair) {
  const std::string &deletes = movable::name_of(scenario, pair.deletes),
                    &creates = movable::name_of(scenario, pair.creates);
  const std::string hold = span_phrase(from_seconds(pair.hold_s)),
                    period = span_phrase(from_seconds(pair.period_s));
  const std::string expected = fmt::format(
      "whatever the start times, about {:.2g} backups of {} a cycle fall into a hold "
      "({} share volumes such as {}).",
      pair.refused_at_best, creates, count_phrase(pair.shared_volumes), scenario.volumes[pair.volume].name);
  if (pair.hold_s > pair.period_s)
    return fmt::format(
        "{0} and {1} can never fit: a delete of {0} holds a volume's lock for {2} (95 % quantile), {1} asks "
        "for it, and the two come round to each other every {3}. "
        "Hold and request together are longer than that: {4}",
        deletes, creates, hold, period, expected);
  return fmt::format(
      "{0} and {1} find no distance at which they fit: a delete of {0} holds a volume's lock for {2} "
      "(95 % quantile), {1} asks for it, and the two come round to each other every {3}. "
      "No single hold fills that, but holds and requests come at such different times of a run, from volume "
      "to "
      "volume and from night to night, that some meet at every distance: {4}",
      deletes, creates, hold, period, expected);
}

}  // namespace

std::vector<std::string> obstacles_of(const model::Scenario& scenario, const Surrogate& surrogate,
                                      const Side& played) {
  std::vector<std::string> out;
  for (std::uint32_t j = 0; j < movable::count(scenario); ++j)
    if (surrogate.nowhere[j])
      out.push_back(
          fmt::format("{} has no start on the grid within its allowed windows and outside its blackouts.",
                      movable::name_of(scenario, j)));
  if (surrogate.area > 1) {
    const auto whole = [](double bytes) {
      return io::format_bytes(Bytes{static_cast<std::int64_t>(bytes / kGiB) * kGiB});
    };
    out.push_back(
        fmt::format("More bytes than the windows carry: the schedules send {} to {} in a cycle of {}, "
                    "and in the time that is allowed to them its line carries {} at most "
                    "({} of it would be needed). No start time changes that.",
                    whole(surrogate.area_bytes), scenario.targets[surrogate.area_target].name,
                    surrogate.problem.slots > 24 * 60 ? "a week" : "a day", whole(surrogate.area_capacity),
                    percent(surrogate.area)));
  }
  // What the samples say of a pair is no obstacle where the plays show no refusal.
  const bool by_own = played.refused_by_own > 0, by_others = played.refused > played.refused_by_own;
  for (const PairTest& pair : surrogate.pairs) {
    // A refusal now and then is a matter of chance; below one in a hundred volumes a cycle it is no proof.
    if (pair.refused_at_best < 0.01 * static_cast<double>(pair.shared_volumes)) continue;
    if (pair.deletes != pair.creates) {
      if (by_others) out.push_back(no_distance(scenario, pair));
    } else if (by_own) {
      out.push_back(
          fmt::format("{0} meets itself: its deletes hold a volume's lock for up to {1} (95 %) and its own "
                      "next create asks in that time, about {2:.2g} times a cycle. Moving {0} moves both.",
                      movable::name_of(scenario, pair.deletes), span_phrase(from_seconds(pair.hold_s)),
                      pair.refused_at_best));
    }
  }
  return out;
}

std::vector<std::string> shortcomings_of(const model::Scenario& winner, const Side& verified,
                                         const Options& options) {
  std::vector<std::string> out;
  const auto n = static_cast<std::int64_t>(verified.lost_by_replication.size());
  if (verified.lost_share_upper > options.max_loss)
    out.push_back(
        fmt::format("The share of lost backups is not shown to be at most {}: {} of {} due, "
                    "at most {} with 95 % confidence from {} replications.",
                    percent(options.max_loss), count_phrase(verified.lost), count_phrase(verified.due),
                    percent(verified.lost_share_upper), n));
  if (verified.refused_share_upper > options.max_loss && verified.refused == 0) {
    out.push_back(
        fmt::format("The share of attempts refused a lock is not shown to be at most {}: none of {}, "
                    "at most {} with 95 % confidence from {} replications.",
                    percent(options.max_loss), count_phrase(verified.attempts),
                    percent(verified.refused_share_upper), n));
  } else if (verified.refused_share_upper > options.max_loss) {
    std::string line = fmt::format("A hard conflict remains: {} of {} attempts are refused a lock ({})",
                                   count_phrase(verified.refused), count_phrase(verified.attempts),
                                   percent(verified.refused_share.value));
    if (verified.refused_by_own * 2 > verified.refused)
      line += fmt::format(
          ", {} of them by deletes of the same schedule{}. "
          "No start time changes the distance between a schedule and itself",
          count_phrase(verified.refused_by_own),
          winner.platform.parameters.job_rerun_on_failure
              ? " (its pod's second pass meets the deletes of its first)"
              : "");
    out.push_back(line + ".");
  }
  if (verified.overruns > 0)
    out.push_back(fmt::format("Uploads end outside their windows: {:.3g} a replication.", verified.overruns));
  return out;
}

std::string reason_for(const model::Scenario& scenario, const Surrogate& today, const Surrogate& then,
                       const placement::Placement& to, std::uint32_t schedule) {
  std::string against;
  for (std::size_t i = 0; i < then.pairs.size(); ++i) {
    const PairTest& pair = then.pairs[i];
    if (pair.deletes == pair.creates || (pair.deletes != schedule && pair.creates != schedule)) continue;
    const std::int64_t apart =
        then.shifts[pair.creates][to[pair.creates]] - then.shifts[pair.deletes][to[pair.deletes]];
    const double before = today.pairs[i].refused_today;
    const double after =
        pair.refused[static_cast<std::size_t>(placement::wrapped(apart, then.problem.slots))];
    if (after >= before - 1e-9) continue;
    const std::uint32_t other = pair.deletes == schedule ? pair.creates : pair.deletes;
    against += fmt::format("{}{} {} (expected refusals a cycle: {:.2g} today, {:.2g} then)",
                           against.empty() ? "" : "; ",
                           pair.deletes == schedule ? "its deletes hold locks that are asked for by"
                                                    : "it asks for locks that are held by deletes of",
                           movable::name_of(scenario, other), before, after);
  }
  return against.empty() ? "spreads the load, or stays within its windows" : against;
}

}  // namespace headway::recommend
