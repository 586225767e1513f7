// A small scenario and the records of one night in it, for tests that compute by hand.
#pragma once

#include <cstdint>

#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::tests {

inline constexpr Instant kStart{std::chrono::seconds{1717977600}};  // 2024-06-10T00:00:00Z

/// The instant so many seconds after the start.
inline Instant at(double seconds_since_start) {
  return kStart + Duration{static_cast<std::int64_t>(seconds_since_start * 1e9)};
}

/// Two days without warm-up, volumes data-1 and data-2, schedules daily and weekly, target s3.
inline model::Scenario two_days() {
  model::Scenario scenario;
  scenario.name = "two-days";
  scenario.time.start = kStart;
  scenario.time.horizon = hours{48};
  scenario.chance.seed = 7;
  scenario.platform.longhorn = "1.6.1";
  scenario.nodes.resize(1);
  scenario.nodes[0].name = "node1";
  scenario.targets.resize(1);
  scenario.targets[0].name = "s3";
  scenario.volumes.resize(2);
  scenario.volumes[0].name = "data-1";
  scenario.volumes[1].name = "data-2";
  for (model::Volume& volume : scenario.volumes) {
    volume.block_size = Bytes{2 * kMiB};
    volume.compression_ratio = 2;
  }
  scenario.jobs.resize(2);
  scenario.jobs[0].name = "daily";
  scenario.jobs[1].name = "weekly";
  return scenario;
}

/// A backup of `volume` by `schedule`, requested at `requested`, lock granted two seconds later, uploading
/// until two seconds before `released`, completed.
inline record::Operation backup(std::uint64_t id, std::uint32_t schedule, std::uint32_t volume,
                                double requested, double released) {
  record::Operation o;
  o.id = id;
  o.parent = 1;
  o.kind = record::OperationKind::backup;
  o.schedule = schedule;
  o.volume = volume;
  o.node = 0;
  o.target = 0;
  o.scheduled = at(0);
  o.requested = at(requested);
  o.lock_decided = o.started = at(requested + 2);
  o.lock = record::LockOutcome::granted;
  o.transfer_started = at(requested + 4);
  o.transfer_ended = at(released - 2);
  o.ended = at(released - 1);
  o.released = at(released);
  o.bytes = Bytes{kGiB};
  o.blocks = 1024;
  o.block_size = Bytes{2 * kMiB};
  o.outcome = record::Outcome::completed;
  o.counted = true;
  return o;
}

/// A delete by the job of `schedule`, child of operation `parent`, holding the lock from `requested` + 2.
inline record::Operation removal(std::uint64_t id, std::uint64_t parent, std::uint32_t schedule,
                                 std::uint32_t volume, double requested, double released) {
  record::Operation o = backup(id, schedule, volume, requested, released);
  o.parent = parent;
  o.kind = record::OperationKind::delete_;
  o.transfer_started = o.transfer_ended = record::kNever;
  return o;
}

/// A backup refused at `requested` + 2 because of operation `holder`.
inline record::Operation refused_backup(std::uint64_t id, std::uint32_t schedule, std::uint32_t volume,
                                        double requested, record::Blocker blocker, std::uint64_t holder) {
  record::Operation o = backup(id, schedule, volume, requested, requested + 2);
  o.lock = record::LockOutcome::denied;
  o.started = o.transfer_started = o.transfer_ended = record::kNever;
  o.ended = o.released = at(requested + 2);
  o.bytes = Bytes{};
  o.blocks = 0;
  o.outcome = record::Outcome::failed;
  o.cause = record::Cause::lock_denied;
  o.layer = record::Layer::backupstore;
  o.blocked_by = blocker;
  o.blocked_by_operation = holder;
  return o;
}

/// The try of `operation` that decided, as its lock record.
inline record::LockAttempt attempt_of(const record::Operation& operation) {
  record::LockAttempt a;
  a.operation = operation.id;
  a.kind = operation.kind;
  a.volume = operation.volume;
  a.target = operation.target;
  const bool deletion = operation.kind == record::OperationKind::delete_ ||
                        operation.kind == record::OperationKind::backup_volume_delete ||
                        operation.kind == record::OperationKind::backing_image_delete;
  a.type = deletion ? 2 : 1;
  a.requested = operation.lock_decided - seconds{2};
  a.decided = operation.lock_decided;
  a.granted = operation.lock == record::LockOutcome::granted;
  a.blocked_by = operation.blocked_by;
  a.blocked_by_operation = operation.blocked_by_operation;
  a.released = operation.released;
  if (a.released != record::kNever)
    a.end = a.granted ? record::LockEnd::released : record::LockEnd::withdrawn;
  a.counted = operation.counted;
  return a;
}

inline record::DueBackup due(std::uint32_t schedule, std::uint32_t volume, double tick,
                             record::Outcome outcome, bool lost, std::uint32_t attempts) {
  record::DueBackup d;
  d.run = 1;
  d.schedule = schedule;
  d.volume = volume;
  d.tick = at(tick);
  d.next_tick = at(tick + 86400);
  d.outcome = outcome;
  d.lost = lost;
  d.attempts = attempts;
  d.counted = true;
  return d;
}

inline record::Run run(std::uint64_t id, std::uint32_t schedule, double due_at, double started, double ended,
                       record::Outcome outcome) {
  record::Run r;
  r.id = id;
  r.schedule = schedule;
  r.due = r.fired = at(due_at);
  r.started = at(started);
  r.ended = at(ended);
  r.outcome = outcome;
  r.volumes = 2;
  r.counted = true;
  return r;
}

inline record::Load write_load(double when, double rate, double capacity, std::uint32_t flows) {
  record::Load l;
  l.resource = record::Load::Resource::target_write;
  l.at = at(when);
  l.rate = BytesPerSecond{rate};
  l.capacity = BytesPerSecond{capacity};
  l.flows = flows;
  return l;
}

}  // namespace headway::tests
