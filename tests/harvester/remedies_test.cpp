// What operators do about VM backups in error, each against the same nights without it (docs/incident.md).
#include <gtest/gtest.h>

#include "tests/longhorn/played_scenario.h"

namespace headway::tests {
namespace {

using record::OperationKind;

struct VmBackups {
  std::int64_t failed, late, lost;
};

VmBackups of(const std::string& scenario) {
  const Played played = play_shipped(scenario);
  const auto& o = forecast::outcomes_of(played.forecast, OperationKind::vm_backup);
  return {o.failed, o.completed_late, o.lost};
}

TEST(Remedies, DeletingTheFailedBackupHealsOnceThereIsANewerSnapshot) {
  const VmBackups none = of("remedy-none"), deleted = of("remedy-delete-failed-backup");
  EXPECT_EQ(none.failed, 20);
  EXPECT_EQ(none.late, 0);
  EXPECT_EQ(deleted.failed, 0);
  EXPECT_EQ(deleted.late, 20);
}

/// When a VM backup that was in error became ready, mean over all.
double healed_at(const std::string& name) {
  io::ReadResult read = read_shipped(name);
  EXPECT_TRUE(read.scenario.has_value());
  struct Sink : record::Sink {
    double sum = 0;
    std::int64_t n = 0;
    Instant start;
    void on(const record::Operation& o) override {
      if (o.kind != OperationKind::vm_backup || o.outcome != record::Outcome::completed_late) return;
      sum += to_seconds(o.ended - start);
      ++n;
    }
  } sink;
  sink.start = read.scenario->time.start;
  for (std::uint32_t r = 0; r < 20; ++r) experiment::replay(*read.scenario, r, sink);
  EXPECT_EQ(sink.n, 20) << name;
  return sink.sum / static_cast<double>(sink.n);
}

TEST(Remedies, TheRestartSavesTheRestOfTheBackOff) {
  const double deleted = healed_at("remedy-delete-failed-backup"),
               both = healed_at("remedy-delete-and-restart");
  EXPECT_LT(both, deleted);
  EXPECT_LE(deleted - both, 300);  // sidecar.retry_cap
}

TEST(Remedies, DeletedTooSoonItHealsOnlyAfterTheNextSnapshot) {
  // 10:00, when the schedule takes it; the restart of the wait can take 300 s, and a try 90 s.
  const double healed = healed_at("remedy-delete-failed-backup-too-soon");
  EXPECT_GT(healed, 36000);
  EXPECT_LT(healed, 36000 + 300 + 90 + 120);
}

TEST(Remedies, RestartingCsiSnapshotterAloneChangesNothing) {
  const VmBackups none = of("remedy-none"), restarted = of("remedy-restart-csi-snapshotter");
  EXPECT_EQ(restarted.failed, none.failed);
  EXPECT_EQ(restarted.late, none.late);
}

TEST(Remedies, DeletingTheVmBackupMakesNoOther) {
  const VmBackups deleted = of("remedy-delete-vm-backup");
  EXPECT_EQ(deleted.failed, 20);
  EXPECT_EQ(deleted.late, 0);
}

TEST(Remedies, StoppingTheMachineChangesNothing) {
  EXPECT_EQ(of("remedy-detach").failed, of("remedy-none").failed);
}

TEST(Remedies, AResumedScheduleIsSuspendedAgainUnlessTheVmBackupInErrorIsDeleted) {
  const VmBackups none = of("one-disk-suspends"), resumed = of("remedy-resume-schedule"),
                  cleaned = of("remedy-delete-and-resume");
  EXPECT_EQ(none.lost, 80);
  EXPECT_EQ(resumed.lost, 60);
  EXPECT_EQ(cleaned.lost, 20);
}

TEST(Remedies, ALockFileLeftBehindMayBeRemoved) {
  EXPECT_EQ(of("remedy-lock-file-none").failed, 20);
  EXPECT_EQ(of("remedy-remove-lock-file").failed, 0);
}

}  // namespace
}  // namespace headway::tests
