#include "sim/longhorn/recurring_job.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/longhorn/backup_request.h"
#include "sim/longhorn/system_backup.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using world::BackupRef;
using world::BackupState;
using world::World;

/// One container run of a job's pod.
struct Pass {
  std::uint32_t job;
  schedule::KeyedTick tick;
  std::uint32_t number;
  std::uint64_t run;
  bool full_mode;
  std::vector<std::uint32_t> volumes;  ///< in the order in which they get slots
  std::size_t next = 0;                ///< whose turn comes next, of `volumes`
  std::vector<std::uint64_t> failed;   ///< backups that the pod counts as failed
};

core::Task<void> delete_later(World& world, BackupRef backup, Duration delay) {
  co_await core::delay(world.engine, delay, Rank::work);
  request_deletion(world, backup);
}

/// Deletes what the job keeps beyond `retain` on the volume, oldest first. The calls return at once; objects
/// that are being deleted already still count, and being asked again does nothing to them.
void apply_retention(World& world, std::uint32_t job, std::uint32_t v) {
  const world::Volume& volume = world.volumes[v];
  const auto place = std::find(volume.jobs.begin(), volume.jobs.end(), job) - volume.jobs.begin();
  std::int64_t beyond = volume.kept_by_job[static_cast<std::size_t>(place)] - world.scenario.jobs[job].retain;
  std::vector<BackupRef, core::FrameAllocator<BackupRef>> unwanted;
  for (auto at = volume.completed.begin(); beyond > 0 && at != volume.completed.end(); ++at) {
    if ((*at)->job != job) continue;
    --beyond;
    if (!(*at)->deletion_requested) unwanted.push_back((*at)->shared_from_this());
  }
  for (const BackupRef& backup : unwanted) {
    if (const Duration delay = world.delete_delay(job, v); delay > Duration::zero())
      world.engine.spawn(delete_later(world, backup, delay));
    else
      request_deletion(world, backup);
  }
}

/// The pod counts the volume as failed.
void note_failure(World& world, Pass& pass, const world::Backup& backup, Instant slot_taken) {
  pass.failed.push_back(backup.id);
  record::Step step;
  step.kind = record::Step::Kind::slot_held;
  step.operation = backup.id;
  step.span = world.now() - slot_taken;
  world.tell(step);
}

/// One volume's turn, from the slot's first step to its last. False when the pod counts it as failed.
core::Task<bool> back_up_volume(World& world, Pass& pass, std::uint32_t v) {
  const model::Parameters& p = world.parameters;
  const policy::Candidate candidate = world.candidate(pass.job, v);
  co_await world.admit(candidate);

  // The snapshot. The pod looks at once and then at every poll; the look after the last one is never made.
  const Instant asked = world.now();
  const Instant taken = snapshot_taken_at(world);
  co_await core::sleep_until(world.engine, taken, Rank::completion);
  const double written = world.content(v);
  world.take_snapshot(v);
  const Instant shows = std::max(snapshot_ready_at(world, v, taken), world.volumes[v].running_from);
  const Instant ready = core::next_poll(asked, p.job_poll_interval, shows);
  const Instant last_look = asked + (p.job_snapshot_ready_polls - 1) * p.job_poll_interval;
  if (ready > last_look) {
    co_await core::sleep_until(world.engine, last_look + p.job_poll_interval, Rank::poll);
    world.admitted_over(candidate);
    co_return false;
  }
  co_await core::sleep_until(world.engine, ready, Rank::poll);

  BackupRequest request;
  request.volume = v;
  request.job = request.schedule = pass.job;
  request.owed = world.ledger.owes(pass.job, v, pass.tick.at);  // unless it was attached after the tick
  request.tick = pass.tick.at;
  request.tick_key = pass.tick.key;
  request.pass = pass.number;
  request.parent = pass.run;
  request.written = written;
  request.full_mode = pass.full_mode;
  const BackupRef backup = make_backup(world, request);

  // A backup that dies in its start RPC is never seen as started: the whole wait is burnt, with the slot
  // held.
  const Instant first =
      world.now() + (p.job_start_check_sleeps_first ? p.job_poll_interval : Duration::zero());
  const auto started = [&backup] { return backup->start_visible; };
  // A loop that sleeps first gives up right after its last look, one that looks first sleeps once more: the
  // wait is as long for both.
  const std::int64_t looks = p.job_start_polls - (p.job_start_check_sleeps_first ? 1 : 0);
  bool seen =
      co_await core::poll_until(world.engine, backup->changed, first, p.job_poll_interval, looks, started);
  if (p.job_start_check_sleeps_first) seen = seen || started();
  if (!seen) {
    if (backup->state != BackupState::error && backup->creation) {
      backup->creation->record.cause = record::Cause::start_timeout;
      backup->creation->record.layer = record::Layer::recurring_job;
    }
    note_failure(world, pass, *backup, asked);
    co_return false;
  }
  const auto final_state = [&backup] {
    return backup->state == BackupState::completed || backup->state == BackupState::error ||
           backup->deletion_requested;
  };
  co_await core::poll_until(world.engine, backup->changed, world.now(), p.job_poll_interval, final_state);
  if (backup->state != BackupState::completed || backup->deletion_requested) {
    note_failure(world, pass, *backup, asked);
    co_return false;
  }
  apply_retention(world, pass.job, v);
  purge_snapshots(world, v, written);
  co_return true;
}

/// So many turns before its own a volume is announced (World::expect).
constexpr std::size_t kAhead = 3;

/// What one slot of the pod does: volume after volume. False when one of them failed.
core::Task<bool> work_off(World& world, Pass& pass) {
  bool failed = false;
  while (pass.next < pass.volumes.size()) {
    const std::size_t turn = pass.next++;
    if (turn + kAhead < pass.volumes.size()) world.expect(pass.volumes[turn + kAhead]);
    const bool succeeded = co_await back_up_volume(world, pass, pass.volumes[turn]);
    failed = failed || !succeeded;
  }
  co_return !failed;
}

/// The pod's goroutines race for slots: their order is arbitrary, here a draw for each (tick, pass, volume).
/// Volumes whose engine does not run when the pod looks are left out without a word.
std::vector<std::uint32_t> volume_order(World& world, std::uint32_t job, schedule::KeyedTick tick,
                                        std::uint32_t pass) {
  std::vector<std::pair<double, std::uint32_t>> keyed;
  for (const std::uint32_t v : world.jobs[job].volumes) {
    if (!world.running(v) && !world.parameters.job_allow_detached) {
      world.ledger.left_out(job, v, tick.at, record::Cause::node_lost);
      continue;
    }
    world::Draws draws = world.draws(v, job, tick.key, pass, 3);
    keyed.emplace_back(draws.next(world::Purpose::volume_order), v);
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order;
  for (const auto& [key, v] : keyed) order.push_back(v);
  return order;
}

/// One container run over all volumes. True when a volume failed; `culprits` are then the backups that did.
core::Task<bool> run_container(World& world, std::uint32_t job, schedule::KeyedTick tick,
                               std::uint32_t number, std::uint64_t run,
                               std::vector<std::uint64_t>& culprits) {
  const model::RecurringJob& stated = world.scenario.jobs[job];
  Pass pass{job, tick, number, run, false, {}, 0, {}};
  // Every start of the container counts, re-runs too: they shift which run is full.
  pass.full_mode = world.parameters.job_full_backup_mode && stated.full_backup_interval > 0 &&
                   world.jobs[job].executions % static_cast<std::uint64_t>(stated.full_backup_interval) == 0;
  pass.volumes = volume_order(world, job, tick, number);
  // A volume's process begins when its slot is free: thousands that only wait would be cold memory.
  std::vector<core::Task<bool>> slots;
  const std::size_t count = std::min(static_cast<std::size_t>(stated.concurrency), pass.volumes.size());
  while (slots.size() < count) slots.push_back(work_off(world, pass));
  bool failed = false;
  for (core::Task<bool>& slot : slots) {
    const bool succeeded = co_await slot;
    failed = failed || !succeeded;
  }
  culprits = std::move(pass.failed);
  co_return failed;
}

void tell_rerun(World& world, const std::vector<std::uint64_t>& culprits) {
  record::Step step;
  step.kind = record::Step::Kind::rerun;
  for (const std::uint64_t backup : culprits) {
    step.operation = backup;
    world.tell(step);
  }
}

}  // namespace

core::Task<void> run_job(World& world, std::uint32_t job, schedule::KeyedTick tick) {
  const model::Parameters& p = world.parameters;
  const std::uint64_t run = world.ledger.start_run(job, tick.at, world.now());
  co_await core::delay(world.engine, p.cron_pod_start, Rank::work);
  Duration backoff = p.job_restart_backoff;
  bool failed = false;
  std::vector<std::uint64_t> culprits;
  for (std::uint32_t restarts = 0;; ++restarts) {
    const Instant started = world.now();
    ++world.jobs[job].executions;
    world.ledger.container_started(job, tick.at, started, restarts > 0);
    // The Job fails when its container has restarted `backoff_limit` times: that last one is killed before it
    // has got as far as a Backup object.
    if (restarts > 0 && restarts >= p.job_backoff_limit) break;
    if (world.scenario.jobs[job].task == model::Task::system_backup) {
      co_await back_up_system(world, job, tick, run);
      break;  // a failed system backup does not fail the pod
    }
    failed = co_await run_container(world, job, tick, restarts, run, culprits);
    if (!failed || !p.job_rerun_on_failure) break;
    if (world.now() - started >= p.job_restart_backoff_reset) backoff = p.job_restart_backoff;
    co_await core::delay(world.engine, backoff, Rank::work);
    tell_rerun(world, culprits);
    backoff = std::min(2 * backoff, p.job_restart_backoff_cap);
  }
  world.ledger.end_run(job, tick.at, world.now(), failed);
  co_await core::delay(world.engine, p.cron_job_done_delay, Rank::work);
  world.jobs[job].active = false;
  world.jobs[job].finished.notify(world.engine);
}

}  // namespace headway::longhorn
