#include "sim/world/world.h"

#include <algorithm>
#include <utility>

#include "sim/core/check.h"
#include "sim/core/prefetch.h"
#include "sim/schedule/ticks.h"
#include "sim/world/state_check.h"

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

/// A delete that has been refused for longer than this is starved: the cap of its back-off from 1.8 on.
constexpr Duration kStarved = hours{24};

/// Permits of a semaphore that limits nothing.
constexpr std::int64_t kNoLimit = std::int64_t{1} << 40;

FixedLatency fixed(const model::Latency& latency) {
  FixedLatency out;
  out.constant = latency.list.is_constant() && latency.head.is_constant() && latency.get.is_constant() &&
                 latency.put.is_constant() && latency.remove.is_constant();
  if (!out.constant) return out;
  out.list = cost::request_time(1, latency.list, 0.5);
  out.head = cost::request_time(1, latency.head, 0.5);
  out.get = cost::request_time(1, latency.get, 0.5);
  out.put = cost::request_time(1, latency.put, 0.5);
  out.remove = cost::request_time(1, latency.remove, 0.5);
  return out;
}

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

Node::Node(const model::Parameters& p, const model::Node& stated, Instant phase)
    : resync_phase(phase),
      clock_skew(stated.clock_skew),
      manager(std::in_place, p, phase),
      restores(p.restore_per_node_limit > 0 ? p.restore_per_node_limit : kNoLimit),
      purges(p.snapshot_heavy_task_limit > 0 ? p.snapshot_heavy_task_limit : kNoLimit),
      all_restores(restores.free()),
      all_purges(purges.free()) {}

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
      csi(parameters),
      ledger(scenario_, sink_, scenario_.time.start + scenario_.time.warm_up,
             scenario_.time.start + scenario_.time.horizon),
      bandwidth(engine_, scenario_, sink_),
      tells_(sink_.wants_steps()),
      admission_(scenario_.nodes.size(), scenario_.targets.size()),
      view_(*this) {
  for (const model::Node& node : scenario.nodes) {
    const double u =
        luck.uniform(core::name_hash(node.name), static_cast<std::uint32_t>(Purpose::resync_phase), 0);
    nodes.emplace_back(parameters, node, scenario.time.start + part_of(parameters.controller_resync, u));
  }
  make_targets();

  const bool per_target = protocol.scope == lock::Scope::target;
  volumes.resize(scenario.volumes.size());
  for (std::uint32_t v = 0; v < volumes.size(); ++v) {
    const model::Volume& stated = scenario.volumes[v];
    Volume& volume = volumes[v];
    volume.hash = core::name_hash(stated.name);
    volume.attached = stated.attached;
    volume.law.hot_share = stated.dirtied.hot_share;
    volume.law.mean_per_day = stated.dirtied.per_day.mean();
    volume.law.used = stated.used;
    volume.law.block_size = stated.block_size;
    volume.store = BackupStore(volume.law);
    volume.written_until = volume.running_from = scenario.time.start;
    volume.engine_phase =
        scenario.time.start +
        part_of(parameters.snapshot_engine_refresh,
                luck.uniform(volume.hash, static_cast<std::uint32_t>(Purpose::engine_refresh), 0));
    if (per_target) {
      volume.files = stated.target;
    } else {
      const model::Target& target = scenario.targets[stated.target];
      volume.files = static_cast<std::uint32_t>(lock_files.size());
      lock_files.emplace_back(lock::StoreClock{target.clock_skew, target.time_resolution});
    }
  }

  make_schedules();
  adopt_existing_backups();
  for (std::uint32_t v = 0; v < volumes.size(); ++v)
    targets[scenario.volumes[v].target].stored += stored_bytes(v, volumes[v].store.blocks());
}

/// Recurring jobs and VM schedules, with their lines and what they are for.
void World::make_schedules() {
  for (const model::RecurringJob& stated : scenario.jobs) {
    const auto parsed = schedule::Cron::parse(stated.cron);
    const auto zone = schedule::Zone::find(scenario.time.zone);
    core::check_invariant(parsed.cron.has_value() && zone.zone.has_value(),
                          "a schedule with an invalid cron line");
    Job job{core::name_hash(stated.name), *parsed.cron, *zone.zone, {}, {}, false, {}, {}, 0};
    if (!scenario.policies.empty())  // nobody else asks
      job.period =
          schedule::shortest_time_between_ticks(job.cron, job.zone, scenario.time.start, kPeriodTicks)
              .value_or(Duration::zero());
    // A system backup owes nobody a backup: it chooses its volumes itself.
    const bool owes = stated.task != model::Task::system_backup;
    for (const std::uint32_t v : stated.volumes)
      if (owes && (scenario.volumes[v].attached || parameters.job_allow_detached)) job.volumes.push_back(v);
    for (const std::uint32_t v : job.volumes) {
      volumes[v].jobs.push_back(static_cast<std::uint32_t>(jobs.size()));
      volumes[v].kept_by_job.push_back(0);
    }
    jobs.push_back(std::move(job));
  }
  for (const model::VmSchedule& stated : scenario.vm_schedules) {
    const auto parsed = schedule::Cron::parse(stated.cron);
    const auto zone = schedule::Zone::find(scenario.time.zone);
    core::check_invariant(parsed.cron.has_value() && zone.zone.has_value(),
                          "a VM schedule with an invalid cron line");
    const record::Cause suspended = stated.suspended ? record::Cause::suspended_by_hand : record::Cause::none;
    harvester.schedules.push_back(
        VmSchedule{core::name_hash(stated.name), *parsed.cron, *zone.zone, suspended, {}, {}});
  }
  harvester.backups.resize(scenario.machines.size());
}

World::~World() {
  csi.snapshotter.processes.end();
  csi.controller.processes.end();
  for (Node& node : nodes) {
    node.controllers.end();
    node.replicas.end();
  }
}

/// Targets with their polls' phases, their faults, and the lock files that belong to a target as a whole.
void World::make_targets() {
  targets.resize(scenario.targets.size());
  for (std::uint32_t t = 0; t < targets.size(); ++t) {
    const model::Target& stated = scenario.targets[t];
    Target& target = targets[t];
    faults.emplace_back(scenario, t);
    fixed_latency.push_back(fixed(stated.latency));
    if (protocol.scope == lock::Scope::target)  // the first files, so that their numbers are the targets'
      lock_files.emplace_back(lock::StoreClock{stated.clock_skew, stated.time_resolution});
    const double u =
        luck.uniform(core::name_hash(stated.name), static_cast<std::uint32_t>(Purpose::poll_phase), 0);
    target.poll_phase = scenario.time.start + part_of(model::poll_interval(parameters), u);
    for (const model::BackingImage& image : scenario.backing_images)
      targets[t].images.push_back(image.backed_up);
    target.images_wanted = target.images;
    target.images_going.resize(target.images.size());
  }
  for (std::uint32_t t = 0; t < targets.size(); ++t) {
    const model::Target& stated = scenario.targets[t];
    targets[t].image_files = static_cast<std::uint32_t>(lock_files.size());
    if (!scenario.backing_images.empty())
      lock_files.emplace_back(lock::StoreClock{stated.clock_skew, stated.time_resolution});
  }
}

record::Blocker World::blocker_of(const lock::SeenLock& seen) const {
  using record::Blocker;
  if (seen.orphaned) return Blocker::stale;
  if (seen.type == 2) return seen.acquired ? Blocker::delete_ : Blocker::waiting_delete;
  const HeldLock* const holder = live_locks.find(seen.owner);
  if (holder != nullptr && (holder->holder().kind == record::OperationKind::restore_replica ||
                            holder->holder().kind == record::OperationKind::standby_restore))
    return Blocker::restore;
  return seen.acquired ? Blocker::backup : Blocker::waiting_backup;
}

bool World::lease_ran_out(const lock::LockFile& file, Instant since, Instant until) const {
  if (!file.refreshes.on) return false;
  for (const lock::SaveFault& fault : file.refreshes.faults) {
    const Instant looked = std::min(fault.until, until) - Duration(1);
    if (fault.from > until || looked < since) continue;
    if (looked - lock::last_save(file, looked) > parameters.lock_lease) return true;
  }
  return false;
}

LockHolder World::holder(const record::Operation& operation, std::uint32_t v, std::int64_t type,
                         std::uint32_t node, const core::ProcessGroup& process) const {
  LockHolder out;
  out.operation = operation.id;
  out.kind = operation.kind;
  out.volume = v;
  out.target = scenario.volumes[v].target;
  out.files = volumes[v].files;
  out.type = type;
  out.node = node;
  out.process = &process;
  out.counted = operation.counted;
  return out;
}

void World::end_processes(core::ProcessGroup& group) {
  for (HeldLock* lock : live_locks.sorted())
    if (lock->holder().process == &group) lock->die();
  group.end();
}

Instant World::start_of(std::uint32_t job, const schedule::KeyedTick& tick) const {
  const Instant start = policies.next_start(view_, job, tick.at, tick.key);
  if (start == tick.at) return start;
  const auto next = jobs[job].cron.next(tick.at, jobs[job].zone);
  return !next || start < *next ? start : tick.at + (start - tick.at) % (*next - tick.at);
}

void World::expect(std::uint32_t v) {
  core::prefetch(volumes[v]);
  core::prefetch(scenario.volumes[v]);
  const auto [last, before] = expected_;
  if (last != record::kNone) {
    const Volume& volume = volumes[last];
    core::prefetch(lock_files[volume.files]);
    core::prefetch(volume.completed.data(), volume.completed.size() * sizeof(Backup*));
    core::prefetch(volume.backups.data(), volume.backups.size() * sizeof(BackupRef));
    core::prefetch(volume.jobs.data(), sizeof(std::uint32_t));
    core::prefetch(volume.kept_by_job.data(), sizeof(std::int32_t));
    volume.store.expect();
  }
  if (before != record::kNone) lock_files[volumes[before].files].files.expect();
  expected_ = {v, last};
}

void World::expect_end(std::uint32_t v) {
  sink.expect(v);
  const Volume& volume = volumes[v];
  core::prefetch(volume.kept_by_job.data(), sizeof(std::int32_t));
  if (volume.completed.empty()) return;
  // The oldest will be deleted, the newest is what this one follows.
  core::prefetch(*volume.completed.front());
  core::prefetch(volume.completed.back()->created_at);
}

double World::content(std::uint32_t v) {
  Volume& volume = volumes[v];
  const core::Distribution& per_day = scenario.volumes[v].dirtied.per_day;
  volume.written += cost::written_between(volume.written_until, now(), [&](std::int64_t day) {
    if (per_day.is_constant()) return per_day.mean();
    if (day != volume.drawn_day) {  // a day begins with the night that ends the one before
      volume.drawn_day = day;
      volume.drawn =
          per_day.sample(luck.uniform(volume.hash, static_cast<std::uint32_t>(Purpose::dirtied), day));
    }
    return volume.drawn;
  });
  volume.written_until = std::max(volume.written_until, now());
  return volume.written;
}

Instant World::failing_poll(std::uint32_t node, Instant poll, Duration period) const {
  Instant failing = record::kNever;
  for (const model::Event& e : scenario.events) {
    if (e.kind != model::EventKind::status_errors || e.node != node || e.at + e.length <= poll) continue;
    const Instant first = core::next_poll(poll, period, std::max(poll, e.at));
    if (first < e.at + e.length) failing = std::min(failing, first);
  }
  return failing;
}

Duration World::api_delay() const {
  Duration delay{};
  for (const model::Event& e : scenario.events)
    if (e.kind == model::EventKind::slow_api_server && e.at <= now() && now() < e.at + e.length)
      delay = std::max(delay, e.api_delay);
  return delay;
}

bool World::migrating(std::uint32_t vm) const {
  return std::any_of(scenario.events.begin(), scenario.events.end(), [&](const model::Event& e) {
    return e.kind == model::EventKind::vm_migration && e.vm == vm && e.at <= now() && now() < e.at + e.length;
  });
}

void World::set_state(Backup& backup, BackupState state) {
  Volume& volume = volumes[backup.volume];
  if (backup.state == BackupState::deleting) --volume.deleting;
  if (state == BackupState::deleting) ++volume.deleting;
  backup.state = state;
  backup.changed.notify(engine);
}

double World::stored_bytes(std::uint32_t v, std::int64_t blocks) const {
  const model::Volume& volume = scenario.volumes[v];
  return static_cast<double>(blocks) * static_cast<double>(volume.block_size.count) /
         volume.compression_ratio;
}

Draws World::draws(std::uint32_t volume, std::uint32_t schedule, std::int64_t tick_key, std::uint32_t pass,
                   std::uint32_t kind) const {
  const std::uint64_t of = schedule < jobs.size() ? jobs[schedule].hash
                           : schedule < model::schedule_count(scenario)
                               ? core::name_hash(model::schedule_name(scenario, schedule))
                               : 0;
  const std::uint64_t who = core::combine(core::combine(volumes[volume].hash, of), pass * 4U + kind);
  return Draws(luck, who, tick_key);
}

std::uint32_t World::random_owner(Draws& draws) const {
  const auto drawn =
      static_cast<std::uint32_t>(draws.next(Purpose::owner) * static_cast<double>(nodes.size()));
  for (std::uint32_t k = 0; k < nodes.size(); ++k) {
    const auto node = static_cast<std::uint32_t>((drawn + k) % nodes.size());
    if (nodes[node].manager) return node;
  }
  return drawn;
}

void World::emit(const record::Operation& operation) {
  live_operations.remove(operation.id);
  sink.on(operation);
}

void World::close() {
  if (checks.on) check_state(*this);
  for (const HeldLock* lock : live_locks.sorted()) sink.on(lock->record());
  for (record::Operation* operation : live_operations.sorted()) {
    // A backup that its monitor gave up has failed, though its upload lives on.
    if (operation->cause != record::Cause::none && operation->ended != record::kNever)
      operation->outcome = record::Outcome::failed;
    const bool starved = operation->kind == record::OperationKind::delete_ &&
                         operation->lock == record::LockOutcome::denied &&
                         now() - operation->requested > kStarved;
    if (starved) operation->cause = record::Cause::delete_starved;
    sink.on(*operation);
  }
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

void World::forget(Backup& backup) {
  const std::uint32_t volume = backup.volume;
  set_kept(backup, false);
  std::erase_if(volumes[volume].backups, [&](const auto& held) { return held.get() == &backup; });
}

}  // namespace headway::world
