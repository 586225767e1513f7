// `schedules`: RecurringJobs, and which volumes each of them has (longhorn-manager's importer rule).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "sim/io/reader_parts.h"
#include "sim/schedule/ticks.h"

namespace headway::io {
namespace {

constexpr std::int64_t kMaxGroups = 1000;  // of one job

std::optional<model::Task> read_task(Input& in, NodeId node) {
  static constexpr std::array<std::string_view, 2> kSimulated = {"backup", "backup-force-create"};
  static constexpr std::array<std::string_view, 8> kTasks = {
      "backup",           "backup-force-create", "snapshot",        "snapshot-force-create",
      "snapshot-cleanup", "snapshot-delete",     "filesystem-trim", "system-backup"};
  const auto word = read_word(in, node, kTasks);
  if (!word) return std::nullopt;
  if (*word == kSimulated[0]) return model::Task::backup;
  if (*word == kSimulated[1]) return model::Task::backup_force_create;
  in.refuse(node,
            fmt::format("{}: headway does not simulate the task \"{}\" yet", listed(kSimulated), *word));
  return std::nullopt;
}

/// What concurrency 0 becomes in this version of Longhorn, or why it cannot be.
std::int64_t read_concurrency(Draft& draft, NodeId node) {
  if (node == kNoNode) return 1;
  const auto value = read_integer(draft.in, node, 0, kMaxConcurrency);
  if (!value || *value > 0) return value.value_or(1);
  const model::Platform& platform = draft.scenario.platform;
  const std::int64_t standard = platform.parameters.job_default_concurrency;
  if (standard > 0) return standard;
  draft.in.refuse(node,
                  fmt::format("1 or more: with 0 the job's pod of Longhorn {} deadlocks and backs up nothing",
                              platform.longhorn));
  return 1;
}

void read_job(Draft& draft, NodeId entry) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kRecurringJob);
  auto& jobs = draft.scenario.jobs;
  model::RecurringJob one;
  one.task = fields.get("task", model::Task::backup, read_task);
  one.cron = fields.must("cron", "when it fires", [&](Input&, NodeId n) { return read_cron(draft, n); })
                 .value_or("");
  const std::int64_t maximum = draft.scenario.platform.parameters.job_retention_max;
  one.retain = fields.get("retain", std::int64_t{1}, [&](Input& i, NodeId n) {
    return read_integer(i, n, 1, maximum > 0 ? maximum : kMaxRetain);
  });
  one.concurrency = read_concurrency(draft, fields.find("concurrency"));
  const std::int64_t room = kMaxSchedules - static_cast<std::int64_t>(jobs.size());
  const auto name = fields.must("name", "the job's name", [&](Input& i, NodeId n) {
    return read_entity_name(i, n, room, kMaxSchedules, "schedules");
  });
  if (!name) return;
  std::vector<Reference> groups;
  if (const NodeId n = fields.find("groups"); n != kNoNode)
    groups = read_references(in, n, *name, kMaxGroups);
  if (name->size() * static_cast<std::int64_t>(groups.size()) > kMaxLabels) {
    in.refuse(entry, fmt::format("at most {} groups of all jobs of a range", kMaxLabels));
    return;
  }
  for (std::int64_t k = 0; k < name->size(); ++k) {
    model::RecurringJob job = one;
    job.name = name->at(k);
    for (const Reference& reference : groups) {
      auto group = name_of(in, reference, *name, k, nullptr);
      if (!group) return;
      if (std::find(job.groups.begin(), job.groups.end(), *group) == job.groups.end())
        job.groups.push_back(*group);
      draft.groups.add(*std::move(group), 0);
    }
    if (!draft.schedules.add(job.name, static_cast<std::uint32_t>(jobs.size()))) {
      in.refuse(name->node, "a name that no other schedule has", {}, "a second schedule " + quoted(job.name));
      return;
    }
    draft.jobs.add(job.name, static_cast<std::uint32_t>(jobs.size()));
    jobs.push_back(std::move(job));
    draft.job_nodes.push_back(entry);
  }
}

/// The names of schedules of other kinds, so that windows and events may refer to them.
void read_other_name(Draft& draft, NodeId entry) {
  const NodeId node = draft.in.tree.member(entry, "name");
  if (node == kNoNode) return;  // reported where the kind is read
  const auto name = read_entity_name(draft.in, node, kMaxSchedules, kMaxSchedules, "schedules");
  for (std::int64_t k = 0; name && k < name->size(); ++k) {
    if (draft.schedules.add(name->at(k), 0)) continue;
    draft.in.refuse(node, "a name that no other schedule has", {},
                    "a second schedule " + quoted(name->at(k)));
    return;
  }
}

/// Firing times within the horizon, from its first seven days or 1440 firing times.
double estimated_ticks(const Draft& draft, const std::string& line) {
  const model::Time& time = draft.scenario.time;
  const schedule::Cron& cron = draft.crons.at(line);
  if (cron.interval()) return static_cast<double>(time.horizon / Duration{*cron.interval()});
  const auto zone = schedule::Zone::find(time.zone).zone.value_or(schedule::Zone{});
  const Duration sample = std::min<Duration>(time.horizon, hours{7 * 24});
  const auto ticks = schedule::ticks_between(cron, zone, time.start, time.start + sample, 1440);
  const Duration span = ticks.cut ? ticks.at.back() - time.start : sample;
  const std::size_t counted = ticks.at.size() - (ticks.cut ? 1 : 0);
  return static_cast<double>(counted) * (to_seconds(time.horizon) / std::max(to_seconds(span), 1.0));
}

}  // namespace

void read_jobs(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  static constexpr std::array<std::string_view, 3> kKinds = {"RecurringJob", "ScheduleVMBackup", "Manual"};
  for (const NodeId entry : read_array(draft.in, node, "schedules")) {
    if (draft.in.tree[entry].kind != JsonKind::object) {
      draft.in.refuse(entry, "an object with keys such as \"kind\"");
      continue;
    }
    const NodeId kind = draft.in.tree.member(entry, "kind");
    if (kind == kNoNode) {
      draft.in.refuse(entry, "the key \"kind\": " + listed(kKinds), {}, "no \"kind\"");
      continue;
    }
    const auto word = read_word(draft.in, kind, kKinds);
    if (word == "RecurringJob") {
      read_job(draft, entry);
    } else if (word) {
      read_other_name(draft, entry);
    }
  }
}

void select_volumes(Draft& draft) {
  auto& scenario = draft.scenario;
  auto& jobs = scenario.jobs;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_group;
  for (std::uint32_t j = 0; j < jobs.size(); ++j) {
    for (const auto& group : jobs[j].groups) by_group[group].push_back(j);
  }
  std::int64_t pairs = 0;
  std::vector<std::uint32_t> selected;
  std::vector<std::string_view> unclaimed;  // groups that no job has, each warned of once
  for (std::uint32_t v = 0; v < scenario.volumes.size(); ++v) {
    const model::Volume& volume = scenario.volumes[v];
    selected.clear();
    for (const auto& job : volume.jobs) selected.push_back(draft.jobs.find(job).value_or(0));
    for (const auto& group : volume.groups) {
      const auto claimed = by_group.find(group);
      if (claimed != by_group.end()) {
        selected.insert(selected.end(), claimed->second.begin(), claimed->second.end());
      } else if (!jobs.empty() && unclaimed.size() < kMaxReportedWarnings &&
                 std::find(unclaimed.begin(), unclaimed.end(), group) == unclaimed.end()) {
        unclaimed.push_back(group);
        const auto near = draft.groups.near(group);
        draft.in.errors.warn(fmt::format("volume {}: no RecurringJob has the group {}{}", quoted(volume.name),
                                         quoted(group),
                                         near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
      }
    }
    std::sort(selected.begin(), selected.end());
    selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
    pairs += static_cast<std::int64_t>(selected.size());
    if (pairs > kMaxSelections) {
      draft.in.refuse(draft.job_nodes.front(),
                      fmt::format("at most {} volumes over all jobs", kMaxSelections), {},
                      "schedules that select more volumes");
      return;
    }
    for (const std::uint32_t j : selected) jobs[j].volumes.push_back(v);
  }
  double due = 0;
  std::unordered_map<std::string_view, double> ticks;
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    if (jobs[j].volumes.empty()) {
      draft.in.warn(draft.job_nodes[j], fmt::format("{} selects no volume", quoted(jobs[j].name)));
      continue;
    }
    if (!has_time(draft) || jobs[j].cron.empty()) continue;
    auto [known, added] = ticks.emplace(jobs[j].cron, 0);
    if (added) known->second = estimated_ticks(draft, jobs[j].cron);
    due += known->second * static_cast<double>(jobs[j].volumes.size());
    if (due > kMaxDueBackups) {
      draft.in.refuse(draft.job_nodes[j], fmt::format("at most {:.0f} in one replication", kMaxDueBackups),
                      {}, fmt::format("about {:.0f} due backups up to this schedule", due));
      return;
    }
  }
}

}  // namespace headway::io
