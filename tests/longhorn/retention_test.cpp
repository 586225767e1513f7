// Which backups a job deletes, when, and in which order.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Outcome;

class Retention : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Retention, testing::Values("1.7.2", "1.8.2", "1.11.3"));

// Four old backups e1 … e4, retain 2, hourly. After the first new one n1 there are five: e1, e2, e3 go, all
// at once. Then one each hour: e4, n1, n2. Names: a delete's parent is the operation that made the backup, 0
// for those that were there.
TEST_P(Retention, OldestFirstAndTheNewestStay) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{4};
  add_job(scenario, "hourly", "0 * * * *", 2, {add_volume(scenario, "v")}, 4);
  const Recording r = record_of(scenario);
  const auto made = r.backups();
  ASSERT_EQ(made.size(), 4U);
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 6U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_AT(deletes[i].requested, 18.1);
  for (std::size_t i = 3; i < 6; ++i)
    EXPECT_AT(deletes[i].requested, 3600 * static_cast<double>(i - 2) + 18.1);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(deletes[i].parent, 0U);
  EXPECT_EQ(deletes[4].parent, made[0].id);
  EXPECT_EQ(deletes[5].parent, made[1].id);
  ASSERT_EQ(r.ends.size(), 1U);
  EXPECT_EQ(r.ends[0].backups, 2U);
  EXPECT_EQ(r.ends[0].beyond_retain, 0U);
  EXPECT_EQ(r.ends[0].most_beyond_retain, 3U);
}

// From the new backup's state Completed on (its label and its time of creation are read from the target only
// then, longhorn-manager sheet 2.2) until the old one's object has gone there is one too many. A LIST of 1 s
// makes the delete take 192 s; from 1.8 the object goes at the first resync after the index, up to 1.7 at the
// end.
TEST_P(Retention, BeyondRetainLastsUntilTheObjectHasGone) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.targets[0].latency.list = 1;
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.deletes().size(), 1U);
  const record::Operation d = r.deletes()[0];
  EXPECT_EQ(d.ended < d.released, std::string(GetParam()) != "1.7.2");
  EXPECT_EQ(r.ends[0].most_beyond_retain, 1U);
  EXPECT_EQ(r.ends[0].beyond_retain, 0U);
  EXPECT_EQ(r.ends[0].beyond_retain_time, d.ended - r.backups()[0].ended);
  EXPECT_GT(r.backups()[0].ended, r.due[0].first_completed);
}

// Backups of other jobs are not this job's business, however many there are.
TEST_P(Retention, CountsItsOwnJobOnly) {
  model::Scenario scenario = small_cluster(GetParam());
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "daily", "0 0 * * *", 3, {v}, 2);
  add_job(scenario, "weekly", "0 5 * * 0", 1, {v}, 20);
  const Recording r = record_of(scenario);
  EXPECT_TRUE(r.deletes().empty());
  EXPECT_EQ(r.ends[0].backups, 23U);
  EXPECT_EQ(r.ends[0].beyond_retain, 19U);
}

// A delete that does not get on is not asked for twice, and what it still holds counts: with e1 under
// deletion (a lock is in the way until 3 h), each hour adds one and asks for one, the next oldest.
TEST_P(Retention, BackupsUnderDeletionStillCount) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{3};
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "hourly", "0 * * * *", 2, {v}, 2);
  std::vector<FreeTick> ticks;
  for (int h = 0; h < 3; ++h) ticks.push_back(FreeTick{0, kStart + hours{h}});
  const Recording r = record_of_ticks(scenario, ticks, {OtherLock{v, 1, kStart, kStart + hours{4}}});
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_AT(deletes[i].requested, 3600 * static_cast<double>(i) + 18.1);
    EXPECT_EQ(deletes[i].outcome, Outcome::unfinished);
  }
  EXPECT_EQ(deletes[2].parent, r.backups()[0].id);  // e1, e2, then n1
  EXPECT_EQ(r.ends[0].backups, 5U);
  EXPECT_EQ(r.ends[0].beyond_retain, 3U);
}

// A failed backup does not count and is not removed: its create is refused by a type-2 lock, and with retain
// 1 and one old backup there is nothing to delete.
TEST_P(Retention, FailedBackupsDoNotCount) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.platform.parameters.job_rerun_on_failure = false;
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "daily", "0 0 * * *", 1, {v}, 1);
  const Recording r =
      record_of_ticks(scenario, {FreeTick{0, kStart}}, {OtherLock{v, 2, kStart, kStart + minutes{5}}});
  ASSERT_EQ(r.backups().size(), 1U);
  EXPECT_EQ(r.backups()[0].outcome, Outcome::failed);
  EXPECT_TRUE(r.deletes().empty());
  EXPECT_EQ(r.ends[0].backups, 1U);
}

// An idle volume's backups are all alike; deleting the oldest does not unsettle the last one: the next backup
// compares with it and sends nothing, and volume.cfg is written once by the delete, not twice.
TEST_P(Retention, OldBackupOfAnIdleVolumeIsNotTheLast) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{3};
  add_job(scenario, "hourly", "0 * * * *", 1, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  for (const auto& o : r.backups()) EXPECT_EQ(o.blocks, 0);
  for (const auto& d : r.deletes()) EXPECT_NEAR(to_seconds(d.released - d.requested), 3.9880105, 2e-6);
}

}  // namespace
}  // namespace headway::tests
