#include "analysis/explain/names.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace headway::explain {
namespace {

struct Clock {
  std::chrono::year_month_day day;
  std::int64_t hour, minute, second, tenth;
};

Clock split(Instant at) {
  // To the tenth of a second: what a log shows at best.
  const auto rounded = std::chrono::floor<milliseconds>(at + milliseconds{50});
  const auto day = std::chrono::floor<std::chrono::days>(rounded);
  const std::int64_t tenths = (rounded - day) / milliseconds{100};
  return {std::chrono::year_month_day(day), tenths / 36000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10};
}

std::string time_of(const Clock& c) {
  return fmt::format("{:02}:{:02}:{:02}.{}", c.hour, c.minute, c.second, c.tenth);
}

std::string date_of(const Clock& c) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(c.day.year()),
                     static_cast<unsigned>(c.day.month()), static_cast<unsigned>(c.day.day()));
}

std::string_view noun(record::OperationKind kind) {
  switch (kind) {
    case record::OperationKind::backup:
      return "backup";
    case record::OperationKind::delete_:
      return "delete";
    case record::OperationKind::vm_backup:
      return "VM backup";
    case record::OperationKind::vm_backup_delete:
      return "delete of a VM backup";
    case record::OperationKind::snapshot:
      return "VolumeSnapshot";
    case record::OperationKind::backup_volume_delete:
      return "delete of the backup volume,";
    default:
      return record::word(kind);
  }
}

}  // namespace

std::string clock(Instant at, Instant from) {
  if (at == record::kNever) return "never";
  const Clock c = split(at);
  if (from != record::kNever && split(from).day == c.day) return time_of(c);
  return date_of(c) + " " + time_of(c);
}

std::string date_and_clock(Instant at) {
  return clock(at, record::kNever);
}

std::string operation_name(const model::Scenario& scenario, const record::Operation& o) {
  std::string name = fmt::format("{} {}", noun(o.kind), o.id);
  const bool of_machine =
      o.kind == record::OperationKind::vm_backup || o.kind == record::OperationKind::vm_backup_delete;
  if (of_machine && o.vm < scenario.machines.size())
    name += " of " + scenario.machines[o.vm].name;
  else if (o.volume < scenario.volumes.size())
    name += " of " + scenario.volumes[o.volume].name;
  if (o.schedule < model::schedule_count(scenario))
    name += " (" + model::schedule_name(scenario, o.schedule) + ")";
  return name;
}

std::string vm_backup_name(const model::Scenario& scenario, const record::Operation& o) {
  if (o.schedule >= model::first_vm_schedule(scenario)) {
    if (o.scheduled == record::kNever) return "svmb-<uid>-<tick>";
    const Clock c = split(o.scheduled);
    return fmt::format("svmb-<uid>-{:04}{:02}{:02}.{:02}{:02}", static_cast<int>(c.day.year()),
                       static_cast<unsigned>(c.day.month()), static_cast<unsigned>(c.day.day()), c.hour,
                       c.minute);
  }
  const std::string machine = o.vm < scenario.machines.size() ? scenario.machines[o.vm].name : "";
  return fmt::format("{}-{}", machine, model::schedule_name(scenario, o.schedule));
}

std::string volume_snapshot_name(const model::Scenario& scenario, const record::Operation& snapshot) {
  return fmt::format("{}-volume-{}", vm_backup_name(scenario, snapshot),
                     scenario.volumes[snapshot.volume].name);
}

messages::Names message_names(const model::Scenario& scenario, const record::Operation& o) {
  messages::Names names;
  names.longhorn = scenario.platform.longhorn;
  if (o.volume < scenario.volumes.size()) {
    names.volume = scenario.volumes[o.volume].name;
    names.target = scenario.targets[scenario.volumes[o.volume].target].name;
  }
  if (o.vm == record::kNone || o.schedule >= model::schedule_count(scenario)) return names;
  names.vm_backup = vm_backup_name(scenario, o);
  if (o.volume < scenario.volumes.size()) names.volume_snapshot = volume_snapshot_name(scenario, o);
  if (const std::size_t first = model::first_vm_schedule(scenario); o.schedule >= first)
    names.max_failure = scenario.vm_schedules[o.schedule - first].max_failure;
  return names;
}

}  // namespace headway::explain
