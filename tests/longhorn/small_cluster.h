// A cluster so small that a night in it can be computed by hand, and a sink that remembers everything.
//
// Nothing in it is left to chance: latencies are constant (LIST 10 ms, HEAD 1 ms, GET 2 ms, PUT 20 ms, DELETE
// 5 ms), volumes are attached and write nothing, snapshots are taken at once and show as ready at the pod's
// second look, 5 s after it asked. What is still drawn are the owner of an object (with more than one node),
// the order of volumes, lock names, and the phase of each node's resync, which `resync_from` tells.
//
// With 200 MiB used (100 blocks), 1 s for the comparison and no other lock file, for a backup object made at
// 0:
//
//    0.010 driver init         LIST
//    0.030 lock file saved     PUT        0.031 its time   HEAD       2.031 waited
//    2.041 listed              LIST       2.045 own file read (HEAD, GET, HEAD), decided
//    2.065 saved again         PUT        2.066 held       HEAD
//    3.073 volume.cfg and last index read (3 HEAD, 2 GET), compared;       3.094 saved again: the RPC is over
//    3.114 index begun         PUT, then the blocks, none of which have changed
//    3.134 index               PUT        3.157 volume.cfg (HEAD, GET, PUT)
//    3.172 lock file removed   LIST, DELETE
//    5.094 the monitor's first look publishes the start, and in the same look the end
//
// (and 10.5 us each time the index of 10,500 bytes goes over a line of 1 GB/s). For a delete asked for at 0,
// likewise: 2.066 held, 2.084 the victim's index gone, 2.097 listed, 3.940 block tree (184 LIST, because 100
// blocks fill 82.9 of 256 and 99.9 of 65,536 directories) and one remaining index read, 3.950 listed again,
// 3.973 volume.cfg, 3.988 lock file removed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/task.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::world {
class World;
}

namespace headway::tests {

inline constexpr Instant kStart{std::chrono::seconds{1767571200}};  // 2026-01-05T00:00:00Z, a Monday

/// Seconds since the start.
inline double since_start(Instant at) {
  return at == record::kNever ? -1 : to_seconds(at - kStart);
}

/// An instant of the record is `seconds` after the start, to 2 us.
#define EXPECT_AT(instant, seconds) EXPECT_NEAR(::headway::tests::since_start(instant), seconds, 2e-6)

/// Everything that a play said, in order.
struct Recording : record::Sink {
  std::vector<record::Operation> operations;
  std::vector<record::LockAttempt> locks;
  std::vector<record::Run> runs;
  std::vector<record::DueBackup> due;
  std::vector<record::Load> loads;
  std::vector<record::VolumeEnd> ends;
  std::vector<record::Message> messages;
  std::vector<record::Step> steps;
  std::vector<Instant> said;  ///< when, of each record that bears the instant of its emission

  Recording() = default;
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  Recording(Recording&&) = default;
  Recording& operator=(Recording&&) = default;

  void on(const record::Operation& r) override {
    operations.push_back(r);
    if (r.outcome != record::Outcome::unfinished)
      said.push_back(r.released == record::kNever ? r.ended : std::max(r.ended, r.released));
  }
  void on(const record::LockAttempt& r) override {
    locks.push_back(r);
    if (r.released != record::kNever) said.push_back(r.released);
  }
  void on(const record::Run& r) override { runs.push_back(r); }
  void on(const record::DueBackup& r) override { due.push_back(r); }
  void on(const record::Load& r) override {
    loads.push_back(r);
    said.push_back(r.at);
  }
  void on(const record::VolumeEnd& r) override { ends.push_back(r); }
  void on(const record::Message& r) override {
    messages.push_back(r);
    said.push_back(r.at);
  }
  void on(const record::Step& r) override { steps.push_back(r); }
  bool wants_steps() const override { return true; }

  /// Operations of one kind, by request; of one schedule if it is given.
  std::vector<record::Operation> all(record::OperationKind kind,
                                     std::uint32_t schedule = record::kNone) const {
    std::vector<record::Operation> found;
    for (const auto& o : operations)
      if (o.kind == kind && (schedule == record::kNone || o.schedule == schedule)) found.push_back(o);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return found;
  }
  std::vector<record::Operation> backups(std::uint32_t schedule = record::kNone) const {
    return all(record::OperationKind::backup, schedule);
  }
  std::vector<record::Operation> deletes(std::uint32_t schedule = record::kNone) const {
    return all(record::OperationKind::delete_, schedule);
  }
  /// The tries of one operation to get its lock, in order.
  std::vector<record::LockAttempt> tries_of(std::uint64_t operation) const {
    std::vector<record::LockAttempt> found;
    for (const auto& l : locks)
      if (l.operation == operation) found.push_back(l);
    return found;
  }
  std::vector<record::DueBackup> due_of(std::uint32_t schedule) const {
    std::vector<record::DueBackup> found;
    for (const auto& d : due)
      if (d.schedule == schedule) found.push_back(d);
    return found;
  }
  std::vector<record::Run> runs_of(std::uint32_t schedule) const {
    std::vector<record::Run> found;
    for (const auto& r : runs)
      if (r.schedule == schedule) found.push_back(r);
    return found;
  }
};

/// The cluster as the comment at the top has it, with one target and no volumes and jobs yet; 30 minutes.
model::Scenario small_cluster(std::string_view longhorn, std::size_t nodes = 1);

/// "v" and 7 are "v7".
std::string numbered(std::string_view name, std::uint64_t number);

std::uint32_t add_volume(model::Scenario& scenario, std::string name, std::uint32_t node = 0,
                         Bytes used = Bytes{200 * kMiB});

/// A job that backs up `volumes`, each of which has `existing` backups of it.
std::uint32_t add_job(model::Scenario& scenario, std::string name, std::string cron, std::int64_t retain,
                      std::vector<std::uint32_t> volumes, std::int64_t existing = 0,
                      std::int64_t concurrency = 10);

/// Plays with the reference models checking.
Recording record_of(const model::Scenario& scenario, std::uint32_t replication = 0);

/// The node's first resync at or after `t`.
Instant resync_from(const model::Scenario& scenario, std::uint32_t node, Instant t,
                    std::uint32_t replication = 0);

/// A tick that no cron line can say: any instant.
struct FreeTick {
  std::uint32_t job = 0;
  Instant at{};
};

/// Somebody else's lock: asked for at `from`, let go of at `until`.
struct OtherLock {
  std::uint32_t volume = 0;
  std::int64_t type = 1;
  Instant from{}, until{};
};

/// The process that does so.
core::Task<void> hold_lock(world::World& world, OtherLock stated);

/// Plays these ticks (of each job in ascending order) instead of the jobs' cron lines, beside `others`. A
/// tick at which the job's last run is still active starts nothing, then or later.
Recording record_of_ticks(const model::Scenario& scenario, const std::vector<FreeTick>& ticks,
                          const std::vector<OtherLock>& others = {}, std::uint32_t replication = 0);

}  // namespace headway::tests
