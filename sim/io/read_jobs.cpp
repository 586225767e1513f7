// `schedules`: RecurringJobs as they are stated; which volumes they have is decided later
// (select_volumes.cpp).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/io/reader_parts.h"

namespace headway::io {
namespace {

std::optional<model::Task> read_task(Input& in, NodeId node) {
  static constexpr std::array<std::string_view, 3> kSimulated = {"backup", "backup-force-create",
                                                                 "system-backup"};
  static constexpr std::array<std::string_view, 8> kTasks = {
      "backup",           "backup-force-create", "snapshot",        "snapshot-force-create",
      "snapshot-cleanup", "snapshot-delete",     "filesystem-trim", "system-backup"};
  const auto word = read_word(in, node, kTasks);
  if (!word) return std::nullopt;
  if (*word == kSimulated[0]) return model::Task::backup;
  if (*word == kSimulated[1]) return model::Task::backup_force_create;
  if (*word == kSimulated[2]) return model::Task::system_backup;
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

/// The keys that only some tasks have, and only from some version of Longhorn on.
void read_task_keys(Draft& draft, Fields& fields, model::RecurringJob& job) {
  Input& in = draft.in;
  const model::Platform& platform = draft.scenario.platform;
  const bool system = job.task == model::Task::system_backup;
  if (system && !platform.parameters.system_backup_exists) {
    in.refuse(fields.find("task"), fmt::format("another task: Longhorn {} has no RecurringJobs of system "
                                               "backups, 1.9.0 was the first",
                                               platform.longhorn));
  }
  if (const NodeId n = fields.find("volume_backup_policy"); n != kNoNode) {
    if (!system)
      in.refuse_key(n, "it only beside the task \"system-backup\"");
    else
      job.volume_backup_policy = read_volume_backup_policy(in, n).value_or(job.volume_backup_policy);
  }
  const NodeId groups = fields.find("groups");
  if (system && groups != kNoNode && in.tree[groups].first != kNoNode)
    in.refuse(groups, "no groups: the task \"system-backup\" backs up all volumes");
  const NodeId full = fields.find("full_backup_interval");
  if (full == kNoNode) return;
  job.full_backup_interval = read_integer(in, full, 0, kMaxFullBackupInterval).value_or(0);
  if (job.full_backup_interval == 0) return;
  if (system)
    in.refuse(full, "0: the task \"system-backup\" has no full backups of its own");
  else if (!platform.parameters.job_full_backup_mode)
    in.refuse(full, fmt::format("0: Longhorn {} has no full backups at intervals, 1.7.0 was the first",
                                platform.longhorn));
}

void read_job(Draft& draft, NodeId entry) {
  Input& in = draft.in;
  Fields fields(in, entry, keys::kRecurringJob);
  auto& jobs = draft.scenario.jobs;
  model::RecurringJob one;
  one.task = fields.get("task", model::Task::backup, read_task);
  read_task_keys(draft, fields, one);
  one.cron = fields.must("cron", "when it fires", [&](Input&, NodeId n) { return read_cron(draft, n); })
                 .value_or("");
  const std::int64_t maximum = draft.scenario.platform.parameters.job_retention_max;
  one.retain = fields.get("retain", std::int64_t{1}, [&](Input& i, NodeId n) {
    return read_integer(i, n, 1, maximum > 0 ? maximum : kMaxRetain);
  });
  one.concurrency = read_concurrency(draft, fields.find("concurrency"));
  const std::int64_t room = kMaxSchedules - draft.schedules.size();
  const auto name = fields.must("name", "the job's name", [&](Input& i, NodeId n) {
    return read_entity_name(i, n, room, kMaxSchedules, "schedules");
  });
  if (!name) return;
  std::vector<Reference> groups;
  if (const NodeId n = fields.find("groups"); n != kNoNode && one.task != model::Task::system_backup)
    groups = read_references(in, n, *name, kMaxGroups);
  if (!take_names(in, entry, name->size() * static_cast<std::int64_t>(groups.size()))) return;
  for (std::int64_t k = 0; k < name->size(); ++k) {
    model::RecurringJob job = one;
    job.name = name->at(k);
    for (const Reference& reference : groups) {
      auto group = group_name(in, reference, *name, k, nullptr);
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
    draft.cron_schedules.add(job.name, static_cast<std::uint32_t>(jobs.size()));
    jobs.push_back(std::move(job));
    draft.job_nodes.push_back(entry);
  }
}

/// The names of schedules of other kinds, so that windows and events may refer to them.
void read_other_name(Draft& draft, NodeId entry) {
  const NodeId node = draft.in.tree.member(entry, "name");
  if (node == kNoNode) return;  // reported where the kind is read
  const auto name =
      read_entity_name(draft.in, node, kMaxSchedules - draft.schedules.size(), kMaxSchedules, "schedules");
  for (std::int64_t k = 0; name && k < name->size(); ++k) {
    if (draft.schedules.add(name->at(k), 0)) continue;
    draft.in.refuse(node, "a name that no other schedule has", {},
                    "a second schedule " + quoted(name->at(k)));
    return;
  }
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

}  // namespace headway::io
