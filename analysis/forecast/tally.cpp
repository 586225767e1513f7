#include "analysis/forecast/tally.h"

#include <algorithm>
#include <utility>

namespace headway::forecast {

using record::kNever;
using record::OperationKind;
using record::Outcome;

namespace {

void count_outcome(Outcomes& outcomes, Outcome outcome) {
  ++outcomes.due;
  switch (outcome) {
    case Outcome::completed:
      ++outcomes.completed;
      break;
    case Outcome::completed_late:
      ++outcomes.completed_late;
      break;
    case Outcome::failed:
      ++outcomes.failed;
      break;
    case Outcome::skipped:
      ++outcomes.skipped;
      break;
    case Outcome::unfinished:
      ++outcomes.unfinished;
      break;
  }
}

bool is_completed(Outcome outcome) {
  return outcome == Outcome::completed || outcome == Outcome::completed_late;
}

Outcomes& of(ReplicationSummary& summary, OperationKind kind) {
  return summary.operations[static_cast<std::size_t>(kind)];
}

}  // namespace

Tally::Tally(const model::Scenario& scenario)
    : counted_from_(scenario.time.start + scenario.time.warm_up),
      end_(scenario.time.start + scenario.time.horizon),
      neighbours_(scenario.volumes.size()),
      levels_(scenario.targets.size()),
      last_good_(scenario.volumes.size(), scenario.time.start) {
  summary_.schedules.resize(model::schedule_count(scenario));
  summary_.volumes.resize(scenario.volumes.size());
  summary_.targets.resize(scenario.targets.size());
  for (Level& level : levels_) level.since = scenario.time.start;
}

void Tally::count_failure(OperationKind operation, record::Cause cause, record::Blocker blocker) {
  FailureCount& failure = summary_.failures[FailureKey{operation, cause}];
  ++failure.count;
  if (blocker != record::Blocker::none) ++failure.blocked_by[static_cast<std::size_t>(blocker)];
}

void Tally::on(const record::Operation& operation) {
  fingerprint_.add(operation);
  neighbours_.on(operation, summary_);
  const bool is_backup = operation.kind == OperationKind::backup;
  if (is_backup && is_completed(operation.outcome)) good_backup(operation.volume, operation.ended);
  if (!operation.counted) return;

  Outcomes& outcomes = of(summary_, operation.kind);
  if (is_backup) {
    ++outcomes.attempts;
  } else {
    outcomes.attempts += operation.tries;
    count_outcome(outcomes, operation.outcome);
    outcomes.lost += operation.outcome == Outcome::failed || operation.outcome == Outcome::skipped;
  }
  // A delete's refusals have been counted try by try, from the lock records.
  const bool counted_by_try =
      operation.kind == OperationKind::delete_ && operation.cause == record::Cause::lock_denied;
  const bool judged_later = is_backup && operation.cause == record::Cause::window_overrun;
  if (operation.cause != record::Cause::none && !counted_by_try && !judged_later &&
      operation.outcome != Outcome::completed && operation.outcome != Outcome::unfinished) {
    count_failure(operation.kind, operation.cause, operation.blocked_by);
  }
  if (operation.collection_skipped) ++summary_.collections_skipped;

  if (operation.started != kNever && operation.released != kNever &&
      operation.kind != OperationKind::transfer) {
    const Duration hold = operation.released - operation.started;
    (is_backup ? summary_.backup_hold : summary_.delete_hold).add(hold);
    if (operation.volume < summary_.volumes.size()) {
      VolumeSummary& volume = summary_.volumes[operation.volume];
      (is_backup ? volume.backup_hold : volume.delete_hold).add(hold);
    }
  }
  if (is_backup && is_completed(operation.outcome)) count_completed_backup(operation);
}

void Tally::count_completed_backup(const record::Operation& operation) {
  if (operation.ended != kNever && operation.requested != kNever) {
    summary_.backup_duration.add(operation.ended - operation.requested);
  }
  if (operation.target < summary_.targets.size()) {
    summary_.targets[operation.target].bytes += operation.bytes.count;
  }
  if (operation.transfer_started == kNever || operation.transfer_ended == kNever) return;
  const double seconds = to_seconds(operation.transfer_ended - operation.transfer_started);
  if (operation.blocks <= 0 || !(seconds > 0)) return;
  summary_.upload_rate_sum += static_cast<double>((operation.blocks * operation.block_size).count) / seconds;
  ++summary_.uploads;
}

void Tally::on(const record::LockAttempt& attempt) {
  fingerprint_.add(attempt);
  neighbours_.on(attempt);
  if (attempt.counted && attempt.type == 2 && !attempt.granted && attempt.decided != kNever) {
    count_failure(OperationKind::delete_, record::Cause::lock_denied, attempt.blocked_by);
  }
}

void Tally::on(const record::Run& run) {
  fingerprint_.add(run);
  if (!run.counted || run.schedule >= summary_.schedules.size()) return;
  ScheduleSummary& schedule = summary_.schedules[run.schedule];
  ++schedule.runs;
  schedule.failed_runs += run.outcome == Outcome::failed;
  schedule.skipped_runs += run.outcome == Outcome::skipped;
  schedule.unfinished_runs += run.outcome == Outcome::unfinished;
  schedule.reruns += run.reruns;
  if (run.started == kNever) return;
  ++schedule.started_runs;
  schedule.lateness.add(run.started - run.due);
  schedule.lateness_sum_s += to_seconds(run.started - run.due);
  if (run.ended == kNever || run.outcome == Outcome::unfinished) return;
  schedule.duration.add(run.ended - run.started);
  const auto day = std::chrono::floor<std::chrono::days>(run.due).time_since_epoch().count();
  const auto [entry, first] = nights_.try_emplace(day, Night{run.started, run.ended});
  if (!first) {
    Night& night = entry->second;
    night.first_start = std::min(night.first_start, run.started);
    night.last_end = std::max(night.last_end, run.ended);
  }
}

void Tally::on(const record::DueBackup& due) {
  fingerprint_.add(due);
  if (!due.counted) return;
  Outcomes& backups = of(summary_, OperationKind::backup);
  count_outcome(backups, due.outcome);
  backups.lost += due.lost;
  if (due.attempts == 0) ++backups.attempts;
  // Of attempts that still run the due backup alone can say that they are too late.
  const bool only_here = due.attempts == 0 || due.cause == record::Cause::window_overrun;
  if (only_here && due.cause != record::Cause::none && !is_completed(due.outcome) &&
      due.outcome != Outcome::unfinished) {
    count_failure(OperationKind::backup, due.cause, record::Blocker::none);
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

void Tally::on(const record::Load& load) {
  fingerprint_.add(load);
  if (load.resource != record::Load::Resource::target_write || load.index >= levels_.size()) return;
  advance(load.index, load.at);
  Level& level = levels_[load.index];
  level.rate = load.rate.value;
  level.capacity = load.capacity.value;
  level.flows = load.flows;
}

/// Books the target's present load up to `to`, as far as it lies in the counted time.
void Tally::advance(std::uint32_t target, Instant to) {
  Level& level = levels_[target];
  TargetSummary& summary = summary_.targets[target];
  const Instant from = std::max(level.since, counted_from_);
  const Instant until = std::min(to, end_);
  if (until > from) {
    if (level.flows > 0) summary.busy += until - from;
    if (level.capacity > 0) summary.load_seconds += level.rate / level.capacity * to_seconds(until - from);
    summary.peak_flows = std::max(summary.peak_flows, level.flows);
  }
  level.since = std::max(level.since, to);
}

void Tally::on(const record::VolumeEnd& end) {
  fingerprint_.add(end);
  if (end.volume >= summary_.volumes.size()) return;
  VolumeSummary& volume = summary_.volumes[end.volume];
  volume.stored_blocks = end.stored_blocks;
  volume.backups = end.backups;
  volume.beyond_retain = end.beyond_retain;
  volume.most_beyond_retain = end.most_beyond_retain;
  volume.beyond_retain_time = end.beyond_retain_time;
  volume.collections_skipped = end.collections_skipped;
}

/// Notes the stretch without a new backup that ends at `at`, unless it ended in the warm-up.
void Tally::good_backup(std::uint32_t volume, Instant at) {
  if (volume >= last_good_.size() || at == kNever || at < last_good_[volume]) return;
  VolumeSummary& summary = summary_.volumes[volume];
  if (at >= counted_from_) summary.longest_gap = std::max(summary.longest_gap, at - last_good_[volume]);
  last_good_[volume] = at;
}

ReplicationSummary Tally::finish() {
  neighbours_.finish(summary_);
  for (std::uint32_t target = 0; target < levels_.size(); ++target) {
    advance(target, end_);
    summary_.targets[target].counted = end_ - counted_from_;
  }
  for (std::uint32_t volume = 0; volume < last_good_.size(); ++volume) good_backup(volume, end_);
  for (const auto& [day, night] : nights_) summary_.nights.push_back(night);
  summary_.fingerprint = fingerprint_.value();
  return std::move(summary_);
}

}  // namespace headway::forecast
