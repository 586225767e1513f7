// What Longhorn's plugin answers to CreateSnapshot, by the CSI sheet 1.5: seen through the calls of
// csi-snapshotter and what it makes of them.
#include "tests/csi/small_csi.h"

namespace headway::tests {
namespace {

using record::Cause;
using record::Layer;
using record::Message;
using record::Outcome;

/// The volume's engine does not run from 95 on for so long, and 15 s more until it is attached: no snapshot
/// becomes ready.
void stop_engine(model::Scenario& scenario, Duration length) {
  model::Event event;
  event.at = kStart + seconds{95};
  event.kind = model::EventKind::instance_manager_restart;
  event.node = 0;
  event.length = length;
  scenario.events.push_back(event);
}

model::Event target_outage(Duration from, Duration length) {
  model::Event event;
  event.at = kStart + from;
  event.kind = model::EventKind::target_outage;
  event.target = 0;
  event.length = length;
  return event;
}

// Called at 0, answered at 6: 2 for the snapshot, 4 until the tick that sees the reconcile of 3.094.
TEST(CsiPlugin, AnswersNotReadyAtTheTickThatSeesTheFirstReconcile) {
  for (const char* longhorn : {"1.6.2", "1.7.2", "1.8.2", "1.12.1"}) {
    const Recording r = record_of_snapshots(one_volume(longhorn), {Asked{}});
    ASSERT_EQ(snapshots(r).size(), 1U);
    const auto answered = answers(r, snapshots(r)[0].id);
    ASSERT_GE(answered.size(), 2U) << longhorn;
    EXPECT_NEAR(answered[0].at, 6, 2e-6) << longhorn;
    EXPECT_EQ(answered[0].cause, Cause::none);
    ASSERT_EQ(r.backups().size(), 1U);
    EXPECT_AT(r.backups()[0].requested, kAsked + 2);
    EXPECT_AT(r.backups()[0].ended, kAsked + 7.0940105);
    EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed);
  }
}

// No snapshot for 250 s (95 to 330 and the 15 s): calls of 0 and 91 end in Internal after 90 s each, and the
// one of 183 (181 and 2 s) sees the snapshot of 345.
TEST(CsiPlugin, GivesUpOnASnapshotAfterNinetySeconds) {
  model::Scenario scenario = one_volume("1.8.2");
  stop_engine(scenario, seconds{235});
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  const record::Operation snapshot = snapshots(r)[0];
  expect_first(calls(r, snapshot.id), {0, 91, 183});
  const auto answered = answers(r, snapshot.id);
  ASSERT_GE(answered.size(), 3U);
  EXPECT_NEAR(answered[0].at, 90, 2e-6);
  EXPECT_EQ(answered[0].cause, Cause::snapshot_timeout);
  EXPECT_NEAR(answered[1].at, 181, 2e-6);
  EXPECT_EQ(answered[1].cause, Cause::snapshot_timeout);
  EXPECT_EQ(answered[2].cause, Cause::none);
  ASSERT_EQ(r.backups().size(), 1U);
  // Its ticks are at 183 + 2 n, and that of 245 comes as the engine does.
  EXPECT_AT(r.backups()[0].requested, kAsked + 247);
  EXPECT_EQ(snapshot.outcome, Outcome::completed_late);
  EXPECT_EQ(snapshot.cause, Cause::snapshot_timeout);
  // The second message says that it is not the first attempt; the same once more is none.
  ASSERT_EQ(r.messages.size(), 2U);
  EXPECT_FALSE(r.messages[0].again);
  EXPECT_TRUE(r.messages[1].again);
  EXPECT_EQ(r.messages[0].origin, Layer::csi_plugin);
}

// The start RPC takes 42.094 s from 2 on. The plugin stops waiting at 32 (2 + 30). The Backup is Completed at
// 46.094 (2 + 42.094 + 2 s until the monitor's look).
TEST(CsiPlugin, IsOutOfTimeForTheReconcileUpToLonghorn111) {
  model::Scenario scenario = one_volume("1.11.3");
  slow_start(scenario);
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  const record::Operation snapshot = snapshots(r)[0];
  const auto answered = answers(r, snapshot.id);
  EXPECT_NEAR(answered[0].at, 32, 2e-6);
  EXPECT_EQ(answered[0].cause, Cause::sync_timeout);
  // 1, 3, 7 and 15 s later: the last sees it Completed.
  expect_instants(calls(r, snapshot.id), {0, 33, 35, 39, 47});
  EXPECT_AT(r.backups()[0].ended, kAsked + 46.0940105);
  EXPECT_AT(snapshot.ended, kAsked + 47);
  EXPECT_EQ(snapshot.outcome, Outcome::completed_late);
  EXPECT_EQ(snapshot.cause, Cause::sync_timeout);
}

TEST(CsiPlugin, AnswersNotReadyInsteadFromLonghorn112On) {
  model::Scenario scenario = one_volume("1.12.1");
  slow_start(scenario);
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  const record::Operation snapshot = snapshots(r)[0];
  EXPECT_EQ(answers(r, snapshot.id)[0].cause, Cause::none);
  expect_instants(calls(r, snapshot.id), {0, 33, 35, 39, 47});
  EXPECT_EQ(snapshot.outcome, Outcome::completed);
  EXPECT_TRUE(r.messages.empty());
}

// The engine is back at 185 (95 + 75 + 15): the tick of 86 sees the snapshot, and the 30 s after it end
// beyond the deadline of 110 s.
TEST(CsiPlugin, IsCalledWithADeadlineOfOneHundredAndTenSeconds) {
  model::Scenario scenario = one_volume("1.8.2");
  slow_start(scenario);
  stop_engine(scenario, seconds{75});
  const Recording r = record_of_snapshots(scenario, {Asked{}});
  const record::Operation snapshot = snapshots(r)[0];
  const auto answered = answers(r, snapshot.id);
  EXPECT_NEAR(answered[0].at, 110, 2e-6);
  EXPECT_EQ(answered[0].cause, Cause::rpc_timeout);
  EXPECT_NEAR(answered[1].at, 111, 2e-6);
  EXPECT_EQ(answered[1].cause, Cause::none);
  ASSERT_EQ(r.messages.size(), 1U);
  EXPECT_EQ(r.messages[0].origin, Layer::csi_snapshotter);
  EXPECT_EQ(r.backups().size(), 1U);  // the call that nobody waited for made it, and the next one found it
}

// A type-2 lock of somebody else: the lock is refused at 4.045 (2 + 2.045), the first call has been answered
// with "not ready" at 6, the second one finds the error. So do all others, for as long as the Backup is
// there.
TEST(CsiPlugin, SaysABackupsErrorForAsLongAsItIsThere) {
  const Recording r = record_of_snapshots(one_volume("1.8.2"), {Asked{}},
                                          {OtherLock{0, 2, kStart + seconds{50}, kStart + hours{1}}});
  const record::Operation snapshot = snapshots(r)[0];
  ASSERT_EQ(r.backups().size(), 1U);
  EXPECT_EQ(r.backups()[0].cause, Cause::lock_denied);
  const auto answered = answers(r, snapshot.id);
  ASSERT_GT(answered.size(), 5U);
  EXPECT_NEAR(answered[0].at, 6, 2e-6);
  EXPECT_EQ(answered[0].cause, Cause::none);
  EXPECT_NEAR(answered[1].at, 7, 2e-6);
  for (std::size_t i = 1; i < answered.size(); ++i) EXPECT_EQ(answered[i].cause, Cause::lock_denied);
  ASSERT_EQ(r.messages.size(), 1U);
  EXPECT_TRUE(r.messages[0].again);
  EXPECT_EQ(r.messages[0].origin, Layer::backupstore);
  EXPECT_EQ(r.messages[0].root, r.backups()[0].id);
  EXPECT_EQ(snapshot.outcome, Outcome::failed);
}

// An outage of 20 minutes meets a poll of the target, of which there is one every 300 s, before 700.
TEST(CsiPlugin, AbortsWhileTheTargetIsNotAvailableFromLonghorn181On) {
  for (const char* longhorn : {"1.7.2", "1.8.2"}) {
    model::Scenario scenario = one_volume(longhorn);
    scenario.time.horizon = hours{1};
    scenario.events.push_back(target_outage(seconds{60}, minutes{20}));
    const Recording r = record_of_snapshots(scenario, {Asked{0, seconds{700}}});
    const auto answered = answers(r, snapshots(r)[0].id);
    ASSERT_FALSE(answered.empty());
    if (scenario.platform.parameters.csi_aborts_when_unavailable) {
      EXPECT_NEAR(answered[0].at, 600, 2e-6);
      EXPECT_EQ(answered[0].cause, Cause::target_unavailable);
      // Available again with the first poll after 1260: at the latest 1560, then at most 300 s to the next
      // call.
      ASSERT_EQ(r.backups().size(), 1U);
      EXPECT_GT(since_start(r.backups()[0].requested), 1260);
      EXPECT_LT(since_start(r.backups()[0].requested), 1560 + 300 + 2);
      EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed_late);
    } else {
      EXPECT_AT(r.backups()[0].requested, 702);
    }
  }
}

/// A volume with a completed backup, one hour for a failed one, and a refused one: made at 102, Error at
/// 104.0 something.
model::Scenario refused(bool cleanup) {
  model::Scenario scenario = one_volume("1.8.2");
  scenario.time.horizon = hours{6};
  scenario.platform.parameters.target_failed_backup_ttl = hours{1};
  scenario.platform.parameters.snapshot_cleanup_with_backup = cleanup;
  return scenario;
}

const OtherLock kOther{0, 2, kStart + seconds{50}, kStart + minutes{10}};

// The failed Backup goes with the first poll of the target after an hour (3704 to 4004 and some). Calls come
// at 6 + 255 = 261, 517 and every 300 s then (511 + 300 n after 6): the next one takes a new backup, from the
// snapshot that is still there.
TEST(CsiPlugin, MakesANewBackupWhenTheFailedOneIsGone) {
  const Recording r = record_of_snapshots(refused(false), {Asked{}}, {kOther});
  ASSERT_EQ(r.backups().size(), 2U);
  ASSERT_EQ(r.deletes().size(), 1U);
  const double gone = since_start(r.deletes()[0].ended) - kAsked;
  EXPECT_GT(gone, 3604);
  EXPECT_LT(gone, 3604 + 302);
  double call = 6 + 511;
  while (call < gone) call += 300;
  EXPECT_AT(r.backups()[1].requested, kAsked + call + 2);
  EXPECT_EQ(r.backups()[1].outcome, Outcome::completed);
  EXPECT_EQ(snapshots(r)[0].outcome, Outcome::completed_late);
  EXPECT_EQ(snapshots(r)[0].cause, Cause::lock_denied);
}

// With the clean-up the snapshot is being deleted and cannot go: each call ends after 90 s, and the next one
// comes 300 s later, until a newer snapshot of the volume is there (asked for at 10,000, taken at once).
TEST(CsiPlugin, WaitsInVainForASnapshotThatIsBeingDeleted) {
  const Recording r = record_of_snapshots(refused(true), {Asked{}, Asked{0, seconds{10000}}}, {kOther});
  const double gone = since_start(r.deletes()[0].ended) - kAsked;
  double call = 6 + 511;
  while (call < gone) call += 300;
  std::vector<double> expected;
  for (; call < 10000 - kAsked; call += 390) expected.push_back(call);
  std::vector<double> actual;
  for (const double sent : calls(r, snapshots(r)[0].id))
    if (sent > gone) actual.push_back(sent);
  expect_first(actual, expected);
  ASSERT_EQ(r.backups().size(), 3U);
  EXPECT_AT(r.backups()[1].requested, 10002);
  // The call at work at 10,000, or the one after it, finds no such snapshot and takes one.
  EXPECT_NEAR(since_start(r.backups()[2].requested) - kAsked, call + 2, 2e-6);
  std::size_t in_vain = 0;
  for (const Answered& a : answers(r, snapshots(r)[0].id)) in_vain += a.cause == Cause::snapshot_timeout;
  EXPECT_EQ(in_vain, expected.size());
  // "failed to acquire lock", then once "timeout while waiting for snapshot".
  ASSERT_EQ(r.messages.size(), 2U);
  EXPECT_EQ(r.messages[0].cause, Cause::lock_denied);
  EXPECT_EQ(r.messages[1].cause, Cause::snapshot_timeout);
}

}  // namespace
}  // namespace headway::tests
