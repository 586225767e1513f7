// The exact pair test of spacing, against plays.
//
// Two strictly periodic windows with periods T1 and T2, lengths e1 and e2, that begin at s1 and s2 never meet
// if and only if  e1 <= (s2 - s1) mod g <= g - e2,  g = gcd(T1, T2).
//
// On one volume, with 1.7.2, what must not meet are the type-2 hold of one job's retention delete and the
// lock request of the other job's create, both ways. A create that saves its file at x and looks at it and
// the others from x + l on (PUT to listing) is refused exactly when a delete has saved its own before x and
// still has it at x + l. So the first window is the delete's file without the last l of its life, and the
// second is an instant, e2 = 0.
//
// The windows are observed in plays of each job alone; then both play together, at every offset of a sweep,
// and refusals must occur exactly where the test says that a window is met.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

struct Window {
  Duration begins{}, length{};  // from the start
};

bool never_meet(const Window& one, const Window& two, Duration g) {
  Duration apart = (two.begins - one.begins) % g;
  if (apart < Duration::zero()) apart += g;
  return one.length <= apart && apart <= g - two.length;
}

constexpr Duration kPeriod1 = minutes{10}, kPeriod2 = minutes{15};
constexpr Duration kG = minutes{5};
static_assert(std::gcd(kPeriod1.count(), kPeriod2.count()) == kG.count());

constexpr Duration kPut = milliseconds{20};
constexpr Duration kLook = milliseconds{1 + 2000 + 350};  // HEAD, wait, LIST

/// Two jobs on an idle volume, each with a backup to delete; a LIST of 350 ms makes the delete's lock last
/// for about 67 s.
model::Scenario two_jobs() {
  model::Scenario scenario = small_cluster("1.7.2");
  scenario.time.horizon = minutes{75};
  scenario.targets[0].latency.list = 0.35;
  // The test knows two windows and nothing else: a start RPC of one job must not delay the other's status.
  scenario.platform.parameters.create_serialised_per_node = false;
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "one", "*/10 * * * *", 1, {v}, 1);
  add_job(scenario, "two", "*/15 * * * *", 1, {v}, 1);
  return scenario;
}

std::vector<FreeTick> ticks(std::uint32_t job, Duration period, Duration offset) {
  std::vector<FreeTick> all;
  for (Instant at = kStart + offset; at < kStart + minutes{60}; at += period)
    all.push_back(FreeTick{job, at});
  return all;
}

/// The create's request and the delete's window of a job that plays alone; every period must show the same.
struct Holds {
  Window request, hold;
};
Holds observe(const model::Scenario& scenario, std::uint32_t job, Duration period, Duration offset) {
  const Recording alone = record_of_ticks(scenario, ticks(job, period, offset));
  const auto creates = alone.backups(), deletes = alone.deletes();
  Holds holds;
  for (std::size_t i = 0; i < creates.size(); ++i) {
    const auto create = alone.tries_of(creates.at(i).id), erase = alone.tries_of(deletes.at(i).id);
    EXPECT_EQ(create.size(), 1U);
    EXPECT_EQ(erase.size(), 1U);
    const Duration since = static_cast<std::int64_t>(i) * period;
    Holds seen;
    seen.request = Window{create[0].requested + kPut - kStart - since, Duration::zero()};
    const Instant saved = erase[0].requested + kPut;
    seen.hold = Window{saved - kStart - since, erase[0].released - saved - kLook};
    if (i == 0) holds = seen;
    EXPECT_EQ(seen.request.begins, holds.request.begins);
    EXPECT_EQ(seen.hold.begins, holds.hold.begins);
    EXPECT_EQ(seen.hold.length, holds.hold.length);
  }
  return holds;
}

TEST(PairTest, RefusalsOccurExactlyWhereItPredicts) {
  const model::Scenario scenario = two_jobs();
  const Holds one = observe(scenario, 0, kPeriod1, Duration::zero());
  EXPECT_NEAR(to_seconds(one.hold.length), 67, 5);
  int met = 0, free = 0, changes = 0;
  bool last = false;
  // Half a second off, so that no two files are ever saved at one instant: such a tie is decided by name.
  for (Duration offset = milliseconds{500}; offset < kG; offset += seconds{1}) {
    const Holds two = observe(scenario, 1, kPeriod2, offset);
    const bool predicted = !never_meet(one.hold, two.request, kG) || !never_meet(two.hold, one.request, kG);
    std::vector<FreeTick> both = ticks(0, kPeriod1, Duration::zero());
    for (const FreeTick& t : ticks(1, kPeriod2, offset)) both.push_back(t);
    const Recording r = record_of_ticks(scenario, both);
    std::size_t refused = 0;
    for (const auto& l : r.locks) refused += l.type == 1 && l.decided != record::kNever && !l.granted;
    EXPECT_EQ(refused > 0, predicted) << "offset " << to_seconds(offset) << " s";
    ++(predicted ? met : free);
    changes += offset > seconds{1} && predicted != last;
    last = predicted;
  }
  // Both answers occur, each in one piece or two: two holds of a minute out of five.
  EXPECT_GT(met, 100);
  EXPECT_GT(free, 100);
  EXPECT_LE(changes, 4);
}

// Whatever the offset: when a hold alone is longer than g there is no spacing at all.
TEST(PairTest, HoldsLongerThanTheGcdAlwaysMeet) {
  model::Scenario scenario = two_jobs();
  scenario.targets[0].latency.list = 1.8;  // a hold of about 340 s: more than g = 300 s
  for (Duration offset{}; offset < kG; offset += seconds{30}) {
    std::vector<FreeTick> both = ticks(0, kPeriod1, Duration::zero());
    for (const FreeTick& t : ticks(1, kPeriod2, offset)) both.push_back(t);
    const Recording r = record_of_ticks(scenario, both);
    std::size_t refused = 0;
    for (const auto& l : r.locks) refused += l.type == 1 && l.decided != record::kNever && !l.granted;
    EXPECT_GT(refused, 0U) << "offset " << to_seconds(offset) << " s";
  }
}

}  // namespace
}  // namespace headway::tests
