#include "sim/io/scenario_writer.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "sim/io/volume_runs.h"
#include "sim/io/writer_parts.h"

namespace headway::io {
namespace {

std::string write_platform(const model::Platform& platform) {
  const std::string harvester =
      platform.harvester.empty() ? "" : fmt::format("\"harvester\": {}, ", text(platform.harvester));
  return fmt::format("{{\n    {}\"longhorn\": {}, \"kubernetes\": {},\n    \"overrides\": {}\n  }}",
                     harvester, text(platform.longhorn), text(platform.kubernetes),
                     write_parameters(platform.parameters));
}

std::string write_node(const model::Node& n) {
  return fmt::format(
      R"({{"name": {}, "upload": {}, "download": {}, "disk_read": {}, "disk_write": {}, "thread_rate": {}, "cpu": {}, "clock_skew": {}}})",
      text(n.name), text(n.upload), text(n.download), text(n.disk_read), text(n.disk_write),
      text(n.thread_rate), json_number(n.cpu), text(n.clock_skew));
}

std::string write_target(const model::Target& t) {
  static constexpr std::array<std::string_view, 4> kKinds = {"s3", "nfs", "cifs", "azure"};
  const auto latency = [](const core::Distribution& d) { return write_distribution(d, Quantity::seconds); };
  std::string profile;
  for (const auto& w : t.capacity_profile) {
    profile +=
        fmt::format(R"({}{{"cron": {}, "for": {}, "zone": {}, "factor": {}}})", profile.empty() ? "" : ", ",
                    text(w.cron), text(w.length), text(w.zone), json_number(w.factor));
  }
  return fmt::format(
      R"({{"name": {}, "kind": {}, "write": {}, "read": {},{}
     "latency": {{"list": {}, "head": {}, "get": {}, "put": {}, "delete": {}}},
     "clock_skew": {}, "time_resolution": {}, "capacity_profile": [{}]}})",
      text(t.name), text(kKinds[static_cast<std::size_t>(t.kind)]), text(t.write), text(t.read),
      t.capacity ? fmt::format(R"( "capacity": {},)", text(*t.capacity)) : "", latency(t.latency.list),
      latency(t.latency.head), latency(t.latency.get), latency(t.latency.put), latency(t.latency.remove),
      text(t.clock_skew), text(t.time_resolution), profile);
}

std::string write_volumes(const model::Scenario& s, const VolumeRun& run) {
  const model::Volume& v = s.volumes[run.first];
  std::string backups;
  for (const auto& [job, count] : v.backups) {
    backups += fmt::format("{}{}: {}", backups.empty() ? "" : ", ", text(job), count);
  }
  return fmt::format(
      R"({{"name": {}, "size": {}, "used": {}, "node": {}, "target": {}, "dirtied": {{"per_day": {}, "hot_share": {}}}, "compression_ratio": {}, "block_size": {}, "groups": {}, "jobs": {}, "attached": {}, "backups": {{{}}}{}}})",
      text(run.name), text(v.size), text(v.used),
      text(run.round_robin ? "round-robin" : s.nodes.at(v.node).name), text(s.targets.at(v.target).name),
      write_distribution(v.dirtied.per_day, Quantity::bytes), json_number(v.dirtied.hot_share),
      json_number(v.compression_ratio), text(v.block_size), text(v.groups), text(v.jobs), v.attached, backups,
      v.backing_image ? ", \"backing_image\": " + text(s.backing_images.at(*v.backing_image).name) : "");
}

std::string write_job(const model::RecurringJob& j) {
  static constexpr std::array<std::string_view, 3> kTasks = {"backup", "backup-force-create",
                                                             "system-backup"};
  const auto policy = volume_backup_policy_words()[static_cast<std::size_t>(j.volume_backup_policy)];
  return fmt::format(
      R"({{"kind": "RecurringJob", "name": {}, "task": {}, "cron": {}, "retain": {}, "concurrency": {}, "groups": {}, "full_backup_interval": {}{}}})",
      text(j.name), text(kTasks[static_cast<std::size_t>(j.task)]), text(j.cron), j.retain, j.concurrency,
      text(j.groups), j.full_backup_interval,
      j.task == model::Task::system_backup ? ", \"volume_backup_policy\": " + text(policy) : "");
}

std::string write_machines(const MachineRun& run) {
  return fmt::format(R"({{"name": {}, "volumes": {}}})", text(run.name), text(run.volumes));
}

std::string write_vm_schedule(const model::Scenario& s, const model::VmSchedule& v) {
  return fmt::format(
      R"({{"kind": "ScheduleVMBackup", "name": {}, "vm": {}, "cron": {}, "retain": {}, "max_failure": {}, "existing": {}, "suspended": {}, "skip_cron_check": {}}})",
      text(v.name), text(s.machines.at(v.vm).name), text(v.cron), v.retain, v.max_failure, v.existing,
      v.suspended, v.skip_cron_check);
}

/// The names of those entities, "*" where it is all there are.
template <class Entities>
std::string write_selection(const Entities& entities, const std::vector<std::uint32_t>& indexes) {
  std::vector<std::string> names;
  if (indexes.size() == entities.size() && !indexes.empty()) return text(std::vector<std::string>{"*"});
  for (const std::uint32_t index : indexes) names.push_back(entities.at(index).name);
  return text(name_runs(names));
}

std::string write_manual(const model::Scenario& s, const model::ManualBackup& m) {
  return fmt::format(R"({{"kind": "Manual", "name": {}, "at": {}, {}}})", text(m.name), text(m.at),
                     m.machines.empty() ? "\"volumes\": " + write_selection(s.volumes, m.volumes)
                                        : "\"virtual_machines\": " + write_selection(s.machines, m.machines));
}

std::string write_image(const model::BackingImage& i) {
  return fmt::format(R"({{"name": {}, "size": {}, "backed_up": {}}})", text(i.name), text(i.size),
                     i.backed_up);
}

std::string write_standby(const model::Scenario& s, const model::StandbyVolume& v) {
  return fmt::format(R"({{"name": {}, "source": {}, "node": {}, "replicas": {}}})", text(v.name),
                     text(s.volumes.at(v.source).name), text(s.nodes.at(v.node).name), v.replicas);
}

std::string write_transfer(const model::Transfer& t) {
  return fmt::format(R"({{"id": {}, "at": {}, "bytes": {}, "path": {}{}}})", text(t.id), text(t.at),
                     text(t.bytes), text(t.path), t.cap ? ", \"cap\": " + text(*t.cap) : "");
}

std::string write_expectation(const model::Expectation& e) {
  std::string bound;
  if (e.observed_at_most) bound = "\"observed_at_most\": " + json_number(*e.observed_at_most);
  if (e.observed_at_least) bound = "\"observed_at_least\": " + json_number(*e.observed_at_least);
  if (e.probability_at_most) {
    bound = fmt::format(R"("probability_at_most": {}, "confidence": {})", json_number(*e.probability_at_most),
                        json_number(e.confidence));
  }
  return fmt::format(R"({{"metric": {}, {}}})", text(e.metric), bound);
}

std::string write_windows(const model::Scenario& s, const std::vector<model::Window>& windows) {
  std::string out;
  for (const model::Window& w : windows) {
    std::vector<std::string> names;
    if (w.every) names.emplace_back("*");
    for (const std::uint32_t job : w.jobs) names.push_back(s.jobs[job].name);
    for (const std::uint32_t schedule : w.vm_schedules) names.push_back(s.vm_schedules[schedule].name);
    out += fmt::format(R"({}{{"cron": {}, "for": {}, "zone": {}, "schedules": {}}})", out.empty() ? "" : ", ",
                       text(w.cron), text(w.length), text(w.zone), text(names));
  }
  return "[" + out + "]";
}

std::string write_policy(const model::PolicyChoice& policy) {
  std::string out = "{\"name\": " + text(policy.name);
  for (const auto& [name, value] : policy.settings) {
    out += ", " + text(name) + ": ";
    if (const auto* count = std::get_if<std::int64_t>(&value)) out += std::to_string(*count);
    if (const auto* length = std::get_if<Duration>(&value)) out += text(*length);
    if (const auto* word = std::get_if<std::string>(&value)) out += text(*word);
  }
  return out + "}";
}

/// `  "key": [` one entry a line `]`.
void append_lines(std::string& out, std::string_view key, const std::vector<std::string>& lines) {
  out += fmt::format(",\n  {}: [", text(key));
  bool first = true;
  for (const auto& line : lines) {
    out += first ? "\n    " : ",\n    ";
    out += line;
    first = false;
  }
  out += first ? "]" : "\n  ]";
}

template <class Entries, class Write>
void append_list(std::string& out, std::string_view key, const Entries& entries, Write write) {
  std::vector<std::string> lines;
  for (const auto& entry : entries) lines.push_back(write(entry));
  append_lines(out, key, lines);
}

}  // namespace

std::string write_scenario(const model::Scenario& s) {
  std::string out = fmt::format(
      "{{\n  \"headway\": 1,\n  \"name\": {},\n  \"about\": {},\n"
      "  \"time\": {{\"start\": {}, \"horizon\": {}, \"warm_up\": {}, \"zone\": {}}},\n"
      "  \"random\": {{\"seed\": {}, \"replications\": {}}},\n  \"platform\": {}",
      text(s.name), text(s.about), text(s.time.start), text(s.time.horizon), text(s.time.warm_up),
      text(s.time.zone), s.chance.seed, s.chance.replications, write_platform(s.platform));
  append_list(out, "nodes", s.nodes, write_node);
  append_list(out, "targets", s.targets, write_target);
  append_list(out, "backing_images", s.backing_images, write_image);
  append_list(out, "volumes", volume_runs(s), [&](const VolumeRun& run) { return write_volumes(s, run); });
  append_list(out, "standby_volumes", s.standby_volumes,
              [&](const model::StandbyVolume& v) { return write_standby(s, v); });
  append_list(out, "virtual_machines", machine_runs(s), write_machines);
  std::vector<std::string> schedules;
  for (const auto& job : s.jobs) schedules.push_back(write_job(job));
  for (const auto& manual : s.manual) schedules.push_back(write_manual(s, manual));
  for (const auto& schedule : s.vm_schedules) schedules.push_back(write_vm_schedule(s, schedule));
  append_lines(out, "schedules", schedules);
  append_list(out, "events", s.events, [&](const model::Event& e) { return write_event(s, e); });
  std::vector<std::string> pinned;
  for (const auto& job : s.jobs) {
    if (job.pinned) pinned.push_back(job.name);
  }
  for (const auto& schedule : s.vm_schedules) {
    if (schedule.pinned) pinned.push_back(schedule.name);
  }
  out += fmt::format(
      ",\n  \"windows\": {{\"allowed\": {}, \"blackout\": {}, \"pinned\": {}, \"at_end\": \"run-on\"}}",
      write_windows(s, s.allowed), write_windows(s, s.blackout), text(pinned));
  if (s.policies.empty())
    out += ",\n  \"policy\": [{\"name\": \"as-is\"}]";
  else
    append_list(out, "policy", s.policies, write_policy);
  append_list(out, "transfers", s.transfers, write_transfer);
  append_list(out, "expect", s.expect, write_expectation);
  return out + "\n}\n";
}

}  // namespace headway::io
