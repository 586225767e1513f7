#include <algorithm>

#include "analysis/explain/parts.h"

namespace headway::explain {
namespace {

using record::kNever;
using record::OperationKind;
using record::Step;

/// What a delete had still to do at `at`: requests go out one after the other, so those left are the part of
/// its time that is left.
void read_progress(const Trace& trace, std::uint64_t operation, Instant at, Holder& holder) {
  const Step* last = nullptr;
  for (const Step& step : trace.steps) {
    const bool phase = step.kind == Step::Kind::listing || step.kind == Step::Kind::removing;
    if (phase && step.operation == operation && step.at <= at) last = &step;
  }
  if (last == nullptr) {
    holder.doing = "removing the backup's own files";
    return;
  }
  const bool listing = last->kind == Step::Kind::listing;
  const Instant over = last->at + last->span;
  if (at >= over) {
    holder.doing = listing ? "looking again at what it had listed" : "finishing";
    return;
  }
  holder.doing = listing ? "listing the block tree and reading every remaining index" : "removing blocks";
  const double left = to_seconds(over - at) / to_seconds(last->span);
  holder.requests_left = static_cast<std::int64_t>(static_cast<double>(last->count) * left + 0.5);
  holder.time_left = over - at;
}

std::string doing_of_backup(const record::Operation& backup, Instant at) {
  if (backup.transfer_started == kNever || at < backup.transfer_started)
    return "comparing, before its upload";
  if (backup.transfer_ended == kNever || at < backup.transfer_ended) return "uploading";
  return "writing its index";
}

}  // namespace

std::optional<Holder> holder_of(const Trace& trace, const record::Operation& refused) {
  if (refused.blocked_by == record::Blocker::none) return std::nullopt;
  Holder holder;
  holder.as = refused.blocked_by;
  holder.looked = refused.lock_decided;
  const record::Operation* const operation = trace.find(refused.blocked_by_operation);
  if (operation == nullptr) return holder;
  holder.operation = *operation;
  // An operation may have asked more than once: the try that was in the way is the one that stood then.
  for (const record::LockAttempt& lock : trace.locks) {
    const bool left = lock.end == record::LockEnd::crashed || lock.end == record::LockEnd::removal_failed;
    const bool was_left = left && lock.released <= refused.lock_decided;
    if (lock.operation != operation->id || lock.requested > refused.lock_decided) continue;
    if (was_left != (holder.as == record::Blocker::stale)) continue;
    holder.since = lock.granted ? lock.decided : kNever;
    holder.let_go = lock.released;
  }
  const bool waiting =
      holder.as == record::Blocker::waiting_backup || holder.as == record::Blocker::waiting_delete;
  if (waiting || holder.as == record::Blocker::stale) {
    if (waiting) holder.since = kNever;
    return holder;
  }
  if (operation->kind == OperationKind::delete_)
    read_progress(trace, operation->id, refused.lock_decided, holder);
  else if (operation->kind == OperationKind::backup)
    holder.doing = doing_of_backup(*operation, refused.lock_decided);
  return holder;
}

}  // namespace headway::explain
