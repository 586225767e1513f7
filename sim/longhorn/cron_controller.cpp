#include "sim/longhorn/cron_controller.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "sim/longhorn/recurring_job.h"
#include "sim/schedule/missed_ticks.h"
#include "sim/schedule/tick_key.h"
#include "sim/schedule/ticks.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using schedule::KeyedTick;
using world::World;

/// The ticks that have come and have no run yet, newest last.
using Unserved = std::deque<KeyedTick>;

/// One sync of the controller: starts the Job that its search finds due, if any. `shift`: how much later than
/// its tick the latest run starts; to the controller the whole line is shifted by that, but it never sees
/// `coming`, the first tick whose start has not come (its own shift may be longer).
void sync(World& world, std::uint32_t j, Duration shift, const std::optional<KeyedTick>& coming,
          Instant& last, Unserved& unserved) {
  world::Job& job = world.jobs[j];
  if (job.active || unserved.empty()) return;
  const model::Parameters& p = world.parameters;
  Instant seen = world.now() - shift;
  if (coming) seen = std::min(seen, coming->at - Duration(1));
  const schedule::MissedTicks missed =
      schedule::find_missed(job.cron, job.zone, last, seen, p.cron_missed_search);
  if (!missed.most_recent || missed.invalid) return;
  if (p.cron_missed_limit > 0 && missed.count > p.cron_missed_limit) return;  // refused, with an event
  last = *missed.most_recent;
  // The search may answer an instant that is no tick (first_interval on an uneven line): the run serves the
  // latest tick that it is owed all the same.
  KeyedTick served = unserved.back();
  for (const KeyedTick& tick : unserved)
    if (tick.at <= last) served = tick;
  while (!unserved.empty() && unserved.front().at <= served.at) unserved.pop_front();
  job.active = true;
  world.engine.spawn(run_job(world, j, served));
}

/// The job's line was edited: answers its next tick. If the new line had a tick since the last run, the
/// controller takes it for missed, and the sync that the edit brings starts it (corrections, "CronJob
/// catch-up"): that tick is owed now, unless it was owed before the edit (`opened` is the latest that was).
std::optional<KeyedTick> take_new_line(World& world, std::uint32_t j, Instant last, Instant& opened,
                                       Unserved& unserved) {
  const world::Job& job = world.jobs[j];
  const auto next = schedule::first_tick_from(job.cron, job.zone, world.now() + Duration(1));
  const schedule::MissedTicks missed =
      schedule::find_missed(job.cron, job.zone, last, world.now(), world.parameters.cron_missed_search);
  const bool owed = missed.most_recent && !missed.invalid && opened < *missed.most_recent;
  if (owed) {
    const Instant at = *missed.most_recent;
    const KeyedTick tick{at, schedule::tick_key(job.cron, job.zone, at)};
    world.ledger.open_tick(j, at, world.now(), next.value_or(record::kNever), job.volumes);
    unserved.push_back(tick);
    opened = at;
  }
  if (!next) return std::nullopt;
  return KeyedTick{*next, schedule::tick_key(job.cron, job.zone, *next)};
}

}  // namespace

core::Task<void> play_schedule(World& world, std::uint32_t j) {
  world::Job& job = world.jobs[j];
  const Instant start = world.scenario.time.start;
  // The schedule is older than the scenario: its last run before the start is history.
  const auto before = schedule::ticks_before(job.cron, job.zone, start, 2);
  std::optional<KeyedTick> tick;
  if (const auto first = schedule::first_tick_from(job.cron, job.zone, start))
    tick = KeyedTick{*first, schedule::tick_key(job.cron, job.zone, *first)};
  Instant last = before.empty() ? start : before.back();
  if (!before.empty()) {
    const KeyedTick owed{before.back(), schedule::tick_key(job.cron, job.zone, before.back())};
    if (world.start_of(j, owed) >= start) {  // a policy moves it to after the start
      tick = owed;
      last = before.size() > 1 ? before.front() : owed.at - Duration(1);
    }
  }
  Unserved unserved;
  Instant opened = Instant::min();
  Duration shift{};
  const auto start_of = [&](const std::optional<KeyedTick>& t) {
    return t ? world.start_of(j, *t) : Instant::max();
  };
  Instant begin = start_of(tick);
  for (;;) {
    // The controller looks a little after the tick; a tick just before the horizon is owed all the same. With
    // no tick left a catch-up may still be owed.
    const bool comes = begin < world.horizon();
    const Instant look = comes ? begin + world.parameters.cron_sync_delay : record::kNever;
    const Instant wake = comes ? std::min(look, world.horizon() - Duration(1)) : record::kNever;
    const std::uint32_t which = co_await core::first_of(world.engine, core::at(wake, Rank::work),
                                                        core::on(job.finished), core::on(job.edited));
    while (begin <= world.now() && begin < world.horizon()) {
      const KeyedTick due = *tick;
      shift = begin - due.at;
      const auto next = job.cron.next(due.at, job.zone);
      tick.reset();
      if (next) tick = KeyedTick{*next, schedule::next_tick_key(due.key, *next)};
      const Instant came = begin;
      begin = start_of(tick);
      world.ledger.open_tick(j, due.at, came, begin, job.volumes);
      unserved.push_back(due);
      opened = due.at;
      world.ledger.pass_instant(j, came);
    }
    if (which == 2) {
      shift = Duration::zero();
      tick = take_new_line(world, j, last, opened, unserved);
      begin = start_of(tick);
      world.ledger.move_next(j, begin);
    }
    if (which != 0 || world.now() >= look) sync(world, j, shift, tick, last, unserved);
  }
}

}  // namespace headway::longhorn
