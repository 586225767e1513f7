// Harvester's objects as the cluster sees them: backups of virtual machines and the schedules that make them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/core/await.h"
#include "sim/record/records.h"
#include "sim/schedule/cron.h"
#include "sim/world/snapshot.h"

namespace headway::world {

/// A VirtualMachineBackup.
struct VmBackup : std::enable_shared_from_this<VmBackup> {
  record::Operation record;                  ///< its `schedule` is the one whose due backup it is
  std::optional<std::uint32_t> vm_schedule;  ///< the ScheduleVMBackup that made it
  std::int64_t tick_key = 0;
  std::vector<SnapshotRef> disks;  ///< in the order of its status; empty before it is initialised
  bool ready = false;
  bool error = false;                        ///< status.error is set
  bool deleting = false;                     ///< its deletion timestamp is set
  bool gone = false;                         ///< its finalizer is removed
  bool settled = false;                      ///< its record has its outcome
  std::optional<record::Operation> removal;  ///< of its deletion, from the timestamp on
  std::shared_ptr<core::Signal> changed =
      std::make_shared<core::Signal>();  ///< anything of this or its disks
  bool progressing() const { return !ready && !error; }
};
using VmBackupRef = std::shared_ptr<VmBackup>;

/// A ScheduleVMBackup with its CronJob.
struct VmSchedule {
  std::uint64_t hash = 0;
  schedule::Cron cron;
  schedule::Zone zone;
  record::Cause suspended = record::Cause::none;  ///< why it is, or none
  core::Signal edited;                            ///< its cron line was changed
  std::vector<VmBackupRef> backups;               ///< those that are there, by tick
};

struct Harvester {
  std::uint32_t away = 0;  ///< reasons why none of its pods works
  core::Signal back;
  std::vector<VmSchedule> schedules;
  std::vector<std::vector<VmBackupRef>> backups;  ///< by machine, those that are there, by creation
};

}  // namespace headway::world
