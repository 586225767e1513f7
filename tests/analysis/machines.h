// Two virtual machines beside the small scenario's volumes, and records of what happens to them.
#pragma once

#include "tests/analysis/night.h"

namespace headway::tests {

/// Schedules of with_machines() as records number them: behind daily and weekly.
inline constexpr std::uint32_t kNightly = 2;

/// two_days() with vm-a (disks data-1 and data-2) and vm-b (disk data-3), each with a schedule, nightly-a and
/// nightly-b.
inline model::Scenario with_machines() {
  model::Scenario scenario = two_days();
  scenario.volumes.push_back(scenario.volumes[1]);
  scenario.volumes[2].name = "data-3";
  scenario.machines.resize(2);
  scenario.machines[0].name = "vm-a";
  scenario.machines[0].volumes = {0, 1};
  scenario.machines[1].name = "vm-b";
  scenario.machines[1].volumes = {2};
  scenario.vm_schedules.resize(2);
  scenario.vm_schedules[0].name = "nightly-a";
  scenario.vm_schedules[1].name = "nightly-b";
  scenario.vm_schedules[1].vm = 1;
  return scenario;
}

/// A completed backup of the machine for the tick at which it was requested.
inline record::Operation vm_backup(std::uint64_t id, std::uint32_t schedule, std::uint32_t vm,
                                   double requested, double ended) {
  record::Operation o;
  o.id = id;
  o.parent = 1;
  o.kind = record::OperationKind::vm_backup;
  o.schedule = schedule;
  o.vm = vm;
  o.target = 0;
  o.scheduled = o.requested = at(requested);
  o.ended = at(ended);
  o.outcome = record::Outcome::completed;
  o.counted = true;
  return o;
}

inline record::Operation failed(record::Operation o, record::Cause cause, record::Layer layer) {
  o.outcome = record::Outcome::failed;
  o.cause = cause;
  o.layer = layer;
  return o;
}

/// A completed snapshot of the disk after so many calls, part of vm_backup `parent` of vm-a.
inline record::Operation snapshot(std::uint64_t id, std::uint64_t parent, std::uint32_t volume,
                                  double requested, double ended, std::uint32_t calls) {
  record::Operation o = vm_backup(id, kNightly, 0, requested, ended);
  o.parent = parent;
  o.kind = record::OperationKind::snapshot;
  o.volume = volume;
  o.tries = calls;
  return o;
}

inline record::DueBackup vm_due(std::uint32_t schedule, std::uint32_t vm, double tick,
                                record::Outcome outcome, bool lost, std::uint32_t attempts) {
  record::DueBackup d = due(schedule, record::kNone, tick, outcome, lost, attempts);
  d.vm = vm;
  return d;
}

/// csi-snapshotter says that a call for a disk of vm-a failed of a sync-timeout, in the words of `origin`.
inline record::Message snapshot_failed(std::uint64_t operation, std::uint32_t volume, double when,
                                       record::Layer origin) {
  record::Message m;
  m.at = at(when);
  m.operation = operation;
  m.kind = record::OperationKind::snapshot;
  m.schedule = kNightly;
  m.volume = volume;
  m.vm = 0;
  m.layer = record::Layer::csi_snapshotter;
  m.origin = origin;
  m.cause = record::Cause::sync_timeout;
  m.says = record::Message::Says::failed;
  m.counted = true;
  return m;
}

/// The schedule of vm-a (nightly-a) or vm-b is suspended.
inline record::Message suspended(std::uint32_t schedule, double when, record::Cause why) {
  record::Message m;
  m.at = at(when);
  m.schedule = schedule;
  m.vm = schedule - kNightly;
  m.layer = record::Layer::vm_schedule_controller;
  m.cause = why;
  m.says = record::Message::Says::suspended;
  m.counted = true;
  return m;
}

}  // namespace headway::tests
