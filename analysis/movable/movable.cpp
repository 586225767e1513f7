#include "analysis/movable/movable.h"

#include <algorithm>

namespace headway::movable {

std::size_t count(const model::Scenario& scenario) {
  return scenario.jobs.size() + scenario.vm_schedules.size();
}

std::optional<std::uint32_t> vm_schedule_of(const model::Scenario& scenario, std::uint32_t index) {
  if (index < scenario.jobs.size()) return std::nullopt;
  return static_cast<std::uint32_t>(index - scenario.jobs.size());
}

Schedule schedule_of(const model::Scenario& scenario, std::uint32_t index) {
  const auto vm = vm_schedule_of(scenario, index);
  if (!vm) {
    const model::RecurringJob& job = scenario.jobs[index];
    return {job.name, job.cron, job.volumes, job.concurrency, job.pinned, index, std::nullopt};
  }
  const model::VmSchedule& schedule = scenario.vm_schedules[*vm];
  Schedule out{schedule.name,
               schedule.cron,
               {},
               1,
               schedule.pinned,
               static_cast<std::uint32_t>(model::first_vm_schedule(scenario) + *vm),
               vm};
  out.volumes = scenario.machines[schedule.vm].volumes;
  std::sort(out.volumes.begin(), out.volumes.end());
  out.concurrency = static_cast<std::int64_t>(out.volumes.size());
  return out;
}

std::vector<Schedule> schedules_of(const model::Scenario& scenario) {
  std::vector<Schedule> out;
  for (std::uint32_t i = 0; i < count(scenario); ++i) out.push_back(schedule_of(scenario, i));
  return out;
}

const std::string& name_of(const model::Scenario& scenario, std::uint32_t index) {
  const auto vm = vm_schedule_of(scenario, index);
  return vm ? scenario.vm_schedules[*vm].name : scenario.jobs[index].name;
}

const std::string& cron_of(const model::Scenario& scenario, std::uint32_t index) {
  const auto vm = vm_schedule_of(scenario, index);
  return vm ? scenario.vm_schedules[*vm].cron : scenario.jobs[index].cron;
}

void set_cron(model::Scenario& scenario, std::uint32_t index, const std::string& cron) {
  const auto vm = vm_schedule_of(scenario, index);
  (vm ? scenario.vm_schedules[*vm].cron : scenario.jobs[index].cron) = cron;
}

std::optional<std::uint32_t> from_record(const model::Scenario& scenario, std::uint32_t record) {
  if (record < scenario.jobs.size()) return record;
  const std::size_t first = model::first_vm_schedule(scenario);
  if (record < first || record >= model::schedule_count(scenario)) return std::nullopt;
  return static_cast<std::uint32_t>(record - scenario.manual.size());
}

}  // namespace headway::movable
