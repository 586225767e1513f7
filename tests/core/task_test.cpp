// Tasks: eager start, values, nesting, and that no number of awaits in a row deepens the stack.
#include "sim/core/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "sim/core/await.h"

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};

Task<int> at_once(int value) {
  co_return value;
}
Task<int> later(Engine& engine, Duration d, int value) {
  co_await delay(engine, d);
  co_return value;
}

TEST(Task, StartsWithinTheCall) {
  bool started = false;
  auto body = [](bool& flag) -> Task<void> {
    flag = true;
    co_return;
  };
  const Task<void> task = body(started);
  EXPECT_TRUE(started);
  EXPECT_TRUE(task.done());
}

Task<void> add_up(Engine& engine, int& sum) {
  sum += co_await at_once(1);
  sum += co_await later(engine, seconds(1), 10);
  Task<int> early = later(engine, seconds(2), 100);  // runs beside us
  sum += co_await later(engine, seconds(5), 1000);
  EXPECT_TRUE(early.done());
  sum += co_await early;  // has ended long since: at once
  EXPECT_EQ(engine.now(), kStart + seconds(6));
}

TEST(Task, GivesItsValueWhetherItEndedBeforeOrAfterTheAwait) {
  Engine engine(kStart);
  int sum = 0;
  engine.spawn(add_up(engine, sum));
  EXPECT_EQ(sum, 1);
  engine.run_until(kStart + minutes(1));
  EXPECT_EQ(sum, 1111);
}

Task<std::unique_ptr<std::string>> parcel(Engine& engine) {
  co_await delay(engine, seconds(1));
  co_return std::make_unique<std::string>("moved, not copied");
}
Task<void> receive(Engine& engine, std::string& text) {
  const auto p = co_await parcel(engine);
  text = *p;
}

TEST(Task, ValuesAreMoved) {
  Engine engine(kStart);
  std::string text;
  engine.spawn(receive(engine, text));
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(text, "moved, not copied");
}

TEST(Task, CanBeMovedAndReplaced) {
  Engine engine(kStart);
  Task<int> a = later(engine, seconds(1), 1);
  Task<int> b = std::move(a);
  EXPECT_FALSE(b.done());
  b = later(engine, seconds(3), 3);  // the first is destroyed in its wait
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(engine.events(), 0U);
  EXPECT_FALSE(b.done());
  engine.run_until(kStart + seconds(4));
  EXPECT_TRUE(b.done());
  EXPECT_EQ(b.await_resume(), 3);
}

Task<int> nested(Engine& engine, int depth) {
  if (depth == 0) {
    co_await delay(engine, seconds(1));
    co_return 0;
  }
  const int below = co_await nested(engine, depth - 1);
  co_return below + 1;
}

TEST(Task, DeepNestingEndsFromWithin) {
  Engine engine(kStart);
  const Task<int> task = nested(engine, 3000);
  EXPECT_FALSE(task.done());
  engine.run_until(kStart + seconds(2));
  EXPECT_TRUE(task.done());
  EXPECT_EQ(engine.events(), 1U);  // one event, and all ends
}

TEST(Task, DeepNestingIsDestroyedWhole) {
  Engine engine(kStart);
  { const Task<int> task = nested(engine, 3000); }
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(engine.events(), 0U);
}

constexpr int kMany = 1'000'000;

Task<void> await_finished(std::int64_t& sum) {
  for (int i = 0; i < kMany; ++i) sum += co_await at_once(1);
}

TEST(Task, AMillionFinishedChildrenInARow) {
  std::int64_t sum = 0;
  const Task<void> task = await_finished(sum);
  EXPECT_TRUE(task.done());
  EXPECT_EQ(sum, kMany);
}

Task<void> await_after_waking(Engine& engine, std::int64_t& sum) {
  sum += co_await later(engine, seconds(1), 1);  // from here on we run within the child's end
  for (int i = 1; i < kMany; ++i) sum += co_await at_once(1);
}

TEST(Task, AMillionFinishedChildrenWithinTheEndOfOneThatWaited) {
  Engine engine(kStart);
  std::int64_t sum = 0;
  engine.spawn(await_after_waking(engine, sum));
  engine.run_until(kStart + seconds(2));
  EXPECT_EQ(sum, kMany);
}

Task<void> await_suspended(Engine& engine, std::int64_t& sum) {
  for (int i = 0; i < kMany; ++i) sum += co_await later(engine, Duration::zero(), 1);
}

TEST(Task, AMillionSuspendedChildrenInARow) {
  Engine engine(kStart);
  std::int64_t sum = 0;
  engine.spawn(await_suspended(engine, sum));
  engine.run_until(kStart + seconds(1));
  EXPECT_EQ(sum, kMany);
}

Task<void> take_many(Engine& engine, Semaphore& slots) {
  for (int i = 0; i < kMany; ++i) {
    co_await take(engine, slots);
    slots.release(engine);
  }
}

TEST(Task, AMillionPermitsThatAreFree) {
  Engine engine(kStart);
  Semaphore slots(1);
  const Task<void> task = take_many(engine, slots);
  EXPECT_TRUE(task.done());
  EXPECT_EQ(slots.free(), 1);
  EXPECT_EQ(engine.events(), 0U);
}

Task<void> ping(Engine& engine, Signal& mine, Signal& other, int rounds, int& done) {
  for (int i = 0; i < rounds; ++i) {
    other.notify(engine);
    co_await wait_for(engine, mine);
  }
  other.notify(engine);
  ++done;
}

TEST(Task, ProcessesThatWakeEachOtherDoNotNest) {
  Engine engine(kStart);
  Signal a, b;
  int done = 0;
  engine.spawn(ping(engine, a, b, 300000, done));
  engine.spawn(ping(engine, b, a, 300000, done));
  engine.run_until(kStart + seconds(1));
  EXPECT_EQ(done, 2);
}

Task<void> throws() {
  throw 1;
  co_return;
}

TEST(Task, AnExceptionThatLeavesAProcessAborts) {
  EXPECT_DEATH(static_cast<void>(throws()), "an exception left a process");
}

template <std::size_t Size>
Task<int> with_ballast(Engine& engine) {
  volatile char ballast[Size];
  for (std::size_t i = 0; i < Size; i += 16) ballast[i] = static_cast<char>(i);
  co_await delay(engine, seconds(1));
  int wrong = 0;
  for (std::size_t i = 0; i < Size; i += 16) wrong += ballast[i] != static_cast<char>(i);
  co_return wrong;
}

TEST(Task, FramesOfAllSizesComeAndGo) {
  for (int round = 0; round < 3; ++round) {  // from the second on their memory is reused
    Engine engine(kStart);
    std::vector<Task<int>> tasks;
    for (int i = 0; i < 20; ++i) {
      tasks.push_back(with_ballast<1>(engine));
      tasks.push_back(with_ballast<100>(engine));
      tasks.push_back(with_ballast<700>(engine));
      tasks.push_back(with_ballast<1900>(engine));
      tasks.push_back(with_ballast<2048>(engine));
      tasks.push_back(with_ballast<10000>(engine));
    }
    engine.run_until(kStart + seconds(2));
    for (auto& task : tasks) {
      ASSERT_TRUE(task.done());
      EXPECT_EQ(task.await_resume(), 0);
    }
  }
}

}  // namespace
}  // namespace headway::core
