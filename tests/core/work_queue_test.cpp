#include "sim/core/work_queue.h"

#include <gtest/gtest.h>

#include <vector>

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};

TEST(ExponentialBackoff, IsFiveMillisecondsTimesPowersOfTwoUpToTheCap) {
  // client-go's default limiter: 5, 10, 20, ... ms and at most 1000 s; 5 ms x 2^17 = 655.36 s is the last
  // below.
  const Duration base = milliseconds(5), cap = seconds(1000);
  for (int n = 0; n <= 17; ++n) EXPECT_EQ(exponential_backoff(base, cap, n), base * (1LL << n)) << n;
  EXPECT_EQ(exponential_backoff(base, cap, 17), milliseconds(655'360));
  for (const std::int64_t n : {18LL, 19LL, 63LL, 64LL, 1'000'000LL, 9'000'000'000'000'000'000LL})
    EXPECT_EQ(exponential_backoff(base, cap, n), cap) << n;
}

TEST(ExponentialBackoff, ACapBelowTheBaseHoldsFromTheFirst) {
  EXPECT_EQ(exponential_backoff(seconds(10), seconds(3), 0), seconds(3));
  EXPECT_EQ(exponential_backoff(seconds(10), seconds(3), 5), seconds(3));
}

TEST(ExponentialBackoff, ACapThatIsAPowerIsReachedExactly) {
  EXPECT_EQ(exponential_backoff(seconds(1), seconds(8), 3), seconds(8));
  EXPECT_EQ(exponential_backoff(seconds(1), seconds(8), 4), seconds(8));
}

TEST(NextPoll, IsTheFirstGridInstantNotBefore) {
  const Duration period = seconds(30);
  EXPECT_EQ(next_poll(kStart, period, kStart), kStart);
  EXPECT_EQ(next_poll(kStart, period, kStart + nanoseconds(1)), kStart + seconds(30));
  EXPECT_EQ(next_poll(kStart, period, kStart + seconds(30)), kStart + seconds(30));
  EXPECT_EQ(next_poll(kStart, period, kStart + seconds(59)), kStart + seconds(60));
}

TEST(NextPoll, AlsoBeforeThePhase) {
  const Duration period = seconds(30);
  EXPECT_EQ(next_poll(kStart, period, kStart - nanoseconds(1)), kStart);
  EXPECT_EQ(next_poll(kStart, period, kStart - seconds(30)), kStart - seconds(30));
  EXPECT_EQ(next_poll(kStart, period, kStart - seconds(31)), kStart - seconds(30));
  // Instants before 1970 are instants like others.
  EXPECT_EQ(next_poll(Instant{seconds(10)}, period, Instant{seconds(-100)}), Instant{seconds(-80)});
}

TEST(NextPoll, IsOnTheGridAndLessThanAPeriodAway) {
  for (std::int64_t phase = -7; phase <= 7; ++phase)
    for (std::int64_t period = 1; period <= 6; ++period)
      for (std::int64_t t = -20; t <= 20; ++t) {
        const Instant look = next_poll(Instant{Duration(phase)}, Duration(period), Instant{Duration(t)});
        const std::int64_t at = look.time_since_epoch().count();
        ASSERT_GE(at, t);
        ASSERT_LT(at, t + period);
        ASSERT_EQ((at - phase) % period, 0);
      }
}

TEST(WorkQueue, ARetryIsTheBackoffOrTheResyncWhicheverIsFirst) {
  const WorkQueue queue(1, milliseconds(5), seconds(1000), kStart, seconds(30));
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 1), kStart + seconds(1) + milliseconds(5));
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 2), kStart + seconds(1) + milliseconds(10));
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 12), kStart + seconds(1) + milliseconds(10'240));
  // 5 ms x 2^12 = 20.48 s is still before the resync at 30 s, 40.96 s is not.
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 13), kStart + seconds(1) + milliseconds(20'480));
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 14), kStart + seconds(30));
  EXPECT_EQ(queue.retry_at(kStart + seconds(1), 1000), kStart + seconds(30));
}

TEST(WorkQueue, ResyncsAreStrictlyLater) {
  const WorkQueue queue(1, milliseconds(5), seconds(1000), kStart + seconds(3), seconds(30));
  EXPECT_EQ(queue.next_resync(kStart), kStart + seconds(3));
  EXPECT_EQ(queue.next_resync(kStart + seconds(3)), kStart + seconds(33));
  EXPECT_EQ(queue.next_resync(kStart - seconds(27)), kStart + seconds(3));
  EXPECT_EQ(queue.next_resync(kStart - seconds(28)), kStart - seconds(27));
}

Task<void> reconcile(Engine& engine, WorkQueue& queue, std::vector<Duration>& started) {
  co_await queue.worker(engine);
  started.push_back(engine.now() - kStart);
  co_await delay(engine, seconds(10));
  queue.done(engine);
}

TEST(WorkQueue, WorkersTakeObjectsInOrderAndAreLimited) {
  Engine engine(kStart);
  WorkQueue queue(2, milliseconds(5), seconds(1000), kStart, seconds(30));
  std::vector<Duration> started;
  for (int i = 0; i < 5; ++i) engine.spawn(reconcile(engine, queue, started));
  engine.run_until(kStart + minutes(1));
  EXPECT_EQ(started, (std::vector<Duration>{seconds(0), seconds(0), seconds(10), seconds(10), seconds(20)}));
}

}  // namespace
}  // namespace headway::core
