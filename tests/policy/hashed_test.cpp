// hashed: a place of its own for each schedule, found from its name.
#include "tests/policy/starts.h"

namespace headway::tests {
namespace {

Duration place(const std::string& name, std::int64_t places) {
  return minutes{static_cast<std::int64_t>(core::name_hash(name) % static_cast<std::uint64_t>(places))};
}

TEST(Hashed, IsTheNamesHashInMinutesOfThePeriod) {
  const FakeView view;
  const auto policy = make("hashed");
  for (std::uint32_t j = 0; j < 3; ++j)
    EXPECT_EQ(shift(*policy, view, j), place(view.stated.jobs[j].name, 60));
  // The same at every tick.
  EXPECT_EQ(shift(*policy, view, 1, kStart + hours{31}), shift(*policy, view, 1));
}

TEST(Hashed, StaysWithinWhatItIsGiven) {
  FakeView view;
  EXPECT_EQ(shift(*make("hashed", {{"within", Duration(minutes{10})}}), view, 0), place("a", 10));
  // More than the period is the period.
  EXPECT_EQ(shift(*make("hashed", {{"within", Duration(hours{9})}}), view, 0), place("a", 60));
  // Less than two minutes have room for one place.
  view.periods[0] = seconds{90};
  EXPECT_EQ(shift(*make("hashed"), view, 0), Duration::zero());
  view.periods[0] = hours{24 * 7};
  EXPECT_EQ(shift(*make("hashed"), view, 0), place("a", 7 * 24 * 60));
}

// Where a schedule stands in the file, and what stands beside it, is nothing to it.
TEST(Hashed, DependsOnTheNameAlone) {
  FakeView view;
  const auto policy = make("hashed");
  const Duration before = shift(*policy, view, 2);
  std::swap(view.stated.jobs[0], view.stated.jobs[2]);
  EXPECT_EQ(shift(*policy, view, 0), before);
  view.stated.jobs[0].cron = "30 * * * *";
  EXPECT_EQ(shift(*policy, view, 0), before);
}

// 6,000 names over 60 minutes: 100 each, standard deviation 9.9; five of them either way.
TEST(Hashed, SpreadsEvenly) {
  FakeView view;
  std::vector<int> at(60);
  const auto policy = make("hashed");
  for (std::uint64_t n = 0; n < 6000; ++n) {
    view.stated.jobs[0].name = numbered("team-", n);
    ++at[static_cast<std::size_t>(shift(*policy, view, 0) / minutes{1})];
  }
  for (const int n : at) EXPECT_NEAR(n, 100, 50);
}

TEST(Hashed, MovesEveryRunByTheSame) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.time.horizon = hours{12};
  for (const char* name : {"alpha", "beta", "gamma"})
    add_job(scenario, name, "0 */2 * * *", 99, {add_volume(scenario, name)});
  const Recording r = record_of(with(scenario, {choice("hashed")}));
  std::vector<Duration> seen;
  for (std::uint32_t j = 0; j < 3; ++j) {
    seen.push_back(place(scenario.jobs[j].name, 120));
    expect_shifted(r, j, hours{2}, seen.back(), 6);
  }
  EXPECT_NE(seen[0], seen[1]);
  EXPECT_NE(seen[1], seen[2]);
}

}  // namespace
}  // namespace headway::tests
