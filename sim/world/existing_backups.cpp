// The backups that a scenario says are there already: those of a schedule's last runs before the start, made
// when these runs were. Those of virtual machines have their snapshots and VM backups with them. Each has the
// content of its time, so the first delete removes what a real one would. Cost: a schedule's last runs are
// looked up once for each number of backups asked for.
#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/schedule/ticks.h"
#include "sim/world/world.h"

namespace headway::world {

/// The VM backups that are there at the start of VM schedule `k`, oldest first, all ready, without the
/// Longhorn backups of their disks.
const std::vector<VmBackupRef>& World::adopt_vm_backups(std::uint32_t k) {
  const model::VmSchedule& stated = scenario.vm_schedules[k];
  VmSchedule& schedule = harvester.schedules[k];
  const auto ticks = schedule::ticks_before(schedule.cron, schedule.zone, scenario.time.start,
                                            static_cast<std::size_t>(stated.existing));
  std::int64_t key = 0;
  for (const Instant tick : ticks) {
    key = tick == ticks.front() ? schedule::tick_key(schedule.cron, schedule.zone, tick)
                                : schedule::next_tick_key(key, tick);
    auto backup = std::make_shared<VmBackup>();
    backup->record.kind = record::OperationKind::vm_backup;
    backup->record.schedule = static_cast<std::uint32_t>(model::first_vm_schedule(scenario)) + k;
    backup->record.vm = stated.vm;
    backup->record.scheduled = tick;
    backup->vm_schedule = k;
    backup->tick_key = key;
    backup->ready = backup->settled = true;
    for (const std::uint32_t v : scenario.machines[stated.vm].volumes) {
      auto disk = std::make_shared<VolumeSnapshot>();
      disk->record = backup->record;
      disk->record.kind = record::OperationKind::snapshot;
      disk->record.volume = disk->volume = v;
      disk->tick_key = key;
      disk->made = 1;
      disk->longhorn = LonghornSnapshot::ready;
      disk->number = ++volumes[v].snapshots;
      disk->bound = disk->status = disk->ready = disk->shown_ready = disk->settled = true;
      disk->watched = backup->changed;
      csi.snapshots.push_back(disk);
      backup->disks.push_back(std::move(disk));
    }
    harvester.backups[stated.vm].push_back(backup);
    schedule.backups.push_back(std::move(backup));
  }
  return schedule.backups;
}

void World::adopt_existing_backups() {
  struct Existing {
    Instant at;  // when its run started
    schedule::KeyedTick tick;
    std::uint32_t job;
    VolumeSnapshot* snapshot;  // whose backup it is, of a virtual machine's disk
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
        made.push_back(Existing{at, keyed, j, nullptr});
    }
    if (made.size() > static_cast<std::size_t>(count)) made.erase(made.begin());
    return made;
  };
  std::vector<std::vector<Existing>> of_machines(scenario.machines.empty() ? 0 : volumes.size());
  for (std::uint32_t k = 0; k < harvester.schedules.size(); ++k)
    for (const VmBackupRef& backup : adopt_vm_backups(k))
      for (const SnapshotRef& disk : backup->disks)
        of_machines[disk->volume].push_back(Existing{backup->record.scheduled,
                                                     {backup->record.scheduled, backup->tick_key},
                                                     record::kNone,
                                                     disk.get()});
  for (std::uint32_t v = 0; v < volumes.size(); ++v) {
    std::vector<Existing> existing;
    if (!of_machines.empty()) existing = std::move(of_machines[v]);
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
      auto backup = std::allocate_shared<Backup>(core::FrameAllocator<Backup>());
      backup->job = backup->schedule = e.job;
      if (e.snapshot != nullptr) {
        backup->schedule = e.snapshot->record.schedule;
        e.snapshot->backup = e.snapshot->handle = backup;
      }
      backup->synced = true;
      backup->volume = v;
      backup->settled = true;
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
      if (e.snapshot != nullptr) e.snapshot->written = backup->written;
      Draws luck_of_owner = draws(v, backup->schedule, e.tick.key, 0, 0);
      backup->owner = random_owner(luck_of_owner);
      volume.store.adopt(backup->written);
      set_kept(*backup, true);
      volume.backups.push_back(std::move(backup));
    }
  }
}

}  // namespace headway::world
