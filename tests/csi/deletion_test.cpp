// What becomes of a VolumeSnapshot that is deleted, by the CSI sheet 1.3 and 1.6.
#include "tests/csi/small_csi.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Outcome;

const OtherLock kOther{0, 2, kStart + seconds{50}, kStart + hours{10}};

Duration after(double seconds_) {
  return from_seconds(kAsked + seconds_);
}

/// When the Longhorn backup was deleted, after kAsked; -1 if it never was.
double deleted(const Recording& r) {
  return r.deletes().empty() ? -1 : since_start(r.deletes()[0].requested) - kAsked;
}

TEST(CsiDeletion, OfAReadyOneDeletesTheBackupAtOnce) {
  for (const char* longhorn : {"1.6.4", "1.7.2", "1.8.2"}) {
    const Recording r = record_of_snapshots(one_volume(longhorn), {Asked{0, after(0), after(300)}});
    EXPECT_NEAR(deleted(r), 300, 2e-6) << longhorn;
    EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed);
  }
}

// In error since 7, its queue comes at 517 (6 + 511). From 8.0 on the deletion is an event like any other.
TEST(CsiDeletion, OfOneInErrorIsAtOnceFromLonghorn18On) {
  const Recording r = record_of_snapshots(one_volume("1.8.2"), {Asked{0, after(0), after(300)}}, {kOther});
  EXPECT_NEAR(deleted(r), 300, 2e-6);
}

// In error since 6.07: calls at 7, 11, 19 … 259, then 515 (256 s later) and every 300 s. Deleted at 20, it is
// looked at at 35; at 300, at 515; at 900, at 1115. Events of a content in error are overlooked.
TEST(CsiDeletion, OfOneInErrorWaitsForTheBackOffUpToLonghorn17) {
  model::Scenario scenario = one_volume("1.7.2");
  scenario.time.horizon = hours{2};
  for (const auto& [asked, done] : {std::pair{20.0, 35.0}, {300.0, 515.0}, {900.0, 1115.0}}) {
    const Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(asked)}}, {kOther});
    EXPECT_NEAR(deleted(r), done, 2e-6) << asked;
  }
}

// Stuck since 33 (polling_test): nobody looks at the deletion either before a restart.
TEST(CsiDeletion, OfAStuckOneWaitsForARestart) {
  model::Scenario scenario = one_volume("1.6.4");
  scenario.time.horizon = hours{2};
  scenario.platform.parameters.create_compare_rate = BytesPerSecond{5.0 * kMiB};
  Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(300)}});
  EXPECT_EQ(deleted(r), -1);
  model::Event event;
  event.at = kStart + after(3000);
  event.kind = model::EventKind::restart_csi_snapshotter;
  event.length = seconds{5};
  scenario.events.push_back(event);
  r = record_of_snapshots(scenario, {Asked{0, after(0), after(300)}});
  EXPECT_NEAR(deleted(r), 3005, 2e-6);
}

// DeadlineExceeded at 32 leaves the annotation. Deleted at 32.5, the content is looked at at once, which
// calls CreateSnapshot: it finds the Backup and takes the annotation away, and has a handle now. The queue
// comes at 33 (1 s after 32): DeleteSnapshot.
TEST(CsiDeletion, CallsCreateSnapshotWhileNobodyKnowsWhetherThereIsOne) {
  model::Scenario scenario = one_volume("1.8.2");
  slow_start(scenario);
  const Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(32.5)}});
  expect_instants(calls(r, snapshots(r)[0].id), {0, 32.5});
  EXPECT_NEAR(deleted(r), 33, 2e-6);
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::failed);
  EXPECT_EQ(snapshots(r)[0].cause, Cause::sync_timeout);
}

// The same when it was deleted during the call: looked at again when that ends, at 32.
TEST(CsiDeletion, DuringACallIsLookedAtWhenThatEnds) {
  model::Scenario scenario = one_volume("1.8.2");
  slow_start(scenario);
  const Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(20)}});
  expect_instants(calls(r, snapshots(r)[0].id), {0, 32});
  EXPECT_NEAR(deleted(r), 33, 2e-6);
}

// LIST takes 9.4 s, so the start RPC ends 30.2 s after the Backup was made at 2 (LIST for the driver, for the
// look and for the removal, 2 s of waiting, some files), with a refused lock: the first call is
// DeadlineExceeded at 32, the second finds the error at 33. No call ever succeeded: there is no handle, and
// nothing tells Longhorn to delete anything.
TEST(CsiDeletion, WithoutAHandleLeavesTheBackup) {
  model::Scenario scenario = one_volume("1.8.2");
  scenario.time.horizon = hours{2};
  scenario.targets[0].latency.list = 9.4;
  const Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(300)}},
                                          {OtherLock{0, 2, kStart, kStart + hours{1}}});
  const auto answered = answers(r, snapshots(r)[0].id);
  EXPECT_EQ(answered[0].cause, Cause::sync_timeout);
  EXPECT_EQ(answered[1].cause, Cause::lock_denied);
  EXPECT_EQ(deleted(r), -1);
  EXPECT_EQ(calls(r, snapshots(r)[0].id).back(), answered.back().at);
  EXPECT_LT(calls(r, snapshots(r)[0].id).back(), 300);  // it is gone for csi-snapshotter
}

// The handle is that of the first Backup. When that has gone, another one is made at the next call (261), and
// the deletion of the VolumeSnapshot asks for the first one: the other stays.
TEST(CsiDeletion, LeavesABackupThatCameAfterTheFirstOne) {
  model::Scenario scenario = one_volume("1.8.2");
  model::Event event;
  event.at = kStart + after(150);
  event.kind = model::EventKind::delete_failed_backups;
  scenario.events.push_back(event);
  const Recording r = record_of_snapshots(scenario, {Asked{0, after(0), after(600)}},
                                          {OtherLock{0, 2, kStart + seconds{50}, kStart + seconds{200}}});
  ASSERT_EQ(r.backups().size(), 2U);
  EXPECT_AT(r.backups()[1].requested, kAsked + 261 + 2);
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed_late);
  ASSERT_EQ(r.deletes().size(), 1U);
  EXPECT_EQ(r.deletes()[0].parent, r.backups()[0].id);
  EXPECT_EQ(r.ends[0].backups, 2U);  // this one, and the one of the start
}

}  // namespace
}  // namespace headway::tests
