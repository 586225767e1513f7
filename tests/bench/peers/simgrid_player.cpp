// Plays a list of flows with SimGrid's S4U interface: plain max-min fair sharing, as headway shares
// bandwidth.
//
// The settings leave out what SimGrid adds to it: the CM02 model without cross traffic, TCP window, weights
// or correction factors, and links without latency. A path is a route from a host of its own to one sink.
//
// Drives (--drive WORD[-lazy]): `dispatcher` (the default) is one actor that sleeps until an instant, starts
// all its flows without waiting, and waits for all at the end; `actors` is an actor a flow. Rates are worked
// out with `network/optim:Full`; `-lazy` takes SimGrid's default instead. Timed: Engine::run alone, with the
// platform and the actors made before. SimGrid plays one simulation a process, so there is one repetition.
#include <simgrid/s4u.hpp>

#include "tests/bench/peers/player.h"

namespace headway::bench {
namespace {

namespace s4u = simgrid::s4u;

Played play(const PlayerCall& call, const FlowList& list) {
  std::string drive = call.drive.empty() ? "dispatcher" : call.drive;
  const bool lazy = drive.size() > 5 && drive.compare(drive.size() - 5, 5, "-lazy") == 0;
  if (lazy) drive.resize(drive.size() - 5);
  if (drive != "dispatcher" && drive != "actors")
    throw std::runtime_error("--drive is dispatcher or actors, with or without -lazy, not " + call.drive);
  if (call.repetitions != 1) throw std::runtime_error("SimGrid plays one simulation a process");

  std::vector<std::string> words = {"simgrid_player",
                                    "--log=xbt_cfg.thresh:warning",
                                    "--cfg=network/model:CM02",
                                    "--cfg=network/crosstraffic:0",
                                    "--cfg=network/weight-S:0",
                                    "--cfg=network/TCP-gamma:0",
                                    "--cfg=network/bandwidth-factor:1",
                                    "--cfg=network/latency-factor:1",
                                    lazy ? "--cfg=network/optim:Lazy" : "--cfg=network/optim:Full",
                                    "--cfg=contexts/stack-size:64"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int count = static_cast<int>(words.size());
  s4u::Engine engine(&count, arguments.data());

  auto* zone = s4u::create_full_zone("zone");
  std::vector<s4u::Link*> links;
  for (std::size_t i = 0; i < list.links.size(); ++i)
    links.push_back(zone->create_link(list.links[i], list.capacities[i])->set_latency(0)->seal());
  s4u::Host* sink = zone->create_host("sink", 1e9)->seal();
  std::vector<s4u::Host*> sources;
  for (std::size_t p = 0; p < list.paths.size(); ++p) {
    s4u::Host* source = zone->create_host("path" + std::to_string(p), 1e9)->seal();
    std::vector<s4u::LinkInRoute> route;
    for (const std::size_t link : list.paths[p]) route.emplace_back(links[link]);
    zone->add_route(source->get_netpoint(), sink->get_netpoint(), nullptr, nullptr, route, false);
    sources.push_back(source);
  }
  zone->seal();
  for (const ListedFlow& flow : list.flows)
    if (flow.cap) throw std::runtime_error("flows with caps are not played: Comm::sendto ignores rates");

  Played played;
  played.ends.resize(list.flows.size());
  std::vector<s4u::CommPtr> comms;
  comms.reserve(list.flows.size());
  if (drive == "dispatcher") {
    s4u::Actor::create("dispatcher", sink, [&] {
      for (const ListedFlow& flow : list.flows) {
        if (flow.at_s > s4u::Engine::get_clock()) s4u::this_actor::sleep_until(flow.at_s);
        comms.push_back(
            s4u::Comm::sendto_async(sources[flow.path], sink, static_cast<std::uint64_t>(flow.bytes)));
      }
      for (const s4u::CommPtr& comm : comms) comm->wait();
    });
  } else {
    for (std::size_t i = 0; i < list.flows.size(); ++i)
      s4u::Actor::create("flow", sink, [&, i] {
        const ListedFlow& flow = list.flows[i];
        s4u::this_actor::sleep_until(flow.at_s);
        s4u::Comm::sendto(sources[flow.path], sink, static_cast<std::uint64_t>(flow.bytes));
        played.ends[i] = s4u::Engine::get_clock();
      });
  }
  const double before = processor_seconds();
  engine.run();
  played.seconds.push_back(processor_seconds() - before);
  for (std::size_t i = 0; i < comms.size(); ++i) played.ends[i] = comms[i]->get_finish_time();
  return played;
}

}  // namespace
}  // namespace headway::bench

int main(int argc, char** argv) {
  return headway::bench::run_player(argc, argv, headway::bench::play);
}
