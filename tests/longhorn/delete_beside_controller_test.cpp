// Deletes from 1.8 on: beside the controller, with the object in state Deleting until a look finds the index
// gone.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Outcome;

class Beside : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Beside, testing::Values("1.8.2", "1.11.3"));

/// An inspection of the backup: LIST, 2 HEAD, 2 GET.
constexpr Duration kInspection = milliseconds{16};

// Asked at 18.1, index gone at 20.184, lock file removed at 22.0880105 as in 1.7. The object's looks: at once
// (the index is still there), then at each resync, 16 ms each; it is released by the first that ends after
// 20.184, wherever the collection is then.
TEST_P(Beside, ObjectGoesAtTheResyncAfterTheIndexHasGone) {
  bool before_the_lock = false, after_the_lock = false;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {  // resyncs of other phases
    model::Scenario scenario = small_cluster(GetParam());
    scenario.chance.seed = seed;
    scenario.targets[0].latency.list = 0.1;  // the collection takes 19 s
    add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
    const Recording r = record_of(scenario);
    const auto deletes = r.deletes();
    ASSERT_EQ(deletes.size(), 1U);
    const record::Operation& d = deletes[0];
    EXPECT_EQ(d.outcome, Outcome::completed);
    EXPECT_EQ(d.tries, 1U);
    // 0.1 opened, 0.121, 2.121, 2.221 listed, 2.225, 2.246 held; HEAD, GET, LIST, DELETE = 0.108
    const Instant gone = d.requested + milliseconds{2354};
    const Duration inspection = kInspection + milliseconds{90};
    Instant look_ends = d.requested + inspection;
    while (look_ends < gone) look_ends = resync_from(scenario, 0, look_ends + Duration{1}) + inspection;
    EXPECT_EQ(d.ended, look_ends);
    before_the_lock |= d.ended < d.released;
    after_the_lock |= d.ended > d.released;
  }
  EXPECT_TRUE(before_the_lock) << "no seed shows the leak";
  EXPECT_TRUE(after_the_lock) << "no seed shows a quick collection";
}

// A refused try is seen at the next resync after it: state Error. The next try comes at the first resync that
// lies 1 minute after the first try's beginning, then 2, then 4 after those.
TEST_P(Beside, RefusedComesBackAfterOneTwoFourMinutesAtAResync) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{6};
  scenario.platform.parameters.create_threads_per_backup = 1;
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].dirtied.per_day = 48.0 * 200 * kMiB;
  scenario.volumes[v].dirtied.hot_share = 1;
  scenario.targets[0].write = BytesPerSecond{0.2 * kMiB};  // 1000 s of upload
  add_job(scenario, "holder", "0 0 * * *", 9, {v});
  add_job(scenario, "retaining", "1 0 * * *", 1, {v}, 1);
  const Recording r = record_of(scenario);
  const auto holder = r.backups(0);
  const auto deletes = r.deletes(1);
  ASSERT_EQ(deletes.size(), 1U);
  const auto tries = r.tries_of(deletes[0].id);
  // 0, then not before 60, 60 + 120, 180 + 240, 420 + 480 s (each up to 30 s more).
  ASSERT_GE(tries.size(), 4U);
  ASSERT_LE(tries.size(), 6U);
  Instant tried = deletes[0].requested;
  Duration pause = minutes{1};
  for (std::size_t i = 0; i < tries.size(); ++i) {
    EXPECT_EQ(tries[i].requested, tried + milliseconds{10}) << i;
    EXPECT_EQ(tries[i].granted, i + 1 == tries.size());
    if (!tries[i].granted) {
      EXPECT_EQ(tries[i].blocked_by_operation, holder[0].id);
    }
    tried = resync_from(scenario, 0, tried + pause);
    pause *= 2;
  }
  EXPECT_EQ(deletes[0].tries, tries.size());
  // Starvation in small: it did not win the first gap, as 1.7 does.
  EXPECT_GT(tries.back().requested, holder[0].released);
}

// delete.retry_cap bounds the pause, delete.retry_reset forgets it.
TEST_P(Beside, BackOffIsCappedAndForgotten) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{3};
  scenario.platform.parameters.create_threads_per_backup = 1;
  scenario.platform.parameters.delete_retry_cap = minutes{2};
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].dirtied.per_day = 48.0 * 200 * kMiB;
  scenario.volumes[v].dirtied.hot_share = 1;
  scenario.targets[0].write = BytesPerSecond{0.1 * kMiB};  // 2000 s of upload
  add_job(scenario, "holder", "0 0 * * *", 9, {v});
  add_job(scenario, "retaining", "1 0 * * *", 1, {v}, 1);
  const Recording capped = record_of(scenario);
  const auto tries = capped.tries_of(capped.deletes(1)[0].id);
  ASSERT_GT(tries.size(), 6U);
  for (std::size_t i = 1; i + 1 < tries.size(); ++i) {
    const Duration pause = tries[i + 1].requested - tries[i].requested;
    EXPECT_GE(pause, minutes{2});
    EXPECT_LT(pause, minutes{2} + seconds{30});
  }
  // Forgotten as soon as a minute and a half have gone by: every pause is a minute, or what is over it.
  scenario.platform.parameters.delete_retry_reset = seconds{90};
  const Recording forgetful = record_of(scenario);
  const auto often = forgetful.tries_of(forgetful.deletes(1)[0].id);
  EXPECT_GT(often.size(), tries.size());
  for (std::size_t i = 0; i + 1 < often.size(); ++i)
    EXPECT_LE(often[i + 1].requested - often[i].requested, seconds{90} + seconds{30});
}

// Between its tries the object is in state Error: the gate is open, and a create goes ahead.
TEST_P(Beside, GateIsOpenBetweenTries) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{1};
  scenario.platform.parameters.create_threads_per_backup = 1;
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].dirtied.per_day = 48.0 * 200 * kMiB;
  scenario.volumes[v].dirtied.hot_share = 1;
  scenario.targets[0].write = BytesPerSecond{0.2 * kMiB};  // holder's lock: until about 1011 s
  add_job(scenario, "holder", "0 0 * * *", 9, {v});
  add_job(scenario, "retaining", "1 0 * * *", 1, {v}, 1);
  add_job(scenario, "third", "9 0 * * *", 9, {v});  // Backup object at 548.1
  const Recording r = record_of(scenario);
  const auto deletes = r.deletes(1);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_GT(deletes[0].released, kStart + seconds{1000});
  const auto third = r.backups(2);
  ASSERT_EQ(third.size(), 1U);
  const auto tries = r.tries_of(third[0].id);
  ASSERT_EQ(tries.size(), 1U);
  EXPECT_LT(tries[0].requested - third[0].requested, seconds{90});
  EXPECT_TRUE(tries[0].granted);
}

// Any number of deletes of one volume run together: type 2 is compatible with itself. They find the same
// blocks; each block is removed once.
TEST_P(Beside, DeletesOfOneVolumeRunTogetherAndCollectOnce) {
  model::Scenario scenario = small_cluster(GetParam());
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].dirtied.per_day = 24.0 * 200 * kMiB;
  scenario.volumes[v].dirtied.hot_share = 1;
  add_job(scenario, "hourly", "0 * * * *", 1, {v}, 3);
  const Recording r = record_of(scenario);
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 3U);
  std::int64_t removed = 0;
  for (const auto& d : deletes) {
    EXPECT_EQ(d.started, deletes[0].started);
    EXPECT_EQ(d.outcome, Outcome::completed);
    removed += d.blocks;
  }
  // Three old backups and the new one hold 100 blocks each: 400, of which one set stays.
  EXPECT_EQ(removed, 300);
  EXPECT_EQ(r.ends[0].stored_blocks, 100);
  EXPECT_EQ(r.ends[0].backups, 1U);
}

}  // namespace
}  // namespace headway::tests
