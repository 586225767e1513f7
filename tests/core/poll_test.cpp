// poll_until must find exactly what the loop finds that it stands for, and only be cheaper.
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <random>
#include <vector>

#include "sim/core/await.h"

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};

struct Change {
  Instant at;
  Rank rank;
  bool value;
};
struct Case {
  Instant called;
  Rank called_rank = Rank::work;
  Instant first;
  Duration period;
  std::optional<std::int64_t> checks;
  std::vector<Change> changes;
};
struct Found {
  bool ended = false, value = false;
  Duration after{};
  bool operator==(const Found&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Found& f) {
  return out << (f.ended ? f.value ? "true" : "false" : "never") << " after " << f.after.count() << " ns";
}

struct World {
  Engine engine{kStart};
  Signal changed;
  bool value = false;
  Found found;
};

Task<void> change(World& w, std::vector<Change> changes) {
  for (const Change& c : changes) {
    co_await sleep_until(w.engine, c.at, c.rank);
    w.value = c.value;
    if (c.value) w.changed.notify(w.engine);
  }
}

/// The loop itself: check, sleep a period, at most so many checks. Called late it is a loop that has run
/// since `first`, whose earlier checks found nothing.
Task<void> plain(World& w, Case c) {
  co_await sleep_until(w.engine, c.called, c.called_rank);
  Instant look = c.first;
  std::int64_t checked = 0;
  while (look < w.engine.now()) look += c.period, ++checked;
  if (w.engine.now() < look) co_await sleep_until(w.engine, look, Rank::poll);
  for (; !c.checks || checked < *c.checks; ++checked) {
    if (w.value) {
      w.found = Found{true, true, w.engine.now() - kStart};
      co_return;
    }
    co_await delay(w.engine, c.period, Rank::poll);
  }
  w.found = Found{true, false, w.engine.now() - kStart};
}

Task<void> lazy(World& w, Case c) {
  co_await sleep_until(w.engine, c.called, c.called_rank);
  auto holds = [&w] { return w.value; };
  bool value = true;
  if (c.checks)
    value = co_await poll_until(w.engine, w.changed, c.first, c.period, *c.checks, holds);
  else
    co_await poll_until(w.engine, w.changed, c.first, c.period, holds);
  w.found = Found{true, value, w.engine.now() - kStart};
}

struct Answer {
  Found found;
  std::uint64_t events;
};
Answer play(const Case& c, Task<void> (*loop)(World&, Case)) {
  World w;
  w.engine.spawn(change(w, c.changes));
  w.engine.spawn(loop(w, c));
  w.engine.run_until(kStart + Duration(2000));
  return Answer{w.found, w.engine.events()};
}

TEST(PollUntil, FindsWhatThePlainLoopFinds) {
  std::mt19937_64 random(11);
  auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  int found = 0, in_vain = 0, never = 0, on_the_poll = 0;
  for (int i = 0; i < 40000; ++i) {
    Case c;
    c.period = Duration(1 + below(20));
    c.first = kStart + Duration(below(60));
    c.called = kStart + Duration(below(60));
    c.called_rank = static_cast<Rank>(below(8));
    if (below(3) > 0) c.checks = 1 + below(12);
    // A loop that is called after the last of its checks is none.
    if (c.checks && c.called > c.first + (*c.checks - 1) * c.period) continue;
    Instant t = kStart;
    for (std::int64_t n = below(6); n > 0; --n) {
      t += Duration(below(50));
      // Half of the changes at a poll instant, where ranks decide. Rank::poll itself is a tie, see below.
      if (below(2) == 0) t = next_poll(c.first, c.period, t);
      auto rank = static_cast<Rank>(below(7));
      if (rank >= Rank::poll) rank = rank == Rank::poll ? Rank::work : Rank::last;
      c.changes.push_back({t, rank, below(3) > 0});
    }
    const Answer expected = play(c, plain), got = play(c, lazy);
    if (c.checks && c.called == c.first + (*c.checks - 1) * c.period) ++on_the_poll;
    ASSERT_EQ(got.found, expected.found)
        << "case " << i << ": period " << c.period.count() << ", first " << (c.first - kStart).count()
        << ", checks " << (c.checks ? *c.checks : -1);
    ++(!expected.found.ended ? never : expected.found.value ? found : in_vain);
  }
  // The cases must have exercised all ways to end.
  EXPECT_GT(found, 5000);
  EXPECT_GT(in_vain, 5000);
  EXPECT_GT(never, 1000);
  EXPECT_GT(on_the_poll, 100);
}

Case five_checks(Duration change_at, Rank rank) {
  Case c;
  c.called = kStart;
  c.first = kStart + Duration(10);
  c.period = Duration(10);
  c.checks = 5;  // at 10, 20, 30, 40, 50; gives up at 60
  c.changes = {{kStart + change_at, rank, true}};
  return c;
}
Found lazily(Duration change_at, Rank rank) {
  return play(five_checks(change_at, rank), lazy).found;
}
Found yes(std::int64_t ns) {
  return Found{true, true, Duration(ns)};
}
Found no(std::int64_t ns) {
  return Found{true, false, Duration(ns)};
}

TEST(PollUntil, SeesAChangeAtTheNextPollInstant) {
  EXPECT_EQ(lazily(Duration(0), Rank::work), yes(10));
  EXPECT_EQ(lazily(Duration(9), Rank::work), yes(10));
  EXPECT_EQ(lazily(Duration(11), Rank::work), yes(20));
  EXPECT_EQ(lazily(Duration(49), Rank::work), yes(50));
  EXPECT_EQ(lazily(Duration(51), Rank::work), no(60));
}

TEST(PollUntil, AtAPollInstantRanksDecideWhatThePollSees) {
  EXPECT_EQ(lazily(Duration(20), Rank::release), yes(20));
  EXPECT_EQ(lazily(Duration(20), Rank::look), yes(20));
  EXPECT_EQ(lazily(Duration(20), Rank::work), yes(30));  // the poll of 20 has passed
  EXPECT_EQ(lazily(Duration(20), Rank::last), yes(30));
  EXPECT_EQ(lazily(Duration(50), Rank::release), yes(50));
  EXPECT_EQ(lazily(Duration(50), Rank::work), no(60));  // after the last check
  EXPECT_EQ(lazily(Duration(60), Rank::fault), no(60));
}

TEST(PollUntil, AChangeAtThePollsOwnRankIsSeenByThatPoll) {
  EXPECT_EQ(lazily(Duration(20), Rank::poll), yes(20));
  EXPECT_EQ(lazily(Duration(10), Rank::poll), yes(10));  // the first look too
  EXPECT_EQ(lazily(Duration(50), Rank::poll), yes(50));
}

TEST(PollUntil, WhatHoldsBeforeTheFirstLookAndNotAtItIsNotSeen) {
  Case c = five_checks(Duration(3), Rank::work);
  c.changes.push_back({kStart + Duration(7), Rank::work, false});
  c.changes.push_back({kStart + Duration(23), Rank::work, true});
  EXPECT_EQ(play(c, lazy).found, yes(30));
  EXPECT_EQ(play(c, plain).found, yes(30));
}

TEST(PollUntil, AChangeThatIsTakenBackBeforeThePollIsNotSeen) {
  Case c = five_checks(Duration(12), Rank::work);
  c.changes.push_back({kStart + Duration(15), Rank::work, false});
  c.changes.push_back({kStart + Duration(33), Rank::work, true});
  EXPECT_EQ(play(c, lazy).found, yes(40));
}

TEST(PollUntil, ACheckThatHoldsAtOnceTakesNoEvent) {
  World w;
  w.value = true;
  auto holds = [&w] { return w.value; };
  const Task<bool> limited = poll_until(w.engine, w.changed, kStart, seconds(5), 3, holds);
  const Task<void> unlimited = poll_until(w.engine, w.changed, kStart, seconds(5), holds);
  EXPECT_TRUE(limited.done());
  EXPECT_TRUE(unlimited.done());
  EXPECT_EQ(w.engine.events(), 0U);
}

TEST(PollUntil, SleepsWhereThePlainLoopLooks) {
  Case c = five_checks(Duration(1900), Rank::work);
  c.checks = 185;
  const Answer expected = play(c, plain), got = play(c, lazy);
  EXPECT_EQ(got.found, expected.found);
  EXPECT_GT(expected.events, 185U);
  EXPECT_LE(got.events, 5U);  // the call, the first check, the end; and the change itself
}

TEST(PollUntil, NoChecksAtAllIsFalseAtTheFirst) {
  World w;
  w.value = true;
  auto holds = [&w] { return w.value; };
  Task<bool> task = poll_until(w.engine, w.changed, kStart + seconds(4), seconds(5), 0, holds);
  w.engine.run_until(kStart + seconds(5));
  ASSERT_TRUE(task.done());
  EXPECT_FALSE(task.await_resume());
}

}  // namespace
}  // namespace headway::core
