#include "sim/longhorn/backing_image.h"

#include <memory>
#include <utility>

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

/// A process of one node that works on an image's backup, and what whoever waits for it is to know. It may
/// end with its node or its manager: then `cause` is what it was before.
struct Work {
  record::Operation record;
  world::Draws draws;
  Cause cause = Cause::node_lost;
  bool over = false;
  core::Signal ended;
  Work(const record::Operation& r, world::Draws d) : record(r), draws(d) {}
};
using WorkRef = std::shared_ptr<Work>;

/// Stands in the process's frame: tells that it is over, however it ends.
struct EndOfWork {
  World& world;
  WorkRef work;
  EndOfWork(World& w, WorkRef of) : world(w), work(std::move(of)) {}
  EndOfWork(const EndOfWork&) = delete;
  EndOfWork& operator=(const EndOfWork&) = delete;
  ~EndOfWork() {
    work->over = true;
    work->ended.notify(world.engine);
  }
};

WorkRef new_work(World& world, record::OperationKind kind, std::uint32_t image, std::uint32_t target,
                 std::uint32_t node) {
  record::Operation record;
  record.id = world.new_operation();
  record.kind = kind;
  record.node = node;
  record.target = target;
  record.requested = world.now();
  record.block_size = world.parameters.block_size;
  record.counted = world.ledger.counted(world.now());
  const std::uint64_t who = core::combine(core::name_hash(world.scenario.backing_images[image].name), target);
  auto work =
      std::make_shared<Work>(record, world::Draws(world.luck, who, world.now().time_since_epoch().count()));
  world.live_operations.add(record.id, &work->record);
  return work;
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

/// The lock's outcome, for the operation's record. Answers why it is not held.
Cause note_lock(record::Operation& record, const world::HeldLock& lock, bool held) {
  record.lock_decided = lock.record().decided;
  record.lock = record::LockOutcome::none;
  if (held) {
    record.lock = record::LockOutcome::granted;
    record.started = record.lock_decided;
    record.released = record::kNever;
    return Cause::none;
  }
  if (lock.target_failed()) return Cause::target_unavailable;
  record.lock = record::LockOutcome::denied;
  record.blocked_by = lock.record().blocked_by;
  record.blocked_by_operation = lock.record().blocked_by_operation;
  return Cause::lock_denied;
}

core::Task<void> upload_image(World& world, std::uint32_t image, WorkRef work) {
  const EndOfWork end(world, work);
  record::Operation& record = work->record;
  const model::Target& target = world.scenario.targets[record.target];
  const model::Node& node = world.scenario.nodes[record.node];
  world::HeldLock lock(world, image_holder(world, record, 1, world.nodes[record.node].replicas), work->draws);
  const bool held = co_await lock.acquire(world.now());
  if (const Cause refused = note_lock(record, lock, held); !held) {
    work->cause = refused;
    co_return;
  }
  cost::UploadWork upload;
  upload.threads = world.parameters.create_threads_per_backup;
  upload.block_size = world.parameters.block_size;
  upload.thread_rate = node.thread_rate;
  upload.disk_read = node.disk_read;
  upload.head_s = target.latency.head.mean();
  upload.put_s = target.latency.put.mean();
  upload.read_serialised = world.parameters.create_read_serialised;
  const Bytes size = world.scenario.backing_images[image].size;
  record.transfer_started = world.now();
  const Instant gives_up =
      world.faults[record.target].gives_up(world.now(), world.request_patience(record.target));
  record.bytes = co_await world.bandwidth.upload(record.node, record.target, 1, cost::payload_rate(upload, 1),
                                                 size, gives_up);
  record.transfer_ended = world.now();
  record.blocks = blocks_of(world, image);
  co_await lock.release();
  record.released = world.now();
  work->cause = record.bytes.count == size.count ? Cause::none : Cause::upload_failed;
}

core::Task<void> back_up_image(World& world, std::uint32_t image, std::uint32_t target, std::uint32_t node) {
  const WorkRef work = new_work(world, record::OperationKind::backing_image_backup, image, target, node);
  world.nodes[node].replicas.spawn(upload_image(world, image, work));
  while (!work->over) co_await core::wait_for(world.engine, work->ended);
  record::Operation& record = work->record;
  record.cause = work->cause;
  record.outcome = record.cause == Cause::none ? Outcome::completed : Outcome::failed;
  record.layer = record.cause == Cause::none        ? record::Layer::none
                 : record.cause == Cause::node_lost ? record::Layer::replica
                                                    : record::Layer::backupstore;
  record.ended = world.now();
  world.targets[target].images[image] = record.cause == Cause::none;
  world.targets[target].images_wanted[image] = record.cause == Cause::none;  // the next backup asks again
  world.emit(record);
}

/// One try of a delete.
core::Task<void> remove_image(World& world, std::uint32_t image, WorkRef work) {
  const EndOfWork end(world, work);
  record::Operation& record = work->record;
  ++record.tries;
  world::HeldLock lock(world, image_holder(world, record, 2, world.nodes[record.node].controllers),
                       work->draws);
  const bool held = co_await lock.acquire(world.now());
  if (const Cause refused = note_lock(record, lock, held); !held) {
    work->cause = refused;
    co_return;
  }
  const std::int64_t blocks = blocks_of(world, image);
  const Duration takes =
      world.request_time(record.target,
                         cost::list_block_tree(blocks, world.parameters.block_directories_1,
                                               world.parameters.block_directories_2) +
                             cost::remove_blocks(blocks),
                         work->draws);
  const Answer done = world.answer(record.target, world.now(), takes);
  co_await core::sleep_until(world.engine, done.at, Rank::completion);
  record.blocks = blocks;
  co_await lock.release();
  record.released = world.now();
  work->cause = done.works ? Cause::none : Cause::target_unavailable;
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
  if (!world.targets[target].images[image] || world.targets[target].images_going[image]) co_return;
  world.targets[target].images_going[image] = true;
  const WorkRef work = new_work(world, record::OperationKind::backing_image_delete, image, target, 0);
  record::Operation& record = work->record;
  record.node = world.random_owner(work->draws);
  record.tries = 0;
  const core::WorkQueue queue(1, world.parameters.controller_requeue_base,
                              world.parameters.controller_requeue_cap, world.nodes[record.node].resync_phase,
                              world.parameters.controller_resync);
  for (std::int64_t failures = 1;; ++failures) {
    while (!world.nodes[record.node].manager)
      co_await core::sleep_until(world.engine, queue.next_resync(world.now()), Rank::poll);
    work->over = false;
    work->cause = Cause::node_lost;
    world.spawn_controller(record.node, remove_image(world, image, work));
    while (!work->over) co_await core::wait_for(world.engine, work->ended);
    if (work->cause == Cause::none) break;
    co_await core::sleep_until(world.engine, queue.retry_at(world.now(), failures), Rank::poll);
  }
  world::Target& state = world.targets[target];
  state.images[image] = state.images_wanted[image] = state.images_going[image] = false;
  record.ended = world.now();
  record.outcome = Outcome::completed;
  world.emit(record);
}

}  // namespace headway::longhorn
