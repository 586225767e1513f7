// A process's way to the backup target: lock requests played step by step, each store operation taking its
// time.
#pragma once

#include "sim/core/await.h"
#include "sim/world/world.h"

namespace headway::world {

/// One lock of one operation, from its request to the removal of its file. Lives in the frame of the process
/// that holds it; its file lives in the world's folder and stays there if the frame goes.
class HeldLock {
 public:
  /// `type`: 1 backup or restore, 2 deletion. `node`: whose clock and process it is.
  HeldLock(World& world, std::uint32_t volume, std::int64_t type, std::uint32_t node, std::uint64_t operation,
           Draws& draws, bool counted);
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;
  ~HeldLock();

  /// Asks for the lock. True when it is held; false when refused, with its own file gone again. The record
  /// says who was in the way. Takes at least lock.check_wait.
  core::Task<bool> acquire();

  /// Saves the held lock again (re-entrant lock): no wait, one save.
  core::Task<void> save_again();

  /// Lets go: waits for a refresh under way, removes the file, emits the record.
  core::Task<void> release();

  const record::LockAttempt& record() const { return record_; }

 private:
  core::Task<void> play();

  World& world_;
  std::uint32_t target_;
  Draws& draws_;
  lock::LockFolder& folder_;
  lock::Attempt attempt_;
  record::LockAttempt record_;
};

}  // namespace headway::world
