// The engine: instants, ranks and order of what is due, its limits, and what it owns.
#include "sim/core/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "sim/core/await.h"

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};
using Log = std::vector<std::string>;

Task<void> say_after(Engine& engine, Duration d, Rank rank, std::string what, Log& log) {
  co_await delay(engine, d, rank);
  log.push_back(what);
}

TEST(Engine, PlaysByInstantThenRankThenOrderOfArrival) {
  Engine engine(kStart);
  Log log;
  engine.spawn(say_after(engine, seconds(2), Rank::fault, "2 fault", log));
  engine.spawn(say_after(engine, seconds(1), Rank::last, "1 last", log));
  engine.spawn(say_after(engine, seconds(1), Rank::work, "1 work a", log));
  engine.spawn(say_after(engine, seconds(1), Rank::poll, "1 poll", log));
  engine.spawn(say_after(engine, seconds(1), Rank::work, "1 work b", log));
  engine.spawn(say_after(engine, seconds(1), Rank::look, "1 look", log));
  engine.spawn(say_after(engine, seconds(1), Rank::timeout, "1 timeout", log));
  engine.spawn(say_after(engine, seconds(1), Rank::release, "1 release", log));
  engine.spawn(say_after(engine, seconds(1), Rank::completion, "1 completion", log));
  engine.spawn(say_after(engine, seconds(1), Rank::fault, "1 fault", log));
  engine.spawn(say_after(engine, seconds(0), Rank::work, "0 work", log));
  engine.run_until(kStart + seconds(3));
  EXPECT_EQ(log, (Log{"0 work", "1 fault", "1 completion", "1 release", "1 timeout", "1 look", "1 poll",
                      "1 work a", "1 work b", "1 last", "2 fault"}));
  EXPECT_EQ(engine.events(), 11U);
}

TEST(Engine, RunsUpToTheEndAndNotAtIt) {
  Engine engine(kStart);
  Log log;
  engine.spawn(say_after(engine, seconds(5) - nanoseconds(1), Rank::last, "just before", log));
  engine.spawn(say_after(engine, seconds(5), Rank::fault, "at the end", log));
  engine.run_until(kStart + seconds(5));
  EXPECT_EQ(log, (Log{"just before"}));
  EXPECT_EQ(engine.now(), kStart + seconds(5));
  engine.run_until(kStart + seconds(5));  // an empty stretch
  EXPECT_EQ(log.size(), 1U);
  engine.run_until(kStart + seconds(5) + nanoseconds(1));
  EXPECT_EQ(log, (Log{"just before", "at the end"}));
}

TEST(Engine, AnEmptyRunStillMovesThePresent) {
  Engine engine(kStart);
  engine.run_until(kStart);
  EXPECT_EQ(engine.now(), kStart);
  engine.run_until(kStart + hours(24 * 365));
  EXPECT_EQ(engine.now(), kStart + hours(24 * 365));
  EXPECT_EQ(engine.events(), 0U);
}

TEST(Engine, TimeNeverGoesBack) {
  Engine engine(kStart);
  engine.run_until(kStart + seconds(5));
  EXPECT_DEATH(engine.run_until(kStart + seconds(4)), "never goes back");
}

TEST(Engine, NegativeDelaysAndPastInstantsAreNow) {
  Engine engine(kStart);
  Log log;
  engine.run_until(kStart + seconds(10));
  engine.spawn(say_after(engine, seconds(-3), Rank::work, "a", log));
  auto past = [](Engine& e, Log& l) -> Task<void> {
    co_await sleep_until(e, kStart - hours(1));
    l.push_back("b");
    EXPECT_EQ(e.now(), kStart + seconds(10));
  };
  engine.spawn(past(engine, log));
  engine.run_until(kStart + seconds(10) + nanoseconds(1));
  EXPECT_EQ(log, (Log{"a", "b"}));
}

Task<void> note_rank(Engine& engine, Rank rank, std::vector<Rank>& ranks) {
  co_await delay(engine, seconds(1), rank);
  ranks.push_back(engine.rank());
  co_await delay(engine, Duration::zero(), Rank::fault);  // has passed unless it was fault
  ranks.push_back(engine.rank());
}

TEST(Engine, KnowsHowFarThePresentInstantHasCome) {
  Engine engine(kStart);
  EXPECT_EQ(engine.rank(), Rank::fault);
  std::vector<Rank> ranks;
  engine.spawn(note_rank(engine, Rank::look, ranks));
  engine.spawn(note_rank(engine, Rank::work, ranks));
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(ranks, (std::vector<Rank>{Rank::look, Rank::look, Rank::work, Rank::work}));
  EXPECT_EQ(engine.rank(), Rank::fault);  // of the instant at which the run ended nothing has happened yet
}

TEST(Engine, ForeverNeverComes) {
  Engine engine(kStart);
  Log log;
  engine.spawn(say_after(engine, kForever, Rank::fault, "forever", log));
  engine.spawn(say_after(engine, from_seconds(1e300), Rank::work, "1e300 s", log));
  engine.spawn(say_after(engine, hours(24 * 366 * 30), Rank::work, "thirty years", log));
  engine.run_until(kStart + hours(24 * 366 * 36));
  EXPECT_EQ(log, (Log{"thirty years"}));
  engine.run_until(kStart + kForever + hours(24 * 365));  // not even when its time has passed
  EXPECT_EQ(log.size(), 1U);
}

Task<void> shout(Engine& engine, Signal& signal, Log& log) {
  co_await delay(engine, seconds(1), Rank::work);
  signal.notify(engine);
  log.push_back("notified");  // whom it wakes goes on after this event, not within it
}
Task<void> hear(Engine& engine, Signal& signal, std::string name, Log& log) {
  co_await wait_for(engine, signal);
  log.push_back(name);
}

TEST(Engine, WhatAnEventWakesRunsBeforeTheNextEventInOrderOfWaking) {
  Engine engine(kStart);
  Signal signal;
  Log log;
  engine.spawn(shout(engine, signal, log));
  engine.spawn(say_after(engine, seconds(1), Rank::work, "next event", log));
  engine.spawn(hear(engine, signal, "first", log));
  engine.spawn(hear(engine, signal, "second", log));
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(log, (Log{"notified", "first", "second", "next event"}));
}

TEST(Engine, WhatIsWokenBetweenRunsGoesOnFirstThingInTheNext) {
  Engine engine(kStart);
  Signal signal;
  Log log;
  engine.spawn(say_after(engine, seconds(1), Rank::fault, "due", log));
  engine.spawn(hear(engine, signal, "woken", log));
  engine.run_until(kStart + seconds(1));
  signal.notify(engine);
  EXPECT_TRUE(log.empty());
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(log, (Log{"woken", "due"}));
}

/// Counts the frames that are alive.
struct Alive {
  int& count;
  explicit Alive(int& c) : count(c) { ++count; }
  Alive(const Alive&) = delete;
  ~Alive() { --count; }
};
Task<void> inner(Engine& engine, int& alive) {
  const Alive self(alive);
  co_await delay(engine, hours(1));
}
Task<void> outer(Engine& engine, int& alive) {
  const Alive self(alive);
  co_await inner(engine, alive);
}

TEST(Engine, FreesTheProcessesThatStillLiveWhenItGoes) {
  int alive = 0;
  {
    Engine engine(kStart);
    for (int i = 0; i < 100; ++i) engine.spawn(outer(engine, alive));
    engine.spawn(inner(engine, alive));
    engine.run_until(kStart + minutes(1));
    EXPECT_EQ(alive, 201);
  }
  EXPECT_EQ(alive, 0);
}

TEST(Engine, AbandonsWhatStillLivesAndCanGoOnAfterwards) {
  int alive = 0;
  Log log;
  Engine engine(kStart);
  for (int i = 0; i < 10; ++i) engine.spawn(outer(engine, alive));
  engine.abandon();
  EXPECT_EQ(alive, 0);
  engine.abandon();  // nothing left: nothing to do
  engine.spawn(say_after(engine, hours(2), Rank::work, "after", log));
  engine.run_until(kStart + hours(3));
  EXPECT_EQ(log, (Log{"after"}));
  EXPECT_EQ(engine.events(), 1U);  // what the dead waited for has woken nobody
}

TEST(Engine, FreesAProcessWhenItEnds) {
  int alive = 0;
  Engine engine(kStart);
  engine.spawn(outer(engine, alive));
  engine.spawn(inner(engine, alive));
  engine.run_until(kStart + minutes(59));
  EXPECT_EQ(alive, 3);
  engine.run_until(kStart + minutes(61));
  EXPECT_EQ(alive, 0);
}

Task<void> nothing() {
  co_return;
}

TEST(Engine, TakesAProcessThatHasAlreadyEnded) {
  Engine engine(kStart);
  engine.spawn(nothing());
  engine.run_until(kStart + seconds(1));
  EXPECT_EQ(engine.events(), 0U);
}

Task<void> hops(Engine& engine, std::vector<Duration> gaps, int who,
                std::vector<std::pair<Instant, int>>& log) {
  for (const Duration gap : gaps) {
    co_await delay(engine, gap);
    log.emplace_back(engine.now(), who);
  }
}

TEST(Engine, RandomDelaysComeInOrderAndAtTheirInstants) {
  std::mt19937_64 random(5);
  std::vector<std::pair<Instant, int>> log, expected;
  Engine engine(kStart);
  for (int who = 0; who < 300; ++who) {
    std::vector<Duration> gaps(50);
    Instant at = kStart;
    for (auto& gap : gaps) {
      gap = Duration(static_cast<std::int64_t>(random() >> (random() % 24 + 28)));  // 0 to 2^36 ns
      at += gap;
      expected.emplace_back(at, who);
    }
    engine.spawn(hops(engine, gaps, who, log));
  }
  engine.run_until(kStart + hours(24 * 365));
  ASSERT_EQ(log.size(), expected.size());
  EXPECT_TRUE(std::is_sorted(log.begin(), log.end(), [](auto& a, auto& b) { return a.first < b.first; }));
  std::sort(log.begin(), log.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(log, expected);
}

}  // namespace
}  // namespace headway::core
