// A crash destroys processes at whatever they await. Nothing of the world may be disturbed: later events
// come as they would have come, nobody is resumed by a ticket of the dead, permits on their way are passed
// on. Run under the address sanitizer these tests also show that nothing dangles.
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "sim/core/await.h"

namespace headway::core {
namespace {

constexpr Instant kStart{seconds(1'700'000'000)};
using Log = std::vector<std::string>;

struct World {
  Engine engine{kStart};
  Signal signal;
  Semaphore slots{0};
  bool flag = false;
  Log log;
  int victim_resumed = 0;
};

Task<void> in_delay(World& w) {
  co_await delay(w.engine, seconds(10));
  ++w.victim_resumed;
}
Task<void> in_signal(World& w) {
  co_await wait_for(w.engine, w.signal);
  ++w.victim_resumed;
}
Task<void> in_permit(World& w) {
  co_await take(w.engine, w.slots);
  ++w.victim_resumed;
}
Task<void> in_first_of(World& w) {
  co_await first_of(w.engine, on(w.signal), Permit(w.slots), at(kStart + seconds(10), Rank::work));
  ++w.victim_resumed;
}
Task<void> in_child(World& w) {
  co_await in_first_of(w);
  ++w.victim_resumed;
}
Task<void> in_grandchild(World& w) {
  const std::string something_to_free(100, 'x');
  co_await in_child(w);
  ++w.victim_resumed;
}
Task<void> in_poll(World& w) {
  auto holds = [&w] { return w.flag; };
  co_await poll_until(w.engine, w.signal, kStart + seconds(1), seconds(3), holds);
  ++w.victim_resumed;
}
Task<void> in_limited_poll(World& w) {
  auto holds = [&w] { return w.flag; };
  const bool found = co_await poll_until(w.engine, w.signal, kStart, seconds(3), 5, holds);
  w.victim_resumed += found ? 1 : 2;
}
Task<void> with_a_child_beside(World& w) {
  const Task<void> beside = in_first_of(w);  // held, not awaited
  co_await delay(w.engine, seconds(20));
  ++w.victim_resumed;
}

struct Kind {
  const char* name;
  Task<void> (*start)(World&);
};
std::ostream& operator<<(std::ostream& out, const Kind& kind) {
  return out << kind.name;
}
constexpr Kind kKinds[] = {{"delay", in_delay},
                           {"signal", in_signal},
                           {"permit", in_permit},
                           {"first_of", in_first_of},
                           {"child", in_child},
                           {"grandchild", in_grandchild},
                           {"poll", in_poll},
                           {"limited_poll", in_limited_poll},
                           {"child_beside", with_a_child_beside}};

/// Bystanders that wait for the same things as the victim, and one who makes them happen.
Task<void> bystander(World& w, std::string name, int what) {
  if (what == 0) co_await delay(w.engine, seconds(10));
  if (what == 1) co_await wait_for(w.engine, w.signal);
  if (what == 2) co_await take(w.engine, w.slots);
  if (what == 3) co_await first_of(w.engine, on(w.signal), at(kStart + seconds(6), Rank::poll));
  w.log.push_back(name + "@" + std::to_string((w.engine.now() - kStart) / milliseconds(1)));
}
Task<void> happenings(World& w) {
  co_await delay(w.engine, seconds(7));
  w.signal.notify(w.engine);
  co_await delay(w.engine, seconds(1));
  w.slots.release(w.engine);
  co_await delay(w.engine, seconds(5));
  w.flag = true;
  w.signal.notify(w.engine);
  w.slots.release(w.engine);
}

Log play(World& w) {
  for (int round = 0; round < 2; ++round)
    for (int what = 0; what < 4; ++what)
      w.engine.spawn(bystander(w, std::to_string(round) + std::to_string(what), what));
  w.engine.spawn(happenings(w));
  w.engine.run_until(kStart + minutes(5));
  return w.log;
}

const Log& undisturbed() {
  static const Log log = [] {
    World w;
    return play(w);
  }();
  return log;
}

class Destroy : public ::testing::TestWithParam<Kind> {};

TEST(DestroyExpectation, IsWhatOneComputesByHand) {
  // At 6 s both waits with a deadline, at 7 s the signal, at 8 s the first permit, at 10 s the delays (which
  // were registered first), at 13 s the second permit.
  EXPECT_EQ(undisturbed(),
            (Log{"03@6000", "13@6000", "01@7000", "11@7000", "02@8000", "00@10000", "10@10000", "12@13000"}));
}

TEST_P(Destroy, BeforeAnythingHappens) {
  World w;
  { const Task<void> victim = GetParam().start(w); }
  EXPECT_EQ(play(w), undisturbed());
  EXPECT_EQ(w.victim_resumed, 0);
}

Task<void> destroy_at(World& w, std::optional<Task<void>>& victim, Duration when, Rank rank) {
  co_await delay(w.engine, when, rank);
  victim.reset();
}

TEST_P(Destroy, InMidWait) {
  for (const Duration when : {milliseconds(0), milliseconds(500), milliseconds(5999), milliseconds(6500)})
    for (const Rank rank : {Rank::fault, Rank::work, Rank::last}) {
      World w;
      std::optional<Task<void>> victim(GetParam().start(w));
      w.engine.spawn(destroy_at(w, victim, when, rank));
      EXPECT_EQ(play(w), undisturbed());
      EXPECT_EQ(w.victim_resumed, 0);
    }
}

/// Makes everything happen that the victim may wait for, and destroys it before it can go on.
Task<void> wake_and_destroy(World& w, std::optional<Task<void>>& victim) {
  co_await delay(w.engine, seconds(2), Rank::fault);
  w.flag = true;
  w.signal.notify(w.engine);
  w.slots.release(w.engine);
  victim.reset();
  w.flag = false;
}

TEST_P(Destroy, WokenButNotYetResumed) {
  World w;
  std::optional<Task<void>> victim(GetParam().start(w));
  w.engine.spawn(wake_and_destroy(w, victim));
  w.engine.run_until(kStart + seconds(3));
  EXPECT_EQ(w.victim_resumed, 0);
  EXPECT_EQ(w.slots.free(), 1);  // handed over or not, the permit is back
  ASSERT_TRUE(w.slots.try_take());
  EXPECT_EQ(w.victim_resumed, 0);
  const Log& log = play(w);
  EXPECT_EQ(log.size(), 8U);
  EXPECT_EQ(w.victim_resumed, 0);
}

TEST_P(Destroy, SlotsAreReusedByOthersWithoutMixUp) {
  World w;
  for (int i = 0; i < 50; ++i) {
    std::vector<Task<void>> victims;
    for (int k = 0; k < 20; ++k) victims.push_back(GetParam().start(w));
    std::vector<Task<void>> kept;
    for (std::size_t k = 0; k < victims.size(); k += 7) kept.push_back(std::move(victims[k]));
    victims.clear();
  }
  EXPECT_EQ(play(w), undisturbed());
  EXPECT_EQ(w.victim_resumed, 0);
}

TEST_P(Destroy, WithTheEngine) {
  auto w = std::make_unique<World>();
  for (int i = 0; i < 10; ++i) w->engine.spawn(GetParam().start(*w));
  w->engine.run_until(kStart + seconds(1));
  w.reset();
}

INSTANTIATE_TEST_SUITE_P(Waits, Destroy, ::testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

Task<void> wants(World& w, std::string name) {
  co_await take(w.engine, w.slots);
  w.log.push_back(name);
}
Task<void> hand_over_then_crash(World& w, std::optional<Task<void>>& victim) {
  co_await delay(w.engine, seconds(1), Rank::release);
  w.slots.release(w.engine);
  victim.reset();
}

TEST(HandOver, APermitOnItsWayToTheDeadGoesToTheNext) {
  World w;
  std::optional<Task<void>> victim(wants(w, "victim"));
  w.engine.spawn(wants(w, "next"));
  w.engine.spawn(wants(w, "after"));
  w.engine.spawn(hand_over_then_crash(w, victim));
  w.engine.run_until(kStart + seconds(2));
  EXPECT_EQ(w.log, (Log{"next"}));
  EXPECT_EQ(w.slots.free(), 0);
  w.slots.release(w.engine);
  w.engine.run_until(kStart + seconds(3));
  EXPECT_EQ(w.log, (Log{"next", "after"}));
}

TEST(HandOver, WithNobodyElseItIsFree) {
  World w;
  std::optional<Task<void>> victim(wants(w, "victim"));
  w.engine.spawn(hand_over_then_crash(w, victim));
  w.engine.run_until(kStart + seconds(2));
  EXPECT_TRUE(w.log.empty());
  EXPECT_EQ(w.slots.free(), 1);
}

TEST(HandOver, APermitOnceTakenStaysTakenWhenItsHolderDies) {
  World w;
  auto hold = [](World& world) -> Task<void> {
    co_await take(world.engine, world.slots);
    co_await delay(world.engine, hours(1));
  };
  w.slots.release(w.engine);
  { const Task<void> holder = hold(w); }
  EXPECT_EQ(w.slots.free(), 0);  // frames own nothing of the world: who owns the slots gives it back
}

/// Hundreds of processes in random waits and crashes; a permit is never lost and never doubled.
Task<void> clerk(World& w, std::uint64_t seed, int& holding) {
  std::mt19937_64 random(seed);
  for (;;) {
    co_await delay(w.engine, milliseconds(static_cast<std::int64_t>(random() % 50)));
    const Instant patience = w.engine.now() + milliseconds(static_cast<std::int64_t>(random() % 40));
    const std::uint32_t leg = co_await first_of(w.engine, Permit(w.slots), at(patience));
    if (leg == 1) continue;
    ++holding;
    co_await delay(w.engine, milliseconds(static_cast<std::int64_t>(random() % 10)), Rank::release);
    --holding;
    w.slots.release(w.engine);
  }
}
struct Desk {
  std::optional<Task<void>> clerk;
  int holding = 0;
};
Task<void> reaper(World& w, std::vector<Desk>& desks, std::uint64_t seed, int permits) {
  std::mt19937_64 random(seed);
  for (int crash = 0; crash < 3000; ++crash) {
    co_await delay(w.engine, milliseconds(static_cast<std::int64_t>(random() % 7)),
                   static_cast<Rank>(random() % 8));
    if (random() % 2 == 0 && w.slots.try_take()) w.slots.release(w.engine);
    Desk& desk = desks[random() % desks.size()];
    desk.clerk.reset();
    if (desk.holding == 1) w.slots.release(w.engine);  // the world takes back what the dead held
    desk.holding = 0;
    desk.clerk.emplace(clerk(w, random(), desk.holding));
    int held = 0;
    for (const Desk& d : desks) held += d.holding;
    EXPECT_LE(held + w.slots.free(), permits);
  }
}

TEST(HandOver, PermitsAreConservedOverThousandsOfCrashes) {
  constexpr int kPermits = 3;
  World w;
  for (int i = 0; i < kPermits; ++i) w.slots.release(w.engine);
  std::vector<Desk> desks(40);
  for (std::size_t i = 0; i < desks.size(); ++i) desks[i].clerk.emplace(clerk(w, i, desks[i].holding));
  w.engine.spawn(reaper(w, desks, 99, kPermits));
  w.engine.run_until(kStart + minutes(1));
  int held = 0;
  for (Desk& desk : desks) {
    desk.clerk.reset();
    held += desk.holding;
  }
  EXPECT_EQ(held + w.slots.free(), kPermits);
  EXPECT_GT(w.engine.events(), 10000U);
}

}  // namespace
}  // namespace headway::core
