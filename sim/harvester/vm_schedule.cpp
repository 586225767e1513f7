#include "sim/harvester/vm_schedule.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "sim/core/check.h"
#include "sim/harvester/steps.h"
#include "sim/harvester/vm_backup.h"
#include "sim/schedule/ticks.h"

namespace headway::harvester {
namespace {

using core::Rank;
using record::Cause;
using record::Layer;
using schedule::KeyedTick;
using world::VmBackupRef;
using world::World;

std::uint32_t index_of(const World& world, std::uint32_t k) {
  return static_cast<std::uint32_t>(model::first_vm_schedule(world.scenario)) + k;
}

void say(World& world, std::uint32_t k, record::Message::Says says, Cause cause, std::uint64_t root) {
  record::Message message;
  message.operation = message.root = root;
  message.kind = record::OperationKind::vm_backup;
  message.schedule = index_of(world, k);
  message.vm = world.scenario.vm_schedules[k].vm;
  message.layer = Layer::vm_schedule_controller;
  message.cause = cause;
  message.says = says;
  message.counted = world.ledger.counted(world.now());
  world.say(message);
}

/// What one call of the trigger's handler comes to.
enum class Tried { made, suspended, predecessor_running, refused };

Tried try_tick(World& world, std::uint32_t k, const KeyedTick& tick) {
  const model::VmSchedule& stated = world.scenario.vm_schedules[k];
  const std::vector<VmBackupRef>& backups = world.harvester.schedules[k].backups;
  if (!backups.empty()) {
    if (failures_in_a_row(world, k) >= stated.max_failure) return Tried::suspended;
    if (backups.back()->progressing()) return Tried::predecessor_running;
  }
  if (world.migrating(stated.vm)) return Tried::refused;
  VmBackupRequest request;
  request.vm = stated.vm;
  request.schedule = index_of(world, k);
  request.vm_schedule = k;
  request.tick = tick.at;
  request.tick_key = tick.key;
  request.run = world.ledger.start_run(request.schedule, tick.at, world.now());
  world.ledger.container_started(request.schedule, tick.at, world.now(), false);
  make_vm_backup(world, request);
  return Tried::made;
}

/// Calls of a key whose handler fails: by the back-off, and at one change from outside. A call that is to
/// come is never put off: of two the queue keeps the earlier.
struct Calls {
  Instant next, change;
  std::int64_t failures = 0;

  /// The handler has failed at `now`.
  void failed(const model::Parameters& p, Instant now) {
    const Instant again = now + retry_delay(p, failures++);
    if (next <= now || again < next) next = again;
  }
  /// The next call after `now`; the change comes once.
  Instant take(Instant now) {
    if (change > now && change <= next) {
      const Instant at = change;
      change = Instant::min();
      return at;
    }
    return next;
  }
};

/// The trigger of one tick: calls of the handler until a VM backup is made or the minute is over.
core::Task<void> fire(World& world, std::uint32_t k, KeyedTick tick) {
  const model::Parameters& p = world.parameters;
  const std::uint32_t schedule = index_of(world, k);
  const Instant last = tick.at + p.vm_schedule_fire_validity;  // later calls find the trigger too old
  Cause why = Cause::skipped_late_trigger;
  co_await core::delay(world.engine, p.cron_sync_delay + world.api_delay(), Rank::work);
  co_await step(world);
  Calls calls{world.now(), tick.at + p.vm_schedule_pod_end};
  while (world.now() <= last) {
    const Tried tried = try_tick(world, k, tick);
    if (tried == Tried::made) co_return;
    if (tried == Tried::suspended) {
      suspend(world, k, Cause::suspended_max_failure, world.harvester.schedules[k].backups.back()->record.id);
      why = Cause::suspended_max_failure;
      break;
    }
    why = tried == Tried::refused ? Cause::skipped_webhook : Cause::skipped_previous_running;
    calls.failed(p, world.now());
    const Instant again = std::min(calls.take(world.now()), last + Duration(1));
    const std::uint32_t which =
        co_await core::first_of(world.engine, core::at(again, Rank::work), core::on(world.harvester.back));
    if (which == 0 && world.harvester.away == 0) continue;
    // A pod that has started looks at once, and does not know how often it has failed.
    co_await wait_for_pod(world);
    calls = Calls{world.now(), tick.at + p.vm_schedule_pod_end};
  }
  world.ledger.skip(schedule, tick.at, world.now(), why);
}

/// An operator's resumption: the VM backups in error go first if they are too many.
core::Task<void> resume_when_clean(World& world, std::uint32_t k) {
  const model::VmSchedule& stated = world.scenario.vm_schedules[k];
  for (std::int64_t failures = 0;; ++failures) {
    co_await step(world);
    if (world.harvester.schedules[k].suspended == Cause::none) co_return;
    if (failures_in_a_row(world, k) < stated.max_failure) break;
    const std::vector<VmBackupRef> all = world.harvester.schedules[k].backups;
    for (const VmBackupRef& backup : all)
      if (backup->error) delete_vm_backup(world, backup);
    co_await core::delay(world.engine, retry_delay(world.parameters, failures), Rank::work);
  }
  world.harvester.schedules[k].suspended = Cause::none;
  say(world, k, record::Message::Says::resumed, Cause::none, 0);
}

}  // namespace

std::int64_t failures_in_a_row(const World& world, std::uint32_t k) {
  std::int64_t failures = 0;
  for (const VmBackupRef& backup : world.harvester.schedules[k].backups) {
    if (backup->error) ++failures;
    if (backup->ready) failures = 0;
  }
  return failures;
}

void suspend(World& world, std::uint32_t k, Cause why, std::uint64_t because_of) {
  world::VmSchedule& state = world.harvester.schedules[k];
  if (state.suspended != Cause::none) return;
  state.suspended = why;
  say(world, k, record::Message::Says::suspended, why, because_of);
}

void resume(World& world, std::uint32_t k) {
  world.engine.spawn(resume_when_clean(world, k));
}

void change_line(World& world, std::uint32_t k, const std::string& cron) {
  world::VmSchedule& state = world.harvester.schedules[k];
  const auto parsed = schedule::Cron::parse(cron);
  core::check_invariant(parsed.cron.has_value(), "an event with an invalid cron line");
  state.cron = *parsed.cron;
  state.edited.notify(world.engine);
}

core::Task<void> play_vm_schedule(World& world, std::uint32_t k) {
  world::VmSchedule& state = world.harvester.schedules[k];
  const std::uint32_t schedule = index_of(world, k);
  const std::vector<std::uint32_t> owed{world.scenario.vm_schedules[k].vm};
  std::optional<KeyedTick> tick;
  std::int64_t last_key = std::numeric_limits<std::int64_t>::min();
  const auto keyed = [&](std::optional<Instant> at) -> std::optional<KeyedTick> {
    if (!at) return std::nullopt;
    std::int64_t key = schedule::tick_key(state.cron, state.zone, *at);
    // Two ticks never share their luck, whatever line they are of.
    if (last_key != std::numeric_limits<std::int64_t>::min())
      key = std::max(key, schedule::next_tick_key(last_key, *at));
    return KeyedTick{*at, key};
  };
  const auto start_of = [](const std::optional<KeyedTick>& t) { return t ? t->at : record::kNever; };
  tick = keyed(schedule::first_tick_from(state.cron, state.zone, world.scenario.time.start));
  for (;;) {
    const std::uint32_t which =
        co_await core::first_of(world.engine, core::at(std::min(start_of(tick), world.horizon()), Rank::work),
                                core::on(state.edited));
    if (which == 1) {
      tick = keyed(schedule::first_tick_from(state.cron, state.zone, world.now() + Duration(1)));
      world.ledger.move_next(schedule, start_of(tick));
      continue;
    }
    if (start_of(tick) >= world.horizon()) co_return;
    const KeyedTick due = *tick;
    last_key = due.key;
    tick = keyed(state.cron.next(due.at, state.zone));
    world.ledger.open_tick(schedule, due.at, due.at, start_of(tick), owed);
    world.ledger.pass_instant(schedule, due.at);
    if (state.suspended != Cause::none)
      world.ledger.skip(schedule, due.at, world.now(), state.suspended);
    else
      world.engine.spawn(fire(world, k, due));
  }
}

}  // namespace headway::harvester
