#include "sim/schedule/go_syntax.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;

TEST(GoInteger, TakesSignsAndLeadingZeros) {
  EXPECT_EQ(read_integer("0").value, 0);
  EXPECT_EQ(read_integer("+5").value, 5);
  EXPECT_EQ(read_integer("-5").value, -5);
  EXPECT_EQ(read_integer("-0").value, 0);
  EXPECT_EQ(read_integer("0000000000000000000000000000007").value, 7);
  EXPECT_EQ(read_integer("9223372036854775807").value, INT64_MAX);
  EXPECT_EQ(read_integer("-9223372036854775808").value, INT64_MIN);
}

TEST(GoInteger, RefusesAllElseInGosWords) {
  for (const char* text : {"", "+", "-", "+-5", " 5", "5 ", "0x5", "1_000", "1e3", "5.", "\u0663"})
    EXPECT_EQ(read_integer(text).error,
              "strconv.Atoi: parsing \"" + std::string(text) + "\": invalid syntax");
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "99999999999999999999999"})
    EXPECT_EQ(read_integer(text).error,
              "strconv.Atoi: parsing \"" + std::string(text) + "\": value out of range");
}

TEST(GoDuration, AddsUpItsParts) {
  EXPECT_EQ(read_duration("1h30m").value, 90min);
  EXPECT_EQ(read_duration("1.5h").value, 90min);
  EXPECT_EQ(read_duration(".5m").value, 30s);
  EXPECT_EQ(read_duration("5.s").value, 5s);
  EXPECT_EQ(read_duration("1m1m").value, 2min);  // in any order, as often as one likes
  EXPECT_EQ(read_duration("+1h").value, 1h);
  EXPECT_EQ(read_duration("-1h0m1s").value, -(1h + 1s));
  EXPECT_EQ(read_duration("0").value, 0s);
  EXPECT_EQ(read_duration("-0").value, 0s);
  EXPECT_EQ(read_duration("1us").value, 1us);
  EXPECT_EQ(read_duration("1\u00b5s").value, 1us);  // micro sign
  EXPECT_EQ(read_duration("1\u03bcs").value, 1us);  // Greek mu
  EXPECT_EQ(read_duration("1.0000000000000000000000000001s").value, 1s);
  EXPECT_EQ(read_duration("9223372036854775807ns").value, Duration::max());
  EXPECT_EQ(read_duration("-9223372036854775808ns").value, Duration::min());
  EXPECT_EQ(read_duration("2562047h47m16.854775807s").value, Duration::max());
}

TEST(GoDuration, RefusesInGosWords) {
  EXPECT_EQ(read_duration("").error, "time: invalid duration \"\"");
  EXPECT_EQ(read_duration("-").error, "time: invalid duration \"-\"");
  EXPECT_EQ(read_duration(".s").error, "time: invalid duration \".s\"");
  EXPECT_EQ(read_duration("5").error, "time: missing unit in duration \"5\"");
  EXPECT_EQ(read_duration("1h30").error, "time: missing unit in duration \"1h30\"");
  EXPECT_EQ(read_duration("1d").error, "time: unknown unit \"d\" in duration \"1d\"");
  EXPECT_EQ(read_duration("1h 30m").error, "time: unknown unit \"h \" in duration \"1h 30m\"");
  EXPECT_EQ(read_duration("1\n").error, "time: unknown unit \"\\x0a\" in duration \"1\\x0a\"");
  EXPECT_FALSE(read_duration("9999999999h").value);            // above 2^63 ns
  EXPECT_FALSE(read_duration("9223372036854775808ns").value);  // 2^63 ns, positive
  EXPECT_FALSE(read_duration("99999999999999999999999s").value);
  EXPECT_FALSE(read_duration("2562047h47m16.854775808s").value);
}

TEST(GoWords, WhiteSpaceIsUnicodes) {
  const auto words = words_of("\t1\v2\u00a03\u20034\u30005\u0085", 10);
  ASSERT_EQ(words.count, 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(words.first[i], std::to_string(i + 1));
  EXPECT_EQ(words_of("", 5).count, 0U);
  EXPECT_EQ(words_of(" \n\r\f ", 5).count, 0U);
  // A zero-width space is none, a lone continuation byte neither.
  EXPECT_EQ(words_of("a\u200bb", 5).count, 1U);
  EXPECT_EQ(words_of("a\x85"
                     "b\xa0"
                     "c",
                     5)
                .count,
            1U);
  // The middle of U+4E85 ends in the byte 0x85 but is one letter.
  EXPECT_EQ(words_of("\u4e85\u4ea0", 5).count, 1U);
}

TEST(GoWords, CountsAllAndKeepsSome) {
  const auto words = words_of("a b c d", 2);
  EXPECT_EQ(words.count, 4U);
  EXPECT_EQ(words.first.size(), 2U);
}

TEST(GoWords, TrimsBothEnds) {
  EXPECT_EQ(trimmed(" \u2003\u00a0 a b\u3000\t\u0085"), "a b");
  EXPECT_EQ(trimmed("  "), "");
  EXPECT_EQ(trimmed("\u4e85"), "\u4e85");
}

TEST(Shown, IsPrintableAndShort) {
  EXPECT_EQ(shown("a\nb"), "a\\x0ab");
  EXPECT_EQ(shown(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(shown("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(shown("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // half a surrogate pair
  EXPECT_EQ(shown("\u0663 \U0001f600"), "\u0663 \U0001f600");
  EXPECT_LE(shown(std::string(1'000'000, 'x')).size(), kMostQuoted + 3);
}

}  // namespace
}  // namespace headway::schedule
