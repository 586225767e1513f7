// Places of VM schedules, against the webhook's own algorithm.
#include "analysis/recommend/admissible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/movable/movable.h"
#include "analysis/recommend/surrogate.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Observation nothing(const model::Scenario& scenario) {
  Observation seen;
  for (const movable::Schedule& schedule : movable::schedules_of(scenario)) {
    seen.schedules.emplace_back();
    seen.schedules.back().volumes.resize(schedule.volumes.size());
  }
  return seen;
}

model::Scenario three(const std::string& one, const std::string& two, const std::string& three) {
  return read(machines(vm_schedule("one", "vm1", one) + "," + vm_schedule("two", "vm2", two) + "," +
                       vm_schedule("three", "vm3", three)));
}

std::vector<std::string> names(const model::Scenario& scenario, const std::vector<Submission>& all) {
  std::vector<std::string> out;
  for (const Submission& one : all) out.push_back(movable::name_of(scenario, one.schedule));
  return out;
}

model::Scenario with(model::Scenario scenario, const std::vector<std::string>& crons) {
  for (std::size_t k = 0; k < crons.size(); ++k) scenario.vm_schedules[k].cron = crons[k];
  return scenario;
}

TEST(Admissible, WhatStandsApartIsAcceptedInEveryMinuteOfAWeek) {
  // Lines of equal and of other granularities, even and uneven ones; pairs of places.
  struct Two {
    std::string first, second;
    bool even = true;  ///< lines of one granularity each: the rule is exact
  };
  std::int64_t apart = 0, near = 0;
  for (const auto& [first, second, even] : std::vector<Two>{{"0 2 * * *", "3 2 * * *"},
                                                            {"0 * * * *", "5 * * * *"},
                                                            {"0 */12 * * *", "20 1,13 * * *"},
                                                            {"0 2 * * *", "0 * * * *"},
                                                            {"0 2 * * 1-5", "0 2 * * *", false},
                                                            {"0 1,5 * * *", "0 3 * * *", false},
                                                            {"0 0,20 * * *", "0 10,14 * * *", false}}) {
    const model::Scenario scenario = three(first, second, "7 7 7 7 *");
    const Surrogate surrogate = make_surrogate(scenario, nothing(scenario), minutes{4});
    const auto& windows = surrogate.problem.windows;
    for (std::uint32_t a = 0; a < windows[0].places.size(); a += 1 + a % 11)
      for (std::uint32_t b = 0; b < windows[1].places.size(); b += 1 + b % 7) {
        if (a == 0 && b == 0) continue;
        const placement::Placement placement = {a, b, 0};
        const bool too_near = placement::evaluate(surrogate.problem, placement).too_near > 0;
        const model::Scenario then = placed(scenario, surrogate, placement);
        bool always = true;
        for (int day = 0; day < (even ? 1 : 7); ++day) {
          const auto days = admission::admission_over_day(then, then.time.start + hours{24 * day});
          always = always && days[0].always() && days[1].always();
        }
        EXPECT_TRUE(too_near || always)
            << then.vm_schedules[0].cron << " beside " << then.vm_schedules[1].cron;
        (too_near ? near : apart) += 1;
        if (even) {
          EXPECT_EQ(too_near, !always) << then.vm_schedules[0].cron << " beside " << then.vm_schedules[1].cron
                                       << ": needlessly strict";
        }
      }
  }
  EXPECT_GT(apart, 500);
  EXPECT_GT(near, 50);
}

TEST(Admissible, WhoIsSparedOrOfAnotherGranularityMayStandAnywhere) {
  const auto rules = [](const model::Scenario& scenario) {
    return make_surrogate(scenario, nothing(scenario), minutes{5}).problem.apart.size();
  };
  EXPECT_EQ(rules(three("0 2 * * *", "0 2 * * *", "0 2 * * *")), 3U);
  EXPECT_EQ(rules(three("0 2 * * *", "0 * * * *", "0 */12 * * *")), 0U);
  model::Scenario scenario = three("0 2 * * *", "0 2 * * *", "0 2 * * *");
  scenario.vm_schedules[0].skip_cron_check = scenario.vm_schedules[1].skip_cron_check = true;
  EXPECT_EQ(rules(scenario), 2U) << "only the third is looked at";
  scenario.platform.parameters.webhook_min_offset = {};
  EXPECT_EQ(rules(scenario), 0U);
}

TEST(Admissible, ALineThatIsNeverAdmittedStays) {
  model::Scenario scenario = three("*/30 * * * *", "0,30 2 * * *", "*/30 2 * * 3");
  EXPECT_FALSE(may_be_edited(scenario, 0));
  EXPECT_TRUE(may_be_edited(scenario, 1)) << "between 02:00 and 02:30";
  EXPECT_TRUE(may_be_edited(scenario, 2)) << "on Wednesdays between 02:00 and 02:30";
  const Surrogate surrogate = make_surrogate(scenario, nothing(scenario), minutes{5});
  EXPECT_THAT(surrogate.problem.windows[0].places, SizeIs(1));
  EXPECT_GT(surrogate.problem.windows[1].places.size(), 1U);
  scenario.vm_schedules[0].skip_cron_check = true;
  EXPECT_TRUE(may_be_edited(scenario, 0));
}

TEST(Admissible, EditsAreOrderedSoThatOldLinesAreOutOfTheWay) {
  const model::Scenario before = three("0 2 * * *", "0 3 * * *", "0 4 * * *");
  // Each goes to where the next one stands: the last one first.
  const model::Scenario after = with(before, {"0 3 * * *", "0 4 * * *", "0 5 * * *"});
  const auto chain = submissions(before, after);
  EXPECT_THAT(names(before, chain), testing::ElementsAre("three", "two", "one"));
  for (const Submission& one : chain) EXPECT_TRUE(one.day.always());

  // Two that change places: nobody's way is free, and the first one's never is.
  const auto swap = submissions(before, with(before, {"0 3 * * *", "0 2 * * *", "0 4 * * *"}));
  ASSERT_THAT(swap, SizeIs(2));
  EXPECT_TRUE(swap[0].day.never());
  EXPECT_THAT(swap[0].refusal, HasSubstr("same granularity as schedule"));
  // Almost: then the minutes between the two are left.
  const auto almost = submissions(before, with(before, {"4 3 * * *", "4 2 * * *", "0 4 * * *"}));
  ASSERT_THAT(almost, SizeIs(2));
  EXPECT_FALSE(almost[0].day.always());
  ASSERT_THAT(almost[0].day.accepted, SizeIs(1));
  EXPECT_EQ(almost[0].day.accepted[0].to - almost[0].day.accepted[0].from, minutes{4});
  EXPECT_THAT(submissions(before, before), SizeIs(0));
}

}  // namespace
}  // namespace headway::recommend
