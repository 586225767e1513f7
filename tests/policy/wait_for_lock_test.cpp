// wait-for-lock is the protocol of the 2020 proposal under another name.
#include "tests/policy/chosen.h"
#include "tests/world/properties.h"
#include "tests/world/random_small.h"

namespace headway::tests {
namespace {

TEST(WaitForLock, SelectsTheProtocolAndNothingElse) {
  const FakeView view;
  model::Parameters parameters = view.stated.platform.parameters;
  ASSERT_EQ(parameters.lock_protocol, model::LockProtocol::longhorn);
  make("wait-for-lock")->select(parameters);
  EXPECT_EQ(parameters.lock_protocol, model::LockProtocol::proposal_2020);
  EXPECT_EQ(parameters.lock_retry_limit, view.stated.platform.parameters.lock_retry_limit);
  EXPECT_EQ(shift(*make("wait-for-lock"), view, 2), Duration::zero());
}

TEST(WaitForLock, GivesTheRecordsOfTheProtocol) {
  std::size_t differs = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    model::Scenario scenario = random_small(seed);
    const std::uint64_t as_stated = fingerprint(record_of(scenario));
    const std::uint64_t by_policy = fingerprint(record_of(with(scenario, {choice("wait-for-lock")})));
    scenario.platform.parameters.lock_protocol = model::LockProtocol::proposal_2020;
    EXPECT_EQ(by_policy, fingerprint(record_of(scenario))) << seed;
    differs += by_policy != as_stated;
  }
  EXPECT_GT(differs, 10U);  // of 60, some of which meet no foreign lock
}

}  // namespace
}  // namespace headway::tests
