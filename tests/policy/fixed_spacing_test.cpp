// fixed-spacing: the n-th schedule n gaps after its tick, modulo its period.
#include "tests/policy/starts.h"

namespace headway::tests {
namespace {

// Gap 25 min, period an hour: 0, 25, 50 min. Gap 40 min: 0, 40, 80 - 60 = 20 min.
TEST(FixedSpacing, CountsGapsModuloThePeriod) {
  FakeView view;
  const auto apart = make("fixed-spacing", {{"gap", Duration(minutes{25})}});
  EXPECT_EQ(shift(*apart, view, 0), minutes{0});
  EXPECT_EQ(shift(*apart, view, 1), minutes{25});
  EXPECT_EQ(shift(*apart, view, 2), minutes{50});
  const auto wide = make("fixed-spacing", {{"gap", Duration(minutes{40})}});
  EXPECT_EQ(shift(*wide, view, 2), minutes{20});
  // The place in the list counts, not the schedule's own period: 24 h leave a daily one where it is.
  view.periods[1] = hours{24};
  EXPECT_EQ(shift(*make("fixed-spacing", {{"gap", Duration(hours{24})}}), view, 1), minutes{0});
  EXPECT_EQ(shift(*make("fixed-spacing"), view, 1), minutes{10});
}

// The largest gap on the last of as many schedules as a scenario may have stays within what an instant holds.
TEST(FixedSpacing, DoesNotOverflow) {
  FakeView view;
  view.periods.assign(100'000, hours{24 * 7});
  const auto policy = make("fixed-spacing", {{"gap", Duration(hours{24})}});
  EXPECT_EQ(shift(*policy, view, 99'999), hours{24 * (99'999 % 7)});
  view.periods.back() = Duration::zero();
  EXPECT_EQ(shift(*policy, view, 99'999), hours{24 * (99'999 % 366)});
}

// Three schedules every 20 minutes for two hours. Shifts of 0, 7 and 14 minutes: the last starts are at 100,
// 107, 114 minutes, so each has its six runs.
TEST(FixedSpacing, KeepsSchedulesApart) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.time.horizon = hours{2};
  for (const char* name : {"a", "b", "c"})
    add_job(scenario, name, "*/20 * * * *", 99, {add_volume(scenario, name)});
  const Recording r = record_of(with(scenario, {choice("fixed-spacing", {{"gap", Duration(minutes{7})}})}));
  for (std::uint32_t j = 0; j < 3; ++j) expect_shifted(r, j, minutes{20}, j * minutes{7}, 6);
}

// What an administrator would do by hand: "0 * * * *" seven minutes later is "7 * * * *". Nothing in the
// small cluster is left to chance, so every instant is the same.
TEST(FixedSpacing, IsTheCronLineEdited) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.time.horizon = hours{6};
  const std::uint32_t v = add_volume(scenario, "v");
  add_job(scenario, "first", "0 * * * *", 3, {v}, 3);
  add_job(scenario, "second", "0 * * * *", 2, {v}, 2);
  model::Scenario edited = scenario;
  edited.jobs[1].cron = "7 * * * *";
  const Recording by_policy =
      record_of(with(scenario, {choice("fixed-spacing", {{"gap", Duration(minutes{7})}})}));
  const Recording by_hand = record_of(edited);
  for (std::uint32_t j = 0; j < 2; ++j) {
    const auto a = runs_in_order(by_policy, j), b = runs_in_order(by_hand, j);
    ASSERT_EQ(a.size(), 6U);
    ASSERT_EQ(b.size(), 6U);
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].due + j * minutes{7}, b[i].due);
      EXPECT_EQ(a[i].fired, b[i].fired);
      EXPECT_EQ(a[i].ended, b[i].ended);
      EXPECT_EQ(a[i].counted, b[i].counted);
    }
  }
  const auto a = by_policy.deletes(), b = by_hand.deletes();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].requested, b[i].requested);
    EXPECT_EQ(a[i].released, b[i].released);
  }
}

}  // namespace
}  // namespace headway::tests
