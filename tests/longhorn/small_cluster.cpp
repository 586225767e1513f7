#include "tests/longhorn/small_cluster.h"

#include <map>
#include <utility>

#include "sim/core/await.h"
#include "sim/core/random.h"
#include "sim/longhorn/recurring_job.h"
#include "sim/simulation.h"
#include "sim/world/store_client.h"
#include "sim/world/world.h"

namespace headway::tests {

std::string numbered(std::string_view name, std::uint64_t number) {
  std::string both(name);
  both += std::to_string(number);
  return both;
}

model::Scenario small_cluster(std::string_view longhorn, std::size_t nodes) {
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
    node.name = numbered("node", i + 1);
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

std::uint32_t add_volume(model::Scenario& scenario, std::string name, std::uint32_t node, Bytes used) {
  model::Volume volume;
  volume.name = std::move(name);
  volume.size = volume.used = used;
  volume.node = node;
  volume.block_size = scenario.platform.parameters.block_size;
  scenario.volumes.push_back(volume);
  return static_cast<std::uint32_t>(scenario.volumes.size() - 1);
}

std::uint32_t add_job(model::Scenario& scenario, std::string name, std::string cron, std::int64_t retain,
                      std::vector<std::uint32_t> volumes, std::int64_t existing, std::int64_t concurrency) {
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

Recording record_of(const model::Scenario& scenario, std::uint32_t replication) {
  Recording recording;
  PlayOptions options;
  options.check = true;
  play(scenario, replication, recording, options);
  return recording;
}

Instant resync_from(const model::Scenario& scenario, std::uint32_t node, Instant t,
                    std::uint32_t replication) {
  const core::Luck luck(scenario.chance.seed, replication);
  const double u = luck.uniform(core::name_hash(scenario.nodes[node].name),
                                static_cast<std::uint32_t>(world::Purpose::resync_phase), 0);
  const Duration period = scenario.platform.parameters.controller_resync;
  const Instant phase =
      scenario.time.start + Duration(static_cast<std::int64_t>(static_cast<double>(period.count()) * u));
  return core::next_poll(phase, period, t);
}

core::Task<void> hold_lock(world::World& world, OtherLock stated) {
  co_await core::sleep_until(world.engine, stated.from, core::Rank::work);
  constexpr std::uint32_t kNoSuchPass = 1000;
  world::Draws draws = world.draws(stated.volume, 0, stated.from.time_since_epoch().count(), kNoSuchPass, 1);
  world::LockHolder holder;
  holder.operation = world.new_operation();
  holder.kind = stated.type == 2 ? record::OperationKind::delete_ : record::OperationKind::backup;
  holder.volume = stated.volume;
  holder.target = world.scenario.volumes[stated.volume].target;
  holder.files = world.volumes[stated.volume].files;
  holder.type = stated.type;
  holder.process = &world.nodes[0].replicas;
  world::HeldLock lock(world, holder, draws);
  const bool held = co_await lock.acquire(world.now());
  if (!held) co_return;
  co_await core::sleep_until(world.engine, stated.until, core::Rank::work);
  co_await lock.release();
}

namespace {
core::Task<void> fire(world::World& world, std::uint32_t job, schedule::KeyedTick tick, Instant next) {
  co_await core::sleep_until(world.engine, tick.at, core::Rank::work);
  world.ledger.open_tick(job, tick.at, tick.at, next, world.jobs[job].volumes);
  co_await core::delay(world.engine, world.parameters.cron_sync_delay, core::Rank::work);
  if (world.jobs[job].active) co_return;  // Forbid, without its catch-up
  world.jobs[job].active = true;
  co_await longhorn::run_job(world, job, tick);
}
}  // namespace

Recording record_of_ticks(const model::Scenario& scenario, const std::vector<FreeTick>& ticks,
                          const std::vector<OtherLock>& others, std::uint32_t replication) {
  Recording recording;
  const core::Luck luck(scenario.chance.seed, replication);
  core::Engine engine(scenario.time.start);
  world::Checks checks;
  checks.on = true;
  world::World world(engine, scenario, luck, recording, checks);
  std::map<std::uint32_t, std::int64_t> keys;  // of each job's latest tick
  for (auto tick = ticks.begin(); tick != ticks.end(); ++tick) {
    const auto next =
        std::find_if(tick + 1, ticks.end(), [&](const FreeTick& t) { return t.job == tick->job; });
    const auto before = keys.find(tick->job);
    const std::int64_t key = schedule::next_tick_key(before == keys.end() ? 0 : before->second, tick->at);
    keys[tick->job] = key;
    engine.spawn(fire(world, tick->job, {tick->at, key}, next == ticks.end() ? Instant::max() : next->at));
  }
  for (const OtherLock& other : others) engine.spawn(hold_lock(world, other));
  engine.run_until(world.horizon());
  world.close();
  engine.abandon();
  return recording;
}

}  // namespace headway::tests
