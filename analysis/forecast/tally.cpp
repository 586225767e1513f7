#include "analysis/forecast/tally.h"

#include <algorithm>
#include <utility>

#include "sim/core/prefetch.h"

namespace headway::forecast {

using record::kNever;
using record::OperationKind;
using record::Outcome;

void Outcomes::count(Outcome outcome) {
  ++due;
  switch (outcome) {
    case Outcome::completed:
      ++completed;
      break;
    case Outcome::completed_late:
      ++completed_late;
      break;
    case Outcome::failed:
      ++failed;
      break;
    case Outcome::skipped:
      ++skipped;
      break;
    case Outcome::unfinished:
      ++unfinished;
      break;
  }
}

Tally::Tally(const model::Scenario& scenario)
    : start_(scenario.time.start),
      counted_from_(scenario.time.start + scenario.time.warm_up),
      end_(scenario.time.start + scenario.time.horizon),
      neighbours_(scenario.volumes.size()),
      levels_(scenario.targets.size()),
      last_good_(scenario.volumes.size(), scenario.time.start),
      last_good_vm_(scenario.machines.size(), scenario.time.start) {
  summary_.schedules.resize(model::schedule_count(scenario));
  summary_.volumes.resize(scenario.volumes.size());
  summary_.machines.resize(scenario.machines.size());
  summary_.targets.resize(scenario.targets.size());
  for (Level& level : levels_) level.since = scenario.time.start;
}

/// Attempts of everything but what schedules owe, which their due backups may add to.
void Tally::count_attempts(const record::Operation& operation) {
  Outcomes& outcomes = outcomes_of(summary_, operation.kind);
  if (operation.kind == OperationKind::restore) {
    Restore& restore = restores_[operation.id];
    restore.counted = true;  // its replicas' tries are its attempts
    restore.completed = operation.outcome == Outcome::completed;
    return;
  }
  outcomes.attempts += operation.tries;
  if (operation.kind != OperationKind::restore_replica) return;
  outcomes_of(summary_, OperationKind::restore).attempts += std::max(operation.tries, 1U);
  if (operation.parent == 0) return;
  Restore& restore = restores_[operation.parent];
  restore.by_replicas = true;
  restore.replica_failed = restore.replica_failed || operation.outcome == Outcome::failed;
}

void Tally::expect(std::uint32_t volume) {
  if (volume >= summary_.volumes.size()) return;
  core::prefetch(summary_.volumes[volume]);
  core::prefetch(last_good_[volume]);
  neighbours_.expect(volume);
  if (expected_ != record::kNone) {
    summary_.volumes[expected_].backup_hold.expect();
    summary_.volumes[expected_].delete_hold.expect();
  }
  expected_ = volume;
}

void Tally::on(const record::Operation& operation) {
  fingerprint_.add(operation);
  neighbours_.on(operation, summary_);
  const bool is_backup = operation.kind == OperationKind::backup;
  const bool is_vm_backup = operation.kind == OperationKind::vm_backup;
  if (is_backup && is_completed(operation.outcome)) good_backup(operation.volume, operation.ended);
  if (is_vm_backup && is_completed(operation.outcome)) good_vm_backup(operation.vm, operation.ended);
  if (!operation.counted) return;

  if (is_owed(operation.kind)) {
    ++outcomes_of(summary_, operation.kind).attempts;
  } else {
    Outcomes& outcomes = outcomes_of(summary_, operation.kind);
    count_attempts(operation);
    outcomes.count(operation.outcome);
    outcomes.lost += operation.outcome == Outcome::failed || operation.outcome == Outcome::skipped;
  }
  if (operation.cause != record::Cause::none && operation.outcome != Outcome::completed &&
      operation.outcome != Outcome::unfinished && !failure_is_counted_elsewhere(operation)) {
    const auto shown = shown_.find(operation.id);
    count_failure({operation.kind, operation.cause, operation.layer, operation.blocked_by,
                   shown == shown_.end() ? operation.ended : shown->second});
  }
  if (operation.kind == OperationKind::vm_backup) shown_.erase(operation.id);
  if (operation.collection_skipped) ++summary_.collections_skipped;
  count_holds(operation);
  if (is_backup && is_completed(operation.outcome)) count_completed_backup(operation);
  const bool timed = operation.ended != kNever && operation.requested != kNever;
  if (is_vm_backup && is_completed(operation.outcome) && timed)
    summary_.vm_backup_duration.add(operation.ended - operation.requested);
}

/// How long it held its lock and, of a delete, how long it waited for it.
void Tally::count_holds(const record::Operation& operation) {
  const bool is_backup = operation.kind == OperationKind::backup;
  const bool is_delete = operation.kind == OperationKind::delete_;
  if (is_delete && operation.requested != kNever) {
    // Without a lock: a completed one needed none, another waited as long as it was there.
    const bool waited = operation.started != kNever || !is_completed(operation.outcome);
    const Instant until = operation.started != kNever ? operation.started : std::min(operation.ended, end_);
    if (waited && until >= operation.requested) {
      summary_.longest_delete_wait =
          std::max(summary_.longest_delete_wait.value_or(Duration::zero()), until - operation.requested);
    }
  }
  if (!is_backup && !is_delete && operation.kind != OperationKind::backup_volume_delete) return;
  if (operation.started == kNever || operation.released == kNever) return;
  const Duration hold = operation.released - operation.started;
  (is_backup ? summary_.backup_hold : summary_.delete_hold).add(hold);
  if (operation.volume < summary_.volumes.size()) {
    VolumeSummary& volume = summary_.volumes[operation.volume];
    (is_backup ? volume.backup_hold : volume.delete_hold).add(hold);
  }
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

void Tally::on(const record::Run& run) {
  fingerprint_.add(run);
  settle_unmade(run.id, run.ended);
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

void Tally::on(const record::Load& load) {
  // Other loads are there only when somebody writes them down: the fingerprint must not depend on that.
  if (load.resource != record::Load::Resource::target_write || load.index >= levels_.size()) return;
  fingerprint_.add(load);
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

/// The same of a virtual machine.
void Tally::good_vm_backup(std::uint32_t machine, Instant at) {
  if (machine >= last_good_vm_.size() || at == kNever || at < last_good_vm_[machine]) return;
  MachineSummary& summary = summary_.machines[machine];
  if (at >= counted_from_) summary.longest_gap = std::max(summary.longest_gap, at - last_good_vm_[machine]);
  last_good_vm_[machine] = at;
}

ReplicationSummary Tally::finish() {
  neighbours_.finish(summary_);
  settle_unmade(0, kNever);
  // A restore of which no replica came so far as to try is an attempt too.
  for (const auto& [id, restore] : restores_) {
    outcomes_of(summary_, OperationKind::restore).attempts += restore.counted && !restore.by_replicas;
    summary_.restores_partial += restore.counted && restore.completed && restore.replica_failed;
  }
  for (std::uint32_t target = 0; target < levels_.size(); ++target) {
    advance(target, end_);
    summary_.targets[target].counted = end_ - counted_from_;
  }
  for (std::uint32_t volume = 0; volume < last_good_.size(); ++volume) good_backup(volume, end_);
  for (std::uint32_t vm = 0; vm < last_good_vm_.size(); ++vm) good_vm_backup(vm, end_);
  for (const auto& [day, night] : nights_) summary_.nights.push_back(night);
  summary_.fingerprint = fingerprint_.value();
  return std::move(summary_);
}

}  // namespace headway::forecast
