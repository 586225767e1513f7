// Thirty small clusters by number, the same on every machine: what people run, at the edge of losing backups.
//
// Two to four nodes; six to fourteen volumes in three groups; two to six schedules (daily, hourly, several a
// day) of one or two groups each, at round hours as people choose them; Longhorn 1.7.2 to 1.12.1; a store so
// slow that deletes hold their locks for minutes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/core/random.h"
#include "tests/recommend/small.h"

namespace headway::recommend {

class ClusterDice {
 public:
  explicit ClusterDice(std::uint32_t number) : luck_(30, number) {}
  /// low … high, both included.
  int whole(int low, int high) {
    return low + static_cast<int>(luck_.uniform(0x636c7573, 1, n_++) * (high - low + 1));
  }
  template <std::size_t n>
  const char* one_of(const std::array<const char*, n>& list) {
    return list[static_cast<std::size_t>(whole(0, static_cast<int>(n) - 1))];
  }

 private:
  core::Luck luck_;
  std::int64_t n_ = 0;
};

inline std::string cluster_text(std::uint32_t number) {
  ClusterDice dice(number);
  const std::string version =
      dice.one_of<7>({"1.7.2", "1.8.1", "1.8.2", "1.9.3", "1.10.2", "1.11.3", "1.12.1"});
  const int nodes = dice.whole(2, 4), list_ms = dice.whole(8, 40), jobs = dice.whole(2, 6);
  std::string volumes, schedules;
  std::array<std::string, 3> kept;
  for (int j = 0; j < jobs; ++j) {
    const std::string name = "job-" + std::to_string(j);
    const int kind = j == 0 ? 0 : j == 1 ? dice.whole(1, 2) : dice.whole(0, 2);
    std::string cron;
    int retain = 0;
    if (kind == 0) cron = "0 " + std::to_string(dice.whole(1, 4)) + " * * *", retain = dice.whole(3, 10);
    if (kind == 1) cron = "0 * * * *", retain = dice.whole(6, 24);
    if (kind == 2)
      cron = dice.one_of<3>({"0 */2 * * *", "0 */4 * * *", "0 2,10,18 * * *"}), retain = dice.whole(4, 12);
    const auto group = static_cast<std::size_t>(dice.whole(0, 2));
    // The first two share a group: most people's schedules do.
    const std::array<std::size_t, 2> groups = {j < 2 ? 0 : group, (group + 1) % 3};
    const std::size_t n = dice.whole(0, 2) == 0 ? 2 : 1;
    std::string list;
    for (std::size_t g = 0; g < n; ++g) {
      if (g > 0 && groups[g] == groups[0]) continue;
      list += (list.empty() ? "\"g" : ", \"g") + std::to_string(groups[g]) + "\"";
      kept[groups[g]] += (kept[groups[g]].empty() ? "\"" : ", \"") + name + "\": " + std::to_string(retain);
    }
    schedules += (j > 0 ? ",\n" : "") + std::string(R"({"kind": "RecurringJob", "name": ")") + name +
                 R"(", "task": "backup", "cron": ")" + cron + R"(", "retain": )" + std::to_string(retain) +
                 R"(, "concurrency": )" + std::to_string(dice.whole(1, 4)) + R"(, "groups": [)" + list + "]}";
  }
  for (std::size_t g = 0; g < 3; ++g) {
    const int n = dice.whole(2, g == 0 ? 6 : 4), used = dice.whole(20, 100);
    volumes +=
        (g > 0 ? ",\n" : "") + std::string(R"({"name": "g)") + std::to_string(g) + "-{1.." +
        std::to_string(n) + R"(}", "size": "120Gi", "used": ")" + std::to_string(used) +
        R"(Gi", "node": "round-robin", "target": "s3", "dirtied": {"per_day": {"lognormal": {"median": ")" +
        std::to_string(dice.whole(1, 4)) + R"(Gi", "p95": "10Gi"}}, "hot_share": 0.5}, )" +
        R"("compression_ratio": 1.7, "groups": ["g)" + std::to_string(g) + R"("], "backups": {)" + kept[g] +
        "}}";
  }
  return R"({"headway": 1, "name": "cluster-)" + std::to_string(number) +
         R"(", "time": {"start": "2026-01-05T00:00:00Z", "horizon": "4d", "warm_up": "1d"},
"random": {"seed": )" +
         std::to_string(1'000 + number) + R"(, "replications": 10},
"platform": {"longhorn": ")" +
         version + R"(", "kubernetes": "1.30"},
"nodes": [{"name": "node{1..)" +
         std::to_string(nodes) + R"(}", "upload": "10Gbit/s", "download": "10Gbit/s",
  "disk_read": "1GB/s", "disk_write": "800MB/s", "thread_rate": "80MiB/s", "cpu": 16}],
"targets": [{"name": "s3", "kind": "s3", "write": "5Gbit/s", "read": "5Gbit/s", "time_resolution": "1s",
  "latency": {"list": {"uniform": [")" +
         std::to_string(list_ms / 2) + R"(ms", ")" + std::to_string(2 * list_ms) +
         R"(ms"]}, "head": "3ms", "get": "4ms", "put": "12ms", "delete": "5ms"}}],
"volumes": [)" +
         volumes + R"(],
"schedules": [)" +
         schedules + "]}\n";
}

}  // namespace headway::recommend
