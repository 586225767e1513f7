#include "analysis/recommend/manifests.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <string_view>

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

/// Of the characters of a name only the slash may not stand in a file's; no name has a percent sign.
std::string file_of(const model::RecurringJob& job) {
  std::string file = "recurringjob-";
  for (const char c : job.name) file += c == '/' ? std::string("%2F") : std::string(1, c);
  return file + ".yaml";
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
  for (const Change& change : r.changes) {
    const model::RecurringJob& job = r.after.jobs[change.schedule];
    out.push_back({file_of(job), recurring_job(job)});
  }
  return out;
}

std::string manifests_diff(const Recommendation& r) {
  std::string diff;
  for (const Change& change : r.changes) {
    // Both have the same lines but for the cron line: only values differ, and each key has a line.
    const auto before = lines_of(recurring_job(r.before.jobs[change.schedule]));
    const auto after = lines_of(recurring_job(r.after.jobs[change.schedule]));
    const std::string file = file_of(r.after.jobs[change.schedule]);
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
