// The failures of a replication: which record counts each of them, and when it was.
#include <algorithm>

#include "analysis/forecast/tally.h"

namespace headway::forecast {

using record::kNever;
using record::OperationKind;
using record::Outcome;

namespace {

/// Who says of a due backup without an operation of its own that it failed.
record::Layer layer_of_due(const record::DueBackup& due) {
  const bool of_machine = due.vm != record::kNone;
  switch (due.cause) {
    case record::Cause::skipped_forbid:
      return record::Layer::cron_job;
    case record::Cause::snapshot_timeout:
      return of_machine ? record::Layer::none : record::Layer::recurring_job;
    case record::Cause::skipped_previous_running:
    case record::Cause::skipped_late_trigger:
    case record::Cause::suspended_max_failure:
    case record::Cause::suspended_not_synced:
    case record::Cause::suspended_by_hand:
      return of_machine ? record::Layer::vm_schedule_controller : record::Layer::none;
    case record::Cause::skipped_webhook:
      return record::Layer::webhook;
    default:
      return record::Layer::none;
  }
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
    case OperationKind::vm_backup:
      return operation.cause == record::Cause::window_overrun;  // judged by its due backup
    case OperationKind::snapshot:
      return true;  // call by call, from the messages
    case OperationKind::vm_backup_delete:
      return false;  // it takes no lock
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
  const OperationKind kind = due.vm == record::kNone ? OperationKind::backup : OperationKind::vm_backup;
  Outcomes& backups = outcomes_of(summary_, kind);
  backups.count(due.outcome);
  backups.lost += due.lost;
  if (due.attempts == 0) ++backups.attempts;
  // Of attempts that still run the due backup alone can say that they are too late.
  const bool only_here = due.attempts == 0 || due.cause == record::Cause::window_overrun;
  if (only_here && due.cause != record::Cause::none && !is_completed(due.outcome) &&
      due.outcome != Outcome::unfinished) {
    count_failure({kind, due.cause, layer_of_due(due), record::Blocker::none, kNever});
    const FailureKey key{kind, due.cause};
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
  if (due.vm < summary_.machines.size()) {
    ++summary_.machines[due.vm].due;
    summary_.machines[due.vm].lost += due.lost;
  }
  if (due.lost && due.tick != kNever) {
    const auto in_day = due.tick - std::chrono::floor<std::chrono::days>(due.tick);
    ++summary_.lost_by_hour[static_cast<std::size_t>(in_day / hours{1})];
  }
}

void Tally::on(const record::Message& message) {
  fingerprint_.add(message);
  if (!message.counted) return;
  using Says = record::Message::Says;
  const bool by_hand = message.cause == record::Cause::suspended_by_hand;
  if (message.says == Says::failed || (message.says == Says::suspended && !by_hand))
    ++summary_.seen[{message.layer, message.origin, message.cause, message.says}][message.vm];
  if (message.says == Says::failed && message.kind == OperationKind::snapshot &&
      message.layer == record::Layer::csi_snapshotter) {
    const record::Layer by = message.origin != record::Layer::none ? message.origin : message.layer;
    count_failure({OperationKind::snapshot, message.cause, by, record::Blocker::none, message.at});
  }
  // The operation of an error that heals ends when it is ready: here alone is the error's instant.
  if (message.says == Says::failed && message.kind == OperationKind::vm_backup)
    shown_.try_emplace(message.operation, message.at);
  if (message.says == Says::suspended && message.layer == record::Layer::vm_schedule_controller &&
      message.schedule < summary_.schedules.size()) {
    const auto [entry, first] =
        summary_.suspensions.try_emplace(SuspensionKey{message.schedule, message.cause});
    if (first) entry->second.first = message.at - start_;
    ++entry->second.count;
  }
}

}  // namespace headway::forecast
