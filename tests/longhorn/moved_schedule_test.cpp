// A schedule that is moved within the day keeps its luck; each of its ticks has luck of its own.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

/// Six volumes on three nodes that one job backs up two at a time and then deletes from. Request times,
/// owners, the order of volumes and lock names are drawn. Nothing is written, so no volume's content depends
/// on the time; and every period of the cluster (resync 30 s, engines 5 s) divides five minutes.
model::Scenario nightly(const std::string& cron) {
  model::Scenario scenario = small_cluster("1.8.2", 3);
  scenario.time.horizon = hours{24 * 3};
  scenario.platform.parameters.snapshot_engine_refresh = seconds{5};
  model::Latency& latency = scenario.targets[0].latency;
  latency.list = core::Distribution(core::Uniform{0.005, 0.500});
  latency.put = core::Distribution(core::Uniform{0.010, 0.100});
  latency.remove = core::Distribution(core::Uniform{0.001, 0.050});
  std::vector<std::uint32_t> all;
  for (std::uint32_t v = 0; v < 6; ++v) all.push_back(add_volume(scenario, numbered("v", v), v % 3));
  add_job(scenario, "daily", cron, 2, all, 2, 2);
  return scenario;
}

/// Everything that an operation lives through, after `origin`, by its kind, volume, and number.
using Life = std::tuple<Duration, Duration, Duration, Duration, Duration, Duration, std::uint32_t,
                        record::Outcome, std::uint32_t>;
std::multimap<std::pair<int, std::uint32_t>, Life> lives(const Recording& r, Duration moved) {
  std::multimap<std::pair<int, std::uint32_t>, Life> all;
  const auto after = [&](Instant at) { return at == record::kNever ? Duration::max() : at - kStart - moved; };
  for (const auto& o : r.operations)
    all.emplace(std::pair(static_cast<int>(o.kind), o.volume),
                Life{after(o.scheduled), after(o.requested), after(o.lock_decided), after(o.started),
                     after(o.ended), after(o.released), o.node, o.outcome, o.tries});
  return all;
}

TEST(MovedSchedule, KeepsItsLuckWithinTheDay) {
  const auto at_two = lives(record_of(nightly("0 2 * * *")), Duration::zero());
  EXPECT_EQ(at_two.size(), 36U) << "a backup and a delete of six volumes on each of three days";
  EXPECT_EQ(at_two, lives(record_of(nightly("5 2 * * *")), minutes{5}));
  EXPECT_EQ(at_two, lives(record_of(nightly("30 23 * * *")), hours{21} + minutes{30}));
}

TEST(MovedSchedule, IsOtherwiseAMatterOfLuck) {
  // The test above could not fail if nothing were drawn: another replication is another night.
  const auto one = lives(record_of(nightly("0 2 * * *"), 0), Duration::zero());
  EXPECT_NE(one, lives(record_of(nightly("0 2 * * *"), 1), Duration::zero()));
}

TEST(MovedSchedule, WithAnotherNumberOfTicksBeforeItStillKeepsTheFirstOnes) {
  // Twice a day against once: 02:00 is the first tick of its day in both, what comes after 14:00 is added.
  const Recording once = record_of(nightly("0 2 * * *")), twice = record_of(nightly("0 2,14 * * *"));
  const auto first_day = [](const Recording& r) {
    std::set<std::tuple<std::uint32_t, Instant, Instant>> starts;
    for (const auto& o : r.backups())
      if (o.scheduled < kStart + hours{12}) starts.insert({o.volume, o.requested, o.lock_decided});
    return starts;
  };
  EXPECT_EQ(first_day(once).size(), 6U);
  EXPECT_EQ(first_day(once), first_day(twice));
}

/// Time from request to lock decision of each backup, by tick.
std::vector<Duration> lock_times(const std::string& line, Duration horizon) {
  model::Scenario scenario = nightly(line);
  scenario.time.horizon = horizon;
  scenario.volumes.resize(1);
  scenario.jobs[0].volumes = {0};
  scenario.jobs[0].retain = 100;
  std::vector<Duration> times;
  for (const auto& o : record_of(scenario).backups())
    if (o.lock_decided != record::kNever) times.push_back(o.lock_decided - o.requested);
  return times;
}

TEST(MovedSchedule, EveryTickHasLuckOfItsOwn) {
  for (const char* line : {"* * * * *", "@every 1m"}) {
    const std::vector<Duration> times = lock_times(line, hours{2});
    EXPECT_GE(times.size(), 100U) << line << ": of 120, but a run that outlasts the minute skips a tick";
    EXPECT_EQ(std::set<Duration>(times.begin(), times.end()).size(), times.size()) << line;
  }
}

TEST(MovedSchedule, JitterIsKeptToo) {
  const auto starts = [](const std::string& cron, Duration moved) {
    model::Scenario scenario = nightly(cron);
    scenario.policies.push_back({"jitter", {{"within", Duration(minutes{10})}}});
    std::vector<Duration> all;
    for (const auto& run : record_of(scenario).runs) all.push_back(run.started - kStart - moved);
    return all;
  };
  const auto at_two = starts("0 2 * * *", Duration::zero());
  ASSERT_EQ(at_two.size(), 3U);
  EXPECT_NE(at_two[1] - at_two[0], hours{24}) << "each night's jitter is its own";
  EXPECT_EQ(at_two, starts("5 2 * * *", minutes{5}));
}

}  // namespace
}  // namespace headway::tests
