#include "sim/lock/attempt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

constexpr std::int64_t kBackup = 1, kDelete = 2;

/// Runs an attempt to its rest and counts its store operations.
std::map<Operation, int> operations(Attempt& a, LockFolder& folder, Instant now) {
  std::map<Operation, int> count;
  for (Next next = a.next(); next.operation != Operation::none; next = a.next()) {
    ++count[next.operation];
    now += next.wait;
    a.perform(folder, now);
  }
  return count;
}

TEST(Attempt, RequestsOfAnAcquisition) {
  // longhorn-backupstore 3.3: 2 PUT + 2 HEAD + 1 LIST + (L + 1)(2 HEAD + 1 GET), here with L = 3 others.
  LockFolder folder;
  for (std::uint64_t other = 1; other <= 3; ++other)
    folder.save(FileName(other), LockName(other), kBackup, true, other, at_s(-5));
  Request r = request(9, kBackup);
  r.removal = Removal::list_and_delete;
  Attempt a(released(), r);
  auto count = operations(a, folder, at_s(0));
  EXPECT_TRUE(a.held());
  EXPECT_EQ(count[Operation::put], 2);
  EXPECT_EQ(count[Operation::head], 2 + 4 * 2);
  EXPECT_EQ(count[Operation::get], 4);
  EXPECT_EQ(count[Operation::list], 1);
  EXPECT_EQ(count[Operation::wait], 1);
  a.release(folder, at_s(10));  // unlock on S3: 1 LIST + 1 DELETE
  count = operations(a, folder, at_s(10));
  EXPECT_EQ(count[Operation::list], 1);
  EXPECT_EQ(count[Operation::remove], 1);
  EXPECT_TRUE(a.over());
  EXPECT_EQ(folder.files().size(), 3u);
}

TEST(Attempt, RefusedNamesWhoStandsInTheWay) {
  LockFolder folder;
  Attempt holder = ask(folder, request(1, kDelete), at_s(0));
  ASSERT_TRUE(holder.held());
  Attempt refused = ask(folder, request(2, kBackup), at_s(10));
  EXPECT_EQ(refused.result(), Result::refused);
  EXPECT_TRUE(refused.over());
  ASSERT_TRUE(refused.decision().blocker);
  EXPECT_EQ(refused.decision().blocker->owner, 1u);
  EXPECT_EQ(refused.decision().blocker->type, kDelete);
  EXPECT_TRUE(refused.decision().blocker->acquired);
  EXPECT_FALSE(refused.decision().blocker->orphaned);
  EXPECT_EQ(folder.files().size(), 1u);  // its own file is gone

  holder.die(folder, at_s(20));
  const Attempt after = ask(folder, request(3, kBackup), at_s(30));
  EXPECT_EQ(after.result(), Result::refused);
  EXPECT_TRUE(after.decision().blocker->orphaned);
}

TEST(Attempt, DeadDoesNothingAndItsFileStays) {
  LockFolder folder;
  Attempt a = ask(folder, request(1, kBackup), at_s(0));
  a.die(folder, at_s(130));  // held since 2, refreshed at 62 and 122
  EXPECT_TRUE(a.over());
  EXPECT_EQ(a.next().operation, Operation::none);
  EXPECT_EQ(folder.modification_time(a.file(), at_s(1000)), at_s(122));
  a.release(folder, at_s(140));
  EXPECT_EQ(folder.files().size(), 1u);
}

TEST(Attempt, LongWaitingProposalLooksAgainUntilItsLimit) {
  Timing t = released_timing();
  t.retry_interval = seconds{10};
  t.retry_limit = seconds{150};
  const Protocol proposal = proposal_2020(t);
  LockFolder folder;
  Attempt holder = ask(folder, request(1, kDelete), at_s(0), proposal);
  ASSERT_TRUE(holder.held());
  // First look at 12, then every 10 s while not later than 150 s after it: 16 looks, the last at 162.
  Attempt refused = ask(folder, request(2, kBackup), at_s(10), proposal);
  EXPECT_EQ(refused.result(), Result::refused);
  EXPECT_EQ(refused.looks(), 16u);
  EXPECT_EQ(refused.decided(), at_s(162));

  Attempt patient(proposal, request(3, kBackup));
  Instant now = at_s(200);
  now += advance(patient, folder, now);
  now += advance(patient, folder, now);
  EXPECT_EQ(now, at_s(212));
  EXPECT_NE(folder.find(patient.file()), nullptr);  // its file stays while it waits
  holder.release(folder, at_s(205));
  advance(holder, folder, at_s(205));
  advance(patient, folder, now);
  EXPECT_TRUE(patient.held());
  EXPECT_EQ(patient.looks(), 2u);
}

TEST(Attempt, ALookIsTornByWhatIsSavedDuringIt) {
  // Two opposite requests, real looks: the second reads "not acquired", then the newer time of the acquired
  // file: no priority, and both hold (oracles, rule 9).
  LockFolder folder;
  Attempt first(released(), request(1, kBackup)), second(released(), request(2, kDelete));
  advance(first, folder, at_ms(0));
  advance(second, folder, at_ms(100));
  while (second.step() != Step::time) second.perform(folder, at_ms(2100));  // content of the first is read
  while (!first.held()) first.perform(folder, at_ms(2150));
  while (second.next().operation != Operation::none) second.perform(folder, at_ms(2200));
  EXPECT_TRUE(first.held());
  EXPECT_TRUE(second.held());
  EXPECT_FALSE(first.look_torn());
  EXPECT_TRUE(second.look_torn());
}

TEST(Attempt, AnAtomicLookIsOneOperation) {
  LockFolder folder;
  folder.save(FileName(1), LockName(1), kDelete, true, 1, at_s(-5));
  Request r = request(2, kBackup);
  r.look = Look::atomic;
  Attempt a(released(), r);
  auto count = operations(a, folder, at_s(0));
  EXPECT_EQ(a.result(), Result::refused);
  EXPECT_EQ(count[Operation::look], 1);
  EXPECT_EQ(count[Operation::list] + count[Operation::get], 0);
}

TEST(Attempt, ListErrorWhereTheProtocolDoesNotFailOpen) {
  Protocol closed = released();
  closed.fail_open_on_list_error = false;
  LockFolder folder;
  const Attempt a = ask(folder, request(1, kBackup), at_s(0), closed, {Step::list});
  EXPECT_EQ(a.result(), Result::list_failed);
  EXPECT_TRUE(folder.files().empty());
}

TEST(Attempt, AFileThatVanishesDuringTheLookIsSkipped) {
  for (const Step until : {Step::exists, Step::get, Step::time}) {
    LockFolder folder;
    folder.save(FileName(1), LockName(1), kDelete, true, 1, at_s(-5));
    Attempt a(released(), request(2, kBackup));
    while (a.step() != until) a.perform(folder, at_s(2));
    folder.remove(FileName(1));
    advance(a, folder, at_s(2));
    EXPECT_TRUE(a.held()) << static_cast<int>(until);
  }
}

TEST(Attempt, RemovalThatFailsLeavesAStaleFile) {
  LockFolder folder;
  Attempt a = ask(folder, request(1, kDelete), at_s(0));
  a.release(folder, at_s(30));
  advance(a, folder, at_s(30), {Step::remove});
  EXPECT_TRUE(a.over());
  ASSERT_NE(folder.find(a.file()), nullptr);
  EXPECT_TRUE(folder.find(a.file())->orphaned);
  EXPECT_EQ(folder.modification_time(a.file(), at_s(500)), at_s(2));                 // nobody refreshes it
  EXPECT_EQ(ask(folder, request(2, kBackup), at_s(150)).result(), Result::refused);  // looks at +150
  EXPECT_TRUE(ask(folder, request(3, kBackup), at_ms(150'001)).held());
}

TEST(Attempt, IsAValueAndAFailedSecondSaveLeavesNoFile) {
  LockFolder folder;
  Attempt a(released(), request(1, kBackup));
  advance(a, folder, at_s(0));
  const Attempt copy = a;
  EXPECT_EQ(copy, a);
  advance(a, folder, at_s(2), {Step::held_put});
  EXPECT_FALSE(copy == a);
  EXPECT_EQ(a.result(), Result::second_save_failed);
  EXPECT_TRUE(folder.files().empty());
}

TEST(AttemptDeathTest, MisuseIsABrokenInvariant) {
  LockFolder folder;
  Attempt a(released(), request(1, kBackup));
  EXPECT_DEATH(a.relock(), "invariant");
  a.perform(folder, at_s(0));
  EXPECT_DEATH(a.release(folder, at_s(0)), "invariant");
}

}  // namespace
}  // namespace headway::lock
