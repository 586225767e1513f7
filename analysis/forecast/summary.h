// What is left of a replication once its records have gone by: counts, sums and samples, and nothing that
// grows with the horizon but the list of nights (one entry a UTC day) and samples up to their capacity.
//
// Only records marked `counted` (due or requested after the warm-up) enter, except for the fingerprint, which
// covers all of them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "analysis/forecast/samples.h"
#include "sim/core/time.h"
#include "sim/record/records.h"

namespace headway::forecast {

inline constexpr std::size_t kOperationKinds = 14;  ///< as record::OperationKind numbers them
inline constexpr std::size_t kBlockers = 7;         ///< as record::Blocker numbers them
inline constexpr std::size_t kLayers = 15;          ///< as record::Layer numbers them

/// Samples of one volume are many times a schedule's, and each is asked for coarse quantiles only.
inline constexpr std::uint32_t kVolumeSamples = 64;

/// The kind under which its failures and refusals are counted: a replica's part of a restore is an attempt
/// of the restore, every other kind stands for itself.
constexpr record::OperationKind reported_as(record::OperationKind kind) {
  return kind == record::OperationKind::restore_replica ? record::OperationKind::restore : kind;
}

/// The words of interfaces: due = completed + completed_late + failed + skipped + unfinished.
/// Of all kinds but backups and VM backups, due = requested, and lost = failed or skipped.
struct Outcomes {
  std::int64_t due = 0, lost = 0, attempts = 0;
  std::int64_t completed = 0, completed_late = 0, failed = 0, skipped = 0, unfinished = 0;

  /// One more that was due.
  void count(record::Outcome outcome);
};

/// Whether schedules owe them: their due and lost come from records of their own.
constexpr bool is_owed(record::OperationKind kind) {
  return kind == record::OperationKind::backup || kind == record::OperationKind::vm_backup;
}

/// Whether it was done, in time or not.
constexpr bool is_completed(record::Outcome outcome) {
  return outcome == record::Outcome::completed || outcome == record::Outcome::completed_late;
}

/// Attempts that failed of one cause.
struct FailureCount {
  std::int64_t count = 0;
  std::array<std::int64_t, kBlockers> blocked_by{};
  std::array<std::int64_t, kLayers> layers{};  ///< by who reported it; those that nobody did are under none
  /// When the first and the last of them ended, since the scenario's start; first > last when no instant is
  /// known.
  Duration first = Duration::max(), last = Duration::min();
};
struct FailureKey {
  record::OperationKind operation = record::OperationKind::backup;
  record::Cause cause = record::Cause::none;
  auto operator<=>(const FailureKey&) const = default;
};

/// What a lock's holder was doing when it turned another one away.
enum class HolderPhase : std::uint8_t {
  unknown,     ///< its record was not seen: it still ran at the horizon, or its process had died
  waiting,     ///< it had asked for the lock and not yet looked
  preparing,   ///< backup: lock held, nothing transferred yet
  uploading,   ///< backup: transferring
  finishing,   ///< backup: writing its index, releasing
  collecting,  ///< delete: listing blocks, reading indexes, removing
  restoring,   ///< restore: downloading
};
std::string_view word(HolderPhase phase);

/// Who was refused by whom. Schedules are indexes as records have them (model::schedule_name) or
/// record::kNone.
struct HolderKey {
  record::OperationKind refused = record::OperationKind::backup;
  std::uint32_t refused_schedule = record::kNone;
  record::Blocker blocker = record::Blocker::none;
  HolderPhase phase = HolderPhase::unknown;
  std::uint32_t holder_schedule = record::kNone;
  auto operator<=>(const HolderKey&) const = default;
};
struct HolderCount {
  std::int64_t count = 0;
  Samples held_for{256};  ///< from the holder's grant to the refusal
};

struct ScheduleSummary {
  std::int64_t runs = 0, started_runs = 0, failed_runs = 0, skipped_runs = 0, unfinished_runs = 0, reruns = 0;
  std::int64_t due = 0, lost = 0;  ///< backups, of volumes or of virtual machines
  Samples duration;                ///< run: first step to end
  Samples lateness;                ///< run: due to first step
  double lateness_sum_s = 0;       ///< of all started runs, for their mean
  Samples slack;                   ///< see neighbours.h; may be negative
};

struct VolumeSummary {
  std::uint32_t due = 0, lost = 0;
  std::uint32_t backups = 0, beyond_retain = 0, collections_skipped = 0;
  std::uint32_t most_beyond_retain = 0;
  Duration beyond_retain_time{};
  std::int64_t stored_blocks = 0;
  Duration longest_gap{};  ///< between good backups, the stretches to both ends of the replication included
  Samples backup_hold{kVolumeSamples}, delete_hold{kVolumeSamples};
};

struct MachineSummary {
  std::uint32_t due = 0, lost = 0;
  Duration longest_gap{};  ///< between good backups, as a volume's
};

/// A schedule that a controller suspended, and why.
struct SuspensionKey {
  std::uint32_t schedule = record::kNone;
  record::Cause cause = record::Cause::none;
  auto operator<=>(const SuspensionKey&) const = default;
};
struct SuspensionCount {
  std::int64_t count = 0;
  Duration first{};  ///< since the scenario's start
};

/// The write side of a backup target.
struct TargetSummary {
  std::int64_t bytes = 0;      ///< stored by completed backups, after compression
  Duration busy{}, counted{};  ///< time with at least one flow, and the whole time after the warm-up
  double load_seconds = 0;     ///< integral of rate / capacity over that time
  std::uint32_t peak_flows = 0;
};

/// Tries to get a lock, and what went wrong with it.
struct LockCounts {
  std::int64_t attempts = 0, granted = 0;
  std::int64_t expired = 0;      ///< lease over while the holder was at work
  std::int64_t crashed = 0;      ///< left behind by a holder whose process ended
  std::int64_t overlaps = 0;     ///< granted beside a live lock that excludes it
  std::int64_t failed_open = 0;  ///< the listing failed and counted as "no locks"
};

/// What users saw: an error in some object's status, by who speaks, whose words they are, and why.
struct SeenKey {
  record::Layer layer = record::Layer::none, origin = record::Layer::none;
  record::Cause cause = record::Cause::none;
  record::Message::Says says = record::Message::Says::failed;
  auto operator<=>(const SeenKey&) const = default;
};
/// How often, by virtual machine.
using SeenCount = std::map<std::uint32_t, std::int64_t>;

/// A UTC day's runs: from the first start to the last end.
struct Night {
  Instant first_start = record::kNever, last_end = record::kNever;
};

struct ReplicationSummary {
  std::array<Outcomes, kOperationKinds> operations;
  std::map<FailureKey, FailureCount> failures;
  std::map<HolderKey, HolderCount> holders;
  std::vector<ScheduleSummary> schedules;  ///< model::schedule_count of them
  std::vector<VolumeSummary> volumes;
  std::vector<MachineSummary> machines;
  std::vector<TargetSummary> targets;
  std::map<SuspensionKey, SuspensionCount> suspensions;
  std::map<SeenKey, SeenCount> seen;
  std::vector<Night> nights;                    ///< by day, days without a finished run left out
  std::array<std::int64_t, 24> lost_by_hour{};  ///< lost backups by the UTC hour of their tick

  Samples backup_hold, delete_hold;  ///< lock granted to lock file gone
  Samples backup_duration;           ///< requested to ended, completed ones
  Samples vm_backup_duration;        ///< likewise
  double upload_rate_sum = 0;        ///< bytes of volume data a second, summed over `uploads`
  std::int64_t uploads = 0;          ///< completed backups that transferred something
  std::int64_t collections_skipped = 0;
  std::int64_t restores_partial = 0;  ///< completed, but some replica failed
  LockCounts locks;
  /// From a delete's request to its lock, or to the end of its waiting without one; nothing when no delete
  /// waited.
  std::optional<Duration> longest_delete_wait;

  std::uint64_t fingerprint = 0;
  std::int64_t events = 0;  ///< of the engine; set by who ran the replication
};

/// Suspensions of schedules that no operator asked for.
inline std::int64_t suspended_by_controllers(const ReplicationSummary& summary) {
  std::int64_t sum = 0;
  for (const auto& [key, suspension] : summary.suspensions)
    sum += key.cause == record::Cause::suspended_by_hand ? 0 : suspension.count;
  return sum;
}

/// Virtual machines of which some object showed an error at some time.
inline std::uint32_t machines_in_error(const ReplicationSummary& summary) {
  std::set<std::uint32_t> machines;
  for (const auto& [key, by_machine] : summary.seen)
    for (const auto& [machine, count] : by_machine)
      if (machine != record::kNone) machines.insert(machine);
  return static_cast<std::uint32_t>(machines.size());
}

inline Outcomes& outcomes_of(ReplicationSummary& summary, record::OperationKind kind) {
  return summary.operations[static_cast<std::size_t>(kind)];
}

}  // namespace headway::forecast
