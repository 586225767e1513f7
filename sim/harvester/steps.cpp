#include "sim/harvester/steps.h"

namespace headway::harvester {

using core::Rank;
using world::World;

core::Task<void> step(World& world) {
  const Duration length = world.parameters.vm_backup_reconcile + world.api_delay();
  co_await core::delay(world.engine, length, Rank::work);
  co_await wait_for_pod(world);
}

core::Task<void> wait_for_pod(World& world) {
  while (world.harvester.away > 0) co_await core::wait_for(world.engine, world.harvester.back);
}

Duration retry_delay(const model::Parameters& p, std::int64_t failures) {
  if (failures < p.vm_backup_retry_doublings)
    return core::exponential_backoff(p.vm_backup_retry_first, kForever, failures);
  return failures <= p.vm_backup_retry_middle_until ? p.vm_backup_retry_middle : p.vm_backup_retry_last;
}

}  // namespace headway::harvester
