// Reduces the records of one replication, as they come, to a ReplicationSummary, and forgets them.
//
// Memory: a constant, plus what summary.h keeps by schedule, volume, target and UTC day, and a few words
// for each restore. Time: O(1) a record
// (amortised; the open conflicts of a volume are few).
//
// What counts as what (interfaces, "Words"):
//  - Due backups, their outcomes and losses are the DueBackup records, of volumes under backup, of virtual
//    machines under vm_backup. Attempts are the Operations of that kind, and one for each due backup that was
//    settled without any: "skipped" and a run that failed before it made the object are outcomes of an
//    attempt too, so attempts >= due. The backup of a disk that is part of a VM backup is an attempt of
//    backup that no schedule owes as such.
//  - A backup attempt failed when it has a cause and is failed, skipped, or completed late (its job had given
//    it up). Window overrun is said of the due backup, whose attempt may still run.
//  - Of everything else that takes a lock (deletes, restores, images) each refused try is a failed attempt,
//    whatever becomes of the operation later, and is counted from the lock's record. An operation that is
//    given up counts once more, under the cause of that.
//  - Restores are due when requested. Each replica restores for itself, so its tries are the attempts, and
//    its failures are the restore's; the restore's own failure is counted only where no replica has failed
//    of that cause.
//  - The instant of a failure is its attempt's end: of a refused try the look that decided; of a due backup
//    that never became an object the end of its run; of one overtaken by its next tick that tick.
//  - What csi-snapshotter's calls fail of is told by Messages: each that says so of a snapshot is a failed
//    attempt of the snapshot (its attempts are its calls), reported by the layer whose words it passes on,
//    and the snapshot's own record adds none. Other Messages repeat what Operations say.
//  - Hold: from the lock granted to the lock file gone, of backups and of deletes of backups and backup
//    volumes. The two seconds of waiting before are not in it.
#pragma once

#include <map>
#include <vector>

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

  record::LoadDetail load_detail() const override { return record::LoadDetail::target_writes; }
  void on(const record::Operation& operation) override;
  void on(const record::LockAttempt& attempt) override;
  void on(const record::Run& run) override;
  void on(const record::DueBackup& due) override;
  void on(const record::Load& load) override;
  void on(const record::VolumeEnd& end) override;
  void on(const record::Message& message) override;
  using record::Sink::on;
  void expect(std::uint32_t volume) override;

  /// Settles everything at the horizon and hands the summary over. Once; the tally is empty afterwards.
  ReplicationSummary finish();

 private:
  /// Load of one target since `since`.
  struct Level {
    Instant since{};
    double rate = 0, capacity = 0;
    std::uint32_t flows = 0;
  };

  /// What a failure is counted under, and when it was.
  struct Fault {
    record::OperationKind operation = record::OperationKind::backup;
    record::Cause cause = record::Cause::none;
    record::Layer layer = record::Layer::none;
    record::Blocker blocker = record::Blocker::none;
    Instant at = record::kNever;  ///< kNever: not known
  };
  /// A due backup without an object: its run's record, which says when it was over, comes after it.
  struct Unmade {
    std::uint64_t run = 0;
    FailureKey key;
    Instant otherwise{};  ///< if the run's record does not come, or it was not over
  };
  /// A restore of which a record has come.
  struct Restore {
    bool counted = false, by_replicas = false;
    bool completed = false, replica_failed = false;
    std::uint32_t causes = 0;  ///< bits: causes that a replica has failed of
  };

  void count_failure(const Fault& fault);
  void note_instant(const FailureKey& key, Instant at);
  void count_attempts(const record::Operation& operation);
  bool failure_is_counted_elsewhere(const record::Operation& operation);
  void count_holds(const record::Operation& operation);
  void settle_unmade(std::uint64_t run, Instant ended);
  void count_completed_backup(const record::Operation& operation);
  void advance(std::uint32_t target, Instant to);
  void good_backup(std::uint32_t volume, Instant at);
  void good_vm_backup(std::uint32_t machine, Instant at);

  Instant start_, counted_from_, end_;
  ReplicationSummary summary_;
  Fingerprint fingerprint_;
  Neighbours neighbours_;
  std::vector<Level> levels_;               ///< by target
  std::vector<Instant> last_good_;          ///< by volume: end of the last completed backup, or the start
  std::vector<Instant> last_good_vm_;       ///< by virtual machine, likewise
  std::uint32_t expected_ = record::kNone;  ///< announced last
  std::map<std::int64_t, Night> nights_;    ///< by UTC day since 1970
  std::vector<Unmade> unmade_;              ///< of the run whose record is to come
  std::map<std::uint64_t, Restore> restores_;
  std::map<std::uint64_t, Instant> shown_;  ///< VM backups under way that are in error, and since when
};

}  // namespace headway::forecast
