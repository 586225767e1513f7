// What holds in every play, whatever the scenario: looked for in some hundred small random ones, played with
// the reference models checking every decision and every share.
#include <gtest/gtest.h>

#include <set>

#include "sim/simulation.h"
#include "tests/world/properties.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using record::Outcome;

constexpr std::uint64_t kScenarios = 1000;

TEST(Properties, HoldInRandomSmallScenarios) {
  std::size_t operations = 0, refused = 0, late = 0, skipped = 0, deletes = 0, reruns = 0, torn = 0;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    SCOPED_TRACE(numbered("random_small ", seed));
    const model::Scenario scenario = random_small(seed);
    const Recording r = record_of(scenario);
    torn += check_all(scenario, r);
    operations += r.operations.size();
    deletes += r.deletes().size();
    for (const auto& o : r.operations) {
      refused += o.outcome == Outcome::failed;
      late += o.outcome == Outcome::completed_late;
    }
    for (const auto& run : r.runs) {
      skipped += run.outcome == Outcome::skipped;
      reruns += run.reruns;
    }
    if (testing::Test::HasFailure()) break;
  }
  // The scenarios show what they are meant to show.
  EXPECT_GT(operations, 10000U);
  EXPECT_GT(deletes, 1000U);
  EXPECT_GT(refused, 100U);
  EXPECT_GT(late, 10U);
  EXPECT_GT(skipped, 10U);
  EXPECT_GT(reruns, 10U);
  RecordProperty("torn_looks", static_cast<int>(torn));
}

TEST(Properties, EqualSeedsGiveEqualRecordsAndOthersDiffer) {
  std::set<std::uint64_t> prints;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const model::Scenario scenario = random_small(seed);
    const std::uint64_t once = fingerprint(record_of(scenario));
    EXPECT_EQ(fingerprint(record_of(scenario)), once) << seed;
    prints.insert(once);
    prints.insert(fingerprint(record_of(scenario, 1)));
  }
  EXPECT_GE(prints.size(), 70U);
}

// Looking on does not change anything.
TEST(Properties, ChecksChangeNothing) {
  for (std::uint64_t seed = 50; seed <= 60; ++seed) {
    const model::Scenario scenario = random_small(seed);
    Recording unchecked;
    play(scenario, 0, unchecked);
    EXPECT_EQ(fingerprint(unchecked), fingerprint(record_of(scenario)));
  }
}

}  // namespace
}  // namespace headway::tests
