// as-is decides nothing: every answer is the modelled system's own.
#include "tests/policy/chosen.h"
#include "tests/world/properties.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

TEST(AsIs, LeavesEveryDecision) {
  const FakeView view;
  const auto policy = make("as-is");
  const policy::Candidate candidate{0, 1, 1, 0};
  EXPECT_EQ(shift(*policy, view, 2), Duration::zero());
  EXPECT_FALSE(policy->limits_admission());
  EXPECT_TRUE(policy->admit(view, candidate));
  EXPECT_EQ(policy->on_refusal(view, policy::Refusal{candidate, 1}), std::nullopt);
  EXPECT_EQ(policy->delete_delay(view, policy::Deletion{0, 1}), Duration::zero());
  model::Parameters parameters = view.stated.platform.parameters;
  policy->select(parameters);
  EXPECT_EQ(parameters.lock_protocol, view.stated.platform.parameters.lock_protocol);
}

TEST(AsIs, IsTheSameAsNoPolicy) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const model::Scenario scenario = random_small(seed);
    EXPECT_EQ(fingerprint(record_of(with(scenario, {choice("as-is")}))), fingerprint(record_of(scenario)))
        << seed;
  }
}

}  // namespace
}  // namespace headway::tests
