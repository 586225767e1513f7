#include "sim/lock/lock_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sim/lock/lock_folder.h"
#include "sim/lock/reference_table.h"
#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

LockFile held_since(Instant t) {
  LockFile f;
  f.acquired = true;
  f.saved = t;
  f.refreshes = {true, t, seconds{60}, Duration{0}, Instant::max(), {}};
  return f;
}

TEST(StoreClock, CutsDownToTheResolutionAndShifts) {
  const StoreClock s3{milliseconds{300}, seconds{1}};
  EXPECT_EQ(s3.stamp(at_ms(5600)), at_ms(5000));  // 5.9 on its clock
  EXPECT_EQ(s3.stamp(at_ms(5700)), at_ms(6000));  // 6.0
  EXPECT_EQ(s3.stamp(Instant{milliseconds{-700}}), Instant{milliseconds{-1000}});
  EXPECT_EQ(StoreClock{milliseconds{-5}}.stamp(at_ms(3)), at_ms(-2));
}

TEST(LastSave, RefreshesAreArithmetic) {
  const LockFile f = held_since(at_s(0));
  EXPECT_EQ(last_save(f, at_ms(59'999)), at_s(0));
  EXPECT_EQ(last_save(f, at_s(60)), at_s(60));
  EXPECT_EQ(last_save(f, at_ms(119'999)), at_s(60));
  EXPECT_EQ(last_save(f, at_s(60 * 1000 + 1)), at_s(60 * 1000));
}

TEST(LastSave, EndsWithTheHolder) {
  LockFile f = held_since(at_s(0));
  f.refreshes.until = at_s(120);
  EXPECT_EQ(last_save(f, at_s(1000)), at_s(120));
  f.refreshes.until = at_ms(119'999);
  EXPECT_EQ(last_save(f, at_s(1000)), at_s(60));
}

TEST(LastSave, TakesEffectAfterItsDelay) {
  LockFile f = held_since(at_s(0));
  f.refreshes.delay = seconds{3};
  EXPECT_EQ(last_save(f, at_ms(62'999)), at_s(0));
  EXPECT_EQ(last_save(f, at_s(63)), at_s(63));
}

TEST(LastSave, LostRefreshes) {
  LockFile f = held_since(at_s(0));
  f.refreshes.faults = {{at_s(60), at_s(121)}};  // the first two fail
  EXPECT_EQ(last_save(f, at_s(179)), at_s(0));
  EXPECT_EQ(last_save(f, at_s(180)), at_s(180));
}

TEST(LastSave, AHangingSaveTakesEffectWhenTheTargetReturns) {
  LockFile f = held_since(at_s(0));
  f.refreshes.faults = {
      {at_s(50), at_s(200), true}};  // begun at +60, back at +200; +120 and +180 are dropped
  EXPECT_EQ(last_save(f, at_s(199)), at_s(0));
  EXPECT_EQ(last_save(f, at_s(200)), at_s(200));
  EXPECT_EQ(last_save(f, at_s(240)), at_s(240));
  EXPECT_EQ(mutex_free_at(f, at_s(59)), at_s(59));
  EXPECT_EQ(mutex_free_at(f, at_s(150)), at_s(200));
  f.refreshes.until = at_s(199);  // died meanwhile
  EXPECT_EQ(last_save(f, at_s(500)), at_s(0));
}

TEST(LastSave, AHangThatMeetsNoTickDoesNothing) {
  LockFile f = held_since(at_s(0));
  f.refreshes.faults = {{at_s(61), at_s(119), true}};
  EXPECT_EQ(last_save(f, at_s(119)), at_s(60));
  EXPECT_EQ(mutex_free_at(f, at_s(100)), at_s(100));
}

TEST(LastSave, EqualsTheSlowWalk) {
  std::mt19937_64 random(20240917);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  for (int i = 0; i < 20'000; ++i) {
    LockFile f = held_since(at_s(below(5)));
    f.refreshes.interval = seconds{1 + below(7)};
    f.refreshes.delay = milliseconds{250 * below(4)};
    if (below(2) == 0) f.refreshes.until = at_s(below(60));
    for (std::int64_t from = below(20), n = below(3); n > 0; --n) {
      const std::int64_t until = from + 1 + below(15);
      f.refreshes.faults.push_back({at_s(from), at_s(until), below(2) == 0});
      from = until + below(10);
    }
    const Instant t = at_ms(250 * below(320));
    if (t < f.saved) continue;
    const std::vector<Instant> saves = reference_saves(f, t);
    EXPECT_EQ(last_save(f, t), *std::ranges::max_element(saves)) << "case " << i;
  }
}

TEST(LockFolder, ListsInByteOrderWhatALookConsiders) {
  LockFolder folder;
  for (const char* name :
       {"zz_manual.lck", "lock-0000000000000002.lck", "lock@d.lck", "lock-0000000000000001.lck"}) {
    LockFile f;
    f.file = FileName::of(name);
    folder.place(f);
  }
  std::vector<FileName> listed;
  folder.list(listed);
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0].text(), "lock-0000000000000001.lck");
  EXPECT_EQ(listed[1].text(), "lock-0000000000000002.lck");
  EXPECT_EQ(listed[2].text(), "zz_manual.lck");
}

TEST(LockFolder, VersionGrowsWithExplicitChangesOnly) {
  LockFolder folder;
  const FileName file(7);
  folder.save(file, LockName(7), 1, true, 0, at_s(0));
  const std::uint64_t version = folder.version();
  folder.edit(file)->refreshes = {true, at_s(0), seconds{60}, Duration{0}, Instant::max(), {}};
  EXPECT_EQ(folder.version(), version);
  EXPECT_EQ(folder.modification_time(file, at_s(61)), at_s(60));
  EXPECT_FALSE(folder.remove(FileName(8)));
  EXPECT_EQ(folder.version(), version);
  EXPECT_TRUE(folder.remove(file));
  EXPECT_GT(folder.version(), version);
  EXPECT_EQ(folder.modification_time(file, at_s(61)), kYearOne);
}

}  // namespace
}  // namespace headway::lock
