#include "sim/harvester/manual_vm_backup.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "sim/harvester/vm_backup.h"

namespace headway::harvester {

using core::Rank;
using world::VmBackupRef;
using world::World;

core::Task<void> play_manual_vm_backups(World& world, std::uint32_t index) {
  const model::ManualBackup& stated = world.scenario.manual[index];
  co_await core::sleep_until(world.engine, stated.at, Rank::work);
  const auto schedule = static_cast<std::uint32_t>(world.jobs.size()) + index;
  world.ledger.open_tick(schedule, stated.at, stated.at, record::kNever, stated.machines);
  const std::uint64_t run = world.ledger.start_run(schedule, stated.at, world.now());
  world.ledger.container_started(schedule, stated.at, world.now(), false);
  const auto day = std::chrono::floor<std::chrono::days>(stated.at).time_since_epoch().count();
  std::vector<VmBackupRef> backups;
  bool failed = false;
  for (const std::uint32_t vm : stated.machines) {
    if (world.migrating(vm)) {
      world.ledger.left_out(schedule, vm, stated.at, record::Cause::skipped_webhook);
      failed = true;
      continue;
    }
    VmBackupRequest request;
    request.vm = vm;
    request.schedule = schedule;
    request.tick = stated.at;
    request.tick_key = std::int64_t{day};
    request.run = run;
    backups.push_back(make_vm_backup(world, request));
  }
  for (const VmBackupRef& backup : backups) {
    while (backup->progressing() && !backup->deleting)
      co_await core::wait_for(world.engine, *backup->changed);
    failed = failed || !backup->ready;
  }
  world.ledger.end_run(schedule, stated.at, world.now(), failed);
}

}  // namespace headway::harvester
