// What holds in every play holds under every policy and under several together, and for any number of
// threads.
#include <set>
#include <utility>

#include "analysis/experiment/experiment.h"
#include "tests/policy/chosen.h"
#include "tests/world/properties.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

using Policies = std::vector<model::PolicyChoice>;

model::PolicyChoice at_most(std::int64_t n, const std::string& per, const std::string& order) {
  return choice("max-concurrent", {{"n", n}, {"per", per}, {"order", order}});
}
model::PolicyChoice retry(Duration base, std::int64_t tries) {
  return choice("retry", {{"base", base}, {"tries", tries}});
}
model::PolicyChoice spacing(Duration gap) {
  return choice("fixed-spacing", {{"gap", gap}});
}
model::PolicyChoice jitter(Duration within) {
  return choice("jitter", {{"within", within}});
}
model::PolicyChoice delay(Duration by) {
  return choice("delay-deletes", {{"by", by}});
}

/// Each policy alone, at its defaults and otherwise, then several together.
std::vector<Policies> all_sets() {
  return {
      {choice("as-is")},
      {choice("fixed-spacing")},
      {spacing(seconds{1000})},
      {choice("hashed")},
      {choice("hashed", {{"within", Duration(minutes{5})}})},
      {choice("jitter")},
      {jitter(hours{24})},
      {at_most(1, "cluster", "first-come")},
      {at_most(1, "node", "longest-first")},
      {at_most(2, "target", "first-come")},
      {choice("retry")},
      {retry(milliseconds{500}, 3)},
      {choice("wait-for-lock")},
      {choice("delay-deletes")},
      {delay(hours{2})},
      {spacing(minutes{3}), jitter(minutes{30}), choice("hashed")},
      {at_most(2, "cluster", "longest-first"), at_most(1, "node", "first-come"), retry(seconds{5}, 6)},
      {choice("hashed"), choice("wait-for-lock"), delay(minutes{4}), retry(seconds{20}, 2)},
      {jitter(hours{1}), at_most(1, "target", "longest-first"), delay(seconds{90}), retry(seconds{1}, 20)}};
}

TEST(PolicyProperties, HoldInRandomSmallScenarios) {
  const auto sets = all_sets();
  std::vector<std::size_t> differ(sets.size());
  constexpr std::uint64_t kScenarios = 120;
  for (std::uint64_t seed = 1; seed <= kScenarios; ++seed) {
    const model::Scenario scenario = random_small(seed);
    const std::uint64_t as_is = fingerprint(record_of(scenario));
    for (std::size_t s = 0; s < sets.size(); ++s) {
      SCOPED_TRACE(numbered("random_small ", seed) + ", " + numbered("set ", s));
      const model::Scenario chosen = with(scenario, sets[s]);
      const Recording r = record_of(chosen);
      check_all(chosen, r);
      differ[s] += fingerprint(r) != as_is;
      if (testing::Test::HasFailure()) return;
    }
  }
  // Each does something in a good part of the scenarios, but as-is in none.
  EXPECT_EQ(differ[0], 0U);
  for (std::size_t s = 1; s < sets.size(); ++s) EXPECT_GT(differ[s], kScenarios / 6) << s;
}

/// All replications' fingerprints and lost backups.
std::vector<std::pair<std::uint64_t, std::int64_t>> results(const model::Scenario& scenario,
                                                            unsigned threads) {
  experiment::Plan plan;
  plan.replications = 12;
  plan.threads = threads;
  std::vector<std::pair<std::uint64_t, std::int64_t>> found;
  for (const auto& one : experiment::run(scenario, plan).replications)
    found.emplace_back(one.fingerprint,
                       one.operations[static_cast<std::size_t>(record::OperationKind::backup)].lost);
  return found;
}

TEST(PolicyProperties, ThreadsChangeNothing) {
  const auto sets = all_sets();
  for (std::size_t s = 0; s < sets.size(); ++s)
    for (const std::uint64_t seed : {3U, 11U}) {
      const model::Scenario scenario = with(random_small(seed), sets[s]);
      EXPECT_EQ(results(scenario, 1), results(scenario, 2)) << seed << " " << s;
    }
}

// A policy that moves no start leaves what volumes write, and who owns which object, as it was: the same
// nights.
TEST(PolicyProperties, AllSeeTheSameNights) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const model::Scenario scenario = random_small(seed);
    const Recording as_is = record_of(scenario);
    const Recording limited = record_of(with(scenario, {at_most(1, "cluster", "first-come")}));
    ASSERT_EQ(as_is.due.size(), limited.due.size());
    std::multiset<std::pair<Instant, std::uint32_t>> a, b;
    for (const auto& d : as_is.due) a.emplace(d.tick, d.volume);
    for (const auto& d : limited.due) b.emplace(d.tick, d.volume);
    EXPECT_EQ(a, b) << seed;
  }
}

}  // namespace
}  // namespace headway::tests
