// Several policies in one scenario: who is asked in which order, and how answers are put together.
#include "sim/policy/policy.h"

#include "tests/policy/chosen.h"

namespace headway::tests {
namespace {

using policy::Candidate;
using policy::Per;
using policy::Policies;

model::Scenario stated(std::vector<model::PolicyChoice> policies) {
  return with(FakeView().stated, std::move(policies));
}
model::PolicyChoice spacing(Duration gap) {
  return choice("fixed-spacing", {{"gap", gap}});
}
model::PolicyChoice at_most(std::int64_t n, const std::string& per, const std::string& order = "first-come") {
  return choice("max-concurrent", {{"n", n}, {"per", per}, {"order", order}});
}
model::PolicyChoice retry(Duration base, std::int64_t tries) {
  return choice("retry", {{"base", base}, {"cap", Duration(hours{1})}, {"tries", tries}});
}

TEST(Composition, OfNothingChangesNothing) {
  const FakeView view;
  const Policies none(stated({}));
  EXPECT_EQ(none.next_start(view, 1, kStart, key_of(kStart)), kStart);
  EXPECT_FALSE(none.limits_admission());
  EXPECT_TRUE(none.admit(view, Candidate{}));
  EXPECT_EQ(none.on_refusal(view, policy::Refusal{Candidate{}, 1}), std::nullopt);
  EXPECT_EQ(none.delete_delay(view, policy::Deletion{}), Duration::zero());
}

// Schedule 1: 20 + 25 = 45 min. Schedule 2: 40 + 50 = 90 min, of which a period of an hour leaves 30.
TEST(Composition, ShiftsAddUpModuloThePeriod) {
  const FakeView view;
  const Policies both(stated({spacing(minutes{20}), spacing(minutes{25})}));
  EXPECT_EQ(both.next_start(view, 0, kStart, key_of(kStart)), kStart);
  EXPECT_EQ(both.next_start(view, 1, kStart, key_of(kStart)), kStart + minutes{45});
  EXPECT_EQ(both.next_start(view, 2, kStart, key_of(kStart)), kStart + minutes{30});
  // A whole period is none.
  EXPECT_EQ(Policies(stated({spacing(minutes{20}), spacing(minutes{40})}))
                .next_start(view, 1, kStart, key_of(kStart)),
            kStart);
}

// Each policy is given what the ones before it have made of the tick, and the tick itself: the jitter does
// not depend on what stands before it.
TEST(Composition, AJitterIsTheSameBehindAShift) {
  const FakeView view;
  const auto jitter = choice("jitter", {{"within", Duration(minutes{5})}});
  const Instant alone = Policies(stated({jitter})).next_start(view, 1, kStart, key_of(kStart));
  EXPECT_GT(alone, kStart);
  EXPECT_EQ(Policies(stated({spacing(minutes{20}), jitter})).next_start(view, 1, kStart, key_of(kStart)),
            alone + minutes{20});
  EXPECT_EQ(Policies(stated({jitter, spacing(minutes{20})})).next_start(view, 1, kStart, key_of(kStart)),
            alone + minutes{20});
}

TEST(Composition, WithoutAPeriodShiftsAreWhole) {
  FakeView view;
  view.periods[2] = Duration::zero();
  const Policies both(stated({spacing(hours{20}), spacing(hours{20})}));
  EXPECT_EQ(both.next_start(view, 2, kStart, key_of(kStart)), kStart + hours{80});
}

TEST(Composition, AllMustAdmit) {
  FakeView view;
  const Policies both(stated({at_most(3, "cluster"), at_most(1, "node")}));
  EXPECT_TRUE(both.limits_admission());
  const Candidate on_first{0, 0, 0, 0}, on_second{0, 1, 1, 0};
  view.count[{Per::cluster, 0}] = 1;
  view.count[{Per::node, 0}] = 1;
  EXPECT_FALSE(both.admit(view, on_first));
  EXPECT_TRUE(both.admit(view, on_second));
  view.count[{Per::cluster, 0}] = 3;
  EXPECT_FALSE(both.admit(view, on_second));
  EXPECT_FALSE(Policies(stated({retry(seconds{1}, 2)})).limits_admission());
}

TEST(Composition, UrgenciesAddUp) {
  FakeView view;
  view.stated.volumes[1].dirtied.per_day = 100.0;
  const Candidate second{0, 1, 1, 0};
  EXPECT_EQ(Policies(stated({at_most(1, "cluster")})).urgency(view, second), 0);
  EXPECT_EQ(Policies(stated({at_most(1, "cluster", "longest-first")})).urgency(view, second), 100);
  EXPECT_EQ(
      Policies(stated({at_most(1, "cluster", "longest-first"), at_most(1, "node")})).urgency(view, second),
      100);
}

// The first that has an answer: the short one while it lasts, then the patient one by its own count.
TEST(Composition, TheFirstAnswerToARefusalHolds) {
  const FakeView view;
  const Policies both(stated({choice("as-is"), retry(seconds{1}, 3), retry(seconds{10}, 5)}));
  const auto wait = [&](std::int64_t tries) {
    return both.on_refusal(view, policy::Refusal{Candidate{}, tries});
  };
  EXPECT_EQ(wait(1), seconds{1});
  EXPECT_EQ(wait(2), seconds{2});
  EXPECT_EQ(wait(3), seconds{40});  // 10 x 2 x 2
  EXPECT_EQ(wait(4), seconds{80});
  EXPECT_EQ(wait(5), std::nullopt);
}

TEST(Composition, TheLongestDelayOfADeleteHolds) {
  const FakeView view;
  const auto delay = [](Duration by) { return choice("delay-deletes", {{"by", by}}); };
  EXPECT_EQ(Policies(stated({delay(minutes{5}), delay(minutes{30}), delay(minutes{10})}))
                .delete_delay(view, policy::Deletion{}),
            minutes{30});
}

TEST(Composition, ConstantsAreSelectedWhateverStandsBeside) {
  const model::Scenario scenario = stated({choice("jitter"), choice("wait-for-lock"), choice("hashed")});
  EXPECT_EQ(Policies(scenario).select(scenario.platform.parameters).lock_protocol,
            model::LockProtocol::proposal_2020);
}

}  // namespace
}  // namespace headway::tests
