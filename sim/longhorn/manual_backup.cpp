#include "sim/longhorn/manual_backup.h"

#include <chrono>
#include <vector>

#include "sim/longhorn/backup_request.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using world::BackupRef;
using world::World;

struct Request {
  std::uint32_t schedule;
  Instant at;
  std::int64_t tick_key;
  std::uint64_t run;
};

/// False when the volume has no completed backup at the end.
core::Task<bool> back_up(World& world, Request request, std::uint32_t v) {
  const Instant taken = snapshot_taken_at(world);
  co_await core::sleep_until(world.engine, taken, Rank::completion);
  BackupRequest wanted;
  wanted.volume = v;
  wanted.schedule = request.schedule;
  wanted.owed = true;
  wanted.tick = request.at;
  wanted.tick_key = request.tick_key;
  wanted.parent = request.run;
  wanted.written = world.content(v);
  world.take_snapshot(v);
  co_await core::sleep_until(world.engine, snapshot_ready_at(world, v, taken), Rank::poll);
  const BackupRef backup = make_backup(world, wanted);
  while (!backup->settled) co_await core::wait_for(world.engine, backup->changed);
  co_return backup->state == world::BackupState::completed;
}

}  // namespace

core::Task<void> play_manual_backup(World& world, std::uint32_t index) {
  const model::ManualBackup& stated = world.scenario.manual[index];
  co_await core::sleep_until(world.engine, stated.at, Rank::work);
  const auto schedule = static_cast<std::uint32_t>(world.jobs.size()) + index;
  std::vector<std::uint32_t> volumes;
  for (const std::uint32_t v : stated.volumes)
    if (world.running(v)) volumes.push_back(v);
  world.ledger.open_tick(schedule, stated.at, stated.at, record::kNever, volumes);
  const std::uint64_t run = world.ledger.start_run(schedule, stated.at, world.now());
  world.ledger.container_started(schedule, stated.at, world.now(), false);
  const auto day = std::chrono::floor<std::chrono::days>(stated.at).time_since_epoch().count();
  const Request request{schedule, stated.at, std::int64_t{day}, run};
  std::vector<core::Task<bool>> backups;
  for (const std::uint32_t v : volumes) backups.push_back(back_up(world, request, v));
  bool failed = false;
  for (core::Task<bool>& backup : backups) {
    const bool completed = co_await backup;
    failed = failed || !completed;
  }
  world.ledger.end_run(schedule, stated.at, world.now(), failed);
}

}  // namespace headway::longhorn
