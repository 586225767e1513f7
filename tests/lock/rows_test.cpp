// The conformance table of the lock (longhorn-backupstore 1.10), row by row. t = 0 is the arriving lock's
// first save and the look is at t = 2 s; B is type 1, D type 2.
#include <gtest/gtest.h>

#include <string>

#include "sim/lock/attempt.h"
#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

constexpr std::int64_t kUntyped = 0, B = 1, D = 2;

class Row : public testing::Test {
 protected:
  static constexpr std::uint64_t kArriving = 0x5000000000000000;

  /// A file that stands on the target, last saved `age_ms` before t = 0; nobody refreshes it.
  LockFile& file(std::int64_t type, bool acquired, std::int64_t age_ms, std::uint64_t name = 1) {
    return folder.save(FileName(name), LockName(name), type, acquired, name, at_ms(-age_ms));
  }

  Attempt arrive(std::int64_t type, std::initializer_list<Step> failing = {}, Duration skew = {}) {
    Request r = request(kArriving, type);
    r.clock_skew = skew;
    return ask(folder, r, at_s(0), released(), failing);
  }

  void expect_ok(std::int64_t type, std::initializer_list<Step> failing = {}, Duration skew = {}) {
    const Attempt a = arrive(type, failing, skew);
    EXPECT_TRUE(a.held());
    EXPECT_EQ(a.decided(), at_s(2));
    ASSERT_NE(folder.find(a.file()), nullptr);
    EXPECT_TRUE(folder.find(a.file())->acquired);
  }

  void expect_refused(std::int64_t type, std::initializer_list<Step> failing = {}, Duration skew = {}) {
    const std::size_t files = folder.files().size();
    const Attempt a = arrive(type, failing, skew);
    EXPECT_EQ(a.result(), Result::refused);
    EXPECT_EQ(a.decided(), at_s(2));
    EXPECT_EQ(folder.find(a.file()), nullptr);  // own file removed
    EXPECT_EQ(folder.files().size(), files);
  }

  static constexpr bool acq = true, un = false;
  LockFolder folder;
};

TEST_F(Row, Row01_Nothing) {
  expect_ok(B);
}
TEST_F(Row, Row02_DHeld) {
  file(D, acq, 0);
  expect_refused(B);
}
TEST_F(Row, Row03_DHeldForD) {
  file(D, acq, 0);
  expect_ok(D);
}
TEST_F(Row, Row04_BHeldForD) {
  file(B, acq, 0);
  expect_refused(D);
}
TEST_F(Row, Row05_BHeldForB) {
  file(B, acq, 0);
  expect_ok(B);
}
TEST_F(Row, Row06_NearlyExpired) {
  file(D, acq, 147'000);
  expect_refused(B);
}
TEST_F(Row, Row07_ExpiredAtTheCheck) {
  file(D, acq, 148'500);
  expect_ok(B);
}
TEST_F(Row, Row08_ExactlyTheLease) {
  file(D, acq, 148'000);
  expect_refused(B);
}
TEST_F(Row, Row09_OlderWaiting) {
  file(D, un, 1'000);
  expect_refused(B);
}
TEST_F(Row, Row10_CrashedWaiter) {
  file(D, un, 140'000);
  expect_refused(B);
}
TEST_F(Row, Row11_ExpiredWaiter) {
  file(D, un, 160'000);
  expect_ok(B);
}
TEST_F(Row, Row12_YoungerWaiting) {
  file(D, un, -1'000);
  expect_ok(B);
}
TEST_F(Row, Row13_EqualStampSmallerName) {
  file(D, un, 0, kArriving - 1);
  expect_refused(B);
}
TEST_F(Row, Row14_EqualStampLargerName) {
  file(D, un, 0, kArriving + 1);
  expect_ok(B);
}
TEST_F(Row, Row15_TimeInTheFuture) {
  file(D, acq, -100'000);
  expect_refused(B);
}
TEST_F(Row, Row16_UntypedHeldForB) {
  file(kUntyped, acq, 0);
  expect_refused(B);
}
TEST_F(Row, Row17_UntypedHeldForD) {
  file(kUntyped, acq, 0);
  expect_refused(D);
}
TEST_F(Row, Row18_UntypedForUntyped) {
  file(kUntyped, acq, 0);
  expect_ok(kUntyped);
}
TEST_F(Row, Row19_BHeldForUntyped) {
  file(B, acq, 0);
  expect_refused(kUntyped);
}
TEST_F(Row, Row20_UnknownType) {
  file(7, acq, 0);
  expect_refused(B);
}
TEST_F(Row, Row21_EmptyObject) {
  file(kUntyped, un, 1'000).name = LockName::of("");  // "{}"
  expect_refused(B);
}
TEST_F(Row, Row22_EmptyFile) {
  file(D, acq, 0).content = Content::empty;
  expect_ok(B);
}
TEST_F(Row, Row23_CorruptFile) {
  file(D, acq, 0).content = Content::corrupt;
  expect_ok(B);
}
TEST_F(Row, Row24_ListFails) {
  file(D, acq, 0);
  expect_ok(B, {Step::list});
}
TEST_F(Row, Row25_TimeOfTheOtherFails) {
  file(D, acq, 0).time_readable = false;
  expect_ok(B);
}
TEST_F(Row, Row25_TimeReadFailsOnTheWay) {
  file(D, acq, 0);
  expect_ok(B, {Step::time});
}
TEST_F(Row, Row26_TemporaryName) {
  LockFile f = file(D, acq, 0);
  folder.remove(f.file);
  f.file = FileName::of("lock-d.lck.tmp.123");
  folder.place(f);
  expect_ok(B);
}
TEST_F(Row, Row27_NameOutsideTheFilter) {
  LockFile f = file(D, acq, 0);
  folder.remove(f.file);
  f.file = FileName::of("lock@d.lck");
  folder.place(f);
  expect_ok(B);
}
TEST_F(Row, Row28_AnyPrefixCounts) {
  LockFile f = file(D, acq, 0);
  folder.remove(f.file);
  f.file = FileName::of("zz_manual.lck");
  folder.place(f);
  expect_refused(B);
}
TEST_F(Row, Row29_DoomedDeleter) {
  file(B, acq, 0, 1);
  file(D, un, 1'000, 2);
  expect_refused(B);
}
TEST_F(Row, Row30_DeleterStampedLater) {
  file(B, acq, 0, 1);
  file(D, un, -1'000, 2);
  expect_ok(B);
}
TEST_F(Row, Row31_ExpiredDAndBHeldForD) {
  file(D, acq, 300'000, 1);
  file(B, acq, 0, 2);
  expect_refused(D);
}
TEST_F(Row, Row32_ExpiredDAndBHeldForB) {
  file(D, acq, 300'000, 1);
  file(B, acq, 0, 2);
  expect_ok(B);
}
TEST_F(Row, Row33_OwnTimeFailsBeatsWaiting) {
  file(D, un, 5'000);
  expect_ok(B, {Step::first_head});
}
TEST_F(Row, Row34_OwnTimeFailsLosesToHeld) {
  file(D, acq, 5'000);
  expect_refused(B, {Step::first_head});
}
TEST_F(Row, Row35_ObserverFarAhead) {
  file(D, acq, 0);
  expect_ok(B, {}, seconds{200});
}
TEST_F(Row, Row36_ObserverAhead151) {
  file(D, acq, 49'000);
  expect_ok(B, {}, seconds{100});
}
TEST_F(Row, Row37_ObserverAhead142) {
  file(D, acq, 40'000);
  expect_refused(B, {}, seconds{100});
}
TEST_F(Row, Row38_ObserverBehind142) {
  file(D, acq, 240'000);
  expect_refused(B, {}, seconds{-100});
}
TEST_F(Row, Row39_ObserverBehind152) {
  file(D, acq, 250'000);
  expect_ok(B, {}, seconds{-100});
}

TEST_F(Row, Row40_FirstSaveFails) {
  Attempt a(released(), request(kArriving, B));
  EXPECT_EQ(advance(a, folder, at_s(0), {Step::first_put}), Duration{0});  // at once: nothing is waited for
  EXPECT_EQ(a.result(), Result::first_save_failed);
  EXPECT_TRUE(a.over());
  EXPECT_TRUE(folder.files().empty());
}

TEST_F(Row, Row41_SecondSaveFails) {
  const Attempt a = arrive(B, {Step::held_put});
  EXPECT_EQ(a.result(), Result::second_save_failed);
  EXPECT_EQ(a.decided(), at_s(2));
  EXPECT_TRUE(folder.files().empty());
}

TEST_F(Row, Row42_LockTwiceUnlockOnce) {
  Attempt a = arrive(B);
  a.relock();
  EXPECT_EQ(a.next().operation, Operation::put);
  EXPECT_EQ(advance(a, folder, at_s(10)), Duration{0});  // one save, no wait
  EXPECT_TRUE(a.held());
  EXPECT_EQ(a.count(), 2u);
  EXPECT_EQ(folder.modification_time(a.file(), at_s(11)), at_s(10));
  a.release(folder, at_s(20));
  EXPECT_TRUE(a.held());
  EXPECT_NE(folder.find(a.file()), nullptr);
}

TEST_F(Row, Row43_LockTwiceUnlockTwice) {
  Attempt a = arrive(B);
  a.relock();
  advance(a, folder, at_s(10));
  a.release(folder, at_s(20));
  a.release(folder, at_s(30));
  advance(a, folder, at_s(30));
  EXPECT_TRUE(a.over());
  EXPECT_TRUE(folder.files().empty());
}

TEST_F(Row, Row44_UnlockWithoutLock) {
  Attempt a(released(), request(kArriving, B));
  a.release(folder, at_s(0));
  advance(a, folder, at_s(0));
  EXPECT_TRUE(a.over());
  EXPECT_TRUE(folder.files().empty());
}

/// A holder of type B since t = 0 whose refreshes begin in [from, until) seconds fail.
class HolderRow : public Row {
 protected:
  Attempt holder(std::int64_t from_s, std::int64_t until_s) {
    Attempt a = ask(folder, request(1, B), at_s(-2));
    EXPECT_TRUE(a.held());
    folder.edit(a.file())->refreshes.faults = {{at_s(from_s), at_s(until_s)}};
    return a;
  }
  bool granted(std::uint64_t name, std::int64_t type, Instant t) {
    return ask(folder, request(name, type), t).held();
  }
};

TEST_F(HolderRow, Row45_TwoRefreshesFail) {
  holder(60, 121);
  EXPECT_FALSE(granted(2, D, at_s(130)));
  EXPECT_FALSE(granted(3, D, at_s(146)));
}
TEST_F(HolderRow, Row46_TwoRefreshesFailAndTheLeaseIsOver) {
  holder(60, 121);
  EXPECT_TRUE(granted(2, D, at_s(154)));
}
TEST_F(HolderRow, Row47_HolderComesBack) {
  const Attempt b = holder(60, 121);
  ASSERT_TRUE(granted(2, D, at_s(154)));
  EXPECT_EQ(folder.modification_time(b.file(), at_s(181)), at_s(180));
  EXPECT_FALSE(granted(3, B, at_s(182)));  // the D of row 46 is in its way,
  EXPECT_FALSE(granted(4, D, at_s(182)));  // the revived B in this one's
}
TEST_F(HolderRow, Row48_OneRefreshFails) {
  holder(60, 61);
  for (std::uint64_t i = 0; i < 1000; ++i)
    EXPECT_FALSE(granted(100 + i, D, at_ms(300 * static_cast<std::int64_t>(i)))) << i;
}
TEST_F(HolderRow, Row49_UnlockDuringASlowRefresh) {
  Attempt a = ask(folder, request(1, B), at_s(-2));
  folder.edit(a.file())->refreshes.delay = seconds{10};
  a.release(folder, at_s(63));  // the save that began at 60 ends at 70
  EXPECT_EQ(a.next().operation, Operation::wait);
  EXPECT_EQ(a.next().wait, seconds{7});
  EXPECT_NE(folder.find(a.file()), nullptr);
  advance(a, folder, at_s(70));
  EXPECT_EQ(folder.modification_time(a.file(), at_s(70)), at_s(70));
  advance(a, folder, at_s(70));
  EXPECT_TRUE(a.over());
  EXPECT_TRUE(folder.files().empty());  // gone, and nothing brings it back
}

TEST_F(Row, Row50_OppositeWithinTheWait) {
  Attempt b(released(), request(2, B)), d(released(), request(1, D));
  advance(b, folder, at_ms(0));
  advance(d, folder, at_ms(1900));
  advance(b, folder, at_ms(2000));
  advance(d, folder, at_ms(3900));
  EXPECT_TRUE(b.held());
  EXPECT_EQ(d.result(), Result::refused);
}

TEST_F(HolderRow, Row51_CrashedHolder) {
  Attempt b = ask(folder, request(1, B), at_s(-2));
  b.die(folder, at_s(60 + 59));  // last save at 60
  LockFile* f = folder.edit(b.file());
  EXPECT_EQ(last_save(*f, at_s(1000)), at_s(60));
  f->saved = at_s(30);  // 89 s before the crash, as if the save at 60 had failed
  EXPECT_FALSE(granted(2, D, at_s(119)));
  EXPECT_FALSE(granted(3, D, at_s(178)));  // looks at last save + 150 s: strict
  EXPECT_TRUE(granted(4, D, at_ms(178'001)));
}

}  // namespace
}  // namespace headway::lock
