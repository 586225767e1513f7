#include "analysis/check/tolerance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/compare/measures.h"

namespace headway::check {
namespace {

using testing::HasSubstr;

Tolerance of(const std::vector<Tolerance>& tolerances, std::string_view name) {
  return tolerances.at(compare::find_measure(name));
}

TEST(Tolerance, ByDefaultNoLossMoreAndAHundredthOfATime) {
  const auto tolerances = default_tolerances();
  EXPECT_EQ(allowance(of(tolerances, "backups.lost"), 50), 0);
  EXPECT_EQ(allowance(of(tolerances, "nights.length_mean_s"), 300), 3);
  EXPECT_EQ(tolerance_phrase(of(tolerances, "nights.length_mean_s")), "1 %");
  EXPECT_EQ(tolerance_phrase(of(tolerances, "backups.lost")), "0");
}

TEST(Tolerance, IsAbsoluteOrAPercentage) {
  auto tolerances = default_tolerances();
  EXPECT_EQ(apply_tolerance("backups.lost=2.5", tolerances), "");
  EXPECT_EQ(allowance(of(tolerances, "backups.lost"), 50), 2.5);
  EXPECT_EQ(apply_tolerance("backups.lost=10%", tolerances), "");
  EXPECT_EQ(allowance(of(tolerances, "backups.lost"), 50), 5);
  EXPECT_EQ(apply_tolerance("nights.length_mean_s=0", tolerances), "");
  EXPECT_EQ(allowance(of(tolerances, "nights.length_mean_s"), 50), 0);
}

TEST(Tolerance, AnythingElseIsRefusedAndChangesNothing) {
  auto tolerances = default_tolerances();
  EXPECT_THAT(apply_tolerance("backups.lots=1", tolerances), HasSubstr("did you mean backups.lost?"));
  EXPECT_THAT(apply_tolerance("backups.lost", tolerances), HasSubstr("METRIC=VALUE"));
  for (const char* wrong : {"", "%", "-1", "x", "1 2", "inf", "nan", "1%%"})
    EXPECT_THAT(apply_tolerance(std::string("backups.lost=") + wrong, tolerances), HasSubstr("at least 0"))
        << wrong;
  EXPECT_EQ(of(tolerances, "backups.lost").value, 0);
}

}  // namespace
}  // namespace headway::check
