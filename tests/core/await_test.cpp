// What processes await: the first of several, signals, permits, and the lists they wait in.
#include "sim/core/await.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};
using Log = std::vector<std::string>;

struct Won {
  std::uint32_t leg = 99;
  Duration after{-1};
};

Task<void> two_instants(Engine& engine, UntilInstant a, UntilInstant b, Won& won) {
  won.leg = co_await first_of(engine, a, b);
  won.after = engine.now() - kStart;
}

Won race(UntilInstant a, UntilInstant b) {
  Engine engine(kStart);
  Won won;
  engine.spawn(two_instants(engine, a, b, won));
  engine.run_until(kStart + hours(1));
  return won;
}

TEST(FirstOf, TheEarlierInstantWins) {
  const Won won = race(at(kStart + seconds(9)), at(kStart + seconds(4)));
  EXPECT_EQ(won.leg, 1U);
  EXPECT_EQ(won.after, seconds(4));
}

TEST(FirstOf, AtOneInstantTheLowerRankWins) {
  EXPECT_EQ(race(at(kStart + seconds(4), Rank::work), at(kStart + seconds(4), Rank::completion)).leg, 1U);
  EXPECT_EQ(race(at(kStart + seconds(4), Rank::timeout), at(kStart + seconds(4), Rank::look)).leg, 0U);
}

TEST(FirstOf, AtOneInstantAndRankTheLegNamedFirstWins) {
  EXPECT_EQ(race(at(kStart + seconds(4)), at(kStart + seconds(4))).leg, 0U);
}

Task<void> permit_or_timeout(Engine& engine, Semaphore& slots, Duration patience, Won& won) {
  won.leg = co_await first_of(engine, Permit(slots), at(engine.now() + patience));
  won.after = engine.now() - kStart;
}

Task<void> signal_or_permit(Engine& engine, Signal& signal, Semaphore& slots, Won& won) {
  won.leg = co_await first_of(engine, on(signal), Permit(slots));
  won.after = engine.now() - kStart;
}

TEST(FirstOf, ALegThatIsReadyAtOnceWinsWithoutWaiting) {
  Engine engine(kStart);
  Semaphore slots(1);
  Signal signal;
  Won won;
  engine.spawn(signal_or_permit(engine, signal, slots, won));
  EXPECT_EQ(won.leg, 1U);  // within the call, before any event
  EXPECT_EQ(slots.free(), 0);
  EXPECT_EQ(engine.events(), 0U);
}

Task<void> either_permit(Engine& engine, Semaphore& a, Semaphore& b, Won& won) {
  won.leg = co_await first_of(engine, Permit(a), Permit(b));
  won.after = engine.now() - kStart;
}

TEST(FirstOf, OfTwoThatAreReadyTheEarlierIsTakenAndTheOtherLeftAlone) {
  Engine engine(kStart);
  Semaphore a(1), b(1);
  Won won;
  engine.spawn(either_permit(engine, a, b, won));
  EXPECT_EQ(won.leg, 0U);
  EXPECT_EQ(a.free(), 0);
  EXPECT_EQ(b.free(), 1);
}

Task<void> release_after(Engine& engine, Semaphore& slots, Duration d, Rank rank) {
  co_await delay(engine, d, rank);
  slots.release(engine);
}

TEST(FirstOf, AReleaseAtTheInstantOfTheTimeoutComesFirstByItsRank) {
  for (const bool before : {true, false}) {
    Engine engine(kStart);
    Semaphore slots(0);
    Won won;
    engine.spawn(permit_or_timeout(engine, slots, seconds(5), won));
    engine.spawn(release_after(engine, slots, seconds(5), before ? Rank::release : Rank::work));
    engine.run_until(kStart + hours(1));
    EXPECT_EQ(won.leg, before ? 0U : 1U);
    EXPECT_EQ(won.after, seconds(5));
    EXPECT_EQ(slots.free(), before ? 0 : 1);  // who has timed out takes no permit
  }
}

TEST(FirstOf, ALegThatLostIsNotHonouredLater) {
  Engine engine(kStart);
  Semaphore a(0), b(0);
  Won won;
  engine.spawn(either_permit(engine, a, b, won));
  engine.spawn(release_after(engine, b, seconds(1), Rank::release));
  engine.spawn(release_after(engine, a, seconds(1), Rank::release));  // same event's instant, next in order
  engine.run_until(kStart + hours(1));
  EXPECT_EQ(won.leg, 1U);
  EXPECT_EQ(a.free(), 1);
  EXPECT_EQ(b.free(), 0);
}

Task<void> release_both(Engine& engine, Semaphore& a, Semaphore& b) {
  co_await delay(engine, seconds(1));
  b.release(engine);  // decides
  a.release(engine);  // comes too late although nobody has gone on yet
}

TEST(FirstOf, TheFirstWakeDecidesAndTheSecondIsFree) {
  Engine engine(kStart);
  Semaphore a(0), b(0);
  Won won;
  engine.spawn(either_permit(engine, a, b, won));
  engine.spawn(release_both(engine, a, b));
  engine.run_until(kStart + hours(1));
  EXPECT_EQ(won.leg, 1U);
  EXPECT_EQ(a.free(), 1);
  EXPECT_EQ(b.free(), 0);
}

Task<void> notify_at_the_deadline(Engine& engine, Signal& signal) {
  co_await delay(engine, seconds(5), Rank::release);
  signal.notify(engine);
}
Task<void> signal_or_timeout(Engine& engine, Signal& signal, Won& won, int& resumed) {
  won.leg = co_await first_of(engine, on(signal), at(kStart + seconds(5)));
  ++resumed;
  co_await delay(engine, hours(2));
  ++resumed;
}

TEST(FirstOf, TheTimeoutOfAWaitThatIsOverWakesNobody) {
  Engine engine(kStart);
  Signal signal;
  Won won;
  int resumed = 0;
  engine.spawn(signal_or_timeout(engine, signal, won, resumed));
  engine.spawn(notify_at_the_deadline(engine, signal));
  engine.run_until(kStart + hours(1));
  EXPECT_EQ(won.leg, 0U);
  EXPECT_EQ(resumed, 1);  // the timeout at the same instant found the slot reused, and passed it by
}

Task<void> three_kinds(Engine& engine, Signal& signal, Semaphore& slots, std::vector<std::uint32_t>& legs) {
  for (int i = 0; i < 3; ++i) {
    const std::uint32_t leg =
        co_await first_of(engine, on(signal), Permit(slots), at(engine.now() + seconds(10)));
    legs.push_back(leg);
  }
}
Task<void> drive(Engine& engine, Signal& signal, Semaphore& slots) {
  co_await delay(engine, seconds(5));
  slots.release(engine);
  co_await delay(engine, seconds(5));
  signal.notify(engine);
}

TEST(FirstOf, LegsOfDifferentKindsInARow) {
  Engine engine(kStart);
  Signal signal;
  Semaphore slots(0);
  std::vector<std::uint32_t> legs;
  engine.spawn(three_kinds(engine, signal, slots, legs));
  engine.spawn(drive(engine, signal, slots));
  engine.run_until(kStart + hours(1));
  EXPECT_EQ(legs, (std::vector<std::uint32_t>{1, 0, 2}));
}

Task<void> hear(Engine& engine, Signal& signal, std::string name, Log& log) {
  co_await wait_for(engine, signal);
  log.push_back(name);
  co_await wait_for(engine, signal);
  log.push_back(name + " again");
}

TEST(Signal, WakesAllThatWaitNowInOrderAndNobodyTwice) {
  Engine engine(kStart);
  Signal signal;
  Log log;
  for (const char* name : {"a", "b", "c"}) engine.spawn(hear(engine, signal, name, log));
  signal.notify(engine);
  engine.spawn(hear(engine, signal, "late", log));
  engine.run_until(kStart + seconds(1));
  EXPECT_EQ(log, (Log{"a", "b", "c"}));
  log.clear();
  signal.notify(engine);
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(log, (Log{"late", "a again", "b again", "c again"}));
}

TEST(Signal, IsNotRemembered) {
  Engine engine(kStart);
  Signal signal;
  Log log;
  signal.notify(engine);
  engine.spawn(hear(engine, signal, "a", log));
  engine.run_until(kStart + seconds(1));
  EXPECT_TRUE(log.empty());
}

Task<void> worker(Engine& engine, Semaphore& slots, std::string name, Duration arrives, Duration works,
                  Log& log) {
  co_await delay(engine, arrives);
  co_await take(engine, slots);
  log.push_back(name + "@" + std::to_string((engine.now() - kStart) / seconds(1)));
  co_await delay(engine, works, Rank::release);
  slots.release(engine);
}

TEST(Semaphore, IsFirstComeFirstServed) {
  Engine engine(kStart);
  Semaphore slots(2);
  Log log;
  engine.spawn(worker(engine, slots, "a", seconds(0), seconds(10), log));
  engine.spawn(worker(engine, slots, "b", seconds(1), seconds(3), log));
  engine.spawn(worker(engine, slots, "d", seconds(3), seconds(1), log));
  engine.spawn(worker(engine, slots, "c", seconds(2), seconds(7), log));
  engine.spawn(worker(engine, slots, "e", seconds(12), seconds(1), log));
  engine.run_until(kStart + hours(1));
  // b ends at 4 and gives to c (4 to 11); a ends at 10 and gives to d (10 to 11); at 12 both are free.
  EXPECT_EQ(log, (Log{"a@0", "b@1", "c@4", "d@10", "e@12"}));
  EXPECT_EQ(slots.free(), 2);
}

Task<void> release_and_grab(Engine& engine, Semaphore& slots, Log& log) {
  co_await delay(engine, seconds(1));
  slots.release(engine);
  EXPECT_EQ(slots.free(), 0);  // it is the waiting one's already
  EXPECT_FALSE(slots.try_take());
  co_await take(engine, slots);
  log.push_back("greedy");
}

TEST(Semaphore, NobodyOvertakesWhoWaits) {
  Engine engine(kStart);
  Semaphore slots(0);
  Log log;
  engine.spawn(worker(engine, slots, "patient", seconds(0), seconds(5), log));
  engine.spawn(release_and_grab(engine, slots, log));
  engine.run_until(kStart + hours(1));
  EXPECT_EQ(log, (Log{"patient@1", "greedy"}));
}

TEST(Semaphore, CountsPermits) {
  Engine engine(kStart);
  Semaphore slots(2);
  EXPECT_TRUE(slots.try_take());
  EXPECT_TRUE(slots.try_take());
  EXPECT_FALSE(slots.try_take());
  slots.release(engine);
  EXPECT_EQ(slots.free(), 1);
  EXPECT_TRUE(slots.try_take());
}

Task<void> impatient(Engine& engine, Signal& never, int rounds, int& done) {
  for (int i = 0; i < rounds; ++i) co_await first_of(engine, on(never), at(engine.now() + seconds(1)));
  ++done;
}

TEST(WaitList, VoidTicketsAreSweptAndOrderIsKept) {
  Engine engine(kStart);
  detail::WaitList list;
  std::vector<std::uint32_t> slots;
  // One in fifty still waits; the others have gone on, and their tickets are void.
  for (std::uint32_t i = 0; i < 100000; ++i) {
    const std::uint32_t slot = engine.occupy(std::noop_coroutine());
    list.add(engine, engine.ticket(slot, 0));
    if (i % 50 == 0)
      slots.push_back(slot);
    else
      engine.vacate(slot);
    ASSERT_LE(list.size(), 4 * slots.size() + 32) << i;
  }
  EXPECT_EQ(slots.size(), 2000U);
  std::size_t next = 0;
  while (list.wake_one(engine)) {
    ASSERT_LT(next, slots.size());
    ASSERT_EQ(engine.winner(slots[next]), 0U) << "woken out of order";
    ++next;
    if (next < slots.size()) {
      ASSERT_EQ(engine.winner(slots[next]), Engine::kNobody);
    }
  }
  EXPECT_EQ(next, slots.size());
  EXPECT_EQ(list.size(), 0U);
}

TEST(WaitList, AHundredThousandTimeoutsOnASignalThatNeverComes) {
  Engine engine(kStart);
  Signal never;
  int done = 0;
  for (int i = 0; i < 4; ++i) engine.spawn(impatient(engine, never, 25000, done));
  engine.run_until(kStart + hours(24 * 365));
  EXPECT_EQ(done, 4);
  never.notify(engine);  // all tickets left are void
  const std::uint64_t events = engine.events();
  engine.run_until(kStart + hours(24 * 366));
  EXPECT_EQ(engine.events(), events);
}

}  // namespace
}  // namespace headway::core
