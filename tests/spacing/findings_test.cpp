// Knee, calm and gaps of curves that are drawn by hand.
#include "analysis/spacing/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/spacing/text.h"
#include "tests/spacing/drawn_curve.h"

namespace headway::spacing {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using Gap = std::optional<minutes>;

TEST(Findings, AStepHasItsKneeWhereItEnds) {
  const Findings found = findings_of(drawn({1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1}, 100));
  EXPECT_EQ(found.knee, Gap(minutes{20}));
  EXPECT_EQ(found.calm, std::pair(minutes{20}, minutes{45}));
  EXPECT_FALSE(found.flat);
}

TEST(Findings, TheKneeIsFarthestBelowTheChord) {
  // Branch from 10 min (the last 1.0), calm (at most 0.1) from 30 to 55 min; chord from (10, 1) to (55, 0).
  // Below it: 15 min 1 - 1/9 - 0.6 = 0.29, 20 min 1 - 2/9 - 0.3 = 0.48, 25 min 1 - 3/9 - 0.12 = 0.55,
  // 30 min 1 - 4/9 - 0.05 = 0.51, then less.
  const Findings found = findings_of(drawn({1, 1, 1, 0.6, 0.3, 0.12, 0.05, 0.02, 0, 0, 0, 0}, 100));
  EXPECT_EQ(found.knee, Gap(minutes{25}));
  EXPECT_EQ(found.calm, std::pair(minutes{30}, minutes{55}));
}

TEST(Findings, TheRiseAtTheFarEndIsNotPartOfTheBranch) {
  const Findings one = findings_of(drawn({0.8, 0.5, 0.1, 0, 0, 0, 0, 0, 0, 0.2, 0.9, 1}, 100));
  // From the greatest loss, at 55 min, around the end down to the calm from 10 to 40 min (0.1 is a tenth).
  EXPECT_EQ(one.calm, std::pair(minutes{10}, minutes{40}));
  EXPECT_EQ(one.knee, Gap(minutes{10}));
}

TEST(Findings, TheCalmMayReachAroundTheEnd) {
  // The loss is in the middle: 50 … 5 min are calm, and the branch leads from 25 min down to 50.
  const Findings found = findings_of(drawn({0, 0, 0.5, 0.7, 0.9, 1, 0.4, 0.3, 0.2, 0.15, 0, 0}, 100));
  EXPECT_EQ(found.calm, std::pair(minutes{50}, minutes{5}));
  EXPECT_EQ(found.knee, Gap(minutes{30}));  // 1 - 1/8 - 0.4 = 0.475; 35: 0.45; 40: 0.425; 50: 0.375
  EXPECT_EQ(found.levels[2].gap, Gap(minutes{0}));
  EXPECT_EQ(found.levels[2].until, Gap(minutes{5}));
}

TEST(Findings, APartOfTheCircleHasNoOtherSide) {
  Curve curve = drawn({0, 0, 0, 0.5, 1, 1}, 100);
  curve.full_circle = false;
  const Findings found = findings_of(curve);
  EXPECT_EQ(found.calm, std::pair(minutes{0}, minutes{10}));
  EXPECT_EQ(found.knee, std::nullopt);  // calm from the first gap on
}

TEST(Findings, LevelsAreTheSmallestGapsThatReachThem) {
  // 10 nights a replication, 100 replications; at 15 min each replication loses as many of its 10 nights.
  const Findings found = findings_of(drawn({1, 0.6, 0.4, 0.1, 0.05, 0.01, 0, 0, 0, 0, 0.3, 1}, 100));
  EXPECT_EQ(found.levels[0].gap, Gap(minutes{10}));
  EXPECT_EQ(found.levels[0].until, Gap(minutes{50}));
  EXPECT_TRUE(found.levels[0].shown);
  EXPECT_EQ(found.levels[1].gap, Gap(minutes{15}));  // exactly the limit counts
  EXPECT_EQ(found.levels[1].until, Gap(minutes{45}));
  EXPECT_EQ(found.levels[2].gap, Gap(minutes{20}));
  EXPECT_EQ(found.levels[3].gap, Gap(minutes{25}));
}

TEST(Findings, WithoutLossItTakesSoManyReplicationsToShowALevel) {
  const auto levels = [](std::int64_t replications) {
    return findings_of(drawn({1, 1, 0, 0, 0, 0}, replications)).levels;
  };
  // 1 - 0.05^(1/n) <= 0.5, 0.1, 0.05, 0.01 from n = 5, 29, 59, 299 on.
  EXPECT_EQ(levels(20)[0].replications_needed, 5);
  EXPECT_EQ(levels(20)[1].replications_needed, 29);
  EXPECT_EQ(levels(20)[2].replications_needed, 59);
  EXPECT_EQ(levels(20)[3].replications_needed, 299);
  EXPECT_TRUE(levels(20)[0].shown);
  EXPECT_FALSE(levels(28)[1].shown);
  EXPECT_TRUE(levels(29)[1].shown);
  EXPECT_EQ(levels(29)[1].shown_gap, Gap(minutes{10}));
  EXPECT_EQ(levels(29)[2].shown_gap, std::nullopt);
}

TEST(Findings, AShareBelowTheLimitNeedsAnIntervalThatFits) {
  // Half of 40 replications lose 1 night of 10, the others none: 5 %, s = 0.0506, se = 0.008, t(39) = 2.02:
  // the upper end is 6.6 %. That is not below 5 %, and never will be where the share stays.
  Curve curve = drawn({1, 1, 0, 0, 0, 0}, 40);
  curve.points[2] = point(minutes{10}, 40, [](std::int64_t r) { return r % 2 == 0 ? 1.0 : 0.0; });
  const Findings five = findings_of(curve);
  EXPECT_EQ(five.levels[2].gap, Gap(minutes{10}));
  EXPECT_FALSE(five.levels[2].shown);
  EXPECT_EQ(five.levels[2].replications_needed, std::nullopt);
  EXPECT_TRUE(five.levels[1].shown);
  // A quarter lose one: 2.5 %, s = 0.0439, se = 0.00693, upper end 3.9 %: shown for 95 %, whose room of 2.5 %
  // is 1.4 / 2.5 of a half-width: 40 x 0.31 = 12.6 replications would do.
  curve.points[2] = point(minutes{10}, 40, [](std::int64_t r) { return r % 4 == 0 ? 1.0 : 0.0; });
  const Findings quarter = findings_of(curve);
  EXPECT_TRUE(quarter.levels[2].shown);
  EXPECT_EQ(quarter.levels[2].replications_needed, 13);
}

TEST(Findings, NothingIsReadOutOfNoise) {
  const Findings same = findings_of(drawn({1, 1, 1, 1}, 20));
  EXPECT_TRUE(same.flat);
  EXPECT_TRUE(same.no_gap_helps);
  EXPECT_EQ(same.knee, std::nullopt);
  EXPECT_EQ(same.calm, std::nullopt);
  EXPECT_EQ(same.levels[0].gap, std::nullopt);
  const Findings none = findings_of(drawn({0, 0, 0, 0}, 20));
  EXPECT_TRUE(none.flat);
  EXPECT_FALSE(none.no_gap_helps);
  // 0 of 5 replications: at most 45 %; that is no less than 30 % of nights in each.
  EXPECT_TRUE(findings_of(drawn({0.3, 0.3, 0, 0}, 5)).flat);
  EXPECT_FALSE(findings_of(drawn({0.3, 0.3, 0, 0}, 100)).flat);
}

TEST(FindingsText, SaysThatNoGapHelps) {
  const Curve curve = drawn({1, 1, 1, 1}, 20);
  const auto text = sentences(curve, findings_of(curve));
  EXPECT_THAT(text, Contains(HasSubstr("No gap helps")));
  EXPECT_THAT(text, Contains(HasSubstr("at least 86.1 %")));
  EXPECT_THAT(text, Not(Contains(HasSubstr("knee"))));
}

TEST(FindingsText, SaysKneeBothSidesAndLevels) {
  const Curve curve = drawn({1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, 40);
  const auto text = sentences(curve, findings_of(curve));
  EXPECT_THAT(text, Contains("The knee is at 10 min: from there on more distance buys little."));
  EXPECT_THAT(text, Contains(HasSubstr("lowest where y starts 10 min to 45 min after x (")));
  EXPECT_THAT(text, Contains(HasSubstr("keep 15 min to it as well")));
  EXPECT_THAT(text,
              Contains("90 % of nights without loss: from 10 min to 45 min, shown with 95 % confidence."));
  EXPECT_THAT(text,
              Contains("99 % of nights without loss: from 10 min to 45 min, as observed; not shown (at most "
                       "7.2 % at 10 min), which takes about 299 replications."));
}

TEST(FindingsText, SaysWhetherVolumesAreShared) {
  Curve curve = drawn({1, 0}, 40);
  EXPECT_THAT(sentences(curve, findings_of(curve)), Contains("x and y share 3 volumes."));
  curve.pairing.shared_volumes = 0;
  EXPECT_THAT(sentences(curve, findings_of(curve)), Contains(HasSubstr("share no volume")));
}

}  // namespace
}  // namespace headway::spacing
