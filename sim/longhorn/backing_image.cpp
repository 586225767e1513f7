#include "sim/longhorn/backing_image.h"

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"
#include "sim/cost/upload_law.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using record::Cause;
using record::Outcome;
using world::Answer;
using world::World;

record::Operation image_record(World& world, record::OperationKind kind, std::uint32_t target,
                               std::uint32_t node) {
  record::Operation record;
  record.id = world.new_operation();
  record.kind = kind;
  record.node = node;
  record.target = target;
  record.requested = world.now();
  record.block_size = world.parameters.block_size;
  record.counted = world.ledger.counted(world.now());
  return record;
}

/// The lock that all images of a target share.
world::LockHolder image_holder(const World& world, const record::Operation& record, std::int64_t type,
                               const core::ProcessGroup& process) {
  world::LockHolder holder;
  holder.operation = record.id;
  holder.kind = record.kind;
  holder.target = record.target;
  holder.files = world.targets[record.target].image_files;
  holder.type = type;
  holder.node = record.node;
  holder.process = &process;
  holder.counted = record.counted;
  return holder;
}

std::int64_t blocks_of(const World& world, std::uint32_t image) {
  return cost::blocks_of(world.scenario.backing_images[image].size, world.parameters.block_size);
}

world::Draws luck_of(const World& world, std::uint32_t image, const record::Operation& record) {
  const std::uint64_t who =
      core::combine(core::name_hash(world.scenario.backing_images[image].name), record.target);
  return world::Draws(world.luck, who, record.requested.time_since_epoch().count());
}

core::Task<Cause> upload_image(World& world, std::uint32_t image, record::Operation& record,
                               world::HeldLock& lock) {
  const model::Target& target = world.scenario.targets[record.target];
  const model::Node& node = world.scenario.nodes[record.node];
  const bool held = co_await lock.acquire(world.now());
  record.lock_decided = lock.record().decided;
  record.lock = held ? record::LockOutcome::granted : record::LockOutcome::denied;
  if (!held) {
    record.blocked_by = lock.record().blocked_by;
    record.blocked_by_operation = lock.record().blocked_by_operation;
    co_return lock.target_failed() ? Cause::target_unavailable : Cause::lock_denied;
  }
  record.started = record.lock_decided;
  cost::UploadWork work;
  work.threads = world.parameters.create_threads_per_backup;
  work.block_size = world.parameters.block_size;
  work.thread_rate = node.thread_rate;
  work.disk_read = node.disk_read;
  work.head_s = target.latency.head.mean();
  work.put_s = target.latency.put.mean();
  work.read_serialised = world.parameters.create_read_serialised;
  const Bytes size = world.scenario.backing_images[image].size;
  record.transfer_started = world.now();
  const Instant gives_up =
      world.faults[record.target].gives_up(world.now(), world.request_patience(record.target));
  record.bytes = co_await world.bandwidth.upload(record.node, record.target, 1, cost::payload_rate(work, 1),
                                                 size, gives_up);
  record.transfer_ended = world.now();
  record.blocks = blocks_of(world, image);
  co_await lock.release();
  record.released = world.now();
  co_return record.bytes.count == size.count ? Cause::none : Cause::upload_failed;
}

core::Task<void> back_up_image(World& world, std::uint32_t image, std::uint32_t target, std::uint32_t node) {
  record::Operation record = image_record(world, record::OperationKind::backing_image_backup, target, node);
  world.live_operations.add(record.id, &record);
  world::Draws draws = luck_of(world, image, record);
  world::HeldLock lock(world, image_holder(world, record, 1, world.nodes[node].replicas), draws);
  record.cause = co_await upload_image(world, image, record, lock);
  record.outcome = record.cause == Cause::none ? Outcome::completed : Outcome::failed;
  record.layer = record.cause == Cause::none ? record::Layer::none : record::Layer::backupstore;
  record.ended = world.now();
  world.targets[target].images[image] = record.cause == Cause::none;
  world.targets[target].images_wanted[image] = record.cause == Cause::none;  // the next backup asks again
  world.emit(record);
}

}  // namespace

void ensure_image_backup(World& world, std::uint32_t v) {
  const model::Volume& volume = world.scenario.volumes[v];
  if (!volume.backing_image) return;
  const std::uint32_t image = *volume.backing_image;
  world::Target& target = world.targets[volume.target];
  if (target.images_wanted[image]) return;
  target.images_wanted[image] = true;
  world.engine.spawn(back_up_image(world, image, volume.target, volume.node));
}

core::Task<void> delete_image_backup(World& world, std::uint32_t image, std::uint32_t target) {
  if (!world.targets[target].images[image]) co_return;
  record::Operation record = image_record(world, record::OperationKind::backing_image_delete, target, 0);
  world.live_operations.add(record.id, &record);
  world::Draws draws = luck_of(world, image, record);
  record.node = world.random_owner(draws);
  record.tries = 0;
  for (std::int64_t failures = 1;; ++failures) {
    ++record.tries;
    world::HeldLock lock(world, image_holder(world, record, 2, world.nodes[record.node].controllers), draws);
    bool removed = co_await lock.acquire(world.now());
    record.lock_decided = lock.record().decided;
    record.lock = removed ? record::LockOutcome::granted : record::LockOutcome::denied;
    if (removed) {
      record.started = record.lock_decided;
      const std::int64_t blocks = blocks_of(world, image);
      const Duration takes =
          world.request_time(target,
                             cost::list_block_tree(blocks, world.parameters.block_directories_1,
                                                   world.parameters.block_directories_2) +
                                 cost::remove_blocks(blocks),
                             draws);
      const Answer done = world.answer(target, world.now(), takes);
      co_await core::sleep_until(world.engine, done.at, Rank::completion);
      removed = done.works;
      record.blocks = blocks;
      co_await lock.release();
      record.released = world.now();
    } else {
      record.blocked_by = lock.record().blocked_by;
      record.blocked_by_operation = lock.record().blocked_by_operation;
    }
    if (removed) break;
    const core::WorkQueue queue(1, world.parameters.controller_requeue_base,
                                world.parameters.controller_requeue_cap,
                                world.nodes[record.node].resync_phase, world.parameters.controller_resync);
    co_await core::sleep_until(world.engine, queue.retry_at(world.now(), failures), Rank::poll);
  }
  world.targets[target].images[image] = world.targets[target].images_wanted[image] = false;
  record.ended = world.now();
  record.outcome = Outcome::completed;
  world.emit(record);
}

}  // namespace headway::longhorn
