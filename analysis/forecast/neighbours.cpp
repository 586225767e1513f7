#include "analysis/forecast/neighbours.h"

#include <algorithm>

#include "sim/core/prefetch.h"

namespace headway::forecast {

using record::kNever;
using record::kNone;
using record::OperationKind;

std::string_view word(HolderPhase phase) {
  switch (phase) {
    case HolderPhase::unknown:
      return "unknown";
    case HolderPhase::waiting:
      return "waiting";
    case HolderPhase::preparing:
      return "preparing";
    case HolderPhase::uploading:
      return "uploading";
    case HolderPhase::finishing:
      return "finishing";
    case HolderPhase::collecting:
      return "collecting";
    case HolderPhase::restoring:
      return "restoring";
  }
  return {};
}

namespace {

/// The type of the lock that operations of this kind take: 1, 2 (deletions), 0 for none.
int lock_type(OperationKind kind) {
  switch (kind) {
    case OperationKind::backup:
    case OperationKind::restore_replica:
    case OperationKind::standby_restore:
    case OperationKind::backing_image_backup:
      return 1;
    case OperationKind::delete_:
    case OperationKind::backup_volume_delete:
    case OperationKind::backing_image_delete:
      return 2;
    case OperationKind::transfer:
    case OperationKind::restore:  // its replicas take one each
    case OperationKind::system_backup:
    case OperationKind::snapshot_purge:
    case OperationKind::vm_backup:  // of its disks each backup takes one
    case OperationKind::snapshot:
    case OperationKind::vm_backup_delete:
      return 0;
  }
  return 0;
}

HolderPhase phase_at(const record::Operation& holder, Instant at) {
  if (holder.started == kNever || at < holder.started) return HolderPhase::waiting;
  if (lock_type(holder.kind) == 2) return HolderPhase::collecting;
  if (holder.kind == OperationKind::restore_replica || holder.kind == OperationKind::standby_restore)
    return HolderPhase::restoring;
  if (holder.transfer_started == kNever || at < holder.transfer_started) return HolderPhase::preparing;
  if (holder.transfer_ended == kNever || at < holder.transfer_ended) return HolderPhase::uploading;
  return HolderPhase::finishing;
}

}  // namespace

void Neighbours::expect(std::uint32_t volume) {
  core::prefetch(holds_[volume]);
  if (expected_ != kNone)
    for (const Hold& hold : holds_[expected_]) core::prefetch(hold);
  expected_ = volume;
}

void Neighbours::on(const record::LockAttempt& attempt) {
  if (attempt.granted || attempt.decided == kNever) return;
  Refusal refusal;
  refusal.refused = attempt.operation;
  refusal.kind = reported_as(attempt.kind);
  refusal.blocker = attempt.blocked_by;
  refusal.looked = attempt.decided;
  refusal.counted = attempt.counted;
  refusals_[attempt.blocked_by_operation].push_back(refusal);
}

void Neighbours::on(const record::Operation& operation, ReplicationSummary& summary) {
  const int type = lock_type(operation.kind);
  if (type == 0) return;

  // As the refused one: only now it is known which schedule it served. A refused delete goes on trying, and
  // its record comes when the holder is long forgotten.
  const auto own = refusals_.find(operation.blocked_by_operation);
  if (operation.kind == OperationKind::backup && own != refusals_.end()) {
    for (Refusal& refusal : own->second) {
      if (refusal.refused == operation.id) refusal.schedule = operation.schedule;
    }
  }

  // As a holder: those it turned away.
  Instant first_refused = kNever;
  if (const auto turned_away = refusals_.find(operation.id); turned_away != refusals_.end()) {
    for (const Refusal& refusal : turned_away->second) {
      first_refused = std::min(first_refused, refusal.looked);
      count(refusal, &operation, summary);
    }
    refusals_.erase(turned_away);
  }

  if (operation.volume >= holds_.size()) return;  // backing images lie beside the volumes

  // As the one that comes after an opposing hold.
  std::vector<Hold>& holds = holds_[operation.volume];
  if (operation.lock_decided != kNever) {
    // A delete's parent is the backup whose job asked for it; a backup's parent is a run.
    const std::uint64_t own_backup =
        operation.kind == OperationKind::delete_ ? operation.parent : std::uint64_t{0};
    for (Hold& hold : holds) {
      const bool follows = lock_type(hold.kind) != type && hold.operation != own_backup &&
                           operation.lock_decided >= hold.released;
      if (follows) hold.next_look = std::min(hold.next_look, operation.lock_decided);
    }
  }

  // As a hold of its own.
  if (operation.started == kNever || operation.released == kNever) return;
  Hold hold;
  hold.operation = operation.id;
  hold.kind = operation.kind;
  hold.schedule = operation.schedule;
  hold.released = operation.released;
  hold.next_look = first_refused;
  hold.counted = operation.counted;
  const auto slot = std::find_if(holds.begin(), holds.end(), [&](const Hold& h) {
    return h.kind == hold.kind && h.schedule == hold.schedule;
  });
  if (slot == holds.end()) {
    holds.push_back(hold);
  } else {
    settle(*slot, summary);
    *slot = hold;
  }
}

void Neighbours::finish(ReplicationSummary& summary) {
  for (const auto& [holder, refusals] : refusals_) {
    for (const Refusal& refusal : refusals) count(refusal, nullptr, summary);
  }
  for (const auto& holds : holds_) {
    for (const Hold& hold : holds) settle(hold, summary);
  }
  refusals_.clear();
  holds_.clear();
}

void Neighbours::settle(const Hold& hold, ReplicationSummary& summary) {
  if (!hold.counted || hold.next_look == kNever || hold.schedule >= summary.schedules.size()) return;
  summary.schedules[hold.schedule].slack.add(hold.next_look - hold.released);
}

void Neighbours::count(const Refusal& refusal, const record::Operation* holder, ReplicationSummary& summary) {
  if (!refusal.counted) return;
  HolderKey key;
  key.refused = refusal.kind;
  key.refused_schedule = refusal.schedule;
  key.blocker = refusal.blocker;
  const bool known = holder != nullptr;
  if (known) {
    key.phase = phase_at(*holder, refusal.looked);
    key.holder_schedule = holder->schedule;
  }
  HolderCount& entry = summary.holders[key];
  ++entry.count;
  if (known && holder->started != kNever && refusal.looked >= holder->started) {
    entry.held_for.add(refusal.looked - holder->started);
  }
}

}  // namespace headway::forecast
