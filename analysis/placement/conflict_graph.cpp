#include "analysis/placement/conflict_graph.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <set>
#include <utility>

namespace headway::placement {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

double total_load(const Window& window) {
  double sum = 0;
  for (const Load& load : window.loads) sum += load.load;
  return sum * static_cast<double>(window.firings.size());
}

bool is_hard(const Conflict& conflict) {
  return std::any_of(conflict.lost.begin(), conflict.lost.end(),
                     [](double lost) { return lost > kResolution; });
}

Graph hard_graph(const Problem& problem) {
  Graph graph(problem.windows.size());
  for (const Conflict& conflict : problem.conflicts)
    if (is_hard(conflict)) boost::add_edge(conflict.first, conflict.second, graph);
  for (const Apart& apart : problem.apart) boost::add_edge(apart.first, apart.second, graph);
  return graph;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> components(const Problem& problem) {
  Graph graph = hard_graph(problem);
  // Soft edges: one vertex chain through the users of each resource joins them all.
  std::vector<std::int64_t> last(problem.resources + 1, -1);
  for (std::uint32_t w = 0; w < problem.windows.size(); ++w) {
    std::set<std::uint32_t> used;
    for (const Load& load : problem.windows[w].loads)
      if (load.load > 0) used.insert(load.resource);
    if (!problem.windows[w].blockers.empty() || !problem.windows[w].arrivals.empty())
      used.insert(problem.resources);
    for (const std::uint32_t r : used) {
      if (last[r] >= 0) boost::add_edge(static_cast<std::size_t>(last[r]), w, graph);
      last[r] = w;
    }
  }
  std::vector<std::size_t> component(problem.windows.size());
  const std::size_t count = boost::connected_components(graph, component.data());
  std::vector<std::vector<std::uint32_t>> out(count);
  for (std::uint32_t w = 0; w < component.size(); ++w) out[component[w]].push_back(w);
  return out;
}

Problem restricted(const Problem& problem, const std::vector<std::uint32_t>& windows) {
  Problem part;
  part.slots = problem.slots;
  part.resources = problem.resources;
  part.threshold = problem.threshold;
  part.workers = problem.workers;
  std::vector<std::int64_t> renamed(problem.windows.size(), -1);
  for (const std::uint32_t w : windows) {
    renamed[w] = static_cast<std::int64_t>(part.windows.size());
    part.windows.push_back(problem.windows[w]);
  }
  for (const Conflict& conflict : problem.conflicts) {
    if (renamed[conflict.first] < 0 || renamed[conflict.second] < 0) continue;
    Conflict inside = conflict;
    inside.first = static_cast<std::uint32_t>(renamed[conflict.first]);
    inside.second = static_cast<std::uint32_t>(renamed[conflict.second]);
    part.conflicts.push_back(std::move(inside));
  }
  for (const Apart& apart : problem.apart) {
    if (renamed[apart.first] < 0 || renamed[apart.second] < 0) continue;
    Apart inside = apart;
    inside.first = static_cast<std::uint32_t>(renamed[apart.first]);
    inside.second = static_cast<std::uint32_t>(renamed[apart.second]);
    part.apart.push_back(std::move(inside));
  }
  return part;
}

std::vector<std::uint32_t> dsatur_order(const Problem& problem) {
  const Graph graph = hard_graph(problem);
  const std::size_t n = problem.windows.size();
  std::vector<double> load(n);
  for (std::size_t w = 0; w < n; ++w) load[w] = total_load(problem.windows[w]);
  std::vector<std::int64_t> saturation(n);
  std::vector<bool> done(n);
  std::vector<std::uint32_t> order;
  while (order.size() < n) {
    std::size_t next = n;
    for (std::size_t w = 0; w < n; ++w) {
      if (done[w]) continue;
      if (next == n || saturation[w] > saturation[next] ||
          (saturation[w] == saturation[next] && load[w] > load[next]))
        next = w;
    }
    done[next] = true;
    order.push_back(static_cast<std::uint32_t>(next));
    for (auto [edge, end] = boost::adjacent_vertices(next, graph); edge != end; ++edge) ++saturation[*edge];
  }
  return order;
}

std::vector<std::vector<std::uint32_t>> disjoint_cliques(const Problem& problem, std::size_t largest) {
  using Edge = std::pair<std::uint32_t, std::uint32_t>;
  std::set<Edge> edges;
  for (const Conflict& conflict : problem.conflicts)
    if (is_hard(conflict)) edges.insert({conflict.first, conflict.second});
  const auto joined = [&](std::uint32_t a, std::uint32_t b) {
    return edges.contains({std::min(a, b), std::max(a, b)});
  };
  std::vector<std::vector<std::uint32_t>> cliques;
  for (const Conflict& seed : problem.conflicts) {
    if (!joined(seed.first, seed.second)) continue;
    std::vector<std::uint32_t> clique = {seed.first, seed.second};
    for (std::uint32_t w = 0; w < problem.windows.size() && clique.size() < largest; ++w) {
      if (w == seed.first || w == seed.second) continue;
      if (std::all_of(clique.begin(), clique.end(), [&](std::uint32_t member) { return joined(member, w); }))
        clique.push_back(w);
    }
    if (clique.size() < 3) continue;
    std::sort(clique.begin(), clique.end());
    for (std::size_t i = 0; i < clique.size(); ++i)
      for (std::size_t j = i + 1; j < clique.size(); ++j) edges.erase({clique[i], clique[j]});
    cliques.push_back(std::move(clique));
  }
  return cliques;
}

}  // namespace headway::placement
