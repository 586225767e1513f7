// Deletes up to 1.7: in a worker of the controller, from the driver's start to the lock file's removal.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::LockOutcome;
using record::Outcome;

// The table in small_cluster.h, from 18.1: the pod's third look sees the backup complete, and one is too
// many.
TEST(DeleteInWorker, TimelineOfOne) {
  model::Scenario scenario = small_cluster("1.7.2");
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
  const Recording r = record_of(scenario);
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 1U);
  const record::Operation& d = deletes[0];
  EXPECT_AT(d.requested, 18.1);
  EXPECT_AT(d.lock_decided, 20.145);
  EXPECT_EQ(d.started, d.lock_decided);
  EXPECT_EQ(d.lock, LockOutcome::granted);
  EXPECT_EQ(d.tries, 1U);
  EXPECT_AT(d.released, 22.0880105);
  EXPECT_EQ(d.ended, d.released);  // up to 1.7 the object goes when the process has ended
  EXPECT_EQ(d.outcome, Outcome::completed);
  EXPECT_EQ(d.blocks, 0);  // the new backup refers to every block of the old one
  EXPECT_FALSE(d.collection_skipped);
  ASSERT_EQ(r.ends.size(), 1U);
  EXPECT_EQ(r.ends[0].backups, 1U);
  EXPECT_EQ(r.ends[0].stored_blocks, 100);
}

// Blocks that nothing refers to any more are listed and removed one by one: 15 ms each. The volume writes its
// 200 MiB anew between its backups, an hour apart (all of it hot, 24 x 200 MiB a day), so 100 blocks differ.
//   24.0: 18.1 + 2.097 when 200 blocks lie there: 256 (1 - (255/256)^200) = 138.97, 65536 (…) = 199.70
//         directories: 340 LIST = 3.4 s instead of 1.84; then 100 x 15 ms = 1.5 s
TEST(DeleteInWorker, RemovesTheBlocksThatOnlyTheVictimHad) {
  model::Scenario scenario = small_cluster("1.7.2");
  scenario.platform.parameters.create_threads_per_backup = 1;
  const std::uint32_t v = add_volume(scenario, "v");
  scenario.volumes[v].dirtied.per_day = 24.0 * 200 * kMiB;
  scenario.volumes[v].dirtied.hot_share = 1;
  add_job(scenario, "hourly", "0 * * * *", 1, {v}, 1);
  const Recording r = record_of(scenario);
  const auto backups = r.backups();
  const auto deletes = r.deletes();
  ASSERT_EQ(backups.size(), 1U);
  EXPECT_EQ(backups[0].blocks, 100);
  EXPECT_NEAR(to_seconds(backups[0].transfer_ended - backups[0].transfer_started), 4.1, 1e-6);
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_EQ(deletes[0].blocks, 100);
  EXPECT_EQ(deletes[0].bytes.count, 200 * kMiB);
  EXPECT_NEAR(to_seconds(deletes[0].released - deletes[0].requested),
              3.988 + (340 - 184) * 0.010 + 100 * 0.015, 1e-4);
  EXPECT_EQ(r.ends[0].stored_blocks, 100);
}

/// A type-1 lock (a restore's, say) is held until 400 s; the job's retention delete is asked for at 18.1.
Recording delete_meets_a_lock(const model::Scenario& scenario) {
  const OtherLock other{0, 1, kStart, kStart + seconds{400}};
  return record_of_ticks(scenario, {FreeTick{0, kStart}}, {other});
}
model::Scenario one_job() {
  model::Scenario scenario = small_cluster("1.7.2");
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")}, 1);
  return scenario;
}

// A refused try: target opened 10 ms, PUT, HEAD, 2 s, LIST, two files at 4 ms, LIST and DELETE = 2.064 s.
// Then 5 ms, 10, 20 … but never later than the next resync. Without resyncs the tries begin at
//   18.1 + 0, 2.069, 4.143, 6.227, 8.331, 10.475, 12.699, 15.083, 17.787, 21.131, 25.755, …
TEST(DeleteInWorker, RefusedComesBackByBackOffAndResync) {
  const model::Scenario scenario = one_job();
  const Recording r = delete_meets_a_lock(scenario);
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 1U);
  EXPECT_AT(deletes[0].requested, 18.1);
  const auto tries = r.tries_of(deletes[0].id);
  ASSERT_GT(tries.size(), 12U);
  EXPECT_EQ(deletes[0].tries, tries.size());
  EXPECT_AT(tries[0].requested, 18.11);
  EXPECT_AT(tries[1].requested, 18.11 + 2.069);
  EXPECT_AT(tries[2].requested, 18.11 + 4.143);

  Instant begins = deletes[0].requested;
  Duration backoff = milliseconds{5};
  for (const record::LockAttempt& attempt : tries) {
    EXPECT_EQ(attempt.requested, begins + milliseconds{10});
    if (attempt.granted) break;
    EXPECT_EQ(attempt.blocked_by, record::Blocker::backup);
    const Instant ended = begins + milliseconds{2064};
    EXPECT_EQ(attempt.released, ended);
    begins = std::min(ended + backoff, resync_from(scenario, 0, ended + Duration{1}));
    backoff = std::min<Duration>(backoff * 2, seconds{1000});
  }
  // It wins the first gap: only the last try's look comes after the other lock file is gone.
  for (std::size_t i = 0; i + 1 < tries.size(); ++i) {
    EXPECT_FALSE(tries[i].granted);
    EXPECT_LT(since_start(tries[i].decided), 400.015 + 0.008);
    EXPECT_LE(tries[i + 1].requested - tries[i].released, seconds{30} + milliseconds{10});
  }
  EXPECT_TRUE(tries.back().granted);
  EXPECT_LT(since_start(tries.back().requested), 400 + 30 + 2.1);
  EXPECT_EQ(deletes[0].outcome, Outcome::completed);
}

// delete.max_tries 3: after every third refusal only the next resync brings the object back.
TEST(DeleteInWorker, DroppedAfterMaxTriesUntilTheNextResync) {
  model::Scenario scenario = one_job();
  scenario.platform.parameters.delete_max_tries = 3;
  const Recording r = delete_meets_a_lock(scenario);
  const auto deletes = r.deletes();
  ASSERT_EQ(deletes.size(), 1U);
  const auto tries = r.tries_of(deletes[0].id);
  ASSERT_GT(tries.size(), 6U);
  Instant begins = deletes[0].requested;
  Duration backoff = milliseconds{5};
  for (std::size_t i = 0; i < tries.size(); ++i) {
    EXPECT_EQ(tries[i].requested, begins + milliseconds{10}) << i;
    const Instant ended = begins + milliseconds{2064}, resync = resync_from(scenario, 0, ended + Duration{1});
    const bool dropped = i % 3 == 2;
    begins = dropped ? resync : std::min(ended + backoff, resync);
    backoff = dropped ? milliseconds{5} : 2 * backoff;
  }
}

// Five deletes fill the five workers of a manager: a create that this manager owns waits for the first of
// them, whatever its volume. From 1.8 deletes run beside the workers, and it starts at once.
class Workers : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Regimes, Workers, testing::Values("1.7.2", "1.8.2"));

TEST_P(Workers, FiveDeletesStallACreateOnlyUpToOneSeven) {
  model::Scenario scenario = small_cluster(GetParam());
  scenario.time.horizon = hours{2};
  scenario.targets[0].latency.list = 1;  // a delete takes 192 s
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 5; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "five", "0 0 * * *", 1, volumes, 1, 5);
  const std::uint32_t other = add_volume(scenario, "other");
  add_job(scenario, "other", "2 0 * * *", 5, {other}, 1);
  const Recording r = record_of(scenario);

  const auto deletes = r.deletes(0);
  const auto creates = r.backups(1);
  ASSERT_EQ(deletes.size(), 5U);
  ASSERT_EQ(creates.size(), 1U);
  Instant first_end = record::kNever;
  for (const auto& d : deletes) {
    EXPECT_LT(d.started, creates[0].requested);  // all five are at it when the create comes
    first_end = std::min(first_end, d.released);
  }
  EXPECT_AT(creates[0].requested, 128.1);
  ASSERT_LT(creates[0].requested, first_end);
  const auto tries = r.tries_of(creates[0].id);
  ASSERT_EQ(tries.size(), 1U);
  const Instant opened = std::string(GetParam()) == "1.7.2" ? first_end : creates[0].requested;
  EXPECT_EQ(tries[0].requested, opened + seconds{1});
  EXPECT_EQ(creates[0].outcome, Outcome::completed);
}

// Where the deletes take longer than 450 s the job gives up on a create that has not even begun.
TEST(DeleteInWorker, LongDeletesMakeStartsTooLate) {
  model::Scenario scenario = small_cluster("1.7.2");
  scenario.time.horizon = hours{3};
  scenario.platform.parameters.job_rerun_on_failure = false;
  scenario.targets[0].latency.list = 4;  // a delete takes 12 min
  std::vector<std::uint32_t> volumes;
  for (int i = 0; i < 5; ++i)
    volumes.push_back(add_volume(scenario, numbered("v", static_cast<std::uint64_t>(i))));
  add_job(scenario, "five", "0 0 * * *", 1, volumes, 1, 5);
  add_job(scenario, "other", "3 0 * * *", 5, {add_volume(scenario, "other")}, 1);
  const Recording r = record_of(scenario);
  const auto creates = r.backups(1);
  ASSERT_EQ(creates.size(), 1U);
  EXPECT_EQ(creates[0].outcome, Outcome::completed_late);
  EXPECT_EQ(creates[0].cause, record::Cause::start_timeout);
  EXPECT_AT(r.runs_of(1)[0].ended, 188.1 + 450);
  EXPECT_GT(r.tries_of(creates[0].id)[0].requested, r.runs_of(1)[0].ended);
}

}  // namespace
}  // namespace headway::tests
