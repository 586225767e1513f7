#include "sim/io/conform/flows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/flow/network.h"

namespace headway::io {
namespace {

using nlohmann::json;

constexpr double kTolerance_s = 1e-6;
constexpr double kLatest_s = 1e9;  // of a start: 31 years keep instants well inside 64 bits
constexpr double kFastest = 1e15;  // of a link or cap
constexpr std::int64_t kLargest = std::int64_t{1} << 60;

struct RecordedFlow {
  std::size_t line = 0;
  std::string id;
  Instant at{};
  std::int64_t bytes = 0;
  std::vector<flow::Share> path;
  std::optional<BytesPerSecond> cap;
  double finish_s = 0;
};

struct System {
  std::string name;
  std::map<std::string, flow::LinkId> links;
  std::vector<BytesPerSecond> capacities;
  std::vector<RecordedFlow> flows;
  bool readable = true;
};

struct Unreadable {
  std::string why;
};

const json& member(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) throw Unreadable{std::string("no \"") + key + "\""};
  return *found;
}

double number(const json& value, const char* what, double high) {
  if (!value.is_number()) throw Unreadable{std::string(what) + " is not a number"};
  const double x = value.get<double>();
  if (!(x >= 0 && x <= high)) throw Unreadable{std::string(what) + " is out of range: " + value.dump()};
  return x;
}

System read_system(const json& object) {
  System system;
  const json& name = member(object, "flows");
  if (!name.is_string()) throw Unreadable{"\"flows\" is not a string"};
  system.name = name.get<std::string>();
  const json& links = member(object, "links_Bps");
  if (!links.is_object()) throw Unreadable{"\"links_Bps\" is not an object"};
  for (const auto& [link, capacity] : links.items()) {
    system.links.emplace(link, static_cast<flow::LinkId>(system.capacities.size()));
    system.capacities.push_back({number(capacity, "a capacity", kFastest)});
  }
  return system;
}

RecordedFlow read_flow(const json& object, const System& system, std::size_t line) {
  RecordedFlow flow;
  flow.line = line;
  const json& id = member(object, "id");
  flow.id = id.is_string() ? id.get<std::string>() : id.dump();
  const double at_ns = number(member(object, "at_s"), "at_s", kLatest_s) * 1e9;
  flow.at = Instant{Duration{static_cast<std::int64_t>(at_ns + 0.5)}};
  const json& bytes = member(object, "bytes");
  const double size = number(bytes, "bytes", static_cast<double>(kLargest));
  flow.bytes = bytes.is_number_integer() ? bytes.get<std::int64_t>() : static_cast<std::int64_t>(size);
  if (static_cast<double>(flow.bytes) != size) throw Unreadable{"bytes is not a whole number"};
  const json& path = member(object, "path");
  if (!path.is_array()) throw Unreadable{"path is not an array"};
  for (const json& link : path) {
    if (!link.is_string()) throw Unreadable{"a link of the path is not a string"};
    const auto found = system.links.find(link.get<std::string>());
    if (found == system.links.end()) throw Unreadable{"no such link: " + link.dump()};
    flow.path.push_back({found->second, 1});
  }
  if (const auto cap = object.find("cap_Bps"); cap != object.end() && !cap->is_null())
    flow.cap = BytesPerSecond{number(*cap, "cap_Bps", kFastest)};
  if (flow.path.empty() && !flow.cap) throw Unreadable{"an empty path needs a cap"};
  flow.finish_s = number(member(object, "finish_s"), "finish_s", 1e300);
  return flow;
}

/// When each flow of the system ends, in their order; nothing for one that never does.
std::vector<std::optional<Instant>> play(const System& system) {
  flow::Network network{Instant{}};
  for (const BytesPerSecond capacity : system.capacities) network.add_link(capacity);
  std::vector<std::size_t> order(system.flows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return system.flows[a].at < system.flows[b].at; });
  for (const std::size_t i : order) {
    const RecordedFlow& flow = system.flows[i];
    const flow::ClassId id = network.open_class(flow.path, flow.cap);
    network.start(id, flow.at, Bytes{flow.bytes}, i);
    network.close_class(id);
  }
  std::vector<flow::Completion> completions;
  for (Instant next = network.next_completion(); next != Instant::max(); next = network.next_completion())
    network.pop_completed(next, completions);
  std::vector<std::optional<Instant>> ends(system.flows.size());
  for (const flow::Completion& completion : completions) ends[completion.tag] = completion.at;
  return ends;
}

void compare(const System& system, std::string_view file, ConformReport& report) {
  if (!system.readable) return;
  const std::vector<std::optional<Instant>> ends = play(system);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const RecordedFlow& flow = system.flows[i];
    bool agrees = false;
    char answer[40] = "never";
    if (ends[i]) {
      const double end_s = to_seconds(ends[i]->time_since_epoch());
      const double error_s = std::fabs(end_s - flow.finish_s);
      report.max_error_s = std::max(report.max_error_s.value_or(0), error_s);
      agrees = error_s <= kTolerance_s;
      std::snprintf(answer, sizeof answer, "%.9f s", end_s);
    }
    char recorded[40];
    std::snprintf(recorded, sizeof recorded, "%.9f s", flow.finish_s);
    count_case(report, system.name, agrees ? Verdict::agree : Verdict::disagree,
               std::string(file) + ":" + std::to_string(flow.line) + ": " + system.name + " flow " + flow.id +
                   ": recorded end " + recorded + ", headway " + answer);
  }
}

}  // namespace

void conform_flows(std::istream& in, std::string_view file, ConformReport& report) {
  std::optional<System> system;
  std::string text;
  for (std::size_t line = 1; std::getline(in, text); ++line) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const json object = json::parse(text, nullptr, false);
      if (!object.is_object()) throw Unreadable{"not a JSON object"};
      if (object.contains("flows")) {
        if (system) compare(*system, file, report);
        system = System{};
        system->readable = false;
        system = read_system(object);
      } else if (system) {
        if (system->readable) system->flows.push_back(read_flow(object, *system, line));
      } else {
        throw Unreadable{"a flow before the line that names the links"};
      }
    } catch (const Unreadable& problem) {
      if (system) system->readable = false;
      note(report.problems, std::string(file) + ":" + std::to_string(line) + ": " + problem.why);
    }
  }
  if (system) compare(*system, file, report);
}

}  // namespace headway::io
