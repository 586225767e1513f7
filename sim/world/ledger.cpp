#include "sim/world/ledger.h"

#include <algorithm>

#include "sim/core/check.h"

namespace headway::world {

using record::Cause;
using record::Outcome;

Ledger::Ledger(const model::Scenario& scenario, record::Sink& sink, Instant count_from, Instant horizon)
    : sink_(sink),
      count_from_(count_from),
      horizon_(horizon),
      reruns_(scenario.platform.parameters.job_rerun_on_failure),
      recurring_(scenario.jobs.size()),
      open_(model::schedule_count(scenario)) {
  for (std::size_t s = 0; s < open_.size(); ++s) of_machines_.push_back(model::owes_machines(scenario, s));
}

void Ledger::open_tick(std::uint32_t schedule, Instant tick, Instant start, Instant next_start,
                       const std::vector<std::uint32_t>& owed) {
  Tick entry;
  entry.run.id = next_run_++;
  entry.run.schedule = schedule;
  entry.run.due = tick;
  entry.run.volumes = static_cast<std::uint32_t>(owed.size());
  entry.run.counted = counted(start);
  entry.next = next_start;
  entry.due.reserve(owed.size());
  for (const std::uint32_t one : owed) {
    Due due;
    due.owed = one;
    entry.due.push_back(due);
  }
  open_[schedule].push_back(std::move(entry));
}

Ledger::Tick* Ledger::find(std::uint32_t schedule, Instant tick) {
  for (Tick& open : open_[schedule])
    if (open.run.due == tick) return &open;
  return nullptr;
}

Ledger::Due* Ledger::find(Tick& tick, std::uint32_t owed) {
  const auto at = std::lower_bound(tick.due.begin(), tick.due.end(), owed,
                                   [](const Due& due, std::uint32_t one) { return due.owed < one; });
  return at != tick.due.end() && at->owed == owed ? &*at : nullptr;
}

Ledger::Due* Ledger::find(Tick& tick, const record::Operation& attempt) const {
  return find(tick, of_machines_[attempt.schedule] ? attempt.vm : attempt.volume);
}

void Ledger::skip(std::uint32_t schedule, Instant tick, Instant now, Cause why) {
  Tick* skipped = find(schedule, tick);
  skip(*skipped, now, why);
  settle(schedule, now);
}

void Ledger::skip(Tick& tick, Instant now, Cause why) {
  tick.over = true;
  tick.run.outcome = Outcome::skipped;
  tick.run.cause = why;
  tick.run.ended = now;
  for (Due& due : tick.due) {
    due.outcome = Outcome::skipped;
    due.cause = why;
  }
}

std::uint64_t Ledger::start_run(std::uint32_t schedule, Instant tick, Instant now) {
  Tick* served = find(schedule, tick);
  core::check_invariant(served != nullptr, "a run starts for a tick that is not open");
  for (Tick& earlier : open_[schedule]) {
    if (&earlier == served) break;
    if (earlier.over || earlier.run.fired != record::kNever) continue;
    skip(earlier, now, Cause::skipped_forbid);
  }
  served->run.fired = now;
  return served->run.id;
}

void Ledger::container_started(std::uint32_t schedule, Instant tick, Instant now, bool rerun) {
  Tick* served = find(schedule, tick);
  if (served->run.started == record::kNever) served->run.started = now;
  if (rerun) ++served->run.reruns;
}

void Ledger::end_run(std::uint32_t schedule, Instant tick, Instant now, bool failed) {
  Tick* served = find(schedule, tick);
  served->run.ended = now;
  served->run.outcome = failed ? Outcome::failed : Outcome::completed;
  served->over = true;
  settle(schedule, now);
}

void Ledger::move_next(std::uint32_t schedule, Instant next_start) {
  if (!open_[schedule].empty()) open_[schedule].back().next = next_start;
}

void Ledger::left_out(std::uint32_t schedule, std::uint32_t volume, Instant tick, record::Cause why) {
  Due* due = find(*find(schedule, tick), volume);
  if (due != nullptr && due->attempts == 0) due->cause = why;  // what an earlier container came to stands
}

void Ledger::attempt_started(const record::Operation& attempt) {
  Tick* tick = find(attempt.schedule, attempt.scheduled);
  Due* due = find(*tick, attempt);
  ++tick->open_attempts;
  ++tick->run.attempts;
  ++due->attempts;
  due->last_attempt = attempt.id;
  due->outcome = Outcome::unfinished;
  due->cause = Cause::none;
}

void Ledger::attempt_failing(const record::Operation& attempt) {
  Due* due = find(*find(attempt.schedule, attempt.scheduled), attempt);
  if (attempt.id != due->last_attempt) return;
  due->outcome = Outcome::failed;
  due->cause = attempt.cause;
}

void Ledger::attempt_ended(const record::Operation& attempt) {
  Tick* tick = find(attempt.schedule, attempt.scheduled);
  Due* due = find(*tick, attempt);
  --tick->open_attempts;
  if (attempt.id == due->last_attempt) {
    due->outcome = attempt.outcome;
    due->cause = attempt.cause;
  }
  settle(attempt.schedule, attempt.ended);
}

void Ledger::restore_point(std::uint32_t schedule, std::uint32_t owed, Instant tick, Instant now) {
  Due* due = find(*find(schedule, tick), owed);
  due->first_completed = std::min(due->first_completed, now);
}

void Ledger::pass_instant(std::uint32_t schedule, Instant now) {
  settle(schedule, now);
}

void Ledger::settle(std::uint32_t schedule, Instant now) {
  auto& open = open_[schedule];
  while (!open.empty() && open.front().over && open.front().open_attempts == 0 && open.front().next <= now) {
    emit(open.front(), now, false);
    open.pop_front();
  }
}

void Ledger::emit(Tick& tick, Instant now, bool at_horizon) {
  for (Due& due : tick.due) {
    record::DueBackup out;
    out.run = tick.run.id;
    out.schedule = tick.run.schedule;
    (of_machines_[tick.run.schedule] ? out.vm : out.volume) = due.owed;
    out.tick = tick.run.due;
    out.next_tick = tick.next;
    out.attempts = due.attempts;
    out.first_completed = due.first_completed;
    out.counted = tick.run.counted;
    out.outcome = due.outcome;
    out.cause = due.cause;
    const bool in_time = due.first_completed < tick.next;
    out.lost = !in_time;
    const bool pending = due.outcome == Outcome::unfinished && (due.attempts > 0 || !tick.over);
    const bool again =
        reruns_ && tick.run.schedule < recurring_ && due.outcome == Outcome::failed && !tick.over;
    if (at_horizon && (pending || again)) {
      // Its next tick lies beyond the horizon: it may still be in time. Otherwise the night was too short for
      // it.
      if (tick.next >= horizon_) {
        out.outcome = Outcome::unfinished;
        out.cause = Cause::none;
        out.lost = false;
      } else if (pending) {
        out.outcome = Outcome::failed;
        out.cause = Cause::window_overrun;
      }
    } else if (due.attempts == 0 && due.outcome == Outcome::unfinished) {
      // The pod never came to make its Backup object.
      out.outcome = Outcome::failed;
      if (out.cause == Cause::none) out.cause = Cause::snapshot_timeout;
    }
    if (at_horizon && out.lost && tick.next >= horizon_ && out.outcome == Outcome::completed)
      out.lost = false;
    if (out.lost) ++tick.run.lost;
    sink_.on(out);
  }
  if (tick.run.ended == record::kNever && at_horizon) tick.run.outcome = Outcome::unfinished;
  (void)now;
  sink_.on(tick.run);
}

void Ledger::close(Instant horizon) {
  for (auto& open : open_) {
    for (Tick& tick : open) emit(tick, horizon, true);
    open.clear();
  }
}

}  // namespace headway::world
