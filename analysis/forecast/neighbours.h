// Who met whom on a volume's lock: how long before the next opposing look a hold was over, and what those
// were doing who turned others away.
//
// *Slack* of a hold (a backup's, a restore's or a delete's): from its release to the next look at the lock by
// an operation of the excluding type on the same volume. A look, not a request: a request is refused exactly
// if the file still stands when it looks (longhorn-backupstore: compareLocks), so the slack is negative
// exactly for a hold that turned someone away, and then it says by how much that one came too early. The
// delete that a backup's own job issues after it (parent = the backup) waits for it and is no conflict. A
// hold that another of the same schedule and kind follows before any opposing look has no slack: only the
// last of such a row borders on the conflict.
//
// Records come when an operation has its outcome, refusals before that, so both are paired as they pass:
// memory is one slot per (volume, schedule, kind) and the refusals by holders that still run.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "analysis/forecast/summary.h"
#include "sim/record/records.h"

namespace headway::forecast {

class Neighbours {
 public:
  explicit Neighbours(std::size_t volumes) : holds_(volumes) {}

  /// A record of this volume is to come soon, after those announced before it: a hint.
  void expect(std::uint32_t volume);
  void on(const record::LockAttempt& attempt);
  void on(const record::Operation& operation, ReplicationSummary& summary);
  /// Settles what still waits for a partner.
  void finish(ReplicationSummary& summary);

 private:
  /// A hold that has ended, with the earliest opposing look after it seen so far.
  struct Hold {
    std::uint64_t operation = 0;
    record::OperationKind kind = record::OperationKind::backup;
    std::uint32_t schedule = record::kNone;
    Instant released{};
    Instant next_look = record::kNever;
    bool counted = false;
  };
  /// A refusal by a holder whose own record has not come yet.
  struct Refusal {
    std::uint64_t refused = 0;
    record::OperationKind kind = record::OperationKind::backup;
    std::uint32_t schedule = record::kNone;
    record::Blocker blocker = record::Blocker::none;
    Instant looked{};
    bool counted = false;
  };

  static void settle(const Hold& hold, ReplicationSummary& summary);
  static void count(const Refusal& refusal, const record::Operation* holder, ReplicationSummary& summary);

  std::vector<std::vector<Hold>> holds_;                    ///< by volume
  std::map<std::uint64_t, std::vector<Refusal>> refusals_;  ///< by holder, which may be on another volume
  std::uint32_t expected_ = record::kNone;                  ///< announced last
};

}  // namespace headway::forecast
