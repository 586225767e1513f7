// The failures of a replication: which record counts each of them, and when it was.
#include <algorithm>

#include "analysis/forecast/tally.h"

namespace headway::forecast {

using record::kNever;
using record::OperationKind;
using record::Outcome;

namespace {

/// Who says of a due backup without an operation of its own that it failed.
record::Layer layer_of_due(record::Cause cause) {
  if (cause == record::Cause::skipped_forbid) return record::Layer::cron_job;
  return cause == record::Cause::snapshot_timeout ? record::Layer::recurring_job : record::Layer::none;
}

}  // namespace

void Tally::note_instant(const FailureKey& key, Instant at) {
  if (at == kNever) return;
  FailureCount& failure = summary_.failures[key];
  failure.first = std::min(failure.first, at - start_);
  failure.last = std::max(failure.last, at - start_);
}

void Tally::count_failure(const Fault& fault) {
  const FailureKey key{reported_as(fault.operation), fault.cause};
  FailureCount& failure = summary_.failures[key];
  ++failure.count;
  ++failure.layers[static_cast<std::size_t>(fault.layer)];
  if (fault.blocker != record::Blocker::none) ++failure.blocked_by[static_cast<std::size_t>(fault.blocker)];
  note_instant(key, fault.at);
}

/// Whether a record of another kind counts this operation's failure; notes what it counts itself.
bool Tally::failure_is_counted_elsewhere(const record::Operation& operation) {
  const std::uint32_t bit = 1U << static_cast<unsigned>(operation.cause);
  switch (operation.kind) {
    case OperationKind::backup:
      return operation.cause == record::Cause::window_overrun;  // judged by its due backup
    case OperationKind::restore:
      return operation.cause == record::Cause::lock_denied || (restores_[operation.id].causes & bit) != 0;
    case OperationKind::restore_replica:
      if (operation.parent != 0) restores_[operation.parent].causes |= bit;
      return operation.cause == record::Cause::lock_denied;
    default:
      return operation.cause == record::Cause::lock_denied;  // try by try, from the lock records
  }
}

void Tally::on(const record::LockAttempt& attempt) {
  fingerprint_.add(attempt);
  neighbours_.on(attempt);
  if (!attempt.counted) return;
  LockCounts& locks = summary_.locks;
  ++locks.attempts;
  locks.granted += attempt.granted;
  locks.expired += attempt.expired;
  locks.crashed += attempt.end == record::LockEnd::crashed;
  locks.overlaps += attempt.overlaps;
  locks.failed_open += attempt.failed_open;
  // A backup has one try, and its record has more to say of it.
  if (attempt.kind == OperationKind::backup || attempt.granted || attempt.decided == kNever) return;
  count_failure({attempt.kind, record::Cause::lock_denied, record::Layer::backupstore, attempt.blocked_by,
                 attempt.decided});
}

/// Gives the due backups that wait for this run's record the instant at which it was over.
void Tally::settle_unmade(std::uint64_t run, Instant ended) {
  for (const Unmade& due : unmade_) {
    note_instant(due.key, due.run == run && ended != kNever ? ended : due.otherwise);
  }
  unmade_.clear();
}

void Tally::on(const record::DueBackup& due) {
  fingerprint_.add(due);
  if (!unmade_.empty() && unmade_.front().run != due.run) settle_unmade(due.run, kNever);
  if (!due.counted) return;
  Outcomes& backups = outcomes_of(summary_, OperationKind::backup);
  backups.count(due.outcome);
  backups.lost += due.lost;
  if (due.attempts == 0) ++backups.attempts;
  // Of attempts that still run the due backup alone can say that they are too late.
  const bool only_here = due.attempts == 0 || due.cause == record::Cause::window_overrun;
  if (only_here && due.cause != record::Cause::none && !is_completed(due.outcome) &&
      due.outcome != Outcome::unfinished) {
    count_failure({OperationKind::backup, due.cause, layer_of_due(due.cause), record::Blocker::none, kNever});
    const FailureKey key{OperationKind::backup, due.cause};
    const Instant by_then = due.next_tick == kNever ? end_ : std::min(due.next_tick, end_);
    if (due.cause == record::Cause::window_overrun) {
      note_instant(key, by_then);
    } else {
      unmade_.push_back({due.run, key, by_then});
    }
  }
  if (due.schedule < summary_.schedules.size()) {
    ++summary_.schedules[due.schedule].due;
    summary_.schedules[due.schedule].lost += due.lost;
  }
  if (due.volume < summary_.volumes.size()) {
    ++summary_.volumes[due.volume].due;
    summary_.volumes[due.volume].lost += due.lost;
  }
  if (due.lost && due.tick != kNever) {
    const auto in_day = due.tick - std::chrono::floor<std::chrono::days>(due.tick);
    ++summary_.lost_by_hour[static_cast<std::size_t>(in_day / hours{1})];
  }
}

}  // namespace headway::forecast
