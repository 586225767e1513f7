#include "tests/harvester/small_harvester.h"

#include <utility>

#include "sim/events.h"
#include "sim/harvester/manual_vm_backup.h"
#include "sim/harvester/vm_schedule.h"
#include "sim/model/versions.h"
#include "sim/world/world.h"

namespace headway::tests {

model::Scenario small_harvester(std::string_view harvester) {
  const std::string_view longhorn = model::longhorn_of_harvester(harvester);
  model::Scenario scenario = small_cluster(longhorn);
  const Duration refresh = scenario.platform.parameters.snapshot_engine_refresh;
  const BytesPerSecond compare = scenario.platform.parameters.create_compare_rate;
  scenario.name = "small-harvester";
  scenario.time.horizon = hours{1};
  scenario.platform.harvester = harvester;
  scenario.platform.parameters = *model::preset(longhorn, "1.30", harvester);
  scenario.platform.parameters.snapshot_engine_refresh = refresh;
  scenario.platform.parameters.create_compare_rate = compare;
  scenario.platform.parameters.create_attach_attached = Duration::zero();
  return scenario;
}

std::uint32_t add_machine(model::Scenario& scenario, const std::string& name, std::size_t disks) {
  model::VirtualMachine machine;
  machine.name = name;
  for (std::size_t k = 0; k < disks; ++k)
    machine.volumes.push_back(add_volume(scenario, name + "-disk-" + std::to_string(k)));
  scenario.machines.push_back(std::move(machine));
  return static_cast<std::uint32_t>(scenario.machines.size() - 1);
}

std::uint32_t add_vm_schedule(model::Scenario& scenario, const std::string& name, std::uint32_t vm,
                              const std::string& cron, std::int64_t existing) {
  model::VmSchedule schedule;
  schedule.name = name;
  schedule.vm = vm;
  schedule.cron = cron;
  schedule.existing = existing;
  scenario.vm_schedules.push_back(schedule);
  return static_cast<std::uint32_t>(model::schedule_count(scenario) - 1);
}

std::uint32_t add_manual_vm_backup(model::Scenario& scenario, const std::string& name, Instant at,
                                   std::vector<std::uint32_t> machines) {
  model::ManualBackup manual;
  manual.name = name;
  manual.at = at;
  manual.machines = std::move(machines);
  scenario.manual.push_back(manual);
  return static_cast<std::uint32_t>(scenario.jobs.size() + scenario.manual.size() - 1);
}

model::Event event_at(Instant at, model::EventKind kind) {
  model::Event event;
  event.at = at;
  event.kind = kind;
  return event;
}

void slow_start(model::Scenario& scenario) {
  scenario.platform.parameters.create_compare_rate = BytesPerSecond{5.0 * kMiB};
}

void long_uploads(model::Scenario& scenario, double seconds_) {
  for (model::Volume& volume : scenario.volumes) volume.dirtied.per_day = 1e15;
  scenario.targets[0].write =
      BytesPerSecond{static_cast<double>(scenario.volumes.size()) * 200.0 * kMiB / seconds_};
}

Recording record_beside(const model::Scenario& scenario, const std::vector<OtherLock>& others) {
  Recording recording;
  const core::Luck luck(scenario.chance.seed, 0);
  core::Engine engine(scenario.time.start);
  world::Checks checks;
  checks.on = true;
  world::World world(engine, scenario, luck, recording, checks);
  if (!scenario.events.empty()) engine.spawn(play_events(world));
  for (const OtherLock& other : others) engine.spawn(hold_lock(world, other));
  for (std::uint32_t m = 0; m < scenario.manual.size(); ++m)
    engine.spawn(harvester::play_manual_vm_backups(world, m));
  for (std::uint32_t k = 0; k < scenario.vm_schedules.size(); ++k)
    engine.spawn(harvester::play_vm_schedule(world, k));
  engine.run_until(world.horizon());
  world.close();
  engine.abandon();
  return recording;
}

std::vector<record::Operation> vm_backups(const Recording& recording) {
  return recording.all(record::OperationKind::vm_backup);
}

std::vector<record::Operation> vm_backup_deletes(const Recording& recording) {
  return recording.all(record::OperationKind::vm_backup_delete);
}

std::vector<record::Message> saying(const Recording& recording, record::Message::Says says) {
  std::vector<record::Message> found;
  for (const record::Message& message : recording.messages)
    if (message.says == says) found.push_back(message);
  return found;
}

std::vector<record::Message> of_layer(const Recording& recording, record::Layer layer) {
  std::vector<record::Message> found;
  for (const record::Message& message : recording.messages)
    if (message.layer == layer) found.push_back(message);
  return found;
}

}  // namespace headway::tests
