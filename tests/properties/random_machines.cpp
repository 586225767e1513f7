#include "tests/properties/random_machines.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sim/model/versions.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using model::EventKind;

constexpr std::array<const char*, 9> kHarvesters = {"1.3.0", "1.3.2", "1.4.0", "1.4.3",      "1.5.0",
                                                    "1.6.1", "1.7.0", "1.8.2", "development"};
constexpr std::array<const char*, 6> kLines = {"0 * * * *",    "5,35 * * * *", "10 * * * *",
                                               "*/15 * * * *", "30 */2 * * *", "*/5 * * * *"};
constexpr std::array<EventKind, 13> kKinds = {EventKind::restart_csi_snapshotter,
                                              EventKind::restart_snapshot_controller,
                                              EventKind::harvester_restart,
                                              EventKind::slow_api_server,
                                              EventKind::vm_migration,
                                              EventKind::suspend_schedule,
                                              EventKind::resume_schedule,
                                              EventKind::delete_vm_backups,
                                              EventKind::remove_lock_files,
                                              EventKind::detach_volume,
                                              EventKind::attach_volume,
                                              EventKind::change_schedule,
                                              EventKind::resume_schedule};

std::string name_of(const char* what, std::size_t number) {
  return what + std::to_string(number);
}

struct Draft {
  Dice dice;
  model::Scenario& scenario;

  std::uint32_t index(std::size_t size) {
    return static_cast<std::uint32_t>(dice.whole(0, static_cast<std::int64_t>(size) - 1));
  }
  /// Any instant; often a little after a round one, when schedules are at work.
  Instant instant() {
    const auto& time = scenario.time;
    if (dice.chance(0.5)) {
      const Instant round = time.start + minutes{5} * dice.whole(0, time.horizon / minutes{5} - 1);
      return round + from_seconds(dice.real(0, 120));
    }
    return time.start + Duration(static_cast<std::int64_t>(dice.real(0, 1) *
                                                           static_cast<double>(time.horizon.count() - 1)));
  }
  Duration length(double longest_s) {
    if (dice.chance(0.05)) return Duration(1);
    const double u = dice.real(0, 1);
    return from_seconds(0.001 + u * u * longest_s);
  }
};

/// Also what the scenario states beside its versions: drawn anew.
model::Platform platform(Draft& draft, const std::string& kubernetes) {
  Dice& dice = draft.dice;
  model::Platform made;
  made.harvester = dice.one_of(kHarvesters);
  made.longhorn = model::longhorn_of_harvester(made.harvester);
  made.kubernetes = kubernetes;
  made.parameters = *model::preset(made.longhorn, kubernetes, made.harvester);
  model::Parameters& p = made.parameters;
  if (dice.chance(0.5)) p.target_failed_backup_ttl = minutes{dice.whole(1, 120)};
  if (dice.chance(0.3)) p.sidecar_workers = dice.whole(1, 4);
  if (dice.chance(0.2)) p.sidecar_rpc_timeout = seconds{dice.whole(1, 130)};
  if (dice.chance(0.2)) p.csi_snapshot_ready_timeout = seconds{dice.whole(2, 90)};
  if (dice.chance(0.2)) p.csi_backup_sync_timeout = seconds{dice.whole(2, 30)};
  if (dice.chance(0.2)) p.snapshot_controller_workers = dice.whole(1, 3);
  if (dice.chance(0.2)) p.snapshot_controller_kube_burst = dice.whole(1, 20);
  if (dice.chance(0.2)) p.snapshot_cleanup_with_backup = !p.snapshot_cleanup_with_backup;
  if (dice.chance(0.2)) p.vm_schedule_early_suspend = !p.vm_schedule_early_suspend;
  if (dice.chance(0.3)) p.vm_schedule_pod_end = seconds{dice.whole(0, 70)};
  if (dice.chance(0.1)) p.vm_backup_reconcile = Duration::zero();
  if (dice.chance(0.2)) p.controller_workers = dice.whole(1, 4);
  p.snapshot_cleanup = dice.chance(0.5);
  p.snapshot_engine_refresh = seconds{5};
  p.create_threads_per_backup = dice.whole(1, 4);
  return made;
}

/// True when the kind makes sense here; its fields are drawn.
bool draw_fields(Draft& draft, model::Event& event) {
  Dice& dice = draft.dice;
  const model::Scenario& scenario = draft.scenario;
  switch (event.kind) {
    case EventKind::restart_csi_snapshotter:
    case EventKind::restart_snapshot_controller:
    case EventKind::harvester_restart:
      event.length = draft.length(dice.chance(0.8) ? 60 : 2000);
      return true;
    case EventKind::slow_api_server:
      event.length = draft.length(1000);
      event.api_delay = draft.length(5);
      return true;
    case EventKind::vm_migration:
      event.vm = draft.index(scenario.machines.size());
      event.length = draft.length(300);
      return true;
    case EventKind::suspend_schedule:
    case EventKind::resume_schedule:
      if (scenario.vm_schedules.empty()) return false;
      event.vm_schedule = draft.index(scenario.vm_schedules.size());
      return true;
    case EventKind::change_schedule:
      if (scenario.vm_schedules.empty()) return false;
      event.vm_schedule = draft.index(scenario.vm_schedules.size());
      event.cron = dice.one_of(kLines);
      return true;
    case EventKind::delete_vm_backups:
      event.vm = draft.index(scenario.machines.size());
      event.selection = dice.one_of(std::array<model::VmBackupSelection, 3>{
          model::VmBackupSelection::failed, model::VmBackupSelection::ready, model::VmBackupSelection::all});
      event.count = dice.whole(0, 2);
      return true;
    case EventKind::remove_lock_files:
      event.volume = draft.index(scenario.volumes.size());
      if (dice.chance(0.7)) event.lock_type = dice.whole(1, 2);
      return true;
    case EventKind::detach_volume:
    case EventKind::attach_volume:
      event.volume = draft.index(scenario.volumes.size());
      return true;
    default:
      return false;
  }
}

void add_events(Draft& draft) {
  Dice& dice = draft.dice;
  auto& events = draft.scenario.events;
  const std::int64_t count = dice.chance(0.2) ? 0 : dice.whole(1, dice.chance(0.3) ? 30 : 8);
  for (std::int64_t e = 0; e < count; ++e) {
    model::Event event;
    event.kind = dice.one_of(kKinds);
    event.at = draft.instant();
    if (!events.empty() && dice.chance(0.2)) event.at = events[draft.index(events.size())].at;
    if (draw_fields(draft, event)) events.push_back(event);
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

}  // namespace

bool has_machines(std::uint64_t seed) {
  return seed > 10000 && seed % 3 == 0;
}

void add_machines(model::Scenario& scenario, std::uint64_t seed) {
  constexpr std::uint64_t kOthers = std::uint64_t{1} << 40;  // beyond the numbers of scenarios
  Draft draft{Dice(seed + kOthers), scenario};
  Dice& dice = draft.dice;
  const std::string kubernetes = scenario.platform.kubernetes;
  scenario.platform = platform(draft, kubernetes);
  for (model::Event& event : scenario.events)
    if (event.platform) event.platform = platform(draft, kubernetes);

  for (std::uint32_t v = 0; v < scenario.volumes.size(); ++v) {
    if (!scenario.machines.empty() && dice.chance(0.5)) {
      scenario.machines.back().volumes.push_back(v);
    } else if (scenario.machines.empty() || dice.chance(0.8)) {
      model::VirtualMachine machine;
      machine.name = name_of("vm", scenario.machines.size());
      machine.volumes.push_back(v);
      scenario.machines.push_back(std::move(machine));
    }
  }
  for (std::uint32_t vm = 0; vm < scenario.machines.size(); ++vm) {
    if (dice.chance(0.2)) continue;
    model::VmSchedule schedule;
    schedule.name = name_of("schedule", vm);
    schedule.vm = vm;
    schedule.cron = dice.one_of(kLines);
    schedule.skip_cron_check = true;
    schedule.retain = dice.whole(3, 6);
    schedule.max_failure = dice.whole(2, schedule.retain - 1);
    schedule.existing = dice.chance(0.5) ? 0 : dice.whole(1, 8);
    schedule.suspended = dice.chance(0.1);
    scenario.vm_schedules.push_back(schedule);
  }
  const std::int64_t manual = dice.chance(0.4) ? dice.whole(1, 3) : 0;
  for (std::int64_t m = 0; m < manual; ++m) {
    model::ManualBackup one;
    one.name = name_of("by-hand", static_cast<std::size_t>(m));
    one.at = draft.instant();
    for (std::uint32_t vm = 0; vm < scenario.machines.size(); ++vm)
      if (dice.chance(0.6)) one.machines.push_back(vm);
    if (!one.machines.empty()) scenario.manual.push_back(std::move(one));
  }
  add_events(draft);
}

}  // namespace headway::tests
