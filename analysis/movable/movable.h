// Schedules whose start times can be chosen: RecurringJobs, and Harvester's schedules of virtual machines.
//
// To whoever looks for start times both are a cron line, some volumes and how many of them are worked on at
// once. They are numbered through: first the scenario's jobs, then its VM schedules. Records number
// otherwise (manual backups stand in between, model::first_vm_schedule).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/scenario.h"

namespace headway::movable {

struct Schedule {
  std::string name, cron;
  std::vector<std::uint32_t> volumes;  ///< ascending
  std::int64_t concurrency = 1;        ///< volumes at once: of a machine all its disks
  bool pinned = false;
  std::uint32_t record = 0;                  ///< its number in records
  std::optional<std::uint32_t> vm_schedule;  ///< index into Scenario::vm_schedules; else it is a job
};

std::size_t count(const model::Scenario& scenario);

/// One and all of them. Precondition: index < count. They copy what they hold.
Schedule schedule_of(const model::Scenario& scenario, std::uint32_t index);
std::vector<Schedule> schedules_of(const model::Scenario& scenario);

const std::string& name_of(const model::Scenario& scenario, std::uint32_t index);
const std::string& cron_of(const model::Scenario& scenario, std::uint32_t index);
void set_cron(model::Scenario& scenario, std::uint32_t index, const std::string& cron);

/// Whether it is a VM schedule: its index into Scenario::vm_schedules.
std::optional<std::uint32_t> vm_schedule_of(const model::Scenario& scenario, std::uint32_t index);

/// The one that records call `record`; nothing for a manual backup's number or record::kNone.
std::optional<std::uint32_t> from_record(const model::Scenario& scenario, std::uint32_t record);

}  // namespace headway::movable
