// The state of everything at an instant: nodes, volumes, stores, schedules, and the services that processes
// use to act on them. Who acts is decided elsewhere (sim/longhorn); nothing here moves by itself but the
// lines.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "sim/core/work_queue.h"
#include "sim/cost/requests.h"
#include "sim/lock/attempt.h"
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
#include "sim/world/store_client.h"
#include "sim/world/target_faults.h"
#include "sim/world/vm_backup.h"

namespace headway::world {

/// The longhorn-manager of one node: what it has in memory, and is gone when it restarts.
struct Manager {
  core::WorkQueue backups;         ///< the backup controller's queue and workers
  core::Semaphore start_mutex{1};  ///< held during a start RPC, needed to read a monitor
  Manager(const model::Parameters& p, Instant resync_phase)
      : backups(p.controller_workers, p.controller_requeue_base, p.controller_requeue_cap, resync_phase,
                p.controller_resync) {}
};

struct Node {
  Instant resync_phase{};
  Duration clock_skew{};
  std::optional<Manager> manager;            ///< empty while it is down
  std::uint32_t managers_down = 0;           ///< reasons why it is
  std::uint32_t instance_managers_down = 0;  ///< reasons why no engine or replica runs here
  std::uint32_t replica_losses = 0;          ///< times that all replicas here ended
  core::Signal replicas_lost;                ///< that has happened again
  core::ProcessGroup controllers;            ///< processes of its manager, `backup rm` children among them
  core::ProcessGroup replicas;               ///< what its replicas' sync agents do
  core::Semaphore restores;                  ///< volumes that may be restored here at once
  core::Semaphore purges;                    ///< snapshots that may be purged here at once
  std::int64_t all_restores, all_purges;     ///< how many permits of each there are
  Node(const model::Parameters& p, const model::Node& stated, Instant phase);
};

struct Volume {
  std::uint64_t hash = 0;  ///< of its name, addresses its luck
  cost::DirtyLaw law;
  BackupStore store;
  std::uint32_t files = 0;            ///< which lock files are its own
  std::vector<BackupRef> backups;     ///< its Backup objects, by creation
  std::uint32_t deleting = 0;         ///< how many of them are in state Deleting
  std::uint32_t restoring = 0;        ///< volumes that are being restored from its backups
  bool being_removed = false;         ///< its BackupVolume is being deleted
  std::unique_ptr<Deletion> removal;  ///< how far that has come
  core::Signal new_backup;            ///< a restore point has come, for whoever follows them
  Instant written_until{};            ///< content is known up to here
  double written = 0;                 ///< bytes written since the origin, before the scenario's start
  std::int64_t drawn_day = std::numeric_limits<std::int64_t>::min();  ///< UTC day since 1970, of
  double drawn = 0;                                                   ///< what was drawn last for a day
  double purged = 0;       ///< `written` at the last snapshot that was merged away
  Instant engine_phase{};  ///< its engine's status is refreshed at this phase
  Instant running_from{};  ///< its engine runs again from here on, after a fault
  bool attached = true;
  std::uint64_t snapshots = 0;            ///< taken of it so far
  core::Signal snapshot_taken;            ///< there is a newer one
  std::vector<Backup*> completed;         ///< those that retention counts, oldest first
  std::vector<std::uint32_t> jobs;        ///< that back it up
  std::vector<std::int32_t> kept_by_job;  ///< how many are labelled with each
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
  core::Signal edited;           ///< its cron line was changed
  std::uint64_t executions = 0;  ///< status.executionCount
};

/// A backup target's own state.
struct Target {
  double stored = 0;  ///< bytes of all blocks on it, and of uploads under way
  Instant poll_phase{};
  std::uint32_t image_files = 0;    ///< the lock files that all backing images share
  std::vector<bool> images;         ///< whose backup is on it
  std::vector<bool> images_wanted;  ///< whose backup is being made or is there
  std::vector<bool> images_going;   ///< whose backup is being deleted
};

/// Seconds of one request of each kind, where they never vary.
struct FixedLatency {
  bool constant = false;
  Duration list{}, head{}, get{}, put{}, remove{};
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
  /// Ends the nodes' processes, which refer to everything here.
  ~World();

  core::Engine& engine;
  const model::Scenario& scenario;
  const policy::Policies policies;
  model::Parameters parameters;  ///< the scenario's, with what policies select; an upgrade changes them
  const core::Luck& luck;
  record::Sink& sink;
  const Checks checks;

  Instant now() const { return engine.now(); }
  Instant count_from() const { return scenario.time.start + scenario.time.warm_up; }
  Instant horizon() const { return scenario.time.start + scenario.time.horizon; }

  lock::Protocol protocol;
  std::deque<Node> nodes;
  std::vector<Volume> volumes;
  std::vector<Target> targets;
  std::vector<LockFiles> lock_files;
  std::vector<TargetFaults> faults;         // by target
  std::vector<FixedLatency> fixed_latency;  // by target
  std::vector<Job> jobs;
  Csi csi;
  Harvester harvester;
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
  Live<HeldLock> live_locks;

  /// Tells whoever follows operations step by step.
  void tell(record::Step step) {
    if (!tells_) return;
    step.at = step.at == record::kNever ? now() : step.at;
    sink.on(step);
  }
  /// Says it now.
  void say(record::Message message) {
    message.at = now();
    sink.on(message);
  }

  /// The operation has its outcome: emits it.
  void emit(const record::Operation& operation);

  /// What stands in the way, from what a look saw: `SeenLock::owner` carries the operation's id.
  record::Blocker blocker_of(const lock::SeenLock& seen) const;

  /// The holder's saves stopped arriving for longer than the lease at some time in [since, until].
  bool lease_ran_out(const lock::LockFile& file, Instant since, Instant until) const;

  // Requests to a target.

  /// Time of requests to a target that answers, one after the other.
  Duration request_time(std::uint32_t target, const cost::Requests& requests, Draws& draws) {
    const FixedLatency& fixed = fixed_latency[target];
    if (!fixed.constant) return drawn_request_time(target, requests, draws);
    return requests.list * fixed.list + requests.head * fixed.head + requests.get * fixed.get +
           requests.put * fixed.put + requests.remove * fixed.remove;
  }
  /// How long a client of this target keeps on trying one request.
  Duration request_patience(std::uint32_t target) const;
  /// When work of `nominal` length with the target, begun at `from`, is over, and whether it got through.
  Answer answer(std::uint32_t target, Instant from, Duration nominal) const {
    if (faults[target].none()) return Answer{from + nominal, true};
    return faults[target].answer(from, nominal, request_patience(target));
  }
  /// Time to move an index of `bytes` over a line that nothing else is counted on.
  Duration index_time(BytesPerSecond node_line, BytesPerSecond target_line, Bytes bytes) const;
  /// The BackupTarget's status says available: its last poll got through.
  bool target_available(std::uint32_t target) const;
  /// When the next poll of the target comes to this volume, strictly after `t`; kNever without polls.
  Instant next_poll_of(std::uint32_t volume, Instant t) const;

  /// The lock of an operation on the volume's backups. `process`: what it dies with.
  LockHolder holder(const record::Operation& operation, std::uint32_t volume, std::int64_t type,
                    std::uint32_t node, const core::ProcessGroup& process) const;

  /// Ends all processes of a group: their locks' files stay.
  void end_processes(core::ProcessGroup& group);

  /// Sets the object's state and tells whoever waits. Counts those that are Deleting.
  void set_state(Backup& backup, BackupState state);

  /// The first of the polls at `poll`, `poll` + period, … of a replica on `node` that gets no answer, its
  /// process being there; kNever when all do.
  Instant failing_poll(std::uint32_t node, Instant poll, Duration period) const;

  /// How much longer each call to the Kubernetes API takes now than it usually does.
  Duration api_delay() const;
  /// The virtual machine is being migrated.
  bool migrating(std::uint32_t vm) const;

  /// A snapshot of the volume has been taken: answers its number. Those before it may go now.
  std::uint64_t take_snapshot(std::uint32_t volume) {
    volumes[volume].snapshot_taken.notify(engine);
    return ++volumes[volume].snapshots;
  }

  /// From now on the target's clock is wrong by that. Saves made before show it too.
  void set_target_skew(std::uint32_t target, Duration skew);

  /// The volume's engine runs.
  bool running(std::uint32_t volume) const {
    return nodes[scenario.volumes[volume].node].instance_managers_down == 0 &&
           volumes[volume].running_from <= now();
  }

  /// Bytes that the volume has written up to now. Amortised one draw a civil day.
  double content(std::uint32_t volume);

  /// The volume's turn comes soon, after those announced before it: asks for its memory, which nobody has
  /// looked at for a day. What lies behind a pointer is asked for with the next announcement or the one
  /// after.
  void expect(std::uint32_t volume);
  /// A backup or a delete of the volume ends soon: asks for what is looked at then.
  void expect_end(std::uint32_t volume);

  /// Bytes on the target for that many blocks of the volume.
  double stored_bytes(std::uint32_t volume, std::int64_t blocks) const;

  /// The luck of one operation on a volume. `schedule`: see model::schedule_name; kNone for what no schedule
  /// asked for. `tick_key`: of the tick it serves (schedule/tick_key.h).
  Draws draws(std::uint32_t volume, std::uint32_t schedule, std::int64_t tick_key, std::uint32_t pass,
              std::uint32_t kind) const;
  /// A manager drawn uniformly: whoever writes a new object first owns it. A node that is down has no say.
  std::uint32_t random_owner(Draws& draws) const;

  /// Whether the object is one of those that retention counts: complete, and not gone. `created_at` is set.
  void set_kept(Backup& backup, bool kept);

  /// The set of kept backups has changed, or the horizon has come: counts those above what retention wants.
  void note_retention(std::uint32_t volume);

  /// Removes the Backup object from the list (its finalizer is gone).
  void forget(Backup& backup);

  /// A manager process of the node `node`, when it is up.
  void spawn_controller(std::uint32_t node, core::Task<void> process) {
    nodes[node].controllers.spawn(std::move(process));
  }

  /// The horizon: everything unfinished is emitted as such.
  void close();

 private:
  friend class PolicyView;
  Duration drawn_request_time(std::uint32_t target, const cost::Requests& requests, Draws& draws);
  void adopt_existing_backups();
  const std::vector<VmBackupRef>& adopt_vm_backups(std::uint32_t vm_schedule);
  void make_targets();
  void make_schedules();

  std::uint64_t next_operation_ = 1;
  bool tells_;
  std::array<std::uint32_t, 2> expected_{record::kNone, record::kNone};  // announced last, and before that
  Admission admission_;
  PolicyView view_;
};

}  // namespace headway::world
