// A cluster so small that a night in it can be computed by hand, and a sink that remembers everything.
//
// Nothing in it is left to chance: latencies are constant (LIST 10 ms, HEAD 1 ms, GET 2 ms, PUT 20 ms, DELETE
// 5 ms), volumes are attached and write nothing, snapshots are taken at once and show as ready at the pod's
// second look, 5 s after it asked. What is still drawn are the owner of an object (with more than one node),
// the order of volumes, lock names, and the phase of each node's resync, which `resync_from` tells.
//
// With 200 MiB used (100 blocks), 1 s for the comparison and no other lock file, for a backup object made at
// 0:
//
//    0.010 driver init         LIST
//    0.030 lock file saved     PUT        0.031 its time   HEAD       2.031 waited
//    2.041 listed              LIST       2.045 own file read (HEAD, GET, HEAD), decided
//    2.065 saved again         PUT        2.066 held       HEAD
//    3.073 volume.cfg and last index read (3 HEAD, 2 GET), compared;       3.094 saved again: the RPC is over
//    3.114 index begun         PUT, then the blocks, none of which have changed
//    3.134 index               PUT        3.157 volume.cfg (HEAD, GET, PUT)
//    3.172 lock file removed   LIST, DELETE
//    5.094 the monitor's first look publishes the start, and in the same look the end
//
// (and 10.5 us each time the index of 10,500 bytes goes over a line of 1 GB/s). For a delete asked for at 0,
// likewise: 2.066 held, 2.084 the victim's index gone, 2.097 listed, 3.940 block tree (184 LIST, because 100
// blocks fill 82.9 of 256 and 99.9 of 65,536 directories) and one remaining index read, 3.950 listed again,
// 3.973 volume.cfg, 3.988 lock file removed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/await.h"
#include "sim/core/random.h"
#include "sim/longhorn/recurring_job.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"
#include "sim/simulation.h"
#include "sim/world/store_client.h"
#include "sim/world/world.h"

namespace headway::tests {

inline constexpr Instant kStart{std::chrono::seconds{1767571200}};  // 2026-01-05T00:00:00Z, a Monday

/// Seconds since the start.
inline double since_start(Instant at) {
  return at == record::kNever ? -1 : to_seconds(at - kStart);
}

/// An instant of the record is `seconds` after the start, to 2 us.
#define EXPECT_AT(instant, seconds) EXPECT_NEAR(::headway::tests::since_start(instant), seconds, 2e-6)

/// Everything that a play said, in order.
struct Recording : record::Sink {
  std::vector<record::Operation> operations;
  std::vector<record::LockAttempt> locks;
  std::vector<record::Run> runs;
  std::vector<record::DueBackup> due;
  std::vector<record::Load> loads;
  std::vector<record::VolumeEnd> ends;
  std::vector<Instant> said;  ///< when, of each record that bears the instant of its emission

  Recording() = default;
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  Recording(Recording&&) = default;
  Recording& operator=(Recording&&) = default;

  void on(const record::Operation& r) override {
    operations.push_back(r);
    if (r.outcome != record::Outcome::unfinished)
      said.push_back(r.released == record::kNever ? r.ended : std::max(r.ended, r.released));
  }
  void on(const record::LockAttempt& r) override {
    locks.push_back(r);
    if (r.released != record::kNever) said.push_back(r.released);
  }
  void on(const record::Run& r) override { runs.push_back(r); }
  void on(const record::DueBackup& r) override { due.push_back(r); }
  void on(const record::Load& r) override {
    loads.push_back(r);
    said.push_back(r.at);
  }
  void on(const record::VolumeEnd& r) override { ends.push_back(r); }

  /// Operations of one kind, by request; of one schedule if it is given.
  std::vector<record::Operation> all(record::OperationKind kind,
                                     std::uint32_t schedule = record::kNone) const {
    std::vector<record::Operation> found;
    for (const auto& o : operations)
      if (o.kind == kind && (schedule == record::kNone || o.schedule == schedule)) found.push_back(o);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return found;
  }
  std::vector<record::Operation> backups(std::uint32_t schedule = record::kNone) const {
    return all(record::OperationKind::backup, schedule);
  }
  std::vector<record::Operation> deletes(std::uint32_t schedule = record::kNone) const {
    return all(record::OperationKind::delete_, schedule);
  }
  /// The tries of one operation to get its lock, in order.
  std::vector<record::LockAttempt> tries_of(std::uint64_t operation) const {
    std::vector<record::LockAttempt> found;
    for (const auto& l : locks)
      if (l.operation == operation) found.push_back(l);
    return found;
  }
  std::vector<record::DueBackup> due_of(std::uint32_t schedule) const {
    std::vector<record::DueBackup> found;
    for (const auto& d : due)
      if (d.schedule == schedule) found.push_back(d);
    return found;
  }
  std::vector<record::Run> runs_of(std::uint32_t schedule) const {
    std::vector<record::Run> found;
    for (const auto& r : runs)
      if (r.schedule == schedule) found.push_back(r);
    return found;
  }
};

/// The cluster as the comment at the top has it, with one target and no volumes and jobs yet; 30 minutes.
inline model::Scenario small_cluster(std::string_view longhorn, std::size_t nodes = 1) {
  model::Scenario scenario;
  scenario.name = "small";
  scenario.time.start = kStart;
  scenario.time.horizon = minutes{30};
  scenario.chance.seed = 1;
  scenario.platform.longhorn = longhorn;
  scenario.platform.parameters = *model::preset(longhorn, "1.30");
  model::Parameters& p = scenario.platform.parameters;
  p.create_attach_attached = Duration::zero();
  p.snapshot_engine_refresh = milliseconds{100};
  p.create_compare_rate = BytesPerSecond{200.0 * kMiB};
  const BytesPerSecond line{1e9};
  for (std::size_t i = 0; i < nodes; ++i) {
    model::Node node;
    node.name = "node" + std::to_string(i + 1);
    node.upload = node.download = line;
    node.disk_read = node.disk_write = BytesPerSecond{200.0 * kMiB};
    node.thread_rate = BytesPerSecond{100.0 * kMiB};
    node.cpu = 64;
    scenario.nodes.push_back(node);
  }
  model::Target target;
  target.name = "s3";
  target.write = target.read = line;
  target.latency.list = 0.010;
  target.latency.head = 0.001;
  target.latency.get = 0.002;
  target.latency.put = 0.020;
  target.latency.remove = 0.005;
  scenario.targets.push_back(target);
  return scenario;
}

inline std::uint32_t add_volume(model::Scenario& scenario, std::string name, std::uint32_t node = 0,
                                Bytes used = Bytes{200 * kMiB}) {
  model::Volume volume;
  volume.name = std::move(name);
  volume.size = volume.used = used;
  volume.node = node;
  volume.block_size = scenario.platform.parameters.block_size;
  scenario.volumes.push_back(volume);
  return static_cast<std::uint32_t>(scenario.volumes.size() - 1);
}

/// A job that backs up `volumes`, each of which has `existing` backups of it.
inline std::uint32_t add_job(model::Scenario& scenario, std::string name, std::string cron,
                             std::int64_t retain, std::vector<std::uint32_t> volumes,
                             std::int64_t existing = 0, std::int64_t concurrency = 10) {
  model::RecurringJob job;
  job.name = name;
  job.cron = std::move(cron);
  job.retain = retain;
  job.concurrency = concurrency;
  job.volumes = std::move(volumes);
  std::sort(job.volumes.begin(), job.volumes.end());
  for (const std::uint32_t v : job.volumes)
    if (existing > 0) scenario.volumes[v].backups.emplace_back(name, existing);
  scenario.jobs.push_back(job);
  return static_cast<std::uint32_t>(scenario.jobs.size() - 1);
}

/// Plays with the reference models checking.
inline Recording record_of(const model::Scenario& scenario, std::uint32_t replication = 0) {
  Recording recording;
  PlayOptions options;
  options.check = true;
  play(scenario, replication, recording, options);
  return recording;
}

/// The node's first resync at or after `t`.
inline Instant resync_from(const model::Scenario& scenario, std::uint32_t node, Instant t,
                           std::uint32_t replication = 0) {
  const core::Luck luck(scenario.chance.seed, replication);
  const double u = luck.uniform(core::name_hash(scenario.nodes[node].name),
                                static_cast<std::uint32_t>(world::Purpose::resync_phase), 0);
  const Duration period = scenario.platform.parameters.controller_resync;
  const Instant phase =
      scenario.time.start + Duration(static_cast<std::int64_t>(static_cast<double>(period.count()) * u));
  return core::next_poll(phase, period, t);
}

/// A tick that no cron line can say: any instant.
struct FreeTick {
  std::uint32_t job = 0;
  Instant at{};
};

/// Somebody else's lock: asked for at `from`, let go of at `until`.
struct OtherLock {
  std::uint32_t volume = 0;
  std::int64_t type = 1;
  Instant from{}, until{};
};

namespace detail {
inline core::Task<void> hold(world::World& world, OtherLock stated) {
  co_await core::sleep_until(world.engine, stated.from, core::Rank::work);
  constexpr std::uint32_t kNoSuchPass = 1000;
  world::Draws draws = world.draws(stated.volume, 0, stated.from, kNoSuchPass, 1);
  world::HeldLock lock(world, stated.volume, stated.type, 0, world.new_operation(), draws, false);
  const bool held = co_await lock.acquire();
  if (!held) co_return;
  co_await core::sleep_until(world.engine, stated.until, core::Rank::work);
  co_await lock.release();
}

inline core::Task<void> fire(world::World& world, std::uint32_t job, Instant at, Instant next) {
  co_await core::sleep_until(world.engine, at, core::Rank::work);
  world.ledger.open_tick(job, at, next, world.jobs[job].volumes);
  co_await core::delay(world.engine, world.parameters.cron_sync_delay, core::Rank::work);
  if (world.jobs[job].active) co_return;  // Forbid, without its catch-up
  world.jobs[job].active = true;
  co_await longhorn::run_job(world, job, at);
}
}  // namespace detail

/// Plays these ticks (of each job in ascending order) instead of the jobs' cron lines, beside `others`.
inline Recording record_of_ticks(const model::Scenario& scenario, const std::vector<FreeTick>& ticks,
                                 const std::vector<OtherLock>& others = {}, std::uint32_t replication = 0) {
  Recording recording;
  const core::Luck luck(scenario.chance.seed, replication);
  core::Engine engine(scenario.time.start);
  world::Checks checks;
  checks.on = true;
  world::World world(engine, scenario, luck, recording, checks);
  for (auto tick = ticks.begin(); tick != ticks.end(); ++tick) {
    const auto next =
        std::find_if(tick + 1, ticks.end(), [&](const FreeTick& t) { return t.job == tick->job; });
    engine.spawn(detail::fire(world, tick->job, tick->at, next == ticks.end() ? Instant::max() : next->at));
  }
  for (const OtherLock& other : others) engine.spawn(detail::hold(world, other));
  engine.run_until(world.horizon());
  world.close();
  engine.abandon();
  return recording;
}

}  // namespace headway::tests
