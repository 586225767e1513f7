// Numbers in JSON files: ten digits, whole ones with or without ".0", null for what is no number.
#include "analysis/forecast/json_number.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>

namespace headway::forecast {
namespace {

std::string plain(double value) {
  return json_number(value).dump();
}
std::string count(double value) {
  return json_number_or_count(value).dump();
}

TEST(JsonNumber, TenDigits) {
  EXPECT_EQ(plain(std::numbers::pi), "3.141592654");
  EXPECT_EQ(count(std::numbers::pi), "3.141592654");
  EXPECT_EQ(plain(-1.0 / 3), "-0.3333333333");
  EXPECT_EQ(count(-1.0 / 3), "-0.3333333333");
}

TEST(JsonNumber, WholeOnesDiffer) {
  EXPECT_EQ(plain(3), "3.0");
  EXPECT_EQ(count(3), "3");
  EXPECT_EQ(plain(-0.0), "0.0");
  EXPECT_EQ(count(-0.0), "0");
  // Whole after rounding: eleven digits are one too many.
  EXPECT_EQ(plain(2.0000000001), "2.0");
  EXPECT_EQ(count(2.0000000001), "2");
  EXPECT_EQ(count(-123456789012.0), "-123456789000");
  // Beyond 2^53 not every whole number is exact.
  EXPECT_EQ(count(8e15), "8000000000000000");
  EXPECT_EQ(count(9e15), "9e+15");
}

TEST(JsonNumber, NoNumberIsNull) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  for (const double none : {inf, -inf, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(plain(none), "null");
    EXPECT_EQ(count(none), "null");
  }
}

}  // namespace
}  // namespace headway::forecast
