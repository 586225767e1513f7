#include "sim/longhorn/system_backup.h"

#include <utility>
#include <vector>

#include "sim/cost/requests.h"
#include "sim/longhorn/backup_request.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Outcome;
using world::BackupRef;
using world::BackupState;
using world::World;

/// The controller's look at the volume backups, five seconds apart.
constexpr Duration kLook = seconds{5};

struct SystemBackup {
  std::uint32_t schedule = record::kNone;
  schedule::KeyedTick tick{};
  std::uint64_t run = 0;
  model::VolumeBackupPolicy policy{};
};

bool wanted(const World& world, std::uint32_t v, model::VolumeBackupPolicy policy) {
  if (!world.running(v)) return false;
  return policy == model::VolumeBackupPolicy::always ||
         (policy == model::VolumeBackupPolicy::if_not_present && world.volumes[v].store.kept() == 0);
}

/// The luck of its volume backups: no other system backup's, though another job's tick may be as early in its
/// day, and an operator may ask twice at one instant.
void set_luck(const World& world, const SystemBackup& of, BackupRequest& request) {
  const bool by_hand = of.schedule == record::kNone;
  const std::uint64_t who = by_hand ? core::name_hash("system backup") : world.jobs[of.schedule].hash;
  request.tick_key = static_cast<std::int64_t>(core::combine(who, static_cast<std::uint64_t>(of.tick.key)));
  for (const BackupRef& other : world.volumes[request.volume].backups)
    request.pass += other->schedule == record::kNone && other->tick_key == request.tick_key;
}

/// Snapshots first, then every Backup object in one loop.
core::Task<std::vector<BackupRef>> back_up_volumes(World& world, const SystemBackup& of,
                                                   std::uint64_t parent) {
  const Instant taken = snapshot_taken_at(world);
  co_await core::sleep_until(world.engine, taken, Rank::completion);
  Instant ready = taken;
  std::vector<BackupRequest> requests;
  for (std::uint32_t v = 0; v < world.volumes.size(); ++v) {
    if (!wanted(world, v, of.policy)) continue;
    ready = std::max(ready, snapshot_ready_at(world, v, taken));
    BackupRequest request;
    request.volume = v;
    request.schedule = record::kNone;
    request.tick = of.tick.at;
    request.parent = parent;
    request.written = world.content(v);
    world.take_snapshot(v);
    requests.push_back(request);
  }
  co_await core::sleep_until(world.engine, ready, Rank::poll);
  std::vector<BackupRef> backups;
  for (BackupRequest& request : requests) {
    set_luck(world, of, request);
    backups.push_back(make_backup(world, request));
  }
  co_return backups;
}

/// Waits for them as the controller does: the first that is seen in Error ends it all.
core::Task<Cause> wait_for_volumes(World& world, const std::vector<BackupRef>& backups) {
  const Instant from = world.now();
  for (const BackupRef& backup : backups) {
    while (backup->state != BackupState::completed && backup->state != BackupState::error) {
      const Instant limit = from + world.parameters.system_backup_timeout;
      const std::uint32_t which =
          co_await core::first_of(world.engine, core::on(backup->changed), core::at(limit));
      if (which == 1) co_return Cause::start_timeout;
    }
    if (backup->state == BackupState::error) co_return backup->cause;
  }
  co_await core::sleep_until(world.engine, core::next_poll(from, kLook, world.now()), Rank::poll);
  co_return Cause::none;
}

core::Task<void> play(World& world, SystemBackup of) {
  record::Operation record;
  record.id = world.new_operation();
  record.kind = record::OperationKind::system_backup;
  record.parent = of.run;
  record.schedule = of.schedule;
  record.target = 0;  // the default target: the first
  record.scheduled = of.tick.at;
  record.requested = record.started = world.now();
  record.counted = world.ledger.counted(of.tick.at);
  world.live_operations.add(record.id, &record);
  const std::vector<BackupRef> backups = co_await back_up_volumes(world, of, record.id);
  const Cause failed = co_await wait_for_volumes(world, backups);
  record.cause = failed;
  if (failed == Cause::none) {
    // The upload of the objects themselves: no lock, a few requests.
    world::Draws draws(world.luck, core::name_hash("system backup"), of.tick.key);
    cost::Requests upload = cost::driver_init();
    upload.put += 2;
    const world::Answer sent =
        world.answer(record.target, world.now(), world.request_time(record.target, upload, draws));
    co_await core::sleep_until(world.engine, sent.at, Rank::completion);
    if (!sent.works) record.cause = Cause::target_unavailable;
  }
  record.ended = world.now();
  record.outcome = record.cause == Cause::none ? Outcome::completed : Outcome::failed;
  record.layer = record.cause == Cause::none ? record::Layer::none : record::Layer::system_backup_controller;
  world.emit(record);
}

}  // namespace

core::Task<void> back_up_system(World& world, std::uint32_t job, schedule::KeyedTick tick,
                                std::uint64_t run) {
  SystemBackup of;
  of.schedule = job;
  of.tick = tick;
  of.run = run;
  of.policy = world.scenario.jobs[job].volume_backup_policy;
  co_await play(world, of);
}

core::Task<void> back_up_system_by_hand(World& world, model::VolumeBackupPolicy policy) {
  SystemBackup of;
  of.tick = schedule::KeyedTick{world.now(), world.now().time_since_epoch().count()};
  of.policy = policy;
  co_await play(world, of);
}

}  // namespace headway::longhorn
