#include "analysis/statistics/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/draws.h"

namespace headway::statistics {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

std::vector<double> holm(std::vector<double> p_values) {
  return holm_adjusted(p_values);
}

TEST(Holm, ByHand) {
  // Ascending: 0.005 x 4 = 0.02, 0.01 x 3 = 0.03, 0.03 x 2 = 0.06, 0.04 x 1 = 0.04, raised to 0.06.
  EXPECT_THAT(holm({0.01, 0.04, 0.03, 0.005}),
              ElementsAre(DoubleEq(0.03), DoubleEq(0.06), DoubleEq(0.06), DoubleEq(0.02)));
}

TEST(Holm, OneTestStaysAndNothingExceedsOne) {
  EXPECT_THAT(holm({0.04}), ElementsAre(0.04));
  EXPECT_THAT(holm({0.6, 0.9, 1, 0}), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(holm({}), ElementsAre());
}

TEST(Holm, EqualValuesAreTreatedEqually) {
  EXPECT_THAT(holm({0.02, 0.02, 0.02}), ElementsAre(0.06, 0.06, 0.06));
}

TEST(Holm, KeepsTheFamilyWiseLevel) {
  // Ten independent tests of nothing, 4,000 times: without correction 1 - 0.95^10 = 40 % of the families hold
  // a false call, with it at most 5 %, here 1 - (1 - 0.005)^10 = 4.9 % (the smallest decides); 4 standard
  // errors are 4 x sqrt(0.049 x 0.951 / 4000) = 1.4 %.
  tests::Draws draws(3);
  int uncorrected = 0, corrected = 0;
  for (int family = 0; family < 4000; ++family) {
    std::vector<double> p(10);
    for (double& value : p) value = draws.uniform();
    uncorrected += *std::min_element(p.begin(), p.end()) <= 0.05;
    const auto adjusted = holm_adjusted(p);
    corrected += *std::min_element(adjusted.begin(), adjusted.end()) <= 0.05;
  }
  EXPECT_NEAR(uncorrected / 4000.0, 0.401, 0.031);
  EXPECT_NEAR(corrected / 4000.0, 0.049, 0.014);
}

}  // namespace
}  // namespace headway::statistics
