#include "tests/harvester/small_harvester.h"

#include <utility>

#include "sim/model/versions.h"

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

std::vector<record::Message> of_layer(const Recording& recording, record::Layer layer) {
  std::vector<record::Message> found;
  for (const record::Message& message : recording.messages)
    if (message.layer == layer) found.push_back(message);
  return found;
}

}  // namespace headway::tests
