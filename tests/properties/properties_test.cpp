// What holds in every play, looked for in random scenarios with everything that can be stated (faults,
// restores, deletes of everything, upgrades), played with the world and the reference models checking.
//
// test_properties plays few of them, test_properties_long (label clusters) many. What `hunt` finds in others
// joins kFound when it is mended.
#include <gtest/gtest.h>

#include <array>

#include "sim/simulation.h"
#include "tests/properties/play_properties.h"
#include "tests/properties/random_scenario.h"

namespace headway::tests {
namespace {

/// Scenarios in which something did not hold once.
struct Found {
  std::uint64_t seed;
  const char* what;
};
constexpr std::array<Found, 15> kFound = {{
    {3, "objects that went while a manager that was back listed them"},
    {24, "a delete that asked nothing of its target while its backup's lock was being released"},
    {40, "the same, with the record of a delete that was no more"},
    {44, "a downgrade in the middle of a delete left its volume's gate shut"},
    {87, "a volume left out by a re-run lost the cause of its earlier attempt"},
    {92, "a manager restarted under the delete of an image's backup: the play stood still"},
    {153, "a policy that selects another lock protocol"},
    {230, "a node crashed before the lock was asked for"},
    {291, "an image's delete, refused once and without an answer once"},
    {380, "a manager restarted between two tries of a policy"},
    {557, "a delete that got the lock and no answer, and the lock again"},
    {640, "a schedule was edited after its tick had been served"},
    {700, "a look without answers was compared with the reference table"},
    {2055, "a manager restarted while a completed backup's lock was being released"},
    {2149, "a node crashed while a completed backup's lock was being released"},
}};

Violations violations_in(std::uint64_t seed, PlayCost& cost) {
  const model::Scenario scenario = random_scenario(seed);
  Witness witness;
  PlayOptions options;
  options.check = true;
  cost = play(scenario, 0, witness, options);
  return check_play(scenario, witness);
}

TEST(Properties, HoldWhereTheyOnceDidNot) {
  for (const Found& found : kFound) {
    PlayCost cost;
    EXPECT_EQ(violations_in(found.seed, cost), Violations{}) << found.seed << ": " << found.what;
  }
}

TEST(Properties, HoldInRandomScenarios) {
  constexpr std::uint64_t kMostEvents = 20'000'000;
  for (std::uint64_t seed = 10001; seed <= 10000 + HEADWAY_RANDOM_SCENARIOS; ++seed) {
    PlayCost cost;
    EXPECT_EQ(violations_in(seed, cost), Violations{}) << seed;
    EXPECT_LT(cost.events, kMostEvents) << seed;
    if (HasFailure()) break;
  }
}

// Twice the same, and looking on changes nothing.
TEST(Properties, EqualSeedsGiveEqualRecords) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const model::Scenario scenario = random_scenario(seed);
    Witness once, again, checked, other;
    PlayOptions options;
    options.check = true;
    play(scenario, 0, once);
    play(scenario, 0, again);
    play(scenario, 0, checked, options);
    play(scenario, 1, other);
    EXPECT_EQ(fingerprint_of(once), fingerprint_of(again)) << seed;
    EXPECT_EQ(fingerprint_of(once), fingerprint_of(checked)) << seed;
    if (!once.operations.empty()) {
      EXPECT_NE(fingerprint_of(once), fingerprint_of(other)) << seed;
    }
  }
}

// The properties do speak up.
TEST(Properties, FindWhatIsWrong) {
  const model::Scenario scenario = random_scenario(1);
  Witness witness;
  play(scenario, 0, witness);
  ASSERT_FALSE(witness.operations.empty());
  ASSERT_FALSE(witness.due.empty());
  ASSERT_EQ(check_play(scenario, witness), Violations{});
  const auto broken = [&](auto&& how) {
    Witness copy;
    for (const auto& o : witness.operations) copy.operations.push_back(o);
    for (const auto& l : witness.locks) copy.locks.push_back(l);
    for (const auto& r : witness.runs) copy.runs.push_back(r);
    for (const auto& d : witness.due) copy.due.push_back(d);
    for (const auto& l : witness.loads) copy.loads.push_back(l);
    for (const auto& e : witness.ends) copy.ends.push_back(e);
    how(copy);
    return !check_play(scenario, copy).empty();
  };
  EXPECT_FALSE(broken([](Witness&) {}));
  EXPECT_TRUE(broken([](Witness& w) { w.operations.push_back(w.operations.back()); }));
  EXPECT_TRUE(broken([](Witness& w) { w.operations.erase(w.operations.begin()); }));
  EXPECT_TRUE(
      broken([](Witness& w) { w.operations.front().ended = w.operations.front().requested - seconds{1}; }));
  EXPECT_TRUE(broken([](Witness& w) { w.due.pop_back(); }));
  EXPECT_TRUE(broken([](Witness& w) { w.due.front().attempts += 1; }));
  EXPECT_TRUE(broken([](Witness& w) { w.locks.push_back(w.locks.back()); }));
  EXPECT_TRUE(broken([](Witness& w) { w.locks.front().released = w.locks.front().requested - seconds{1}; }));
  EXPECT_TRUE(broken([](Witness& w) { w.loads.clear(); }));
  EXPECT_TRUE(broken([](Witness& w) { w.ends.pop_back(); }));
  EXPECT_TRUE(broken([](Witness& w) {  // a delete's lock in the middle of a backup's
    for (const auto& l : w.locks) {
      if (!l.granted || l.type != 1 || l.released == record::kNever) continue;
      record::LockAttempt second = l;
      second.type = 2;
      second.requested = l.decided + hours{2};
      second.decided = second.requested + seconds{2};
      w.locks.push_back(second);
      w.locks.back().released = second.decided + seconds{1};
      for (auto& first : w.locks)
        if (&first != &w.locks.back() && first.operation == l.operation) first.released += hours{4};
      return;
    }
  }));
}

}  // namespace
}  // namespace headway::tests
