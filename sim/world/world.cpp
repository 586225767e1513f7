#include "sim/world/world.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/core/check.h"
#include "sim/schedule/ticks.h"

namespace headway::world {
namespace {

lock::Protocol protocol_of(const model::Parameters& p) {
  lock::Timing timing;
  timing.lease = p.lock_lease;
  timing.refresh = p.lock_refresh;
  timing.check_wait = p.lock_check_wait;
  timing.fail_open = p.lock_fail_open;
  timing.retry_interval = p.lock_retry_interval;
  timing.retry_limit = p.lock_retry_limit;
  switch (p.lock_protocol) {
    case model::LockProtocol::longhorn:
      return lock::longhorn(timing);
    case model::LockProtocol::exclusive:
      return lock::exclusive(timing);
    case model::LockProtocol::exclusive_per_target:
      return lock::exclusive_per_target(timing);
    case model::LockProtocol::proposal_2020:
      return lock::proposal_2020(timing);
  }
  return lock::longhorn(timing);
}

/// A year of nights, two weeks of hours: what a shift must stay below for runs to keep their order.
constexpr std::size_t kPeriodTicks = 400;

Duration part_of(Duration period, double u) {
  return Duration(static_cast<std::int64_t>(static_cast<double>(period.count()) * u));
}

}  // namespace

Instant PolicyView::now() const {
  return world_.now();
}
const model::Scenario& PolicyView::scenario() const {
  return world_.scenario;
}
const core::Luck& PolicyView::luck() const {
  return world_.luck;
}
Duration PolicyView::period(std::uint32_t schedule) const {
  return world_.jobs[schedule].period;
}
std::int64_t PolicyView::running(policy::Per per, std::uint32_t index) const {
  return world_.admission_.running(per, index);
}

record::Blocker blocker_of(const lock::SeenLock& seen) {
  using record::Blocker;
  if (seen.orphaned) return Blocker::stale;
  if (seen.type == 2) return seen.acquired ? Blocker::delete_ : Blocker::waiting_delete;
  return seen.acquired ? Blocker::backup : Blocker::waiting_backup;
}

World::World(core::Engine& engine_, const model::Scenario& scenario_, const core::Luck& luck_,
             record::Sink& sink_, Checks checks_)
    : engine(engine_),
      scenario(scenario_),
      policies(scenario_),
      parameters(policies.select(scenario_.platform.parameters)),
      luck(luck_),
      sink(sink_),
      checks(checks_),
      protocol(protocol_of(parameters)),
      ledger(scenario_, sink_, scenario_.time.start + scenario_.time.warm_up,
             scenario_.time.start + scenario_.time.horizon),
      bandwidth(engine_, scenario_, sink_),
      admission_(scenario_.nodes.size(), scenario_.targets.size()),
      view_(*this) {
  for (const model::Node& node : scenario.nodes) {
    const double u =
        luck.uniform(core::name_hash(node.name), static_cast<std::uint32_t>(Purpose::resync_phase), 0);
    managers.emplace_back(parameters, scenario.time.start + part_of(parameters.controller_resync, u));
  }

  const bool per_target = protocol.scope == lock::Scope::target;
  if (per_target)
    for (const model::Target& target : scenario.targets)
      lock_folders.emplace_back(lock::StoreClock{target.clock_skew, target.time_resolution});
  volumes.resize(scenario.volumes.size());
  for (std::uint32_t v = 0; v < volumes.size(); ++v) {
    const model::Volume& stated = scenario.volumes[v];
    Volume& volume = volumes[v];
    volume.hash = core::name_hash(stated.name);
    volume.law.hot_share = stated.dirtied.hot_share;
    volume.law.mean_per_day = stated.dirtied.per_day.mean();
    volume.law.used = stated.used;
    volume.law.block_size = stated.block_size;
    volume.store = BackupStore(volume.law);
    volume.written_until = scenario.time.start;
    volume.engine_phase =
        scenario.time.start +
        part_of(parameters.snapshot_engine_refresh,
                luck.uniform(volume.hash, static_cast<std::uint32_t>(Purpose::engine_refresh), 0));
    if (per_target) {
      volume.folder = stated.target;
    } else {
      const model::Target& target = scenario.targets[stated.target];
      volume.folder = static_cast<std::uint32_t>(lock_folders.size());
      lock_folders.emplace_back(lock::StoreClock{target.clock_skew, target.time_resolution});
    }
  }

  for (const model::RecurringJob& stated : scenario.jobs) {
    const auto parsed = schedule::Cron::parse(stated.cron);
    const auto zone = schedule::Zone::find(scenario.time.zone);
    core::check_invariant(parsed.cron.has_value() && zone.zone.has_value(),
                          "a schedule with an invalid cron line");
    Job job{core::name_hash(stated.name), *parsed.cron, *zone.zone, {}, {}, false, {}, 0};
    if (!scenario.policies.empty())  // nobody else asks
      job.period =
          schedule::shortest_time_between_ticks(job.cron, job.zone, scenario.time.start, kPeriodTicks)
              .value_or(Duration::zero());
    for (const std::uint32_t v : stated.volumes)
      if (scenario.volumes[v].attached || parameters.job_allow_detached) job.volumes.push_back(v);
    for (const std::uint32_t v : job.volumes)
      volumes[v].jobs.push_back(static_cast<std::uint32_t>(jobs.size()));
    jobs.push_back(std::move(job));
  }
  adopt_existing_backups();
}

Instant World::start_of(std::uint32_t job, const schedule::KeyedTick& tick) const {
  const Instant start = policies.next_start(view_, job, tick.at, tick.key);
  if (start == tick.at) return start;
  const auto next = jobs[job].cron.next(tick.at, jobs[job].zone);
  return !next || start < *next ? start : tick.at + (start - tick.at) % (*next - tick.at);
}

void World::adopt_existing_backups() {
  struct Existing {
    Instant at;  // when its run started
    schedule::KeyedTick tick;
    std::uint32_t job;
  };
  // Many volumes have as many backups of a schedule: its last runs are looked up once.
  std::map<std::pair<std::uint32_t, std::int64_t>, std::vector<Existing>> found;
  const auto last_runs = [&](std::uint32_t j, std::int64_t count) -> const std::vector<Existing>& {
    const auto [place, fresh] = found.try_emplace({j, count});
    if (!fresh) return place->second;
    const Job& job = jobs[j];
    std::vector<Existing>& made = place->second;
    std::int64_t key = 0;
    // One tick more: the last one's run may start after the scenario's start, and is yet to come.
    const auto ticks =
        schedule::ticks_before(job.cron, job.zone, scenario.time.start, static_cast<std::size_t>(count) + 1);
    for (const Instant tick : ticks) {
      key = tick == ticks.front() ? schedule::tick_key(job.cron, job.zone, tick)
                                  : schedule::next_tick_key(key, tick);
      const schedule::KeyedTick keyed{tick, key};
      if (const Instant at = start_of(j, keyed); at < scenario.time.start)
        made.push_back(Existing{at, keyed, j});
    }
    if (made.size() > static_cast<std::size_t>(count)) made.erase(made.begin());
    return made;
  };
  for (std::uint32_t v = 0; v < volumes.size(); ++v) {
    std::vector<Existing> existing;
    for (const auto& [name, count] : scenario.volumes[v].backups) {
      for (std::uint32_t j = 0; j < jobs.size(); ++j) {
        if (scenario.jobs[j].name != name) continue;
        const std::vector<Existing>& made = last_runs(j, count);
        existing.insert(existing.end(), made.begin(), made.end());
      }
    }
    if (existing.empty()) continue;
    std::sort(existing.begin(), existing.end(), [](const Existing& a, const Existing& b) {
      return a.at != b.at ? a.at < b.at : a.job < b.job;
    });
    Volume& volume = volumes[v];
    volume.written_until = existing.front().at;
    for (const Existing& e : existing) {
      auto backup = std::make_unique<Backup>();
      backup->job = e.job;
      backup->volume = v;
      backup->tick = e.tick.at;
      backup->tick_key = e.tick.key;
      backup->created_at = e.at;
      backup->state = BackupState::completed;
      backup->start_visible = backup->in_store = true;
      volume.written += cost::written_between(volume.written_until, e.at, [&](std::int64_t day) {
        return scenario.volumes[v].dirtied.per_day.sample(
            luck.uniform(volume.hash, static_cast<std::uint32_t>(Purpose::dirtied), day));
      });
      volume.written_until = e.at;
      backup->written = volume.written;
      Draws luck_of_owner = draws(v, e.job, e.tick.key, 0, 0);
      backup->owner = static_cast<std::uint32_t>(luck_of_owner.next(Purpose::owner) *
                                                 static_cast<double>(scenario.nodes.size()));
      volume.store.adopt(backup->written);
      volume.backups.push_back(std::move(backup));
    }
    note_retention(v);
  }
}

Duration World::request_time(std::uint32_t target, const cost::Requests& requests, Draws& draws) {
  return cost::request_time(requests, cost::Latencies(scenario.targets[target].latency),
                            [&](cost::RequestKind) { return draws.next(Purpose::latency); });
}

Duration World::index_time(BytesPerSecond node_line, BytesPerSecond target_line, Bytes bytes) const {
  return from_seconds(static_cast<double>(bytes.count) / std::min(node_line.value, target_line.value));
}

double World::content(std::uint32_t v) {
  Volume& volume = volumes[v];
  const core::Distribution& per_day = scenario.volumes[v].dirtied.per_day;
  volume.written += cost::written_between(volume.written_until, now(), [&](std::int64_t day) {
    return per_day.is_constant()
               ? per_day.mean()
               : per_day.sample(luck.uniform(volume.hash, static_cast<std::uint32_t>(Purpose::dirtied), day));
  });
  volume.written_until = std::max(volume.written_until, now());
  return volume.written;
}

Draws World::draws(std::uint32_t volume, std::uint32_t job, std::int64_t tick_key, std::uint32_t pass,
                   std::uint32_t kind) const {
  const std::uint64_t who =
      core::combine(core::combine(volumes[volume].hash, jobs[job].hash), pass * 4U + kind);
  return Draws(luck, who, tick_key);
}

void World::emit(const record::Operation& operation) {
  live_operations.remove(operation.id);
  sink.on(operation);
}

void World::close() {
  for (record::LockAttempt* lock : live_locks.sorted()) sink.on(*lock);
  for (record::Operation* operation : live_operations.sorted()) sink.on(*operation);
  ledger.close(horizon());
  for (std::uint32_t v = 0; v < volumes.size(); ++v) {
    note_retention(v);
    const Volume& volume = volumes[v];
    record::VolumeEnd end;
    end.volume = v;
    end.stored_blocks = volume.store.blocks();
    end.backups = static_cast<std::uint32_t>(volume.store.kept());
    end.collections_skipped = volume.collections_skipped;
    end.beyond_retain = volume.beyond_retain;
    end.most_beyond_retain = volume.most_beyond_retain;
    end.beyond_retain_time = volume.beyond_retain_time;
    sink.on(end);
  }
}

void World::note_retention(std::uint32_t v) {
  Volume& volume = volumes[v];
  std::uint32_t beyond = 0;
  for (const std::uint32_t j : volume.jobs) {
    std::int64_t kept = 0;
    for (const auto& backup : volume.backups)
      kept += backup->created_at != Instant{} && !backup->gone && backup->job == j;
    const std::int64_t retain = scenario.jobs[j].retain;
    if (kept > retain) beyond += static_cast<std::uint32_t>(kept - retain);
  }
  if (volume.beyond_retain > 0 && now() > count_from()) {
    volume.beyond_retain_time += now() - std::max(volume.beyond_since, count_from());
    // What the warm-up left behind counts too.
    volume.most_beyond_retain = std::max(volume.most_beyond_retain, volume.beyond_retain);
  }
  volume.beyond_retain = beyond;
  volume.beyond_since = now();
  if (now() >= count_from()) volume.most_beyond_retain = std::max(volume.most_beyond_retain, beyond);
}

void World::forget(Backup& backup) {
  const std::uint32_t volume = backup.volume;
  std::erase_if(volumes[backup.volume].backups, [&](const auto& held) { return held.get() == &backup; });
  note_retention(volume);
}

}  // namespace headway::world
