#include "sim/harvester/retention.h"

#include <vector>

#include "sim/harvester/steps.h"
#include "sim/harvester/vm_backup.h"

namespace headway::harvester {
namespace {

using core::Rank;
using world::VmBackupRef;
using world::World;

/// Takes the first `left` of those for which `wanted` holds.
template <class Wanted>
void take(const std::vector<VmBackupRef>& all, std::int64_t& left, std::vector<VmBackupRef>& taken,
          Wanted wanted) {
  for (const VmBackupRef& backup : all) {
    if (left <= 0) return;
    if (!wanted(*backup)) continue;
    --left;
    taken.push_back(backup);
  }
}

}  // namespace

core::Task<void> collect_vm_backups(World& world, std::uint32_t k) {
  co_await step(world);
  const std::vector<VmBackupRef>& all = world.harvester.schedules[k].backups;
  while (!all.empty() && all.back()->progressing() && !all.back()->deleting) {
    co_await core::delay(world.engine, world.parameters.vm_schedule_update_interval, Rank::work);
    co_await step(world);
  }
  if (all.empty() || all.back()->error) co_return;
  std::int64_t left = static_cast<std::int64_t>(all.size()) - world.scenario.vm_schedules[k].retain;
  std::vector<VmBackupRef> taken;
  take(all, left, taken, [](const world::VmBackup& b) { return b.error; });
  take(all, left, taken, [](const world::VmBackup& b) { return !b.error; });
  for (const VmBackupRef& backup : taken) delete_vm_backup(world, backup);
}

core::Task<void> collect_vm_backups_later(World& world, std::uint32_t k) {
  co_await core::delay(world.engine, world.parameters.vm_schedule_update_interval, Rank::work);
  co_await collect_vm_backups(world, k);
}

}  // namespace headway::harvester
