#include "sim/world/store_client.h"

#include <algorithm>

#include "sim/core/check.h"
#include "sim/lock/reference_table.h"
#include "sim/world/world.h"

namespace headway::world {
namespace {

using core::Rank;
using lock::Operation;

lock::Request request_of(const World& world, const LockHolder& holder, Draws& draws) {
  lock::Request request;
  // 53 random bits stand for the name's random digits; two equal names in one folder do not occur in
  // practice, and the operation's number would tell them apart in the record.
  request.name = lock::LockName(static_cast<std::uint64_t>(draws.next(Purpose::lock_name) * 0x1p53) << 11);
  request.type = holder.type;
  request.owner = holder.operation;
  request.clock_skew = world.nodes[holder.node].clock_skew;
  const model::TargetKind kind = world.scenario.targets[holder.target].kind;
  request.removal = kind == model::TargetKind::s3 || kind == model::TargetKind::azure
                        ? lock::Removal::list_and_delete
                        : lock::Removal::one_operation;
  return request;
}

cost::Requests one(Operation operation) {
  cost::Requests r;
  switch (operation) {
    case Operation::put:
      r.put = 1;
      break;
    case Operation::head:
      r.head = 1;
      break;
    case Operation::list:
      r.list = 1;
      break;
    case Operation::get:
      r.get = 1;
      break;
    case Operation::remove:
      r.remove = 1;
      break;
    default:
      break;
  }
  return r;
}

Rank rank_of(Operation operation) {
  return operation == Operation::remove ? Rank::release
         : operation == Operation::put  ? Rank::completion
                                        : Rank::look;
}

}  // namespace

void LockFiles::advance(Instant now, Rank rank) {
  for (;;) {
    HeldLock* first = nullptr;  // few act on one volume's files at once; ties go to whoever came first
    for (HeldLock* lock : acting) {
      const bool due = lock->due_ < now || (lock->due_ == now && lock->due_rank_ <= rank);
      if (!due || lock->attempt_.next().operation == Operation::none) continue;
      if (first == nullptr || lock->due_ < first->due_ ||
          (lock->due_ == first->due_ && lock->due_rank_ < first->due_rank_))
        first = lock;
    }
    if (first == nullptr) return;
    first->step();
  }
}

HeldLock::HeldLock(World& world, const LockHolder& holder, Draws& draws)
    : world_(world),
      holder_(holder),
      draws_(draws),
      folder_(world.lock_files[holder.files]),
      attempt_(world.protocol, request_of(world, holder, draws)) {
  record_.operation = holder.operation;
  record_.kind = holder.kind;
  record_.volume = holder.volume;
  record_.target = holder.target;
  record_.type = static_cast<std::uint8_t>(holder.type);
  record_.counted = holder.counted;
}

HeldLock::~HeldLock() {
  std::erase(folder_.acting, this);
  if (!emitted_) world_.live_locks.remove(holder_.operation);
}

void HeldLock::plan(Operation operation) {
  const Duration takes = world_.request_time(holder_.target, one(operation), draws_);
  planned_[planned_count_++] = Planned{operation, takes};
}

Duration HeldLock::time_of(Operation operation) {
  if (planned_next_ < planned_count_ && planned_[planned_next_].operation == operation)
    return planned_[planned_next_++].takes;
  return world_.request_time(holder_.target, one(operation), draws_);
}

void HeldLock::schedule_next(Instant from) {
  const lock::Next next = attempt_.next();
  if (next.operation == Operation::none) return;
  if (next.operation == Operation::wait) {
    due_ = from + next.wait;
    due_rank_ = Rank::look;
    due_works_ = true;
    return;
  }
  const Answer answer = world_.answer(holder_.target, from, time_of(next.operation));
  due_ = answer.at;
  due_rank_ = rank_of(next.operation);
  due_works_ = answer.works;
  if (attempt_.step() == lock::Step::list && world_.faults[holder_.target].lists_fail(due_))
    due_works_ = false;
}

/// Nobody else has acted on the files since this began to, nor can anything go wrong.
bool HeldLock::unopposed() const {
  return untouched_ && folder_.acting.size() == 1 && !world_.checks.on &&
         world_.fixed_latency[holder_.target].constant && world_.faults[holder_.target].none();
}

void HeldLock::step() {
  untouched_ = false;
  const std::uint32_t looks = attempt_.looks();
  const lock::Step was = attempt_.step();
  if (was == lock::Step::first_put) {
    clock_ = folder_.files.clock();
    if (world_.checks.on)
      core::check_invariant(folder_.files.find(attempt_.file()) == nullptr,
                            "two requests of one folder have the same name: they share their luck");
  }
  comparable_ = comparable_ && due_works_ && clock_ == folder_.files.clock();
  attempt_.perform(folder_.files, due_, due_works_ ? lock::Effect::works : lock::Effect::fails);
  if (attempt_.looks() != looks) {
    record_.failed_open = record_.failed_open || attempt_.look_failed_open();
    if (world_.checks.on && comparable_ && !attempt_.look_failed_open())
      core::check_invariant(lock::recheck(attempt_, folder_.files) != lock::Recheck::disagrees,
                            "a lock decision differs from the reference table's");
    if (attempt_.result() == lock::Result::granted) note_overlap();
  }
  if (was == lock::Step::held_head && !world_.faults[holder_.target].none()) {
    if (lock::LockFile* file = folder_.files.edit(attempt_.file()))
      file->refreshes.faults = world_.faults[holder_.target].save_faults(
          holder_.node, due_, world_.request_patience(holder_.target));
  }
  schedule_next(due_);
}

/// Whether an excluding lock of a living holder stands at this instant, acquired or about to be saved as
/// that: what must never be, but for torn looks and the listed faults.
void HeldLock::note_overlap() {
  if (folder_.files.files().size() < 2) return;
  for (const lock::LockFile& file : folder_.files.files()) {
    if (file.file == attempt_.file() || file.orphaned) continue;
    const HeldLock* const holder = world_.live_locks.find(file.owner);
    const bool granted = holder != nullptr && holder->attempt_.result() == lock::Result::granted;
    if (!file.acquired && !granted) continue;
    const bool excludes =
        world_.protocol.conflict == lock::ConflictRule::always || file.type != attempt_.request().type;
    record_.overlaps = record_.overlaps || excludes;
  }
}

/// No step that is left can be skipped, and others' files only add to them.
Instant HeldLock::earliest_end() const {
  const lock::Next next = attempt_.next();
  if (next.operation == Operation::none) return world_.now();
  Instant end = due_;
  const lock::Result result = attempt_.result();
  if (result != lock::Result::pending && result != lock::Result::granted) return end;  // being taken away
  for (std::size_t i = planned_next_; i < planned_count_; ++i) end += planned_[i].takes;
  // The wait before the look is the only planned step that is no request.
  if (attempt_.step() == lock::Step::first_put || attempt_.step() == lock::Step::first_head)
    end += world_.protocol.check_wait;
  return end;
}

/// When what is played ends if nobody comes near it: requests and removals alone.
HeldLock::Alone HeldLock::alone_from(Instant from) const {
  const FixedLatency& takes = world_.fixed_latency[holder_.target];
  Alone out;
  if (attempt_.step() == lock::Step::first_put) {
    out.at.put = from + takes.put;
    out.at.listed = out.at.put + takes.head + world_.protocol.check_wait + takes.list;
    out.at.decided = out.at.listed + takes.head + takes.get + takes.head;
    out.at.held_put = out.at.decided + takes.put;
    out.end = out.at.held_head = out.at.held_put + takes.head;
  } else {
    out.end = due_ + (attempt_.step() == lock::Step::remove_list ? takes.remove : Duration::zero());
  }
  return out;
}

Instant HeldLock::begin(Instant from) {
  schedule_next(from);
  const bool request = attempt_.step() == lock::Step::first_put;
  const bool removal = attempt_.step() == lock::Step::remove_list || attempt_.step() == lock::Step::remove;
  const bool lonely = folder_.acting.empty() && (removal || (request && folder_.files.files().empty()));
  folder_.acting.push_back(this);
  untouched_ = true;
  alone_ = lonely && unopposed();
  if (!alone_) return next_wake();
  alone_at_ = alone_from(from);
  return alone_at_.end;
}

Instant HeldLock::go_on() {
  if (alone_ && unopposed()) {
    if (attempt_.step() == lock::Step::first_put)
      attempt_.hold_unopposed(folder_.files, alone_at_.at);
    else
      attempt_.remove_unopposed(folder_.files);
  } else {
    folder_.advance(world_.now(), Rank::look);
  }
  alone_ = false;
  return next_wake();
}

Instant HeldLock::next_wake() {
  if (attempt_.next().operation == Operation::none) {
    std::erase(folder_.acting, this);
    return record::kNever;
  }
  // A step that does not work may end the request early.
  const bool sure = world_.faults[holder_.target].none();
  return std::max(sure ? earliest_end() : due_, world_.now());
}

core::Task<bool> HeldLock::acquire(Instant from) {
  record_.requested = from;
  world_.live_locks.add(holder_.operation, this);
  planned_count_ = planned_next_ = 0;
  if (!world_.fixed_latency[holder_.target].constant)
    for (const Operation operation : {Operation::put, Operation::head, Operation::list, Operation::head,
                                      Operation::get, Operation::head, Operation::put, Operation::head})
      plan(operation);
  for (Instant wake = begin(from); wake != record::kNever; wake = go_on())
    co_await core::sleep_until(world_.engine, wake, Rank::look);
  planned_count_ = planned_next_ = 0;
  record_.decided = attempt_.looks() > 0 ? attempt_.decided() : world_.now();
  record_.granted = attempt_.held();
  // One that met nobody has seen its own file, without a list of it.
  record_.files_seen =
      std::max(std::uint32_t{attempt_.looks() > 0}, static_cast<std::uint32_t>(attempt_.seen().size()));
  if (record_.granted) co_return true;
  if (attempt_.result() == lock::Result::refused && attempt_.decision().blocker) {
    record_.blocked_by = world_.blocker_of(*attempt_.decision().blocker);
    record_.blocked_by_operation = attempt_.decision().blocker->owner;
  }
  record_.released = world_.now();
  emit(target_failed() ? record::LockEnd::save_failed : record::LockEnd::withdrawn);
  co_return false;
}

bool HeldLock::target_failed() const {
  return attempt_.result() == lock::Result::first_save_failed ||
         attempt_.result() == lock::Result::second_save_failed ||
         attempt_.result() == lock::Result::list_failed;
}

core::Task<void> HeldLock::save_again(Instant from) {
  attempt_.relock();
  plan(Operation::put);
  plan(Operation::head);
  for (Instant wake = begin(from); wake != record::kNever; wake = go_on())
    co_await core::sleep_until(world_.engine, wake, Rank::look);
  planned_count_ = planned_next_ = 0;
}

core::Task<void> HeldLock::release() {
  folder_.advance(world_.now(), world_.engine.rank());
  if (const lock::LockFile* file = folder_.files.find(attempt_.file()))
    record_.expired = world_.lease_ran_out(*file, record_.decided, world_.now());
  while (attempt_.count() > 0) attempt_.release(folder_.files, world_.now());
  for (Instant wake = begin(world_.now()); wake != record::kNever; wake = go_on())
    co_await core::sleep_until(world_.engine, wake, Rank::look);
  record_.released = world_.now();
  const bool left = folder_.files.find(attempt_.file()) != nullptr;
  emit(left ? record::LockEnd::removal_failed : record::LockEnd::released);
}

void HeldLock::die() {
  folder_.advance(world_.now(), Rank::fault);
  attempt_.die(folder_.files, world_.now());
  // One that is to be asked for only after the driver's first requests was never asked for.
  if (record_.requested == record::kNever || record_.requested > world_.now() || emitted_) return;
  if (record_.decided == record::kNever && attempt_.looks() > 0) record_.decided = attempt_.decided();
  record_.granted = record_.granted || attempt_.result() == lock::Result::granted;
  // Refused, and ended while it took its file away.
  if (attempt_.result() == lock::Result::refused && attempt_.decision().blocker) {
    record_.blocked_by = world_.blocker_of(*attempt_.decision().blocker);
    record_.blocked_by_operation = attempt_.decision().blocker->owner;
  }
  record_.released = world_.now();
  emit(record::LockEnd::crashed);
}

void HeldLock::emit(record::LockEnd end) {
  record_.end = end;
  emitted_ = true;
  world_.live_locks.remove(holder_.operation);
  world_.sink.on(record_);
}

}  // namespace headway::world
