#include "analysis/recommend/manifests.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "analysis/movable/movable.h"

namespace headway::recommend {
namespace {

/// A text that stays a text: in double quotes unless no reader of YAML could take it for a number, a time or
/// a truth value ("123", "1e3", "12:30", "on").
void put_text(YAML::Emitter& out, const std::string& text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no",
                                                      "on",   "off",   "y",    "n"};
  const bool plain =
      !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
      std::all_of(text.begin(), text.end(),
                  [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }) &&
      std::find(kWords.begin(), kWords.end(), text) == kWords.end();
  if (!plain) out << YAML::DoubleQuoted;
  out << text;
}

/// The RecurringJob as longhorn-manager's CRD has it (k8s/pkg/apis/longhorn/v1beta2/recurringjob.go).
std::string recurring_job(const model::RecurringJob& job) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  out << YAML::Key << "apiVersion" << YAML::Value << "longhorn.io/v1beta2";
  out << YAML::Key << "kind" << YAML::Value << "RecurringJob";
  out << YAML::Key << "metadata" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "name" << YAML::Value;
  put_text(out, job.name);
  out << YAML::Key << "namespace" << YAML::Value << "longhorn-system" << YAML::EndMap;
  out << YAML::Key << "spec" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "name" << YAML::Value;
  put_text(out, job.name);
  out << YAML::Key << "task" << YAML::Value
      << (job.task == model::Task::backup ? "backup" : "backup-force-create");
  out << YAML::Key << "cron" << YAML::Value << YAML::DoubleQuoted << job.cron;
  out << YAML::Key << "retain" << YAML::Value << job.retain;
  out << YAML::Key << "concurrency" << YAML::Value << job.concurrency;
  out << YAML::Key << "groups" << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const std::string& group : job.groups) put_text(out, group);
  out << YAML::EndSeq << YAML::EndMap << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

/// What changes of the ScheduleVMBackup (harvester pkg/apis/harvesterhci.io/v1beta1/schedulebackup.go).
std::string vm_schedule_patch(const model::VmSchedule& schedule, const std::string& file) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  out << YAML::Key << "apiVersion" << YAML::Value << "harvesterhci.io/v1beta1";
  out << YAML::Key << "kind" << YAML::Value << "ScheduleVMBackup";
  out << YAML::Key << "metadata" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "name" << YAML::Value;
  put_text(out, schedule.name);
  out << YAML::Key << "namespace" << YAML::Value << YAML::DoubleQuoted << "NAMESPACE" << YAML::EndMap;
  out << YAML::Key << "spec" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "cron" << YAML::Value << YAML::DoubleQuoted << schedule.cron;
  out << YAML::EndMap << YAML::EndMap;
  return fmt::format(
      "# With the machine's namespace for NAMESPACE, here and below:\n"
      "# kubectl patch schedulevmbackups.harvesterhci.io -n NAMESPACE {} --type merge --patch-file {}\n{}\n",
      schedule.name, file, out.c_str());
}

/// Of the characters of a name only the slash may not stand in a file's; no name has a percent sign.
std::string file_of(const std::string& kind, const std::string& name) {
  std::string file = kind + "-";
  for (const char c : name) file += c == '/' ? std::string("%2F") : std::string(1, c);
  return file + ".yaml";
}

Manifest manifest_of(const model::Scenario& scenario, std::uint32_t schedule) {
  const auto vm = movable::vm_schedule_of(scenario, schedule);
  const std::string file =
      file_of(vm ? "schedulevmbackup" : "recurringjob", movable::name_of(scenario, schedule));
  return {file,
          vm ? vm_schedule_patch(scenario.vm_schedules[*vm], file) : recurring_job(scenario.jobs[schedule])};
}

/// Jobs as they stand, VM schedules as they are to be sent.
std::vector<std::uint32_t> changed_schedules(const Recommendation& r) {
  std::vector<std::uint32_t> out;
  for (const Change& change : r.changes)
    if (!movable::vm_schedule_of(r.before, change.schedule)) out.push_back(change.schedule);
  for (const Submission& submission : r.submissions) out.push_back(submission.schedule);
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  lines.pop_back();
  return lines;
}

}  // namespace

std::vector<Manifest> manifests_of(const Recommendation& r) {
  std::vector<Manifest> out;
  for (const std::uint32_t schedule : changed_schedules(r)) out.push_back(manifest_of(r.after, schedule));
  return out;
}

std::string manifests_diff(const Recommendation& r) {
  std::string diff;
  for (const std::uint32_t schedule : changed_schedules(r)) {
    // Both have the same lines but for the cron line: only values differ, and each key has a line.
    const auto before = lines_of(manifest_of(r.before, schedule).text);
    const auto after = lines_of(manifest_of(r.after, schedule).text);
    const std::string file = manifest_of(r.after, schedule).file;
    diff += fmt::format("--- a/{0}\n+++ b/{0}\n@@ -1,{1} +1,{2} @@\n", file, before.size(), after.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (before[i] == after[i])
        diff += " " + after[i] + "\n";
      else
        diff += "-" + before[i] + "\n+" + after[i] + "\n";
    }
  }
  return diff;
}

}  // namespace headway::recommend
