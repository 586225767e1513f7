// One replica's restore from a backup: one type-1 lock on the *source* volume's folder and one download of
// everything, whatever the other replicas do (backupstore sheet 2.4).
//
// A refused one is meant to be tried again after 10 s, doubled up to an hour, but the pattern that recognises
// the refusal fits the old text of the error only: from 1.6.3 and 1.7.2 on it is an error of the replica
// (restore.retry_on_lock; longhorn-manager sheet 2.7).
#pragma once

#include <memory>

#include "sim/world/world.h"

namespace headway::longhorn {

/// What is to be restored.
struct RestoreRequest {
  record::OperationKind kind = record::OperationKind::restore_replica;
  std::uint64_t parent = 0;
  std::uint32_t source = 0;  ///< volume whose backup it is
  std::uint32_t node = 0;    ///< where the replica lies
  std::int64_t number = 0;   ///< of the replica
  std::int64_t blocks = 0;   ///< to be downloaded
  std::int64_t indexes = 1;  ///< 1 for a full restore, 2 for an incremental one
  std::uint64_t entity = 0;  ///< whose luck it has
  bool counted = false;
};

/// How it went. Emitted as an operation of its own.
struct ReplicaRestore {
  record::Operation record;
  bool over = false;
  core::Signal ended;
};

/// Starts it on its node; the result says when it is over. A replica on a node without an instance manager,
/// or one that ends in mid-restore, is over as failed.
std::shared_ptr<ReplicaRestore> start_restore(world::World& world, const RestoreRequest& request);

/// Waits until all are over. True when at least one completed.
core::Task<bool> wait_for_restores(world::World& world,
                                   std::vector<std::shared_ptr<ReplicaRestore>> restores);

}  // namespace headway::longhorn
