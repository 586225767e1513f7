// What a volume has on its target. The law is simple: U = 100 blocks of 2 MiB used, everything hot, so d(w)
// is w / 2 MiB blocks until it reaches the mean day's writes or U.
#include "sim/world/backup_store.h"

#include <gtest/gtest.h>

#include "sim/core/random.h"

namespace headway::world {
namespace {

constexpr double kBlock = 2.0 * kMiB;

cost::DirtyLaw hundred_blocks() {
  cost::DirtyLaw law;
  law.hot_share = 1;
  law.mean_per_day = 100 * kBlock;
  law.used = Bytes{200 * kMiB};
  law.block_size = Bytes{2 * kMiB};
  return law;
}

TEST(BackupStore, FirstBackupSendsAllAndTheNextWhatHasChanged) {
  BackupStore store(hundred_blocks());
  EXPECT_FALSE(store.has_volume_cfg());
  EXPECT_FALSE(store.has_last());
  BackupStore::Upload upload = store.plan(5 * kBlock, false);
  EXPECT_TRUE(upload.full);
  EXPECT_EQ(upload.processed, 100);
  EXPECT_EQ(upload.fresh, 100);
  store.begin_backup();
  EXPECT_TRUE(store.any_in_progress());
  EXPECT_EQ(store.listed(), 1);  // its cfg, marked as in progress
  EXPECT_EQ(store.kept(), 0);
  store.complete_backup(5 * kBlock, upload.fresh);
  EXPECT_EQ(store.blocks(), 100);
  EXPECT_TRUE(store.has_volume_cfg());
  EXPECT_TRUE(store.has_last());
  EXPECT_EQ(store.index_entries(), 100);

  upload = store.plan(17 * kBlock, false);
  EXPECT_FALSE(upload.full);
  EXPECT_EQ(upload.processed, 12);
  EXPECT_EQ(upload.fresh, 12);
  EXPECT_EQ(store.plan(5 * kBlock, false).processed, 0);
}

// Kept at 0, 10 and 30: 100 + 10 + 20 blocks. The middle one gone, 0 and 30 share all but 30: 130 stay as
// they are. The last one gone: 30 of its own.
TEST(BackupStore, CountsWhatKeptBackupsReferTo) {
  BackupStore store(hundred_blocks());
  for (const double w : {0.0, 10 * kBlock, 30 * kBlock}) store.adopt(w);
  EXPECT_EQ(store.blocks(), 130);
  EXPECT_EQ(store.unreferenced(), 0);
  EXPECT_FALSE(store.remove_index(10 * kBlock));
  EXPECT_EQ(store.blocks(), 130);  // nothing is collected by removing an index
  EXPECT_EQ(store.unreferenced(), 0);
  EXPECT_TRUE(store.remove_index(30 * kBlock));
  EXPECT_EQ(store.unreferenced(), 30);
  EXPECT_EQ(store.collect(30), 30);
  EXPECT_EQ(store.blocks(), 100);
  EXPECT_EQ(store.kept(), 1);
}

TEST(BackupStore, TwoCollectionsOfTheSameBlocksRemoveThemOnce) {
  BackupStore store(hundred_blocks());
  for (const double w : {0.0, 10 * kBlock, 30 * kBlock}) store.adopt(w);
  store.remove_index(0);
  store.remove_index(10 * kBlock);
  EXPECT_EQ(store.unreferenced(), 30);  // both deletes find these
  EXPECT_EQ(store.collect(30), 30);
  EXPECT_EQ(store.collect(30), 0);
  EXPECT_EQ(store.blocks(), 100);
}

// volume.cfg names the newest backup that is left; if blocks may not be collected it names none, and the next
// backup looks at everything, though it sends only what is not there.
TEST(BackupStore, LastBackupAfterItsDelete) {
  for (const bool collection_allowed : {true, false}) {
    BackupStore store(hundred_blocks());
    store.adopt(0);
    store.adopt(10 * kBlock);
    EXPECT_TRUE(store.remove_index(10 * kBlock));
    store.forget_last(collection_allowed);
    EXPECT_EQ(store.has_last(), collection_allowed);
    const BackupStore::Upload upload = store.plan(25 * kBlock, false);
    EXPECT_EQ(upload.full, !collection_allowed);
    EXPECT_EQ(upload.processed, collection_allowed ? 25 : 100);
    EXPECT_EQ(upload.fresh, 25);
  }
  BackupStore empty(hundred_blocks());
  empty.adopt(0);
  EXPECT_TRUE(empty.remove_index(0));
  empty.forget_last(true);
  EXPECT_FALSE(empty.has_last());
  EXPECT_TRUE(empty.has_volume_cfg());
}

// Backups of a volume that has written nothing are alike: removing one is not removing the last.
TEST(BackupStore, OneOfTwoEqualBackupsIsNotTheLast) {
  BackupStore store(hundred_blocks());
  store.adopt(0);
  store.adopt(0);
  EXPECT_FALSE(store.remove_index(0));
  EXPECT_EQ(store.unreferenced(), 0);
  EXPECT_TRUE(store.remove_index(0));
  EXPECT_EQ(store.unreferenced(), 100);
}

// The set of cfg names changes when a backup begins and when one is removed, not when one is complete.
TEST(BackupStore, VersionFollowsTheNames) {
  BackupStore store(hundred_blocks());
  const auto at_first = store.version();
  store.begin_backup();
  const auto begun = store.version();
  EXPECT_NE(begun, at_first);
  store.complete_backup(0, 100);
  EXPECT_EQ(store.version(), begun);
  store.remove_index(0);
  EXPECT_NE(store.version(), begun);
}

// Two uploads of one time compare with the same last backup and each count what both have: more lies there
// than is referred to, and the next collection takes it.
TEST(BackupStore, UploadsOfOneTimeAreCollectedLater) {
  BackupStore store(hundred_blocks());
  store.adopt(0);
  const auto a = store.plan(10 * kBlock, false), b = store.plan(11 * kBlock, false);
  store.begin_backup();
  store.begin_backup();
  store.complete_backup(11 * kBlock, b.fresh);
  store.complete_backup(10 * kBlock, a.fresh);
  EXPECT_EQ(store.blocks(), 100 + 10 + 11);
  EXPECT_EQ(store.unreferenced(), 10);
}

// Any sequence of adding and removing leaves exactly the blocks that the law gives for what is kept.
TEST(BackupStore, StaysWithTheLawThroughAnySequence) {
  const core::Luck luck(7, 0);
  for (std::uint64_t round = 0; round < 50; ++round) {
    cost::DirtyLaw law = hundred_blocks();
    law.used = Bytes{2000 * kMiB};
    law.hot_share = luck.uniform(round, 1, 0);
    BackupStore store(law);
    std::vector<double> kept;
    double written = 0;
    for (std::int64_t step = 0; step < 60; ++step) {
      if (kept.empty() || luck.uniform(round, 2, step) < 0.55) {
        written += luck.uniform(round, 3, step) * 40 * kBlock;
        const auto upload = store.plan(written, false);
        EXPECT_LE(upload.fresh, upload.processed);
        store.begin_backup();
        store.complete_backup(written, upload.fresh);
        kept.push_back(written);
      } else {
        const auto victim =
            static_cast<std::size_t>(luck.uniform(round, 4, step) * static_cast<double>(kept.size()));
        if (store.remove_index(kept[victim])) store.forget_last(true);
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(victim));
        EXPECT_GE(store.unreferenced(), -1);
        store.collect(store.unreferenced());
      }
      // One block of rounding may hide in each joint (freed_blocks never gives less than none).
      EXPECT_NEAR(static_cast<double>(store.blocks()), static_cast<double>(cost::stored_blocks(law, kept)), 1)
          << "round " << round << " step " << step;
    }
  }
}

}  // namespace
}  // namespace headway::world
