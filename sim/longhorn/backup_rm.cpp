#include "sim/longhorn/backup_rm.h"

#include <algorithm>

#include "sim/cost/block_tree.h"
#include "sim/cost/requests.h"

namespace headway::longhorn {
namespace {

using core::Rank;
using world::Answer;
using world::BackupRef;
using world::World;

/// One `backup rm` at work: requests go out one at a time; nothing limits how long it takes.
struct Process {
  World& world;
  record::Operation& record;
  world::Draws& draws;

  Process(World& w, record::Operation& r, world::Draws& d) : world(w), record(r), draws(d) {}
  Duration time_of(const cost::Requests& requests) {
    return world.request_time(record.target, requests, draws);
  }
  Answer answer(Duration nominal) { return world.answer(record.target, world.now(), nominal); }
  auto until(const Answer& answer) { return core::sleep_until(world.engine, answer.at, Rank::completion); }
};

/// The lock's outcome, for the operation's record.
void note_lock(record::Operation& record, const world::HeldLock& lock, bool held) {
  record.lock_decided = lock.record().decided;
  record.lock = record::LockOutcome::none;  // of an earlier try
  if (held) {
    record.lock = record::LockOutcome::granted;
    record.started = record.lock_decided;
    record.released = record::kNever;
  } else if (!lock.target_failed()) {
    record.lock = record::LockOutcome::denied;
    record.blocked_by = lock.record().blocked_by;
    record.blocked_by_operation = lock.record().blocked_by_operation;
  }
}

/// For whoever asks why a lock is still held.
void tell_phase(Process& p, record::Step::Kind kind, const cost::Requests& requests, Duration span) {
  record::Step step;
  step.kind = kind;
  step.operation = p.record.id;
  step.count = requests.total();
  step.span = span;
  p.world.tell(step);
}

/// The volume.cfg names the last backup: which one is that now?
struct Survey {
  std::uint64_t names = 0;
  bool may_collect = false, works = true;
};

/// Lists the whole block tree and reads every remaining index, however little the backup held.
core::Task<Survey> survey(Process& p, std::uint32_t v, bool was_last) {
  World& world = p.world;
  world::BackupStore& store = world.volumes[v].store;
  Survey out;
  const Answer names = p.answer(p.time_of(cost::delete_load_volume() + cost::list_backups(store.listed())));
  co_await p.until(names);
  out.works = names.works;
  if (!out.works) co_return out;
  out.names = store.version();

  const Bytes index = cost::index_size(store.index_entries(), world.parameters.block_index_bytes);
  const model::Node& node = world.scenario.nodes[p.record.node];
  const model::Target& target = world.scenario.targets[p.record.target];
  const cost::Requests tree = cost::list_block_tree(store.blocks(), world.parameters.block_directories_1,
                                                    world.parameters.block_directories_2);
  const cost::Requests indexes = cost::load_indexes(store.kept());
  // One draw after the other: the order in which a sum's terms are worked out is the compiler's.
  const Duration walking = p.time_of(tree);
  const Duration reading = p.time_of(indexes);
  const Duration listing =
      walking + reading + store.kept() * world.index_time(node.download, target.read, index);
  tell_phase(p, record::Step::Kind::listing, tree + indexes, listing);
  const Answer listed = p.answer(listing);
  co_await p.until(listed);
  out.works = listed.works;
  if (!out.works) co_return out;

  out.may_collect = !store.any_in_progress();
  cost::Requests check = cost::list_backups(store.listed());
  if (was_last) {
    store.forget_last(out.may_collect);
    check += cost::save_last();
  }
  const Answer second_look = p.answer(p.time_of(check));
  co_await p.until(second_look);
  out.works = second_look.works;
  out.may_collect = out.may_collect && store.version() == out.names;
  co_return out;
}

/// What is done under the type-2 lock. False when the target stopped answering.
core::Task<bool> remove_under_lock(Process& p, BackupRef backup) {
  World& world = p.world;
  world::Volume& volume = world.volumes[backup->volume];
  world::BackupStore& store = volume.store;

  const Answer removed = p.answer(p.time_of(cost::delete_load_victim() + cost::delete_remove_victim()));
  co_await p.until(removed);
  if (!removed.works) co_return false;
  bool was_last = false;
  if (backup->in_store) {
    backup->in_store = false;  // gone for every reader, long before the lock is
    was_last = store.remove_index(backup->written);
  } else if (backup->leftover) {
    backup->leftover = false;
    store.remove_leftover();
  }
  backup->changed.notify(world.engine);
  if (!store.has_volume_cfg()) co_return true;  // "cannot find volume": taken for success

  const Survey found = co_await survey(p, backup->volume, was_last);
  if (!found.works) co_return false;
  if (found.may_collect) {
    const std::int64_t unreferenced = store.unreferenced();
    const cost::Requests removals = cost::remove_blocks(unreferenced);
    const Duration removing = p.time_of(removals);
    tell_phase(p, record::Step::Kind::removing, removals, removing);
    const Answer collected = p.answer(removing);
    co_await p.until(collected);
    if (!collected.works) co_return false;  // those removed so far are taken as still there
    p.record.blocks = store.collect(unreferenced);
    const double bytes = world.stored_bytes(backup->volume, p.record.blocks);
    p.record.bytes = Bytes{static_cast<std::int64_t>(bytes)};
    world.targets[p.record.target].stored -= bytes;
  } else {
    p.record.collection_skipped = true;
    ++volume.collections_skipped;
  }
  world.sink.expect(backup->volume);
  const Answer finished = p.answer(p.time_of(cost::delete_finish()));
  co_await p.until(finished);
  co_return finished.works;
}

}  // namespace

core::Task<bool> remove_backup(World& world, BackupRef backup) {
  world::Deletion& deletion = *backup->deletion;
  record::Operation& record = deletion.record;
  Process p(world, record, deletion.draws);
  ++record.tries;
  const Answer opened = p.answer(p.time_of(cost::driver_init()));
  if (!opened.works) {
    co_await p.until(opened);
    co_return false;
  }
  world::HeldLock lock(
      world, world.holder(record, backup->volume, 2, record.node, world.nodes[record.node].controllers),
      deletion.draws);
  const bool held = co_await lock.acquire(opened.at);
  note_lock(record, lock, held);
  if (!held) co_return false;
  const bool works = co_await remove_under_lock(p, backup);
  co_await lock.release();
  record.released = world.now();
  co_return works;
}

core::Task<bool> remove_backup_volume(World& world, record::Operation& record, world::Draws& draws) {
  Process p(world, record, draws);
  world::Volume& volume = world.volumes[record.volume];
  world::BackupStore& store = volume.store;
  ++record.tries;
  // All folders of volumes are listed first, two levels of directories, by many at once: as long as one after
  // the other takes for the deepest of them.
  const Duration init = p.time_of(cost::driver_init());
  const Answer opened = p.answer(init + 3 * p.time_of(cost::driver_init()));
  if (!opened.works) {
    co_await p.until(opened);
    co_return false;
  }
  world::HeldLock lock(
      world, world.holder(record, record.volume, 2, record.node, world.nodes[record.node].controllers),
      draws);
  const bool held = co_await lock.acquire(opened.at);
  note_lock(record, lock, held);
  if (!held) co_return false;
  // Backups, blocks, locks, folder: one DELETE an object, one after the other.
  cost::Requests requests = cost::list_backups(store.listed());
  requests += cost::list_block_tree(store.blocks(), world.parameters.block_directories_1,
                                    world.parameters.block_directories_2);
  requests.remove += store.blocks() + store.listed() + 2;
  const Answer removed = p.answer(p.time_of(requests));
  co_await p.until(removed);
  if (removed.works) {
    record.blocks = store.blocks();
    const double bytes = world.stored_bytes(record.volume, record.blocks);
    record.bytes = Bytes{static_cast<std::int64_t>(bytes)};
    world.targets[record.target].stored -= bytes;
    store.clear();
    for (const BackupRef& backup : volume.backups) backup->in_store = backup->leftover = false;
  }
  co_await lock.release();
  record.released = world.now();
  co_return removed.works;
}

}  // namespace headway::longhorn
