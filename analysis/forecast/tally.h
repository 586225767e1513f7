// Reduces the records of one replication, as they come, to a ReplicationSummary, and forgets them.
//
// Memory: a constant, plus what summary.h keeps by schedule, volume, target and UTC day. Time: O(1) a record
// (amortised; the open conflicts of a volume are few).
//
// What counts as what (interfaces, "Words"):
//  - Due backups, their outcomes and losses are the DueBackup records. Attempts are the backup Operations,
//    and one for each due backup that was settled without any: "skipped" and a run that failed before it
//    made the object are outcomes of an attempt too, so attempts >= due.
//  - A backup attempt failed when it has a cause and is failed, skipped, or completed late (its job had given
//    it up). Window overrun is said of the due backup, whose attempt may still run. A refused try of a delete
//    is a failed attempt of the delete, whatever becomes of it later; a delete that is given up counts once
//    more, under the cause of that.
//  - Hold: from the lock granted to the lock file gone. The two seconds of waiting before are not in it.
#pragma once

#include "analysis/forecast/fingerprint.h"
#include "analysis/forecast/neighbours.h"
#include "analysis/forecast/summary.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::forecast {

class Tally : public record::Sink {
 public:
  /// Records' indexes must be below the sizes of its lists or kNone.
  explicit Tally(const model::Scenario& scenario);

  void on(const record::Operation& operation) override;
  void on(const record::LockAttempt& attempt) override;
  void on(const record::Run& run) override;
  void on(const record::DueBackup& due) override;
  void on(const record::Load& load) override;
  void on(const record::VolumeEnd& end) override;

  /// Settles everything at the horizon and hands the summary over. Once; the tally is empty afterwards.
  ReplicationSummary finish();

 private:
  /// Load of one target since `since`.
  struct Level {
    Instant since{};
    double rate = 0, capacity = 0;
    std::uint32_t flows = 0;
  };

  void count_failure(record::OperationKind operation, record::Cause cause, record::Blocker blocker);
  void count_completed_backup(const record::Operation& operation);
  void advance(std::uint32_t target, Instant to);
  void good_backup(std::uint32_t volume, Instant at);

  Instant counted_from_, end_;
  ReplicationSummary summary_;
  Fingerprint fingerprint_;
  Neighbours neighbours_;
  std::vector<Level> levels_;             ///< by target
  std::vector<Instant> last_good_;        ///< by volume: end of the last completed backup, or the start
  std::map<std::int64_t, Night> nights_;  ///< by UTC day since 1970
};

}  // namespace headway::forecast
