// A process's way to the backup target: lock requests played step by step, each store operation taking its
// time.
//
// Most requests meet nobody. So the steps of a request are not events: each has its instant, and they are
// performed, in order of instants and ranks, when somebody looks: the request itself at its earliest possible
// end, or another one on the same files. Latencies are drawn in the order of the uncontended request; steps
// that only others' files make necessary draw after them. A request that nobody has come near by its end, on
// a target with constant latencies and no faults, is performed in one go.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/await.h"
#include "sim/lock/attempt.h"
#include "sim/lock/lock_folder.h"
#include "sim/record/records.h"
#include "sim/world/chance.h"

namespace headway::world {

class World;
class HeldLock;

/// The lock files of one key, and the requests that are acting on them now.
struct LockFiles {
  lock::LockFolder files;
  std::vector<HeldLock*> acting;

  explicit LockFiles(lock::StoreClock clock) : files(clock) {}

  /// Performs every step due before (now, rank) or at it.
  void advance(Instant now, core::Rank rank);
};

/// Whose lock it is.
struct LockHolder {
  std::uint64_t operation = 0;
  record::OperationKind kind = record::OperationKind::backup;
  std::uint32_t volume = record::kNone;  ///< for the record
  std::uint32_t target = 0;
  std::uint32_t files = 0;        ///< index into World::lock_files
  std::int64_t type = 1;          ///< 1 backup or restore, 2 deletion
  std::uint32_t node = 0;         ///< whose clock it goes by
  const void* process = nullptr;  ///< the group of processes with which it dies
  bool counted = false;
};

/// One lock of one operation, from its request to the removal of its file. Lives in the frame of the process
/// that holds it; its file lives in the world's folder and stays there if the frame goes.
class HeldLock {
 public:
  HeldLock(World& world, const LockHolder& holder, Draws& draws);
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  ~HeldLock();

  /// Asks for the lock from `from` (>= now) on. True when it is held; false when refused, with its own file
  /// gone again: the record says who was in the way. False also when the target did not take the file (the
  /// result says so). Takes at least lock.check_wait.
  core::Task<bool> acquire(Instant from);

  /// Saves the held lock again at `from` (>= now): a re-entrant lock, no wait, one save.
  core::Task<void> save_again(Instant from);

  /// Lets go: waits for a refresh under way, removes the file, emits the record.
  core::Task<void> release();

  /// The process that holds it ends: its file stays. Emits the record.
  void die();

  const record::LockAttempt& record() const { return record_; }
  const LockHolder& holder() const { return holder_; }
  /// The lock was not refused: the target did not answer.
  bool target_failed() const;

 private:
  friend struct LockFiles;
  static constexpr std::size_t kPlanned = 9;

  struct Alone {
    lock::Attempt::Unopposed at{};
    Instant end{};
  };
  /// Steps from `from` (>= now) on until none is left: when to go on, kNever when that is so.
  Instant begin(Instant from);
  Instant go_on();
  Instant next_wake();
  Alone alone_from(Instant from) const;
  bool unopposed() const;
  void plan(lock::Operation operation);
  Duration time_of(lock::Operation operation);
  void schedule_next(Instant from);
  void step();
  Instant earliest_end() const;
  void emit(record::LockEnd end);
  void note_overlap();

  World& world_;
  LockHolder holder_;
  Draws& draws_;
  LockFiles& folder_;
  lock::Attempt attempt_;
  record::LockAttempt record_;

  // The step to come: when it takes effect, and whether it works.
  Instant due_{};
  core::Rank due_rank_ = core::Rank::look;
  bool due_works_ = true;
  // Latencies drawn ahead for an uncontended request, in its order.
  struct Planned {
    lock::Operation operation;
    Duration takes;
  };
  std::array<Planned, kPlanned> planned_;  // planned_count_ of them
  std::uint8_t planned_count_ = 0, planned_next_ = 0;
  bool untouched_ = false;  // no step of what is played now has been performed
  Alone alone_at_{};
  bool alone_ = false;  // what is played now may be performed in one go
  bool emitted_ = false;
  // The reference table may be asked about its decision: no request failed, the target's clock did not jump.
  bool comparable_ = true;
  lock::StoreClock clock_{};
};

}  // namespace headway::world
