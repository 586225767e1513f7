#include "sim/io/scenario_writer.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <variant>

#include "sim/io/amounts.h"
#include "sim/io/distribution_reader.h"
#include "sim/io/json_text.h"
#include "sim/io/volume_runs.h"

namespace headway::io {
namespace {

std::string seconds_text(double value) {
  // The nanoseconds whose to_seconds() is this very number; beyond 2^53 ns neighbours may share it.
  const auto nearest = static_cast<std::int64_t>(std::floor(value * 1e9 + 0.5));
  for (const std::int64_t step : {0, -1, 1, -2, 2, -4, 4}) {
    if (to_seconds(Duration{nearest + step}) == value) return format_duration(Duration{nearest + step});
  }
  return format_duration(Duration{nearest});
}

std::string leaf(double value, Quantity quantity) {
  return json_string(quantity == Quantity::bytes ? format_bytes(Bytes{static_cast<std::int64_t>(value)})
                                                 : seconds_text(value));
}

std::string write_distribution(const core::Distribution& distribution, Quantity quantity) {
  const auto value = [&](double v) { return leaf(v, quantity); };
  return std::visit(
      [&]<class Shape>(const Shape& s) -> std::string {
        if constexpr (std::is_same_v<Shape, core::Constant>) {
          return value(s.value);
        } else if constexpr (std::is_same_v<Shape, core::Uniform>) {
          return fmt::format(R"({{"uniform": [{}, {}]}})", value(s.low), value(s.high));
        } else if constexpr (std::is_same_v<Shape, core::Exponential>) {
          return fmt::format(R"({{"exponential": {{"mean": {}}}}})", value(s.mean));
        } else if constexpr (std::is_same_v<Shape, core::Lognormal>) {
          return fmt::format(R"({{"lognormal": {{"median": {}, "sigma": {}}}}})", value(s.median),
                             json_number(s.sigma));
        } else if constexpr (std::is_same_v<Shape, core::Normal>) {
          return fmt::format(R"({{"normal": {{"mean": {}, "sd": {}}}}})", value(s.mean), value(s.sd));
        } else {
          std::string list;
          for (const double v : s.values) list += (list.empty() ? "" : ", ") + value(v);
          return fmt::format(R"({{"empirical": [{}]}})", list);
        }
      },
      distribution.shape());
}

std::string text(std::string_view plain) {
  return json_string(plain);
}
std::string text(BytesPerSecond rate) {
  return json_string(format_rate(rate));
}
std::string text(Bytes bytes) {
  return json_string(format_bytes(bytes));
}
std::string text(Duration duration) {
  return json_string(format_duration(duration));
}
std::string text(Instant instant) {
  return json_string(format_instant(instant));
}
std::string text(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + json_string(name);
  return "[" + list + "]";
}

std::string write_parameter(const model::ParameterValue& value) {
  return std::visit(
      []<class T>(const T& v) -> std::string {
        if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return fmt::format("{}", v);
        } else {
          return text(v);
        }
      },
      value);
}

std::string write_platform(const model::Platform& platform) {
  std::string overrides;
  for (const auto& row : model::parameter_table()) {
    overrides += fmt::format("{}\n      {}: {}", overrides.empty() ? "" : ",", text(row.name),
                             write_parameter(model::value_of(platform.parameters, row.name)));
  }
  return fmt::format("{{\n    \"longhorn\": {}, \"kubernetes\": {},\n    \"overrides\": {{{}\n    }}\n  }}",
                     text(platform.longhorn), text(platform.kubernetes), overrides);
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
      R"({{"name": {}, "size": {}, "used": {}, "node": {}, "target": {}, "dirtied": {{"per_day": {}, "hot_share": {}}}, "compression_ratio": {}, "block_size": {}, "groups": {}, "jobs": {}, "attached": {}, "backups": {{{}}}}})",
      text(run.name), text(v.size), text(v.used),
      text(run.round_robin ? "round-robin" : s.nodes.at(v.node).name), text(s.targets.at(v.target).name),
      write_distribution(v.dirtied.per_day, Quantity::bytes), json_number(v.dirtied.hot_share),
      json_number(v.compression_ratio), text(v.block_size), text(v.groups), text(v.jobs), v.attached,
      backups);
}

std::string write_job(const model::RecurringJob& j) {
  return fmt::format(
      R"({{"kind": "RecurringJob", "name": {}, "task": {}, "cron": {}, "retain": {}, "concurrency": {}, "groups": {}}})",
      text(j.name), text(j.task == model::Task::backup ? "backup" : "backup-force-create"), text(j.cron),
      j.retain, j.concurrency, text(j.groups));
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
template <class Entries, class Write>
void append_list(std::string& out, std::string_view key, const Entries& entries, Write write) {
  out += fmt::format(",\n  {}: [", text(key));
  bool first = true;
  for (const auto& entry : entries) {
    out += first ? "\n    " : ",\n    ";
    out += write(entry);
    first = false;
  }
  out += first ? "]" : "\n  ]";
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
  append_list(out, "volumes", volume_runs(s), [&](const VolumeRun& run) { return write_volumes(s, run); });
  append_list(out, "schedules", s.jobs, write_job);
  std::vector<std::string> pinned;
  for (const auto& job : s.jobs) {
    if (job.pinned) pinned.push_back(job.name);
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
