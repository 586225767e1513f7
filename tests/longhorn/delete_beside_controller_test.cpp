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

model::Scenario one_job(std::string_view longhorn) {
  model::Scenario scenario = small_cluster(longhorn);
  scenario.time.horizon = hours{2};
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
  return scenario;
}
/// A type-1 lock (a restore's, say) is held until `until`; the job's retention delete is asked for at 18.1.
Recording delete_meets_a_lock(const model::Scenario& scenario, Duration until) {
  const OtherLock other{0, 1, kStart, kStart + until};
  return record_of_ticks(scenario, {FreeTick{0, kStart}}, {other});
}

// A refused try is seen at the next resync after it: state Error. The next try comes at the first resync that
// lies 1 minute after the first try's beginning, the next 2 minutes after that one's, then 4, then 8. So they
// begin at 18.1 + 0, 60 to 90, 180 to 240, 420 to 510, 900 to 1020 s: the lock of 800 s refuses four.
TEST_P(Beside, RefusedComesBackAfterOneTwoFourMinutesAtAResync) {
  const model::Scenario scenario = one_job(GetParam());
  const Recording r = delete_meets_a_lock(scenario, seconds{800});
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 1U);
  const auto tries = r.tries_of(deletes[0].id);
  ASSERT_EQ(tries.size(), 5U);
  Instant tried = deletes[0].requested;
  EXPECT_AT(tried, 18.1);
  Duration pause = minutes{1};
  for (std::size_t i = 0; i < tries.size(); ++i) {
    EXPECT_EQ(tries[i].requested, tried + milliseconds{10}) << i;
    EXPECT_EQ(tries[i].granted, i == 4);
    tried = resync_from(scenario, 0, tried + pause);
    pause *= 2;
  }
  EXPECT_EQ(deletes[0].tries, 5U);
  EXPECT_EQ(deletes[0].outcome, Outcome::completed);
}

// delete.retry_cap bounds the pause, delete.retry_reset forgets it.
TEST_P(Beside, BackOffIsCappedAndForgotten) {
  model::Scenario scenario = one_job(GetParam());
  scenario.platform.parameters.delete_retry_cap = minutes{2};
  const Recording capped = delete_meets_a_lock(scenario, seconds{2000});
  const auto tries = capped.tries_of(capped.deletes()[0].id);
  ASSERT_GT(tries.size(), 6U);
  for (std::size_t i = 1; i + 1 < tries.size(); ++i) {
    const Duration pause = tries[i + 1].requested - tries[i].requested;
    EXPECT_GE(pause, minutes{2});
    EXPECT_LT(pause, minutes{2} + seconds{30});
  }
  // A pause of two minutes is forgotten when a minute and a half have gone by, and so every pause is a minute
  // or what the next resync makes of it.
  scenario.platform.parameters.delete_retry_reset = seconds{90};
  const Recording forgetful = delete_meets_a_lock(scenario, seconds{2000});
  const auto often = forgetful.tries_of(forgetful.deletes()[0].id);
  EXPECT_GT(often.size(), tries.size());
  for (std::size_t i = 0; i + 1 < often.size(); ++i)
    EXPECT_LE(often[i + 1].requested - often[i].requested, seconds{90} + seconds{30});
}

// Between its tries the object is in state Error: the gate is open, and a create goes ahead.
TEST_P(Beside, GateIsOpenBetweenTries) {
  model::Scenario scenario = one_job(GetParam());
  add_job(scenario, "other", "0 0 * * *", 9, {0});
  const OtherLock restore{0, 1, kStart, kStart + seconds{1200}};
  const Recording r =
      record_of_ticks(scenario, {FreeTick{0, kStart}, FreeTick{1, kStart + seconds{120}}}, {restore});
  const auto deletes = r.deletes(0);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_GT(deletes[0].released, kStart + seconds{1200});
  const auto creates = r.backups(1);
  ASSERT_EQ(creates.size(), 1U);
  EXPECT_AT(creates[0].requested, 128.1);
  const auto tries = r.tries_of(creates[0].id);
  ASSERT_EQ(tries.size(), 1U);
  EXPECT_LT(tries[0].requested, creates[0].requested + seconds{60});
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
