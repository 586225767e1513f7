#include "sim/csi/snapshotter.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "sim/csi/snapshot_controller.h"
#include "sim/longhorn/csi_plugin.h"

namespace headway::csi {
namespace {

using core::Rank;
using longhorn::CsiAnswer;
using longhorn::CsiCall;
using longhorn::CsiCode;
using model::SidecarPolling;
using record::Cause;
using record::Layer;
using record::Outcome;
using world::SnapshotError;
using world::SnapshotRef;
using world::Snapshotter;
using world::VolumeSnapshot;
using world::World;

void tell_call(World& world, const VolumeSnapshot& snapshot, record::Step::Kind kind, Duration span = {},
               Cause cause = Cause::none) {
  record::Step step;
  step.kind = kind;
  step.operation = snapshot.record.id;
  step.layer = Layer::csi_snapshotter;
  step.span = span;
  step.count = snapshot.record.tries;
  step.cause = cause;
  world.tell(step);
}

/// One CreateSnapshot with its deadline. A call that is not answered goes on in the plugin.
core::Task<CsiAnswer> create_snapshot(World& world, SnapshotRef snapshot) {
  const Duration api = world.parameters.sidecar_calls_per_poll * world.api_delay();
  if (api > Duration::zero()) co_await core::delay(world.engine, api, Rank::work);
  snapshot->being_created = true;
  if (snapshot->record.started == record::kNever) snapshot->record.started = world.now();
  ++snapshot->record.tries;
  const Instant sent = world.now();
  tell_call(world, *snapshot, record::Step::Kind::call_sent);
  const auto call = std::make_shared<CsiCall>();
  longhorn::call_create_snapshot(world, snapshot, call);
  const Instant deadline = sent + world.parameters.sidecar_rpc_timeout;
  if (!call->answered) co_await core::first_of(world.engine, core::on(call->done), core::at(deadline));
  CsiAnswer answer = call->answer;
  if (!call->answered) {
    answer = CsiAnswer{};
    answer.code = CsiCode::deadline_exceeded;
    answer.cause = Cause::rpc_timeout;
    answer.origin = Layer::csi_snapshotter;
    answer.root = snapshot->record.id;
  }
  tell_call(world, *snapshot, record::Step::Kind::call_answered, world.now() - sent, answer.cause);
  co_return answer;
}

/// The content's snapshot has its outcome, unless it had one before.
void settle(World& world, VolumeSnapshot& snapshot, Outcome outcome) {
  if (snapshot.settled) return;
  snapshot.settled = true;
  snapshot.record.outcome = outcome;
  if (snapshot.record.ended == record::kNever || outcome != Outcome::failed)
    snapshot.record.ended = world.now();
  world.emit(snapshot.record);
}

void write_ready(World& world, VolumeSnapshot& snapshot) {
  const bool late = static_cast<bool>(snapshot.error);
  snapshot.ready = true;
  snapshot.error = SnapshotError{};
  settle(world, snapshot,
         late || snapshot.record.cause != Cause::none ? Outcome::completed_late : Outcome::completed);
}

/// The error goes into the status and an event, unless the very same is there already.
void write_error(World& world, VolumeSnapshot& snapshot, const CsiAnswer& answer) {
  SnapshotError error;
  error.cause = answer.cause;
  error.origin = answer.origin;
  error.root = answer.root;
  error.again = snapshot.status;
  if (error == snapshot.error) return;
  snapshot.error = error;
  record::Operation& record = snapshot.record;
  if (record.cause == Cause::none && !snapshot.settled) {
    record.cause = error.cause;
    record.layer = Layer::csi_snapshotter;
    record.ended = world.now();
  }
  record::Message message;
  message.operation = record.id;
  message.root = error.root;
  message.kind = record.kind;
  message.schedule = record.schedule;
  message.volume = record.volume;
  message.vm = record.vm;
  message.layer = Layer::csi_snapshotter;
  message.origin = error.origin;
  message.cause = error.cause;
  message.again = error.again;
  message.counted = record.counted;
  world.say(message);
}

void write_status(World& world, const SnapshotRef& snapshot, const CsiAnswer& answer) {
  const bool final = answer.code != CsiCode::deadline_exceeded && answer.code != CsiCode::aborted;
  if (answer.code == CsiCode::ok) {
    if (!snapshot->handle) snapshot->handle = snapshot->backup;  // written once, whatever is answered later
    if (answer.ready) write_ready(world, *snapshot);
  } else {
    write_error(world, *snapshot, answer);
  }
  if (final) snapshot->being_created = false;
  snapshot->status = true;
  pass_status_on(world, snapshot);
}

/// A call now would be answered as the last one was, and so would those after it until the Backup changes.
bool nothing_new(const VolumeSnapshot& snapshot) {
  const world::Backup* const backup = snapshot.backup.get();
  if (backup == nullptr || backup->gone) return false;
  if (backup->cause == Cause::none) return backup->state != world::BackupState::completed;
  return snapshot.error.cause == backup->cause && snapshot.error.root == backup->id && snapshot.error.again;
}

/// What csi-snapshotter's queue keeps of one content: how often it was put off in a row, and when it comes
/// again. Of two instants it keeps the earlier.
struct Retry {
  std::int64_t failures = 0;
  Instant next = Instant::min();
};

void put_off(const model::Parameters& p, Retry& retry, Instant now) {
  const Instant again =
      now + core::exponential_backoff(p.sidecar_retry_first, p.sidecar_retry_cap, retry.failures++);
  if (retry.next <= now || again < retry.next) retry.next = again;
}

/// The same for polls every `period` after `from` and before `until`, and for those that the queue itself
/// brings meanwhile. `from` has been put off. While an earlier instant stands, polls only count.
void put_off_polls(const model::Parameters& p, Retry& retry, Instant from, Duration period, Instant until) {
  Instant poll = from + period;
  while (poll < until) {
    const Instant stands = std::min(retry.next, until);
    if (poll < stands) {
      const std::int64_t polls = (stands - poll + period - Duration(1)) / period;
      retry.failures += polls;
      poll += polls * period;
    } else {
      put_off(p, retry, retry.next);
    }
  }
}

/// Waits for the first poll at `first`, `first` + period, … that may come to something else than the one
/// before: the Backup has changed, or the content is being deleted. A deletion ends the wait if it `wakes`.
core::Task<void> wait_for_poll(World& world, SnapshotRef snapshot, Instant first, Duration period,
                               bool wakes) {
  Instant poll = first;
  const world::BackupRef backup = snapshot->backup;
  if (nothing_new(*snapshot) && !snapshot->deleting) {
    co_await core::first_of(world.engine, core::on(backup->changed), core::on(snapshot->deletion));
    if (wakes && snapshot->deleting) co_return;
    if (world.now() > first) poll = core::next_poll(first, period, world.now());
  }
  if (wakes)
    co_await core::first_of(world.engine, core::at(poll, Rank::poll), core::on(snapshot->deletion));
  else
    co_await core::sleep_until(world.engine, poll, Rank::poll);
}

/// Polls without pause: as often as the API's rate limit allows for all the contents that are polled so.
core::Task<void> wait_in_hot_loop(World& world, SnapshotRef snapshot, Retry& retry) {
  const model::Parameters& p = world.parameters;
  Snapshotter& me = world.csi.snapshotter;
  ++me.hot;
  const Duration budget = p.sidecar_kube_qps > 0
                              ? me.hot * p.sidecar_calls_per_poll * Duration(seconds{1}) / p.sidecar_kube_qps
                              : Duration::zero();
  const Duration period = std::max({p.sidecar_hot_loop_period, budget, Duration(milliseconds{1})});
  const Instant from = world.now();
  co_await wait_for_poll(world, snapshot, from + period, period, true);
  --me.hot;
  if (p.sidecar_polling == SidecarPolling::hot_loop)
    put_off_polls(p, retry, from, period, world.now());
  else
    retry.failures = 0;
}

/// Until the content is looked at again.
core::Task<void> wait_for_turn(World& world, SnapshotRef snapshot, bool answered, Retry& retry) {
  const model::Parameters& p = world.parameters;
  const bool hot = p.sidecar_polling != SidecarPolling::backoff;
  // Where polls come from events of the content, a content in error has none: deletions are overlooked too.
  const bool deaf = hot && snapshot->error;
  // Up to 7.0 the end of the annotation is an event.
  if (hot && snapshot->deleting && !snapshot->being_created && !deaf) co_return;
  if (answered && hot && !snapshot->error) {
    co_await wait_in_hot_loop(world, snapshot, retry);
    co_return;
  }
  const Duration after =
      core::exponential_backoff(p.sidecar_retry_first, p.sidecar_retry_cap, retry.failures);
  if (after >= p.sidecar_retry_cap) {
    co_await wait_for_poll(world, snapshot, retry.next, after, !deaf);
  } else if (deaf) {
    co_await core::sleep_until(world.engine, retry.next, Rank::poll);
  } else {
    co_await core::first_of(world.engine, core::at(retry.next, Rank::poll), core::on(snapshot->deletion));
  }
}

/// The work on one content until it is ready or gone. A ready one is looked at again when it is deleted.
core::Task<void> keep_content(World& world, SnapshotRef snapshot) {
  core::Semaphore& workers = *world.csi.snapshotter.workers;
  const bool hot = world.parameters.sidecar_polling != SidecarPolling::backoff;
  Retry retry;
  for (;;) {
    co_await core::take(world.engine, workers);
    if (snapshot->deleting && !snapshot->being_created) {
      if (snapshot->handle) longhorn::call_delete_snapshot(world, snapshot);
      workers.release(world.engine);
      end_snapshot(world, snapshot);
      co_return;
    }
    if (snapshot->ready && !snapshot->deleting) {
      workers.release(world.engine);
      co_return;
    }
    const bool was_deleting = snapshot->deleting;
    const bool was_wrong = static_cast<bool>(snapshot->error);
    const CsiAnswer answer = co_await create_snapshot(world, snapshot);
    workers.release(world.engine);
    write_status(world, snapshot, answer);
    if (snapshot->ready && !snapshot->deleting) co_return;
    const bool answered = answer.code == CsiCode::ok;
    const bool stuck =
        answered && was_wrong && world.parameters.sidecar_polling == SidecarPolling::hot_loop_stuck;
    if (stuck) co_return;  // no event, no back-off: only another instance looks at it again
    // From 7.0 on each poll without pause is also put off, which shows at the first error.
    if (!answered || world.parameters.sidecar_polling != SidecarPolling::hot_loop_stuck)
      put_off(world.parameters, retry, world.now());
    // A deletion during the call, if its event was not overlooked, brings the content back at once.
    if (snapshot->deleting && !was_deleting && !(hot && was_wrong)) continue;
    co_await wait_for_turn(world, snapshot, answered, retry);
  }
}

core::Task<void> lead_again(World& world, Duration length) {
  co_await core::delay(world.engine, length, Rank::fault);
  Snapshotter& me = world.csi.snapshotter;
  if (--me.away > 0) co_return;
  me.workers.emplace(me.all_workers);
  const std::vector<SnapshotRef> all = world.csi.snapshots;
  for (const SnapshotRef& snapshot : all)
    if (snapshot->bound && (!snapshot->ready || snapshot->deleting))
      me.processes.spawn(keep_content(world, snapshot));
}

}  // namespace

void take_on_content(World& world, const SnapshotRef& snapshot) {
  Snapshotter& me = world.csi.snapshotter;
  if (me.away == 0) me.processes.spawn(keep_content(world, snapshot));
}

void delete_content(World& world, const SnapshotRef& snapshot) {
  snapshot->deleting = true;
  snapshot->deletion.notify(world.engine);
  if (snapshot->ready) take_on_content(world, snapshot);
}

void end_snapshot(World& world, const SnapshotRef& snapshot) {
  record::Operation& record = snapshot->record;
  if (record.cause == Cause::none) {
    record.cause = Cause::deleted_meanwhile;
    record.layer = Layer::csi_snapshotter;
  }
  settle(world, *snapshot, Outcome::failed);
  snapshot->gone = true;
  std::erase(world.csi.snapshots, snapshot);
  snapshot->watched->notify(world.engine);
}

void stop_snapshotter(World& world, Duration length) {
  Snapshotter& me = world.csi.snapshotter;
  ++me.away;
  me.processes.end();
  me.workers.reset();
  me.hot = 0;
  world.engine.spawn(lead_again(world, length));
}

}  // namespace headway::csi
