#include "tests/bench/flow_list.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

namespace headway::bench {

FlowList read_flow_list(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  FlowList list;
  std::map<std::string, std::size_t> links;
  std::map<nlohmann::json, std::size_t> paths;
  std::vector<ListedFlow> flows;
  for (std::string line; std::getline(in, line);) {
    const auto object = nlohmann::json::parse(line);
    if (object.contains("flows")) {
      for (const auto& [link, capacity] : object["links_Bps"].items()) {
        links[link] = list.links.size();
        list.links.push_back(link);
        list.capacities.push_back(capacity.get<double>());
      }
      continue;
    }
    const auto [path, fresh] = paths.emplace(object["path"], list.paths.size());
    if (fresh) {
      auto& of_links = list.paths.emplace_back();
      for (const auto& link : object["path"]) of_links.push_back(links.at(link.get<std::string>()));
    }
    ListedFlow flow{object["at_s"].get<double>(), object["bytes"].get<std::int64_t>(), path->second,
                    std::nullopt};
    if (object.contains("cap_Bps")) flow.cap = object["cap_Bps"].get<double>();
    flows.push_back(flow);
  }
  list.lines.resize(flows.size());
  std::iota(list.lines.begin(), list.lines.end(), std::size_t{0});
  std::stable_sort(list.lines.begin(), list.lines.end(),
                   [&](std::size_t a, std::size_t b) { return flows[a].at_s < flows[b].at_s; });
  for (const std::size_t line : list.lines) list.flows.push_back(flows[line]);
  return list;
}

}  // namespace headway::bench
