#include "sim/cost/dirty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "sim/core/random.h"

namespace headway::cost {
namespace {

constexpr double kGiBd = static_cast<double>(kGiB);
constexpr double kMiBd = static_cast<double>(kMiB);

DirtyLaw law(double hot_share, std::int64_t block_mib = 2) {
  return {.hot_share = hot_share,
          .mean_per_day = 4 * kGiBd,
          .used = Bytes{100 * kGiB},
          .block_size = Bytes{block_mib * kMiB}};
}

TEST(Dirty, IsNothingWhereNothingWasWritten) {
  EXPECT_EQ(dirtied_blocks(law(0.3), 0), 0);
  EXPECT_EQ(dirtied_blocks(law(0.3), -1), 0);
  DirtyLaw empty = law(0.3);
  empty.used = Bytes{0};
  EXPECT_EQ(dirtied_blocks(empty, kGiBd), 0);
}

TEST(Dirty, CountsScatteredWritesThatMeet) {
  // All cold, U = 51 200 blocks. 4 GiB are 2 048 writes: 51 200 x (1 - exp(-0.04)) = 2 007.57, up to 2 008.
  EXPECT_EQ(dirtied_blocks(law(0), 4 * kGiBd), 2008);
  // 100 GiB are as many writes as blocks: 51 200 x (1 - 1/e) = 32 364.57
  EXPECT_EQ(dirtied_blocks(law(0), 100 * kGiBd), 32365);
}

TEST(Dirty, CountsTheHotPartOnce) {
  // All hot: 1 GiB = 512 blocks, and never more than a mean day's 4 GiB = 2 048.
  EXPECT_EQ(dirtied_blocks(law(1), kGiBd), 512);
  EXPECT_EQ(dirtied_blocks(law(1), 4 * kGiBd), 2048);
  EXPECT_EQ(dirtied_blocks(law(1), 400 * kGiBd), 2048);
  // A quarter hot, 8 GiB written: hot 0.25 x 4 GiB = 512 blocks, cold 6 GiB = 3 072 writes:
  // 51 200 x (1 - exp(-0.06)) = 2 981.66; together 3 493.66, up to 3 494.
  EXPECT_EQ(dirtied_blocks(law(0.25), 8 * kGiBd), 3494);
}

TEST(Dirty, IsAmplifiedByLargeBlocks) {
  // 16 MiB: U = 6 400. 2 048 scattered writes: 6 400 x (1 - exp(-0.32)) = 1 752.65 blocks, 27.4 GiB for 4
  // GiB.
  EXPECT_EQ(dirtied_blocks(law(0, 16), 4 * kGiBd), 1753);
  // A contiguous hot part is not: 4 GiB = 256 blocks.
  EXPECT_EQ(dirtied_blocks(law(1, 16), 4 * kGiBd), 256);
}

TEST(Dirty, GrowsNeverBeyondTheUsedPart) {
  for (const double hot : {0.0, 0.3, 1.0}) {
    for (const std::int64_t block : {2, 16}) {
      DirtyLaw small = law(hot, block);
      small.used = Bytes{3 * kGiB};
      std::int64_t last = 0;
      for (double w = 0; w < 40 * kGiBd; w += 37 * kMiBd) {
        const std::int64_t d = dirtied_blocks(small, w);
        EXPECT_GE(d, last);
        EXPECT_LE(d, used_blocks(small));
        last = d;
      }
    }
  }
}

TEST(Dirty, IsConcaveUpToARoundedBlock) {
  const DirtyLaw l = law(0.3);
  const double step = 500 * kMiBd;
  std::int64_t last = dirtied_blocks(l, step);
  for (int i = 2; i < 200; ++i) {
    const std::int64_t rise = dirtied_blocks(l, i * step) - dirtied_blocks(l, (i - 1) * step);
    EXPECT_LE(rise, last + 2) << i;  // each of the three values is rounded up by less than one
    last = rise;
  }
}

/// 12 backups with gaps of very different lengths.
std::vector<double> some_backups(std::uint32_t night) {
  const core::Luck luck(42, night);
  std::vector<double> kept;
  double w = 0;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const double u = luck.uniform(1, 0, 0, i);
    w += u * u * u * 60 * kGiBd;
    kept.push_back(w);
  }
  return kept;
}

TEST(Dirty, IsSubadditive) {
  for (std::uint32_t night = 0; night < 200; ++night) {
    const auto w = some_backups(night);
    for (const double hot : {0.0, 0.3, 1.0}) {
      for (std::size_t i = 2; i < w.size(); ++i) {
        EXPECT_LE(dirtied_blocks(law(hot), w[i] - w[i - 2]),
                  dirtied_blocks(law(hot), w[i] - w[i - 1]) + dirtied_blocks(law(hot), w[i - 1] - w[i - 2]));
      }
    }
  }
}

TEST(StoredBlocks, AreTheUsedPartAndWhatEachBackupAdded) {
  const DirtyLaw l = law(0);
  EXPECT_EQ(stored_blocks(l, {}), 0);
  EXPECT_EQ(stored_blocks(l, std::vector{5 * kGiBd}), 51200);
  // 4 GiB more: 2 008 (see above); another 100 GiB more: 32 365.
  EXPECT_EQ(stored_blocks(l, std::vector{5 * kGiBd, 9 * kGiBd, 109 * kGiBd}), 51200 + 2008 + 32365);
}

TEST(StoredBlocks, LoseExactlyWhatADeleteFrees) {
  for (std::uint32_t night = 0; night < 50; ++night) {
    for (const double hot : {0.0, 0.3, 1.0}) {
      for (const std::int64_t block : {2, 16}) {
        const DirtyLaw l = law(hot, block);
        auto kept = some_backups(night);
        const core::Luck luck(7, night);
        // Delete all of them, in any order.
        while (!kept.empty()) {
          const double u = luck.uniform(2, 0, static_cast<std::int64_t>(kept.size()));
          const auto victim = static_cast<std::size_t>(u * static_cast<double>(kept.size()));
          const std::int64_t before = stored_blocks(l, kept), freed = freed_blocks(l, kept, victim);
          kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(victim));
          EXPECT_GE(freed, 0);
          EXPECT_EQ(stored_blocks(l, kept), before - freed);
        }
      }
    }
  }
}

TEST(FreedBlocks, ByHand) {
  const DirtyLaw l = law(0);
  const std::vector kept{0.0, 4 * kGiBd, 8 * kGiBd};
  // d(4 GiB) = 2 008; d(8 GiB) = 51 200 x (1 - exp(-0.08)) = 3 936.44, up to 3 937.
  EXPECT_EQ(freed_blocks(l, kept, 0), 2008);                // what the second had changed
  EXPECT_EQ(freed_blocks(l, kept, 1), 2008 + 2008 - 3937);  // 79: overwritten again before the third
  EXPECT_EQ(freed_blocks(l, kept, 2), 2008);                // what it added itself
  EXPECT_EQ(freed_blocks(l, std::vector{8 * kGiBd}, 0), 51200);
}

TEST(WrittenBetween, TakesPartsOfDays) {
  const Instant midnight{std::chrono::sys_days{std::chrono::year{2024} / 6 / 10}};
  const std::int64_t first = midnight.time_since_epoch() / hours{24};
  const auto bytes = [first](std::int64_t day) { return 1000.0 * static_cast<double>(day - first + 1); };
  EXPECT_DOUBLE_EQ(written_between(midnight, midnight, bytes), 0);
  EXPECT_DOUBLE_EQ(written_between(midnight, midnight + hours{24}, bytes), 1000);
  // 18:00 to 06:00 two days later: a quarter of day 1, day 2, a quarter of day 3
  EXPECT_DOUBLE_EQ(written_between(midnight + hours{18}, midnight + hours{54}, bytes), 250 + 2000 + 750);
}

}  // namespace
}  // namespace headway::cost
