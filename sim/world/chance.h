// What chance decides in the world, and how each draw is addressed.
#pragma once

#include <cstdint>

#include "sim/core/random.h"

namespace headway::world {

/// What a draw is for. Values are part of "same bytes for equal scenarios": never renumber, only add.
enum class Purpose : std::uint32_t {
  dirtied = 1,         // volume, civil day: how much was written
  owner = 2,           // volume and schedule, tick: which manager owns the Backup object
  volume_order = 3,    // schedule and volume, tick: order in which the pod's goroutines get a slot
  latency = 4,         // operation, tick: durations of requests to the target
  resync_phase = 5,    // node: when its informers resync
  lock_name = 6,       // operation, tick: random name of a lock file
  engine_refresh = 7,  // volume: when its engine monitor refreshes
  poll_phase = 8,      // target: when its polls begin
  disk_order = 9,      // VM backup: order of its disks
};

/// The draws of one operation: addressed by who (a hash of volume, schedule, pass and kind) and the key of
/// the nominal tick (UTC civil day and which of the schedule's ticks of that day, schedule/tick_key.h),
/// numbered within it. Two operations never share an address, so losing one changes no other's luck; a
/// schedule moved within the day keeps its luck.
class Draws {
 public:
  Draws(const core::Luck& luck, std::uint64_t entity, std::int64_t tick_key)
      : luck_(&luck), entity_(entity), tick_key_(tick_key) {}
  double next(Purpose purpose) {
    return luck_->uniform(entity_, static_cast<std::uint32_t>(purpose), tick_key_, n_++);
  }

 private:
  const core::Luck* luck_;
  std::uint64_t entity_;
  std::int64_t tick_key_;
  std::uint32_t n_ = 0;
};

}  // namespace headway::world
