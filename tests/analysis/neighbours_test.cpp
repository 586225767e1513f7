#include "analysis/forecast/neighbours.h"

#include <gtest/gtest.h>

#include "tests/analysis/night.h"

namespace headway::forecast {
namespace {

using record::Blocker;
using record::OperationKind;
using tests::at;

class NeighboursTest : public testing::Test {
 protected:
  NeighboursTest() { summary_.schedules.resize(2); }

  void see(const record::Operation& operation) {
    neighbours_.on(tests::attempt_of(operation));
    neighbours_.on(operation, summary_);
  }
  const std::vector<Duration>& slack_of(std::size_t schedule) const {
    return summary_.schedules[schedule].slack.values();
  }

  Neighbours neighbours_{2};
  ReplicationSummary summary_;
};

TEST_F(NeighboursTest, SlackIsFromReleaseToTheNextOpposingLook) {
  see(tests::removal(1, 0, 0, 0, 0, 600));  // daily's delete, lock gone at 600
  see(tests::backup(2, 1, 0, 898, 1500));   // weekly's backup looks at 900
  neighbours_.finish(summary_);
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{300}}));
  EXPECT_TRUE(slack_of(1).empty());  // nobody came after the backup
}

TEST_F(NeighboursTest, SlackIsNegativeForAHoldThatRefusedSomeone) {
  see(tests::refused_backup(2, 1, 0, 100, Blocker::delete_, 1));  // looked at 102
  see(tests::removal(1, 0, 0, 0, 0, 600));
  neighbours_.finish(summary_);
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{-498}}));
}

TEST_F(NeighboursTest, TheJobsOwnDeleteIsNoConflict) {
  see(tests::backup(1, 0, 0, 0, 600));
  see(tests::removal(2, 1, 0, 0, 603, 700));   // child of 1
  see(tests::removal(3, 9, 1, 0, 998, 1100));  // someone else's, looks at 1000
  neighbours_.finish(summary_);
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{400}}));
}

TEST_F(NeighboursTest, OtherVolumesAndEqualTypesDoNotCount) {
  see(tests::removal(1, 0, 0, 0, 0, 600));
  see(tests::backup(2, 1, 1, 700, 800));      // another volume
  see(tests::removal(3, 0, 1, 0, 700, 800));  // same type
  neighbours_.finish(summary_);
  EXPECT_TRUE(slack_of(0).empty());
  EXPECT_TRUE(slack_of(1).empty());
}

TEST_F(NeighboursTest, TheEarliestOpposingLookDecidesWhoeverEndsFirst) {
  see(tests::removal(1, 0, 0, 0, 0, 600));
  see(tests::backup(3, 1, 0, 1998, 2100));  // looked at 2000, ends first
  see(tests::backup(2, 0, 0, 998, 5000));   // looked at 1000
  neighbours_.finish(summary_);
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{400}}));
}

TEST_F(NeighboursTest, OnlyTheLastOfARowOfHoldsBordersOnTheConflict) {
  see(tests::removal(1, 0, 0, 0, 0, 100));
  see(tests::removal(2, 0, 0, 0, 200, 300));
  see(tests::backup(3, 1, 0, 398, 500));  // looks at 400
  see(tests::removal(4, 0, 0, 0, 600, 700));
  neighbours_.finish(summary_);
  // Hold 1 was followed by hold 2 before anyone opposing looked; hold 4 by nobody. Hold 3, a backup, by 4 at
  // 602.
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{100}}));
  EXPECT_EQ(slack_of(1), (std::vector<Duration>{seconds{102}}));
}

TEST_F(NeighboursTest, SaysWhoHeldTheLockAndInWhichPhase) {
  see(tests::refused_backup(2, 1, 0, 100, Blocker::delete_, 1));          // at 102: the delete holds since 2
  see(tests::refused_backup(3, 1, 0, 200, Blocker::delete_, 1));          // at 202
  see(tests::refused_backup(4, 0, 0, -1.5, Blocker::waiting_delete, 1));  // at 0.5: the delete has not looked
  see(tests::removal(1, 0, 0, 0, 0, 600));
  neighbours_.finish(summary_);
  ASSERT_EQ(summary_.holders.size(), 2u);
  const HolderKey collecting{OperationKind::backup, 1, Blocker::delete_, HolderPhase::collecting, 0};
  const HolderKey waiting{OperationKind::backup, 0, Blocker::waiting_delete, HolderPhase::waiting, 0};
  ASSERT_TRUE(summary_.holders.contains(collecting));
  EXPECT_EQ(summary_.holders[collecting].count, 2);
  EXPECT_EQ(summary_.holders[collecting].held_for.values(),
            (std::vector<Duration>{seconds{100}, seconds{200}}));
  ASSERT_TRUE(summary_.holders.contains(waiting));
  EXPECT_TRUE(summary_.holders[waiting].held_for.values().empty());
}

TEST_F(NeighboursTest, PhasesOfABackupThatRefusesDeletes) {
  // The backup holds from 2, uploads from 4 to 98, is gone at 100. A delete looks at 3, 50 and 99.
  for (const double look : {3.0, 50.0, 99.0}) {
    record::LockAttempt refused;
    refused.operation = 2;
    refused.kind = OperationKind::delete_;
    refused.volume = 0;
    refused.type = 2;
    refused.decided = at(look);
    refused.blocked_by = Blocker::backup;
    refused.blocked_by_operation = 1;
    refused.counted = true;
    neighbours_.on(refused);
  }
  see(tests::backup(1, 0, 0, 0, 100));
  neighbours_.finish(summary_);
  std::vector<HolderPhase> phases;
  for (const auto& [key, count] : summary_.holders) {
    EXPECT_EQ(key.refused, OperationKind::delete_);
    EXPECT_EQ(count.count, 1);
    phases.push_back(key.phase);
  }
  EXPECT_EQ(phases, (std::vector{HolderPhase::preparing, HolderPhase::uploading, HolderPhase::finishing}));
}

/// A replica's part of a restore with the same instants as tests::backup.
record::Operation replica(std::uint64_t id, double requested, double released) {
  record::Operation o = tests::backup(id, record::kNone, 0, requested, released);
  o.kind = OperationKind::restore_replica;
  o.parent = 50;
  return o;
}

TEST_F(NeighboursTest, RestoresTakeTheBackupsTypeOfLock) {
  see(tests::removal(1, 0, 0, 0, 0, 600));  // daily's delete
  see(replica(2, 698, 800));                // opposes it: looked at 700
  see(tests::backup(3, 1, 0, 798, 900));    // does not oppose the restore
  see(tests::removal(4, 0, 1, 0, 998, 1100));
  // A restore as a whole and a purge of a snapshot take no lock, whatever instants they carry.
  for (const OperationKind kind : {OperationKind::restore, OperationKind::snapshot_purge}) {
    record::Operation without = replica(5, 1100, 1200);
    without.kind = kind;
    neighbours_.on(without, summary_);
  }
  neighbours_.finish(summary_);
  EXPECT_EQ(slack_of(0), (std::vector<Duration>{seconds{100}}));  // 600 to 700
  EXPECT_EQ(slack_of(1), (std::vector<Duration>{seconds{100}}));  // the backup's: 900 to 1000
}

TEST_F(NeighboursTest, RefusalsOfAndByRestores) {
  // The replica holds from 2 to 100; a delete of a backup volume looks at 50. Another delete holds from 202
  // to 300 and a replica looks at 250.
  record::LockAttempt refused;
  refused.operation = 7;
  refused.kind = OperationKind::backup_volume_delete;
  refused.volume = 0;
  refused.type = 2;
  refused.decided = at(50);
  refused.blocked_by = Blocker::restore;
  refused.blocked_by_operation = 1;
  refused.counted = true;
  neighbours_.on(refused);
  see(replica(1, 0, 100));
  refused.operation = 3;
  refused.kind = OperationKind::restore_replica;
  refused.type = 1;
  refused.decided = at(250);
  refused.blocked_by = Blocker::delete_;
  refused.blocked_by_operation = 2;
  neighbours_.on(refused);
  see(tests::removal(2, 0, 0, 0, 200, 300));
  neighbours_.finish(summary_);
  ASSERT_EQ(summary_.holders.size(), 2u);
  EXPECT_TRUE(summary_.holders.contains({OperationKind::backup_volume_delete, record::kNone, Blocker::restore,
                                         HolderPhase::restoring, record::kNone}));
  EXPECT_TRUE(summary_.holders.contains(
      {OperationKind::restore, record::kNone, Blocker::delete_, HolderPhase::collecting, 0}));
}

TEST_F(NeighboursTest, AHolderBesideTheVolumesIsFound) {
  // All backing images of a target share one lock.
  record::Operation image = tests::backup(1, record::kNone, record::kNone, 0, 600);
  image.kind = OperationKind::backing_image_backup;
  record::LockAttempt refused;
  refused.operation = 2;
  refused.kind = OperationKind::backing_image_delete;
  refused.type = 2;
  refused.decided = at(102);
  refused.blocked_by = Blocker::backup;
  refused.blocked_by_operation = 1;
  refused.counted = true;
  neighbours_.on(refused);
  neighbours_.on(image, summary_);
  neighbours_.finish(summary_);
  ASSERT_EQ(summary_.holders.size(), 1u);
  EXPECT_EQ(summary_.holders.begin()->first.refused, OperationKind::backing_image_delete);
  EXPECT_EQ(summary_.holders.begin()->second.held_for.values(), (std::vector<Duration>{seconds{100}}));
}

TEST_F(NeighboursTest, AHolderNobodyHeardOfIsUnknown) {
  see(tests::refused_backup(2, 1, 0, 100, Blocker::stale, 77));
  neighbours_.finish(summary_);
  ASSERT_EQ(summary_.holders.size(), 1u);
  EXPECT_EQ(summary_.holders.begin()->first.phase, HolderPhase::unknown);
  EXPECT_EQ(summary_.holders.begin()->first.refused_schedule, 1u);
}

TEST_F(NeighboursTest, WhatIsNotCountedIsNotCounted) {
  auto warm = tests::refused_backup(2, 1, 0, 100, Blocker::delete_, 1);
  warm.counted = false;
  see(warm);
  auto hold = tests::removal(1, 0, 0, 0, 0, 600);
  hold.counted = false;
  see(hold);
  neighbours_.finish(summary_);
  EXPECT_TRUE(summary_.holders.empty());
  EXPECT_TRUE(slack_of(0).empty());
}

}  // namespace
}  // namespace headway::forecast
