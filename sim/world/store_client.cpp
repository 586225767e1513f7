#include "sim/world/store_client.h"

#include "sim/core/check.h"
#include "sim/lock/reference_table.h"

namespace headway::world {
namespace {

using core::Rank;

lock::Request request_of(World& world, std::int64_t type, std::uint32_t node, std::uint32_t target,
                         std::uint64_t operation, Draws& draws) {
  lock::Request request;
  // 53 random bits stand for the name's random digits; two equal names in one folder do not occur in
  // practice, and the operation's number would tell them apart in the record.
  request.name = lock::LockName(static_cast<std::uint64_t>(draws.next(Purpose::lock_name) * 0x1p53) << 11);
  request.type = type;
  request.owner = operation;
  request.clock_skew = world.scenario.nodes[node].clock_skew;
  const model::TargetKind kind = world.scenario.targets[target].kind;
  request.removal = kind == model::TargetKind::s3 || kind == model::TargetKind::azure
                        ? lock::Removal::list_and_delete
                        : lock::Removal::one_operation;
  return request;
}

cost::Requests one(lock::Operation operation) {
  cost::Requests r;
  switch (operation) {
    case lock::Operation::put:
      r.put = 1;
      break;
    case lock::Operation::head:
      r.head = 1;
      break;
    case lock::Operation::list:
      r.list = 1;
      break;
    case lock::Operation::get:
      r.get = 1;
      break;
    case lock::Operation::remove:
      r.remove = 1;
      break;
    default:
      break;
  }
  return r;
}

}  // namespace

HeldLock::HeldLock(World& world, std::uint32_t volume, std::int64_t type, std::uint32_t node,
                   std::uint64_t operation, Draws& draws, bool counted)
    : world_(world),
      target_(world.scenario.volumes[volume].target),
      draws_(draws),
      folder_(world.locks_of(volume)),
      attempt_(world.protocol, request_of(world, type, node, target_, operation, draws)) {
  record_.operation = operation;
  record_.volume = volume;
  record_.target = target_;
  record_.type = static_cast<std::uint8_t>(type);
  record_.counted = counted;
}

core::Task<void> HeldLock::play() {
  for (;;) {
    const lock::Next next = attempt_.next();
    if (next.operation == lock::Operation::none) co_return;
    const bool waits = next.operation == lock::Operation::wait;
    const Duration takes = waits ? next.wait : world_.request_time(target_, one(next.operation), draws_);
    const Rank rank = next.operation == lock::Operation::remove ? Rank::release
                      : next.operation == lock::Operation::put  ? Rank::completion
                                                                : Rank::look;
    co_await core::delay(world_.engine, takes, rank);
    const std::uint32_t looks = attempt_.looks();
    attempt_.perform(folder_, world_.now());
    if (world_.checks.on && attempt_.looks() != looks)
      core::check_invariant(lock::recheck(attempt_, folder_) != lock::Recheck::disagrees,
                            "a lock decision differs from the reference table's");
  }
}

core::Task<bool> HeldLock::acquire() {
  record_.requested = world_.now();
  world_.live_locks.add(record_.operation, &record_);
  co_await play();
  record_.decided = attempt_.decided();
  record_.granted = attempt_.held();
  record_.files_seen = static_cast<std::uint32_t>(attempt_.seen().size());
  if (record_.granted) co_return true;
  if (attempt_.decision().blocker) {
    record_.blocked_by = blocker_of(*attempt_.decision().blocker);
    record_.blocked_by_operation = attempt_.decision().blocker->owner;
  }
  record_.released = world_.now();
  world_.live_locks.remove(record_.operation);
  world_.sink.on(record_);
  co_return false;
}

core::Task<void> HeldLock::save_again() {
  attempt_.relock();
  co_await play();
}

core::Task<void> HeldLock::release() {
  while (attempt_.count() > 0) attempt_.release(folder_, world_.now());
  co_await play();
  record_.released = world_.now();
  world_.live_locks.remove(record_.operation);
  world_.sink.on(record_);
}

HeldLock::~HeldLock() {
  world_.live_locks.remove(record_.operation);
}

}  // namespace headway::world
