#include "analysis/check/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/statistics/paired.h"
#include "tests/check/numbers.h"

namespace headway::check {
namespace {

using testing::HasSubstr;
using tests::baseline_of;
using tests::named;

std::vector<Case> judged(const Baseline& before, const Baseline& now, const std::string& tolerance = "",
                         double level = 0.05) {
  std::vector<Tolerance> tolerances = default_tolerances();
  if (!tolerance.empty()) {
    EXPECT_EQ(apply_tolerance(tolerance, tolerances), "");
  }
  return baseline_cases(before, now, tolerances, level);
}

Case lost(const std::vector<double>& before, const std::vector<double>& now,
          const std::string& tolerance = "", double level = 0.05) {
  return named(
      judged(baseline_of("backups.lost", before), baseline_of("backups.lost", now), tolerance, level),
      "backups.lost");
}

TEST(JudgeBaseline, EqualNightsHold) {
  const Baseline same = baseline_of("backups.lost", {1, 5, 2});
  const auto cases = judged(same, same);
  EXPECT_EQ(cases.size(), tests::measures_without_machines());
  for (const Case& line : cases) EXPECT_EQ(line.status, Case::Status::holds) << line.name;
  EXPECT_THAT(named(cases, "backups.lost").reason, HasSubstr("as in the baseline"));
}

TEST(JudgeBaseline, VmBackupsAreJudgedWhereThereAreAny) {
  const Baseline none = baseline_of("backups.lost", {1, 5, 2});
  const Baseline before = baseline_of("vm_backups.lost", {1, 2, 3, 4, 5});
  const Baseline now = baseline_of("vm_backups.lost", {5, 7, 9, 9, 10});
  EXPECT_EQ(none.measures.count("vm_backups.lost"), 0U);
  EXPECT_EQ(named(judged(none, none), "vm_backups.lost").name, "");
  const auto cases = judged(before, now);
  EXPECT_EQ(cases.size(), tests::measures_without_machines() + 1);
  EXPECT_EQ(named(cases, "vm_backups.lost").status, Case::Status::violated);
}

TEST(JudgeBaseline, WorseBeyondDoubtIsViolatedAndSaysByHowMuch) {
  // Differences 4, 5, 6, 5, 5: mean 5, s^2 = 2 / 4, t = 5 / sqrt(0.5 / 5) = 15.8 with 4 degrees of freedom,
  // one-sided p = 4.7e-5, times ten measures.
  const std::vector<double> before{1, 2, 3, 4, 5}, now{5, 7, 9, 9, 10};
  const Case line = lost(before, now);
  EXPECT_EQ(line.status, Case::Status::violated);
  EXPECT_EQ(line.kind, Case::Kind::baseline);
  EXPECT_THAT(line.reason, HasSubstr("3 in the baseline, now 8; difference +5, "));
  EXPECT_EQ(line.demand, "at most 0 above the baseline");
  // The other way round it is better, and nothing to object to.
  EXPECT_EQ(lost(now, before).status, Case::Status::holds);
}

TEST(JudgeBaseline, AToleranceMovesTheTestNotOnlyTheMean) {
  const std::vector<double> before{1, 2, 3, 4, 5}, now{5, 7, 9, 9, 10};  // 5 more, se = 0.316
  EXPECT_EQ(lost(before, now, "backups.lost=3").status,
            Case::Status::violated);  // t = 2 / 0.316 = 6.3, p = 0.0016
  // t = 1 / 0.316 = 3.16: p = 0.017, and ten times that is no evidence of more than 4.
  EXPECT_EQ(lost(before, now, "backups.lost=4").status, Case::Status::holds);
  EXPECT_EQ(lost(before, now, "backups.lost=5").status, Case::Status::holds);
  EXPECT_EQ(lost(before, now, "backups.lost=200%").status, Case::Status::holds);    // of 3: 6
  EXPECT_EQ(lost(before, now, "backups.lost=90%").status, Case::Status::violated);  // 2.7
}

TEST(JudgeBaseline, AllMeasuresOfAScenarioAreOneFamily) {
  // Differences 2, 3, 0, 3 as in Paired.ByHand: one-sided p = 0.0331, in a family of ten 0.331.
  const std::vector<double> before{10, 12, 9, 11}, now{12, 15, 9, 14};
  EXPECT_EQ(lost(before, now, "", 0.1).status, Case::Status::holds);
  EXPECT_EQ(lost(before, now, "", 0.34).status, Case::Status::violated);
}

TEST(JudgeBaseline, TheSameDifferenceEverywhereIsBeyondDoubt) {
  EXPECT_EQ(lost({1, 2}, {2, 3}).status, Case::Status::violated);
  EXPECT_EQ(lost({1, 2}, {2, 3}, "backups.lost=1").status, Case::Status::holds);
  EXPECT_EQ(lost({1}, {2}).status, Case::Status::holds);
  EXPECT_THAT(lost({1}, {2}).reason, HasSubstr("One replication shows nothing"));
}

TEST(JudgeBaseline, AMeasureThatTheBaselineLacksIsNotJudged) {
  Baseline old = baseline_of("backups.lost", {1, 2});
  old.measures.erase("targets.peak_uploads");
  old.measures["of.another.version"] = {1, 2};
  const auto cases = judged(old, baseline_of("backups.lost", {1, 2}));
  EXPECT_EQ(cases.size(), tests::measures_without_machines() - 1);
}

TEST(JudgeExpect, KeepsVerdictsAndReasons) {
  using Status = forecast::Verdict::Status;
  std::vector<forecast::Verdict> verdicts(3);
  verdicts[0] = {Status::met, "a", "at most 1", 0.5, 0.5, ""};
  verdicts[1] = {Status::not_met, "b", "at least 1", 0.25, 0.25, "Observed: 0.25."};
  verdicts[2] = {Status::refused, "c", "at most 1", 0, 0, "There is no figure named 'c'."};
  const auto cases = expect_cases(verdicts);
  EXPECT_EQ(cases[0].status, Case::Status::holds);
  EXPECT_EQ(cases[0].reason, "Observed: 0.5.");
  EXPECT_EQ(cases[1].status, Case::Status::violated);
  EXPECT_EQ(cases[1].reason, "Observed: 0.25.");
  EXPECT_EQ(cases[2].status, Case::Status::error);
}

}  // namespace
}  // namespace headway::check
