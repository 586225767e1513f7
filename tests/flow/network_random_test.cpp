// Random scripts of starts, cancellations and changing capacities: the network against one that visits
// every flow, conservation of bytes, and transformations that the answer must follow.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "sim/flow/network.h"
#include "sim/flow/reference_max_min.h"
#include "tests/flow/dice.h"
#include "tests/flow/play.h"
#include "tests/flow/slow_network.h"

namespace headway::flow {
namespace {

double micro(double s) {  // on whole microseconds, as recordings are
  return static_cast<double>(static_cast<std::int64_t>(s * 1e6)) / 1e6;
}

Script draw(Dice& dice, bool changes, bool cancels) {
  Script script;
  const int links = dice.between(1, 6);
  for (int l = 0; l < links; ++l) script.capacities.push_back(1e8 * dice.between(1, 10));
  std::vector<std::vector<Share>> routes(static_cast<std::size_t>(dice.between(1, 6)));
  for (auto& route : routes)
    for (int l = 0; l < links; ++l)
      if (l == 0 || dice.chance(0.4))
        route.push_back({static_cast<LinkId>((l + 1) % links), dice.chance(0.5) ? 1 : dice.real(0.5, 4)});
  const int flows = dice.between(1, 40);
  double now = 0;
  for (int f = 0; f < flows; ++f) {
    if (dice.chance(0.5)) now = micro(now + dice.exponential(3));
    ScriptedFlow flow;
    flow.at_s = now;
    flow.bytes = dice.chance(0.2) ? 1e9 : dice.between(1, 2'000'000'000);
    flow.path = routes[static_cast<std::size_t>(dice.between(0, static_cast<int>(routes.size()) - 1))];
    if (dice.chance(0.3)) flow.cap = dice.chance(0.5) ? 2e7 : dice.real(1e6, 3e8);
    if (cancels && dice.chance(0.2)) flow.cancel_s = micro(now + dice.exponential(10));
    script.flows.push_back(flow);
  }
  if (changes) {
    double at_s = 0;
    for (int c = dice.between(1, 10); c > 0; --c) {
      at_s = micro(at_s + dice.exponential(5));
      script.changes.push_back({at_s, static_cast<LinkId>(dice.between(0, links - 1)),
                                dice.chance(0.3) ? 0 : dice.real(1e7, 1e9)});
    }
    for (int l = 0; l < links; ++l) script.changes.push_back({at_s + 50, static_cast<LinkId>(l), 1e8});
  }
  return script;
}

struct Played {
  std::vector<Fate> fates;
  std::vector<double> through;  // bytes by link: load integrated over time
  std::optional<std::string> wrong;
};

/// Plays a script on the network, event by event, checking the shares after each.
Played play(const Script& script) {
  Network net{kEpoch};
  for (const double capacity : script.capacities) net.add_link({capacity});
  Played played;
  played.fates.resize(script.flows.size());
  played.through.resize(script.capacities.size());
  std::vector<FlowId> ids(script.flows.size());
  std::vector<std::size_t> cancels;
  for (std::size_t f = 0; f < script.flows.size(); ++f)
    if (script.flows[f].cancel_s) cancels.push_back(f);
  std::stable_sort(cancels.begin(), cancels.end(), [&](std::size_t a, std::size_t b) {
    return *script.flows[a].cancel_s < *script.flows[b].cancel_s;
  });
  std::size_t next_flow = 0, next_cancel = 0, next_change = 0;
  Instant now = kEpoch;
  std::vector<Completion> done;
  while (true) {
    Instant next = net.next_completion();
    if (next_flow < script.flows.size()) next = std::min(next, at(script.flows[next_flow].at_s));
    if (next_cancel < cancels.size()) next = std::min(next, at(*script.flows[cancels[next_cancel]].cancel_s));
    if (next_change < script.changes.size()) next = std::min(next, at(script.changes[next_change].at_s));
    if (next == Instant::max()) break;
    for (LinkId l = 0; l < played.through.size(); ++l)
      played.through[l] += net.load(l).value * to_seconds(next - now);
    now = next;
    done.clear();
    net.pop_completed(now, done);
    for (const Completion& c : done) {
      played.fates[c.tag].end_s = to_seconds(c.at - kEpoch);
      played.fates[c.tag].moved = static_cast<double>(c.bytes.count);
    }
    for (; next_flow < script.flows.size() && at(script.flows[next_flow].at_s) <= now; ++next_flow) {
      const ScriptedFlow& flow = script.flows[next_flow];
      const ClassId c = net.open_class(
          flow.path, flow.cap == kUncapped ? std::nullopt : std::optional(BytesPerSecond{flow.cap}));
      ids[next_flow] = net.start(c, now, Bytes{static_cast<std::int64_t>(flow.bytes)}, next_flow);
      net.close_class(c);
    }
    for (; next_cancel < cancels.size() && at(*script.flows[cancels[next_cancel]].cancel_s) <= now;
         ++next_cancel) {
      const std::size_t f = cancels[next_cancel];
      if (net.alive(ids[f])) played.fates[f].moved = static_cast<double>(net.cancel(ids[f], now).count);
    }
    for (; next_change < script.changes.size() && at(script.changes[next_change].at_s) <= now; ++next_change)
      net.set_capacity(script.changes[next_change].link, now, {script.changes[next_change].capacity});
    if (!played.wrong) played.wrong = check_shares(net);
  }
  EXPECT_EQ(net.flows(), 0u);
  return played;
}

TEST(NetworkRandom, EqualsTheNetworkThatVisitsEveryFlow) {
  Dice dice(21);
  for (int round = 0; round < 400; ++round) {
    const Script script = draw(dice, round % 2 == 1, round % 4 >= 2);
    const Played fast = play(script);
    ASSERT_EQ(fast.wrong, std::nullopt) << "round " << round << ": " << *fast.wrong;
    const std::vector<Fate> slow = play_slowly(script);
    for (std::size_t f = 0; f < slow.size(); ++f) {
      ASSERT_EQ(fast.fates[f].end_s.has_value(), slow[f].end_s.has_value())
          << "round " << round << " flow " << f;
      if (slow[f].end_s) {
        ASSERT_NEAR(*fast.fates[f].end_s, *slow[f].end_s, 5e-9) << "round " << round << " flow " << f;
      }
      ASSERT_NEAR(fast.fates[f].moved, slow[f].moved, 2) << "round " << round << " flow " << f;
    }
  }
}

TEST(NetworkRandom, LoadsIntegrateToTheBytesMoved) {
  Dice dice(22);
  for (int round = 0; round < 400; ++round) {
    const Script script = draw(dice, true, true);
    const Played played = play(script);
    std::vector<double> expected(script.capacities.size());
    for (std::size_t f = 0; f < script.flows.size(); ++f) {
      if (played.fates[f].end_s) {
        ASSERT_EQ(played.fates[f].moved, script.flows[f].bytes);
      }
      for (const Share& share : script.flows[f].path)
        expected[share.link] += share.weight * played.fates[f].moved;
    }
    // A load lasts up to the rounded instant, a nanosecond too long at most: a byte or so an event.
    for (std::size_t l = 0; l < expected.size(); ++l)
      ASSERT_NEAR(played.through[l], expected[l], 100 + 1e-12 * expected[l])
          << "round " << round << " link " << l;
  }
}

TEST(NetworkMetamorphic, TheOrderOfListsDoesNotMatter) {
  Dice dice(23);
  for (int round = 0; round < 200; ++round) {
    const Script script = draw(dice, false, false);
    // Links renamed, classes opened and flows of one instant started in another order.
    const auto links = static_cast<LinkId>(script.capacities.size());
    Script other;
    for (LinkId l = 0; l < links; ++l) other.capacities.push_back(script.capacities[links - 1 - l]);
    std::vector<std::size_t> order(script.flows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return script.flows[a].at_s != script.flows[b].at_s ? script.flows[a].at_s < script.flows[b].at_s
                                                          : a > b;
    });
    for (const std::size_t f : order) {
      other.flows.push_back(script.flows[f]);
      for (Share& share : other.flows.back().path) share.link = links - 1 - share.link;
    }
    const Played a = play(script), b = play(other);
    for (std::size_t i = 0; i < order.size(); ++i)
      ASSERT_NEAR(*a.fates[order[i]].end_s, *b.fates[i].end_s, 1.5e-9);  // a rounding apart at most
  }
}

TEST(NetworkMetamorphic, DoubledBytesAndRatesGiveTheSameTimes) {
  Dice dice(24);
  for (int round = 0; round < 200; ++round) {
    const Script script = draw(dice, round % 2 == 1, false);
    Script twice = script;
    for (double& capacity : twice.capacities) capacity *= 2;
    for (ScriptedCapacity& change : twice.changes) change.capacity *= 2;
    for (ScriptedFlow& flow : twice.flows) {
      flow.bytes *= 2;
      flow.cap *= 2;
    }
    const Played a = play(script), b = play(twice);
    for (std::size_t f = 0; f < script.flows.size(); ++f)
      ASSERT_NEAR(*a.fates[f].end_s, *b.fates[f].end_s, 1.5e-9);
  }
}

TEST(NetworkMetamorphic, AWeekLaterEverythingIsAWeekLater) {
  Dice dice(25);
  for (int round = 0; round < 100; ++round) {
    const Script script = draw(dice, true, false);
    Script later = script;
    for (ScriptedCapacity& change : later.changes) change.at_s += 604800;
    for (ScriptedFlow& flow : later.flows) flow.at_s += 604800;
    const Played a = play(script), b = play(later);
    for (std::size_t f = 0; f < script.flows.size(); ++f)
      ASSERT_NEAR(*a.fates[f].end_s + 604800, *b.fates[f].end_s, 1.5e-9);
  }
}

TEST(NetworkMetamorphic, InAStarNobodyEndsLaterWhenAFlowIsLeftOut) {
  Dice dice(26);
  for (int round = 0; round < 200; ++round) {
    Script star;
    const int nodes = dice.between(1, 5);
    for (int n = 0; n <= nodes; ++n) star.capacities.push_back(dice.real(5e7, 5e8));
    double now = 0;
    for (int f = dice.between(2, 40); f > 0; --f) {
      if (dice.chance(0.6)) now = micro(now + dice.exponential(3));
      const auto node = static_cast<LinkId>(dice.between(0, nodes - 1));
      star.flows.push_back({now,
                            static_cast<double>(dice.between(1, 2'000'000'000)),
                            {{node, 1}, {static_cast<LinkId>(nodes), 1}},
                            dice.chance(0.3) ? dice.real(1e7, 2e8) : kUncapped});
    }
    Script without = star;
    const auto left_out = static_cast<std::size_t>(dice.between(0, static_cast<int>(star.flows.size()) - 1));
    without.flows.erase(without.flows.begin() + static_cast<std::ptrdiff_t>(left_out));
    const Played a = play(star), b = play(without);
    for (std::size_t f = 0; f < without.flows.size(); ++f)
      ASSERT_LE(*b.fates[f].end_s, *a.fates[f < left_out ? f : f + 1].end_s + 1.5e-9);
  }
}

TEST(NetworkRandom, EqualCallsGiveEqualBits) {
  Dice one(27), two(27);
  const Played a = play(draw(one, true, true)), b = play(draw(two, true, true));
  for (std::size_t f = 0; f < a.fates.size(); ++f) EXPECT_EQ(a.fates[f].end_s, b.fates[f].end_s);
  EXPECT_EQ(a.through, b.through);
}

TEST(CheckShares, AcceptsAFreshNetwork) {
  Network net{kEpoch};
  const LinkId link = net.add_link({100});
  net.start(net.open_class(over({link})), kEpoch, Bytes{1000}, 1);
  EXPECT_EQ(check_shares(net), std::nullopt);
  net.set_capacity(link, at(1), {50});
  EXPECT_EQ(check_shares(net), std::nullopt);  // pending changes are settled, not overlooked
  EXPECT_EQ(net.view().rates[0], 50);
}

}  // namespace
}  // namespace headway::flow
