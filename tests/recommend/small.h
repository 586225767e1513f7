// A small scenario as text, so that a test changes just what it is about.
#pragma once

#include <string>
#include <vector>

#include "sim/core/check.h"
#include "sim/io/scenario_reader.h"

namespace headway::recommend {

struct Small {
  std::string schedules = R"({"kind": "RecurringJob", "name": "a", "task": "backup", "cron": "0 2 * * *",
                              "retain": 7, "concurrency": 2, "groups": ["default"]})";
  std::string windows = "{}";
  std::string longhorn = "1.8.2", overrides = "{}";
  std::string harvester;                       ///< chooses the Longhorn, where given
  std::string machines;                        ///< of `virtual_machines`
  std::string start = "2026-01-05T00:00:00Z";  // a Monday
  std::string horizon = "15d", zone = "UTC";
  std::string line = "64MiB/s", latency = "5ms", node_line = "10Gbit/s";
  std::string thread_rate = "64MiB/s";
  std::string volumes = R"({"name": "v{1..3}", "size": "60Gi", "used": "40Gi", "node": "node1",
      "target": "s3", "dirtied": {"per_day": "8Gi", "hot_share": 1}, "compression_ratio": 2})";
};

inline std::string text_of(const Small& s) {
  return R"({"headway": 1, "name": "small", "time": {"start": ")" + s.start + R"(", "horizon": ")" +
         s.horizon + R"(", "zone": ")" + s.zone +
         R"("}, "random": {"seed": 1, "replications": 2}, "platform": {")" +
         (s.harvester.empty() ? R"(longhorn": ")" + s.longhorn : R"(harvester": ")" + s.harvester) +
         R"(", "kubernetes": "1.30", "overrides": )" + s.overrides +
         R"(}, "nodes": [{"name": "node{1..2}", "upload": ")" + s.node_line +
         R"(", "download": "10Gbit/s", "disk_read": "1GB/s", "disk_write": "1GB/s", "thread_rate": ")" +
         s.thread_rate + R"(", "cpu": 16}], "targets": [{"name": "s3", "kind": "s3", "write": ")" + s.line +
         R"(", "read": "1Gbit/s", "latency": ")" + s.latency + R"("}], "volumes": [)" + s.volumes +
         R"(], "virtual_machines": [)" + s.machines + R"(], "schedules": [)" + s.schedules +
         R"(], "windows": )" + s.windows + "}";
}

/// A test's own mistake ends it with the reader's message.
inline model::Scenario read(const std::string& text, const std::vector<std::string>& settings = {}) {
  auto result = io::read_scenario(text, "small.json", settings);
  if (!result.scenario) throw std::runtime_error(io::format_errors(result));
  return std::move(*result.scenario);
}

inline model::Scenario read(const Small& small) {
  return read(text_of(small));
}

/// A schedule of machine `vm`.
inline std::string vm_schedule(const std::string& name, const std::string& vm, const std::string& cron,
                               const std::string& more = {}) {
  return R"({"kind": "ScheduleVMBackup", "name": ")" + name + R"(", "vm": ")" + vm + R"(", "cron": ")" +
         cron + "\"" + more + "}";
}

/// Three machines of one disk each, vm1 to vm3 with v1 to v3; on Harvester 1.4.0.
inline Small machines(const std::string& schedules) {
  Small small;
  small.harvester = "1.4.0";
  small.machines = R"({"name": "vm{1..3}", "volumes": ["v{i}"]})";
  small.schedules = schedules;
  return small;
}

inline std::string job(const std::string& name, const std::string& cron, int concurrency = 2,
                       int retain = 7) {
  return R"({"kind": "RecurringJob", "name": ")" + name + R"(", "task": "backup", "cron": ")" + cron +
         R"(", "retain": )" + std::to_string(retain) + R"(, "concurrency": )" + std::to_string(concurrency) +
         R"(, "groups": ["default"]})";
}

}  // namespace headway::recommend
