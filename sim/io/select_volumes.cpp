// Which volumes each RecurringJob has, and whether a replication's due backups, those of VM schedules
// included, are a reasonable amount of work.
//
// The rule is the one by which longhorn-manager labels volumes and the job's pod lists them: a job has the
// volumes that name it or one of its groups; a volume without any label is in "default" (read_volumes.cpp).
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/io/reader_parts.h"
#include "sim/schedule/ticks.h"

namespace headway::io {
namespace {

constexpr std::size_t kSample = 1440;  // firing times looked at: a day of an every-minute line
constexpr std::size_t kSmallSample = 64, kManyLines = 1000;  // once there are that many different lines

using JobsByGroup = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

/// Warns of groups that no job has, each once.
class UnclaimedGroups {
 public:
  void add(Draft& draft, const model::Volume& volume, std::string_view group) {
    if (draft.in.errors.full_of_warnings() || std::find(seen_.begin(), seen_.end(), group) != seen_.end())
      return;
    seen_.push_back(group);
    const auto near = draft.groups.near(group);
    const auto guess = near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near);
    draft.in.errors.warn(fmt::format("volume {}: no RecurringJob has the group {}{}", quoted(volume.name),
                                     quoted(group), guess));
  }

 private:
  std::vector<std::string_view> seen_;
};

/// Fills RecurringJob::volumes; false, reported, when there would be too many.
bool assign_volumes(Draft& draft) {
  auto& scenario = draft.scenario;
  auto& jobs = scenario.jobs;
  JobsByGroup by_group;
  for (std::uint32_t j = 0; j < jobs.size(); ++j) {
    for (const auto& group : jobs[j].groups) by_group[group].push_back(j);
  }
  std::int64_t pairs = 0, work = 0;  // work: before a job that is named twice counts once
  std::vector<std::uint32_t> selected;
  UnclaimedGroups unclaimed;
  for (std::uint32_t v = 0; v < scenario.volumes.size(); ++v) {
    const model::Volume& volume = scenario.volumes[v];
    selected.clear();
    for (const auto& job : volume.jobs) selected.push_back(draft.jobs.find(job).value_or(0));
    for (const auto& group : volume.groups) {
      const auto claimed = by_group.find(group);
      if (claimed != by_group.end()) {
        selected.insert(selected.end(), claimed->second.begin(), claimed->second.end());
      } else if (!jobs.empty()) {
        unclaimed.add(draft, volume, group);
      }
    }
    work += static_cast<std::int64_t>(selected.size());
    std::sort(selected.begin(), selected.end());
    selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
    pairs += static_cast<std::int64_t>(selected.size());
    if (pairs > kMaxSelections || work > 5 * kMaxSelections) {
      draft.in.refuse(draft.job_nodes.front(),
                      fmt::format("at most {} volumes over all jobs", kMaxSelections), {},
                      "schedules that select more volumes");
      return false;
    }
    for (const std::uint32_t j : selected) jobs[j].volumes.push_back(v);
  }
  return true;
}

/// Firing times within the horizon, from the first of them or the first seven days.
double estimated_ticks(const Draft& draft, const std::string& line, std::size_t most) {
  const model::Time& time = draft.scenario.time;
  const schedule::Cron& cron = draft.crons.at(line);
  if (cron.interval()) return static_cast<double>(time.horizon / Duration{*cron.interval()});
  const auto zone = schedule::Zone::find(time.zone).zone.value_or(schedule::Zone{});
  const Duration sample = std::min<Duration>(time.horizon, hours{7 * 24});
  const auto ticks = schedule::ticks_between(cron, zone, time.start, time.start + sample, most);
  const Duration span = ticks.cut ? ticks.at.back() - time.start : sample;
  const std::size_t counted = ticks.at.size() - (ticks.cut ? 1 : 0);
  return static_cast<double>(counted) * (to_seconds(time.horizon) / std::max(to_seconds(span), 1.0));
}

/// What one schedule's cron line asks for.
struct Firing {
  const std::string* line;
  Instant since;        ///< when it got this line
  std::size_t volumes;  ///< backed up at each firing
  NodeId entry;
};

/// The RecurringJobs and then the VM schedules, each with the line it starts with.
std::vector<Firing> firings_of(const Draft& draft) {
  const auto& scenario = draft.scenario;
  std::vector<Firing> out;
  for (std::size_t j = 0; j < scenario.jobs.size(); ++j) {
    const model::RecurringJob& job = scenario.jobs[j];
    const bool system = job.task == model::Task::system_backup;
    out.push_back({&job.cron, scenario.time.start, system ? scenario.volumes.size() : job.volumes.size(),
                   draft.job_nodes[j]});
  }
  for (std::size_t s = 0; s < scenario.vm_schedules.size(); ++s) {
    const model::VmSchedule& schedule = scenario.vm_schedules[s];
    out.push_back({&schedule.cron, scenario.time.start, scenario.machines[schedule.vm].volumes.size(),
                   draft.vm_schedule_nodes[s]});
  }
  return out;
}

void check_due_backups(Draft& draft) {
  const auto& scenario = draft.scenario;
  const Instant end = scenario.time.start + scenario.time.horizon;
  std::unordered_map<std::string_view, double> ticks;
  std::vector<Firing> firings = firings_of(draft);
  double due = 0;
  const auto count_until = [&](const Firing& firing, Instant until) {
    const auto& [line, since, volumes, entry] = firing;
    if (volumes == 0 || until == since) return true;
    const auto [known, added] = ticks.emplace(*line, 0);
    if (added)
      known->second = estimated_ticks(draft, *line, ticks.size() > kManyLines ? kSmallSample : kSample);
    due += known->second * (to_seconds(until - since) / to_seconds(scenario.time.horizon)) *
           static_cast<double>(volumes);
    if (due <= kMaxDueBackups) return true;
    draft.in.refuse(entry, fmt::format("at most {:.0f} in one replication", kMaxDueBackups), {},
                    fmt::format("about {:.0f} due backups up to this schedule", due));
    return false;
  };
  for (const model::Event& event : scenario.events) {
    if (event.kind != model::EventKind::change_schedule) continue;
    Firing& firing = firings[event.schedule ? *event.schedule : scenario.jobs.size() + *event.vm_schedule];
    if (!count_until(firing, event.at)) return;
    firing.line = &event.cron;
    firing.since = event.at;
  }
  for (const Firing& firing : firings) {
    if (!count_until(firing, end)) return;
  }
}

}  // namespace

void select_volumes(Draft& draft) {
  if (!assign_volumes(draft)) return;
  check_due_backups(draft);
  for (std::size_t j = 0; j < draft.scenario.jobs.size() && !draft.in.errors.full_of_warnings(); ++j) {
    const model::RecurringJob& job = draft.scenario.jobs[j];
    if (job.volumes.empty() && job.task != model::Task::system_backup)
      draft.in.warn(draft.job_nodes[j], fmt::format("{} selects no volume", quoted(job.name)));
  }
}

}  // namespace headway::io
