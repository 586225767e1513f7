// What must not change, or change in a known way, when the scenario is told otherwise.
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using record::OperationKind;

/// What became of an operation, without the numbers that only count (ids, indexes).
using Story = std::tuple<std::string, std::string, int, double, double, double, double, double, std::int64_t,
                         std::int64_t, int, int, std::uint32_t>;
std::multiset<Story> stories(const model::Scenario& scenario, const Recording& r,
                             const std::string& only = {}) {
  std::multiset<Story> all;
  const auto relative = [&](Instant at) {
    return at == record::kNever ? -1.0 : to_seconds(at - scenario.time.start);
  };
  for (const auto& o : r.operations) {
    const std::string& volume = scenario.volumes[o.volume].name;
    if (!only.empty() && volume.rfind(only, 0) != 0) continue;
    const std::string schedule = o.schedule == record::kNone ? "" : scenario.jobs[o.schedule].name;
    all.insert(Story{schedule, volume, static_cast<int>(o.kind), relative(o.scheduled), relative(o.requested),
                     relative(o.started), relative(o.ended), relative(o.released), o.bytes.count, o.blocks,
                     static_cast<int>(o.outcome), static_cast<int>(o.cause), o.tries});
  }
  return all;
}

std::map<std::tuple<std::string, std::string, double>, std::tuple<int, bool, std::uint32_t>> due_of(
    const model::Scenario& scenario, const Recording& r) {
  std::map<std::tuple<std::string, std::string, double>, std::tuple<int, bool, std::uint32_t>> all;
  for (const auto& d : r.due)
    all[{scenario.jobs[d.schedule].name, scenario.volumes[d.volume].name,
         to_seconds(d.tick - scenario.time.start)}] = {static_cast<int>(d.outcome), d.lost, d.attempts};
  return all;
}

/// The scenario with its volumes and schedules listed in another order, indexes following.
model::Scenario permuted(const model::Scenario& original, std::uint64_t seed) {
  Dice dice(seed);
  const auto shuffled = [&](std::size_t n) {
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = n; i > 1; --i)
      std::swap(order[i - 1],
                order[static_cast<std::size_t>(dice.whole(0, static_cast<std::int64_t>(i) - 1))]);
    return order;
  };
  model::Scenario other = original;
  const auto volumes = shuffled(original.volumes.size()), jobs = shuffled(original.jobs.size());
  std::vector<std::uint32_t> place(volumes.size());
  for (std::uint32_t i = 0; i < volumes.size(); ++i) {
    other.volumes[i] = original.volumes[volumes[i]];
    place[volumes[i]] = i;
  }
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    other.jobs[j] = original.jobs[jobs[j]];
    for (std::uint32_t& v : other.jobs[j].volumes) v = place[v];
    std::sort(other.jobs[j].volumes.begin(), other.jobs[j].volumes.end());
  }
  return other;
}

/// Ticks of different schedules never coincide, so no tie is decided by the order of the lists; and pods
/// start apart.
model::Scenario without_ties(std::uint64_t seed) {
  model::Scenario scenario = random_small(seed);
  const std::array<const char*, 3> lines = {"*/20 * * * *", "7,37 * * * *", "13 * * * *"};
  for (std::size_t j = 0; j < scenario.jobs.size(); ++j) scenario.jobs[j].cron = lines[j];
  return scenario;
}

// Names carry the luck, not positions. (Nodes stay where they are: the owner of an object is drawn as an
// index among them.)
TEST(Metamorphic, OrderOfVolumesAndSchedulesDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const model::Scenario scenario = without_ties(seed), other = permuted(scenario, seed);
    const Recording a = record_of(scenario), b = record_of(other);
    EXPECT_EQ(stories(scenario, a), stories(other, b)) << seed;
    EXPECT_EQ(due_of(scenario, a), due_of(other, b)) << seed;
  }
}

/// One node, a volume a schedule, nothing drawn by the day: the only luck left is that of names and of
/// phases, which belong to no date, and of lock names, which decide nothing where times are exact.
model::Scenario dateless(std::uint64_t seed) {
  Dice dice(seed);
  constexpr std::array<const char*, 3> kVersions = {"1.7.2", "1.8.2", "1.11.3"};
  model::Scenario scenario = small_cluster(dice.one_of(kVersions));
  scenario.time.horizon = hours{5};
  scenario.targets[0].latency.list = dice.real(0.001, 0.4);
  scenario.targets[0].write = BytesPerSecond{dice.real(0.3, 20) * kMiB};
  const std::array<const char*, 3> lines = {"*/20 * * * *", "7,37 * * * *", "13 1-23/2 * * *"};
  for (std::size_t j = 0; j < 3; ++j) {
    const std::uint32_t v = add_volume(scenario, numbered("v", static_cast<std::uint64_t>(j)), 0,
                                       Bytes{dice.whole(1, 900) * kMiB});
    scenario.volumes[v].dirtied.per_day = dice.real(0, 8) * kGiB;
    scenario.volumes[v].dirtied.hot_share = dice.real(0, 1);
    // The third job shares the second one's volume.
    add_job(scenario, numbered("job", static_cast<std::uint64_t>(j)), lines[j], dice.whole(1, 3),
            {j == 2 ? 1 : v}, dice.whole(0, 3));
  }
  return scenario;
}

TEST(Metamorphic, AWeekLaterIsTheSameWeek) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const model::Scenario scenario = dateless(seed);
    model::Scenario later = scenario;
    later.time.start += hours{24 * 7};
    EXPECT_EQ(stories(scenario, record_of(scenario)), stories(later, record_of(later))) << seed;
  }
}

// Twice the bytes over lines twice as wide take the same time. The number of blocks must stay (it decides how
// many requests there are), and so must what is read and compared on the node: only what goes over the wire
// doubles. So: half the compression, indexes with twice the bytes for a block, lines twice as wide.
TEST(Metamorphic, TwiceTheBytesOverLinesTwiceAsWide) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    model::Scenario scenario = dateless(seed);
    for (model::Volume& volume : scenario.volumes) volume.compression_ratio = 4;
    model::Scenario twice = scenario;
    for (model::Volume& volume : twice.volumes) volume.compression_ratio = 2;
    twice.platform.parameters.block_index_bytes *= 2;
    for (model::Node& node : twice.nodes) node.upload.value *= 2, node.download.value *= 2;
    for (model::Target& target : twice.targets) target.write.value *= 2, target.read.value *= 2;

    Recording a = record_of(scenario);
    const Recording b = record_of(twice);
    for (auto& o : a.operations)
      if (o.kind != OperationKind::snapshot_purge) o.bytes.count *= 2;  // that is merged on the disk
    EXPECT_EQ(stories(scenario, a), stories(twice, b)) << seed;
  }
}

// A volume with a schedule and a target of its own, on the same nodes: where managers have workers enough and
// do not serialise starts, and no node's line is full, nobody notices.
TEST(Metamorphic, AnUnrelatedVolumeChangesNothingForTheOthers) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    model::Scenario scenario = dateless(seed);
    scenario.platform.parameters.create_serialised_per_node = false;
    scenario.platform.parameters.controller_workers = 1000;
    model::Scenario more = scenario;
    more.targets.push_back(more.targets[0]);
    more.targets[1].name = "elsewhere";
    const std::uint32_t v = add_volume(more, "unrelated", 0, Bytes{300 * kMiB});
    more.volumes[v].target = 1;
    more.volumes[v].dirtied.per_day = 2.0 * kGiB;
    add_job(more, "unrelated", "*/5 * * * *", 1, {v}, 2);
    const Recording b = record_of(more);
    EXPECT_FALSE(stories(more, b, "unrelated").empty());
    EXPECT_EQ(stories(scenario, record_of(scenario)), stories(more, b, "v")) << seed;
  }
}

}  // namespace
}  // namespace headway::tests
