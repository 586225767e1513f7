#include "sim/model/parameter_text.h"

#include <gtest/gtest.h>

#include <string>

namespace headway::model {
namespace {

TEST(ParameterText, WritesDurationsInTheLargestUnitThatDividesThem) {
  EXPECT_EQ(to_text(Duration{}), "0s");
  EXPECT_EQ(to_text(Duration{milliseconds{100}}), "100ms");
  EXPECT_EQ(to_text(Duration{milliseconds{1500}}), "1500ms");
  EXPECT_EQ(to_text(Duration{seconds{2}}), "2s");
  EXPECT_EQ(to_text(Duration{seconds{150}}), "150s");
  EXPECT_EQ(to_text(Duration{seconds{1950}}), "1950s");
  EXPECT_EQ(to_text(Duration{hours{1}}), "1h");
  EXPECT_EQ(to_text(Duration{hours{24}}), "24h");
  EXPECT_EQ(to_text(Duration{minutes{90}}), "5400s");
  EXPECT_EQ(to_text(Duration{nanoseconds{1500}}), "1500ns");
  EXPECT_EQ(to_text(Duration{seconds{-3}}), "-3s");
}

TEST(ParameterText, WritesBytesInTheLargestUnitThatDividesThem) {
  EXPECT_EQ(to_text(Bytes{0}), "0");
  EXPECT_EQ(to_text(Bytes{105}), "105");
  EXPECT_EQ(to_text(Bytes{512 * kKiB}), "512KiB");
  EXPECT_EQ(to_text(Bytes{2 * kMiB}), "2MiB");
  EXPECT_EQ(to_text(Bytes{1536 * kMiB}), "1536MiB");
  EXPECT_EQ(to_text(Bytes{3 * kTiB}), "3TiB");
}

TEST(ParameterText, WritesRates) {
  EXPECT_EQ(to_text(BytesPerSecond{2.0 * kGiB}), "2GiB/s");
  EXPECT_EQ(to_text(BytesPerSecond{125e6}), "125000000B/s");
  EXPECT_EQ(to_text(BytesPerSecond{0.5}), "0.5B/s");
}

TEST(ParameterText, WritesEachKindOfValue) {
  EXPECT_EQ(to_text(ParameterValue{true}), "true");
  EXPECT_EQ(to_text(ParameterValue{false}), "false");
  EXPECT_EQ(to_text(ParameterValue{std::int64_t{390}}), "390");
  EXPECT_EQ(to_text(ParameterValue{Duration{seconds{5}}}), "5s");
  EXPECT_EQ(to_text(ParameterValue{Bytes{2 * kMiB}}), "2MiB");
  EXPECT_EQ(to_text(ParameterValue{BytesPerSecond{1.0 * kMiB}}), "1MiB/s");
  EXPECT_EQ(to_text(ParameterValue{std::string("proposal-2020")}), "proposal-2020");
}

}  // namespace
}  // namespace headway::model
