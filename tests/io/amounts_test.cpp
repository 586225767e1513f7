#include "sim/io/amounts.h"

#include <gtest/gtest.h>

namespace headway::io {
namespace {

std::int64_t bytes(std::string_view text) {
  const auto value = parse_bytes(text);
  return value ? value->count : -1;
}

TEST(Bytes, BinaryAndDecimalSuffixes) {
  EXPECT_EQ(bytes("40Gi"), 40 * kGiB);
  EXPECT_EQ(bytes("512Mi"), 512 * kMiB);
  EXPECT_EQ(bytes("3Ki"), 3072);
  EXPECT_EQ(bytes("1Ei"), std::int64_t{1} << 60);
  EXPECT_EQ(bytes("100G"), 100'000'000'000);
  EXPECT_EQ(bytes("7k"), 7000);
  EXPECT_EQ(bytes("1P"), 1'000'000'000'000'000);
  EXPECT_EQ(bytes("4096"), 4096);
  EXPECT_EQ(bytes("0"), 0);
}

TEST(Bytes, FractionsAreExactAndRoundedUp) {
  EXPECT_EQ(bytes("1.5Ti"), kTiB + 512 * kGiB);
  EXPECT_EQ(bytes("0.1Ki"), 103);  // 102.4
  EXPECT_EQ(bytes("0.5"), 1);
  EXPECT_EQ(bytes("1.0"), 1);
  EXPECT_EQ(bytes("0.123456789012345678E"), 123'456'789'012'345'678);  // beyond a double's 53 bits
}

TEST(Bytes, Exponents) {
  EXPECT_EQ(bytes("1e9"), 1'000'000'000);
  EXPECT_EQ(bytes("1E3"), 1000);  // an exponent, while "1E" is an exabyte
  EXPECT_EQ(bytes("1E"), 1'000'000'000'000'000'000);
  EXPECT_EQ(bytes("2.5e+1"), 25);
  EXPECT_EQ(bytes("15e-1"), 2);
}

TEST(Bytes, WhatIsNoQuantity) {
  for (const auto* text : {"",
                           "Gi",
                           "40GB",
                           "40Gb",
                           "40gi",
                           "-1Gi",
                           "+1",
                           " 40Gi",
                           "40Gi ",
                           "4 0",
                           "1.",
                           ".5",
                           "1..5",
                           "1e",
                           "1e99",
                           "1e-99",
                           "0x10",
                           "9Ei",
                           "99999999999999999999",
                           "1e9Gi",
                           "NaN",
                           "1m"}) {
    EXPECT_EQ(bytes(text), -1) << text;
  }
}

TEST(Bytes, Suggestions) {
  EXPECT_EQ(suggest_bytes("40Gb"), "40Gi");
  EXPECT_EQ(suggest_bytes("40GB"), "40G");
  EXPECT_EQ(suggest_bytes("40GiB"), "40Gi");
  EXPECT_EQ(suggest_bytes("40 gi"), "40Gi");
  EXPECT_EQ(suggest_bytes("12K"), "12k");
  EXPECT_EQ(suggest_bytes("100 bytes"), "100");
  EXPECT_EQ(suggest_bytes("many"), "");
}

TEST(Rates, BitsAndBytesWithPrefixes) {
  EXPECT_EQ(parse_rate("1Gbit/s"), BytesPerSecond{125e6});
  EXPECT_EQ(parse_rate("110MiB/s"), BytesPerSecond{110.0 * 1048576});
  EXPECT_EQ(parse_rate("1.5GB/s"), BytesPerSecond{1.5e9});
  EXPECT_EQ(parse_rate("8bit/s"), BytesPerSecond{1});
  EXPECT_EQ(parse_rate("1e6B/s"), BytesPerSecond{1e6});
}

TEST(Rates, WhatIsNoRate) {
  for (const auto* text : {"", "1", "1Gbit", "1Gbps", "1GB", "Gbit/s", "0B/s", "4bit/s", "-1B/s", "1e99B/s",
                           "infB/s", "nanB/s", "1PB/s", "1gbit/s", "1 GB/s", "1001TB/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Rates, Suggestions) {
  EXPECT_EQ(suggest_rate("1Gbps"), "1Gbit/s");
  EXPECT_EQ(suggest_rate("110MBps"), "110MB/s");
  EXPECT_EQ(suggest_rate("110 MiB/sec"), "110MiB/s");
  EXPECT_EQ(suggest_rate("100Mbits/s"), "100Mbit/s");
  EXPECT_EQ(suggest_rate("9e99GB/s"), "");
  EXPECT_EQ(suggest_rate("fast"), "");
}

TEST(Durations, UnitsAddUp) {
  EXPECT_EQ(parse_duration("90s"), seconds{90});
  EXPECT_EQ(parse_duration("1h30m"), minutes{90});
  EXPECT_EQ(parse_duration("14d"), hours{14 * 24});
  EXPECT_EQ(parse_duration("250ms"), milliseconds{250});
  EXPECT_EQ(parse_duration("0s"), Duration::zero());
  EXPECT_EQ(parse_duration("1.5h"), minutes{90});
  EXPECT_EQ(parse_duration("1h0.25s"), hours{1} + milliseconds{250});
  EXPECT_EQ(parse_duration("-2s"), seconds{-2});
  EXPECT_EQ(parse_duration("1us1ns"), nanoseconds{1001});
}

TEST(Durations, WhatIsNone) {
  for (const auto* text : {"",
                           "-",
                           "90",
                           "0",
                           "s",
                           "1.5",
                           "1x",
                           "30m1h",
                           "1h1h",
                           "1.5h3m",
                           "1 s",
                           "1s ",
                           "+1s",
                           "--1s",
                           "0.1ns",
                           "1w",
                           "300y",
                           "200000d",
                           "9999999999999999999s",
                           "1e3s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Durations, Suggestions) {
  EXPECT_EQ(suggest_duration("90"), "90s");
  EXPECT_EQ(suggest_duration("7 days"), "7d");
  EXPECT_EQ(suggest_duration("5min"), "5m");
  EXPECT_EQ(suggest_duration("2w"), "14d");
  EXPECT_EQ(suggest_duration("99999999w"), "");
  EXPECT_EQ(suggest_duration("soon"), "");
}

TEST(Instants, Rfc3339) {
  const Instant day{std::chrono::sys_days{std::chrono::year{2024} / 6 / 10}};
  EXPECT_EQ(parse_instant("2024-06-10T00:00:00Z"), day);
  EXPECT_EQ(parse_instant("2024-06-10T02:00:00+02:00"), day);
  EXPECT_EQ(parse_instant("2024-06-09T19:30:00-04:30"), day);
  EXPECT_EQ(parse_instant("2024-06-10T00:00:00.5Z"), day + milliseconds{500});
  EXPECT_EQ(parse_instant("2024-06-10t00:00:00.000000001z"), day + nanoseconds{1});
  EXPECT_TRUE(parse_instant("2024-02-29T23:59:59Z"));
}

TEST(Instants, WhatIsNone) {
  for (const auto* text :
       {"", "2024-06-10", "2024-06-10T00:00:00", "2024-06-10 00:00:00Z", "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z", "2024-06-10T24:00:00Z", "2024-06-10T23:59:60Z", "2024-06-10T00:00:00.Z",
        "2024-06-10T00:00:00.0000000001Z", "1969-12-31T00:00:00Z", "2200-01-01T00:00:00Z",
        "2024-06-10T00:00:00+2:00", "2024-06-10T00:00:00+25:00", "2024-06-10T00:00:00Zx",
        "24-06-10T00:00:00Z", "2024-6-10T00:00:00Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Instants, Suggestions) {
  EXPECT_EQ(suggest_instant("2024-06-10"), "2024-06-10T00:00:00Z");
  EXPECT_EQ(suggest_instant("2024-06-10 12:00"), "2024-06-10T12:00:00Z");
  EXPECT_EQ(suggest_instant("2024-06-10T12:00:00"), "2024-06-10T12:00:00Z");
  EXPECT_EQ(suggest_instant("yesterday"), "");
}

TEST(Formats, AreShortAndReadBack) {
  EXPECT_EQ(format_bytes(Bytes{40 * kGiB}), "40Gi");
  EXPECT_EQ(format_bytes(Bytes{1000}), "1000");
  EXPECT_EQ(format_bytes(Bytes{0}), "0");
  EXPECT_EQ(format_rate(BytesPerSecond{125e6}), "1Gbit/s");
  EXPECT_EQ(format_rate(BytesPerSecond{110.0 * 1048576}), "110MiB/s");
  EXPECT_EQ(format_rate(BytesPerSecond{1.5e9}), "1.5GB/s");
  EXPECT_EQ(format_duration(minutes{90}), "1h30m");
  EXPECT_EQ(format_duration(-milliseconds{1500}), "-1s500ms");
  EXPECT_EQ(format_duration(Duration::zero()), "0s");
  EXPECT_EQ(format_instant(*parse_instant("2024-06-10T02:00:00.25+02:00")), "2024-06-10T00:00:00.25Z");
}

TEST(Formats, RoundTripOverManyMagnitudes) {
  std::int64_t n = 1;
  for (int i = 0; i < 61; ++i, n = n * 2 + i % 3) {
    if (n > std::int64_t{1} << 60) break;
    EXPECT_EQ(parse_bytes(format_bytes(Bytes{n})), Bytes{n});
    EXPECT_EQ(parse_duration(format_duration(Duration{n})), Duration{n});
    const Instant instant = Instant{} + Duration{n};
    EXPECT_EQ(parse_instant(format_instant(instant)), instant);
  }
  double rate = 1;
  for (int i = 0; i < 300; ++i, rate *= 1.1234567890123) {
    if (rate > 1e15) break;
    EXPECT_EQ(parse_rate(format_rate(BytesPerSecond{rate})), BytesPerSecond{rate});
  }
}

}  // namespace
}  // namespace headway::io
