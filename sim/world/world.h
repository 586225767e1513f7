// The state of everything at an instant: managers, volumes, stores, schedules, and the services that
// processes use to act on them. Who acts is decided elsewhere (sim/longhorn); nothing here moves by itself
// but the lines.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/core/work_queue.h"
#include "sim/cost/requests.h"
#include "sim/lock/attempt.h"
#include "sim/lock/lock_folder.h"
#include "sim/model/scenario.h"
#include "sim/policy/policy.h"
#include "sim/record/records.h"
#include "sim/schedule/cron.h"
#include "sim/schedule/tick_key.h"
#include "sim/world/admission.h"
#include "sim/world/backup.h"
#include "sim/world/backup_store.h"
#include "sim/world/bandwidth.h"
#include "sim/world/chance.h"
#include "sim/world/ledger.h"
#include "sim/world/live.h"

namespace headway::world {

/// The longhorn-manager of one node.
struct Manager {
  core::WorkQueue backups;         ///< the backup controller's queue and workers
  core::Semaphore start_mutex{1};  ///< held during a start RPC, needed to read a monitor
  Manager(const model::Parameters& p, Instant resync_phase)
      : backups(p.controller_workers, p.controller_requeue_base, p.controller_requeue_cap, resync_phase,
                p.controller_resync) {}
};

struct Volume {
  std::uint64_t hash = 0;  ///< of its name, addresses its luck
  cost::DirtyLaw law;
  BackupStore store;
  std::uint32_t folder = 0;                      ///< which lock folder its lock files lie in
  std::vector<std::unique_ptr<Backup>> backups;  ///< its Backup objects, by creation
  std::uint32_t deleting = 0;                    ///< how many of them are in state Deleting
  Instant written_until{};                       ///< content is known up to here
  double written = 0;               ///< bytes written since the origin, before the scenario's start
  Instant engine_phase{};           ///< its engine's status is refreshed at this phase
  std::vector<std::uint32_t> jobs;  ///< that back it up
  std::uint32_t collections_skipped = 0;
  std::uint32_t beyond_retain = 0, most_beyond_retain = 0;  ///< see record::VolumeEnd
  Instant beyond_since{};
  Duration beyond_retain_time{};
};

struct Job {
  std::uint64_t hash = 0;
  schedule::Cron cron;
  schedule::Zone zone;
  Duration period{};                   ///< shortest time between two ticks
  std::vector<std::uint32_t> volumes;  ///< those that it will back up: attached, or detached ones allowed
  bool active = false;
  core::Signal finished;
  std::uint64_t executions = 0;  ///< status.executionCount
};

/// What `run --check` wants to look at. Both may abort the process with a message.
struct Checks {
  bool on = false;
};

class World;

/// What policies see of the world.
class PolicyView final : public policy::View {
 public:
  explicit PolicyView(const World& world) : world_(world) {}
  Instant now() const override;
  const model::Scenario& scenario() const override;
  const core::Luck& luck() const override;
  Duration period(std::uint32_t schedule) const override;
  std::int64_t running(policy::Per per, std::uint32_t index) const override;

 private:
  const World& world_;
};

class World {
 public:
  World(core::Engine& engine, const model::Scenario& scenario, const core::Luck& luck, record::Sink& sink,
        Checks checks);

  core::Engine& engine;
  const model::Scenario& scenario;
  const policy::Policies policies;
  const model::Parameters parameters;  ///< the scenario's, with what policies select
  const core::Luck& luck;
  record::Sink& sink;
  const Checks checks;

  Instant now() const { return engine.now(); }
  Instant count_from() const { return scenario.time.start + scenario.time.warm_up; }
  Instant horizon() const { return scenario.time.start + scenario.time.horizon; }

  lock::Protocol protocol;
  std::vector<Manager> managers;  // by node
  std::vector<Volume> volumes;
  std::vector<lock::LockFolder> lock_folders;
  std::vector<Job> jobs;
  Ledger ledger;
  Bandwidth bandwidth;

  // What policies decide here.

  /// When the run of a tick is to start: at the tick or later, and always before the next tick, so runs keep
  /// their order also where two ticks are closer together than the period (a clock goes forward).
  Instant start_of(std::uint32_t job, const schedule::KeyedTick& tick) const;
  core::Task<void> admit(policy::Candidate candidate) {
    return admission_.enter(engine, policies, view_, candidate);
  }
  void admitted_over(const policy::Candidate& candidate) {
    admission_.leave(engine, policies, view_, candidate);
  }
  std::optional<Duration> retry_after(const policy::Candidate& backup, std::int64_t tries) const {
    return policies.on_refusal(view_, policy::Refusal{backup, tries});
  }
  Duration delete_delay(std::uint32_t job, std::uint32_t volume) const {
    return policies.delete_delay(view_, policy::Deletion{job, volume});
  }
  policy::Candidate candidate(std::uint32_t job, std::uint32_t volume) const {
    return policy::Candidate{job, volume, scenario.volumes[volume].node, scenario.volumes[volume].target};
  }

  std::uint64_t new_operation() { return next_operation_++; }
  Live<record::Operation> live_operations;
  Live<record::LockAttempt> live_locks;

  /// The operation has its outcome: emits it.
  void emit(const record::Operation& operation);

  /// The owner of a lock file, as `SeenLock::owner` carries it: operation ids are unique across kinds.
  lock::LockFolder& locks_of(std::uint32_t volume) { return lock_folders[volumes[volume].folder]; }

  /// Time of requests to the volume's target, one after the other.
  Duration request_time(std::uint32_t target, const cost::Requests& requests, Draws& draws);
  /// Time to move an index of `bytes` over a line that nothing else is counted on.
  Duration index_time(BytesPerSecond node_line, BytesPerSecond target_line, Bytes bytes) const;

  /// Bytes that the volume has written up to now. Amortised one draw a civil day.
  double content(std::uint32_t volume);

  /// The luck of one operation on a volume. `tick_key`: of the tick it serves (schedule/tick_key.h).
  Draws draws(std::uint32_t volume, std::uint32_t job, std::int64_t tick_key, std::uint32_t pass,
              std::uint32_t kind) const;

  /// The set of backups in the store has changed, or the horizon has come: counts those above what retention
  /// wants.
  void note_retention(std::uint32_t volume);

  /// Removes the Backup object (its finalizer is gone).
  void forget(Backup& backup);

  /// The horizon: everything unfinished is emitted as such.
  void close();

 private:
  friend class PolicyView;
  void adopt_existing_backups();

  std::uint64_t next_operation_ = 1;
  Admission admission_;
  PolicyView view_;
};

/// What stands in the way, from what a look saw.
record::Blocker blocker_of(const lock::SeenLock& seen);

}  // namespace headway::world
