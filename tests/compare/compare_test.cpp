#include "analysis/compare/compare.h"

#include <gtest/gtest.h>

#include "analysis/statistics/holm.h"
#include "tests/compare/constructed.h"

namespace headway::compare {
namespace {

using tests::arm;

const std::size_t kLost = find_measure("backups.lost");
const std::size_t kMeasures = tests::measures_without_machines();

TEST(Compare, EqualDifferencesAreJudgedByTheirSign) {
  const std::vector<Arm> arms{arm("base", {4, 5, 6}), arm("less", {3, 4, 5}), arm("more", {6, 7, 8})};
  const Comparison comparison = compare(arms);
  ASSERT_EQ(comparison.arms.size(), 2U);
  EXPECT_EQ(comparison.tests, static_cast<std::int64_t>(2 * kMeasures));
  EXPECT_EQ(comparison.arms[0].lines[kLost].verdict, Verdict::better);
  EXPECT_EQ(comparison.arms[1].lines[kLost].verdict, Verdict::worse);
  EXPECT_FALSE(comparison.arms[1].lines[kLost].further.has_value());
  for (std::size_t m = 0; m < kMeasures; ++m) {
    if (m == kLost) continue;
    const Line& line = comparison.arms[0].lines[m];
    EXPECT_EQ(line.verdict, Verdict::no_evidence);
    EXPECT_TRUE(line.paired.none_differs);
    EXPECT_FALSE(line.further.has_value()) << "no number of replications is known to show what was not seen";
  }
}

TEST(Compare, AllTestsOfAllArmsAreOneFamily) {
  // t = 2.8284 x ... as in Paired.ByHand: p = 0.0663. Alone with ten measures it is multiplied by 10, with
  // two more arms that show nothing by 30.
  const Arm base = arm("base", {10, 12, 9, 11}), a = arm("a", {12, 15, 9, 14});
  const Comparison one = compare(std::vector<Arm>{base, a});
  const double p = one.arms[0].lines[kLost].paired.p_value;
  EXPECT_NEAR(p, 0.0663, 1e-4);
  EXPECT_NEAR(one.arms[0].lines[kLost].p_adjusted, std::min(1.0, static_cast<double>(kMeasures) * p), 1e-12);
  const Comparison generous = compare(std::vector<Arm>{base, a}, 0.7);
  EXPECT_EQ(generous.arms[0].lines[kLost].verdict, Verdict::worse);
  const Comparison many = compare(std::vector<Arm>{base, a, base, base}, 0.7);
  EXPECT_EQ(many.arms[0].lines[kLost].p_adjusted, 1);
  EXPECT_EQ(many.arms[0].lines[kLost].verdict, Verdict::no_evidence);
}

TEST(Compare, MeasuresOfMachinesAreTestsWhereThereAreAny) {
  std::vector<Arm> arms{arm("base", {4, 5, 6}), arm("less", {3, 4, 5})};
  const std::size_t vm_lost = find_measure("vm_backups.lost");
  const Comparison without = compare(arms);
  EXPECT_EQ(without.tests, static_cast<std::int64_t>(kMeasures));
  for (const Line& line : without.arms[0].lines) EXPECT_NE(line.measure, vm_lost);
  arms[0].measured.by_measure[vm_lost] = {1, 2, 3};
  EXPECT_EQ(compare(arms).tests, static_cast<std::int64_t>(kMeasures)) << "known in one arm only";
  arms[1].measured.by_measure[vm_lost] = {2, 3, 4};
  const Comparison comparison = compare(arms);
  EXPECT_EQ(comparison.tests, static_cast<std::int64_t>(kMeasures) + 1);
  EXPECT_EQ(comparison.arms[0].lines.back().measure, vm_lost);
  EXPECT_EQ(comparison.arms[0].lines.back().verdict, Verdict::worse);
}

TEST(Compare, WhatIsOpenSaysHowManyMoreWouldSettleIt) {
  const std::vector<Arm> arms{arm("base", {10, 12, 9, 11}), arm("a", {12, 15, 9, 14})};
  const Comparison comparison = compare(arms);
  const Line& line = comparison.arms[0].lines[kLost];
  EXPECT_EQ(line.verdict, Verdict::no_evidence);
  ASSERT_TRUE(line.further.has_value());
  EXPECT_EQ(*line.further,
            statistics::further_replications(line.paired, 0.05 / static_cast<double>(kMeasures)));
}

TEST(Compare, OneReplicationJudgesNothing) {
  const Comparison comparison = compare(std::vector<Arm>{arm("base", {0}), arm("a", {1000})});
  EXPECT_EQ(comparison.arms[0].lines[kLost].verdict, Verdict::no_evidence);
  EXPECT_FALSE(comparison.arms[0].lines[kLost].further.has_value());
}

}  // namespace
}  // namespace headway::compare
