#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <string>

#include "sim/schedule/cron.h"
#include "tests/schedule/clock.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::uint64_t bits(std::initializer_list<unsigned> values) {
  std::uint64_t set = 0;
  for (unsigned v : values) set |= std::uint64_t{1} << v;
  return set;
}

CronFields fields(std::string_view text) {
  return cron_of(text).fields();
}

std::string refusal(std::string_view text) {
  const auto parsed = Cron::parse(text);
  EXPECT_FALSE(parsed.cron) << text;
  return parsed.error;
}

TEST(CronParse, NumbersListsRangesAndSteps) {
  EXPECT_EQ(fields("5 * * * *").minutes, bits({5}));
  EXPECT_EQ(fields("1,3,58 * * * *").minutes, bits({1, 3, 58}));
  EXPECT_EQ(fields("10-13 * * * *").minutes, bits({10, 11, 12, 13}));
  EXPECT_EQ(fields("*/20 * * * *").minutes, bits({0, 20, 40}));
  EXPECT_EQ(fields("?/20 * * * *").minutes, bits({0, 20, 40}));
  EXPECT_EQ(fields("10-30/10 * * * *").minutes, bits({10, 20, 30}));
  EXPECT_EQ(fields("1-3,20-40/20 * * * *").minutes, bits({1, 2, 3, 20, 40}));
  EXPECT_EQ(fields("* * * * *").minutes, (std::uint64_t{1} << 60) - 1);
  EXPECT_EQ(fields("* * * * *").hours, (std::uint32_t{1} << 24) - 1);
  EXPECT_EQ(fields("* * * * *").days, 0xfffffffeU);
  EXPECT_EQ(fields("* * * * *").months, 0x1ffeU);
  EXPECT_EQ(fields("* * * * *").weekdays, 0x7fU);
}

TEST(CronParse, ANumberWithAStepRunsToTheMaximum) {
  EXPECT_EQ(fields("50/4 * * * *").minutes, bits({50, 54, 58}));
  EXPECT_EQ(fields("* 22/1 * * *").hours, bits({22, 23}));
  EXPECT_EQ(fields("0 0 * 2/5 *").months, bits({2, 7, 12}));
  EXPECT_EQ(fields("0 0 * * fri/1").weekdays, bits({5, 6}));
}

TEST(CronParse, HugeStepsHitTheFirstValueOnly) {
  EXPECT_EQ(fields("*/9223372036854775807 * * * *").minutes, bits({0}));
  EXPECT_EQ(fields("5/100 * * * *").minutes, bits({5}));
}

TEST(CronParse, EmptyListItemsAreDropped) {
  EXPECT_EQ(fields(",5,,6, * * * *").minutes, bits({5, 6}));
  EXPECT_EQ(fields(", * * * *").minutes, 0U);  // a set that never matches
}

TEST(CronParse, NumbersAreGoIntegers) {
  EXPECT_EQ(fields("+5 007 * * *"), fields("5 7 * * *"));
  EXPECT_EQ(fields("0-+3 0 * * *"), fields("0-3 0 * * *"));
  EXPECT_THAT(refusal("-0 0 * * *"), HasSubstr("from : strconv"));  // a hyphen splits a range first
  EXPECT_THAT(refusal("99999999999999999999 * * * *"), HasSubstr("value out of range"));
  EXPECT_THAT(refusal("9223372036854775807 * * * *"), HasSubstr("above maximum (59)"));
  EXPECT_THAT(refusal("*/-1 * * * *"), HasSubstr("negative number (-1) not allowed"));
  EXPECT_THAT(refusal("1_0 * * * *"), HasSubstr("invalid syntax"));
}

TEST(CronParse, NamesInAnyCase) {
  EXPECT_EQ(fields("0 0 * jan,FEB,mAr-May *").months, bits({1, 2, 3, 4, 5}));
  EXPECT_EQ(fields("0 0 * * sun,MON-wEd").weekdays, bits({0, 1, 2, 3}));
  EXPECT_EQ(fields("0 0 * jAn-12/6 *").months, bits({1, 7}));
  EXPECT_EQ(fields("0 0 * * fr\u0130").weekdays, bits({5}));  // Go lowers the dotted capital I to i
  // Each name in its own field, and whole names only.
  for (const char* text :
       {"0 0 * sun *", "0 0 * * jan", "jan * * * *", "0 0 * * monday", "0 0 * janu *", "0 0 * * mo"})
    EXPECT_THAT(refusal(text), HasSubstr("failed to parse int from"));
}

TEST(CronParse, RangesDoNotWrapAndWeekdaysEndAtSix) {
  EXPECT_THAT(refusal("0 0 * * 5-1"), HasSubstr("beginning of range (5) beyond end of range (1)"));
  EXPECT_THAT(refusal("0 0 * * 7"), HasSubstr("end of range (7) above maximum (6)"));
  EXPECT_THAT(refusal("0 0 * * sat-sun"), HasSubstr("beyond end of range"));
  EXPECT_THAT(refusal("0 0 0 * *"), HasSubstr("below minimum (1)"));
  EXPECT_THAT(refusal("0 0 * 0 *"), HasSubstr("below minimum (1)"));
  EXPECT_THAT(refusal("61/2 * * * *"), HasSubstr("beginning of range (61) beyond end of range (59)"));
}

TEST(CronParse, TheFirstFaultIsReported) {
  // Order within an item: the numbers, then hyphens and slashes, then the bounds, the step last.
  EXPECT_THAT(refusal("1-2-3 * * * *"), HasSubstr("too many hyphens: 1-2-3"));
  EXPECT_THAT(refusal("x-2-3 * * * *"), HasSubstr("failed to parse int from x"));
  EXPECT_THAT(refusal("1/2/3 * * * *"), HasSubstr("too many slashes: 1/2/3"));
  EXPECT_THAT(refusal("99-98/0 * * * *"), HasSubstr("above maximum"));
  EXPECT_THAT(refusal("*/0 * * * *"), HasSubstr("step of range should be a positive number: */0"));
  EXPECT_THAT(refusal("1- * * * *"), HasSubstr("failed to parse int from : strconv.Atoi"));
  EXPECT_THAT(refusal("1/ * * * *"), HasSubstr("failed to parse int from : strconv.Atoi"));
  // Between fields: from the left.
  EXPECT_THAT(refusal("* a b * *"), HasSubstr("from a"));
}

TEST(CronParse, AfterAStarAHyphenMeansNothing) {
  EXPECT_EQ(fields("*-5 * * * *"), fields("* * * * *"));
  EXPECT_EQ(fields("?-foo-bar * * * *"), fields("* * * * *"));
  EXPECT_EQ(fields("*-/20 * * * *"), fields("*/20 * * * *"));
  EXPECT_THAT(refusal("** * * * *"), HasSubstr("failed to parse int from **"));
}

TEST(CronParse, WhenADayFieldIsAStar) {
  EXPECT_TRUE(fields("0 0 * * 1").both_days_must);
  EXPECT_TRUE(fields("0 0 1 * *").both_days_must);
  EXPECT_TRUE(fields("0 0 ? * 1").both_days_must);
  EXPECT_TRUE(fields("0 0 */1 * 1").both_days_must);
  EXPECT_TRUE(fields("0 0 5,* * 1").both_days_must);  // one item suffices
  EXPECT_TRUE(fields("0 0 *-3 * 1").both_days_must);  // begins with a star
  EXPECT_FALSE(fields("0 0 1 * 1").both_days_must);
  EXPECT_FALSE(fields("0 0 */2 * 1").both_days_must);
  EXPECT_FALSE(fields("0 0 1-31 * 1").both_days_must);  // all days, but no star
  EXPECT_FALSE(fields("0 0 , * 1").both_days_must);
}

TEST(CronParse, TheOlderDialect) {
  const auto parsed = [](std::string_view text) { return Cron::parse(text, CronDialect::v1); };
  EXPECT_TRUE(parsed("0 0 */2 * 1").cron->fields().both_days_must);
  EXPECT_TRUE(parsed("0 0 1 * */3").cron->fields().both_days_must);
  EXPECT_FALSE(parsed("0 0 1-31/2 * 1").cron->fields().both_days_must);
  EXPECT_EQ(parsed("0 0 */2 * *").cron->fields().days, fields("0 0 */2 * *").days);
  EXPECT_EQ(parsed("@every 90m").cron->interval(), seconds{5400});
  EXPECT_EQ(parsed("@weekly").cron->fields(), fields("@weekly"));
  EXPECT_THAT(parsed("TZ=UTC 0 0 * * *").error, HasSubstr("expected exactly 5 fields, found 6"));
  EXPECT_THAT(parsed("CRON_TZ=UTC @daily").error, HasSubstr("found 2"));
}

TEST(CronParse, DescriptorsAreExact) {
  EXPECT_EQ(fields("@yearly"), fields("0 0 1 1 *"));
  EXPECT_EQ(fields("@annually"), fields("0 0 1 1 *"));
  EXPECT_EQ(fields("@monthly"), fields("0 0 1 * *"));
  EXPECT_EQ(fields("@weekly"), fields("0 0 * * 0"));
  EXPECT_EQ(fields("@daily"), fields("0 0 * * *"));
  EXPECT_EQ(fields("@midnight"), fields("0 0 * * *"));
  EXPECT_EQ(fields("@hourly"), fields("0 * * * *"));
  for (const char* text : {"@Daily", "@daily ", "@reboot", "@", "@every"})
    EXPECT_EQ(refusal(text), "unrecognized descriptor: " + std::string(text));
  EXPECT_EQ(refusal(" @daily"), "expected exactly 5 fields, found 1: [@daily]");
}

TEST(CronParse, IntervalsAreCutToSecondsAndAtLeastOne) {
  EXPECT_EQ(cron_of("@every 90s").interval(), 90s);
  EXPECT_EQ(cron_of("@every 59.999s").interval(), 59s);
  EXPECT_EQ(cron_of("@every 1ns").interval(), 1s);
  EXPECT_EQ(cron_of("@every 0").interval(), 1s);
  EXPECT_EQ(cron_of("@every -5h").interval(), 1s);
  EXPECT_EQ(cron_of("0 0 * * *").interval(), std::nullopt);
  EXPECT_EQ(refusal("@every 1d"),
            "failed to parse duration @every 1d: time: unknown unit \"d\" in duration \"1d\"");
  EXPECT_THAT(refusal("@every 9999999999h"), HasSubstr("invalid duration"));
}

TEST(CronParse, NeedsFiveFields) {
  EXPECT_EQ(refusal(""), "empty spec string");
  EXPECT_EQ(refusal("   "), "expected exactly 5 fields, found 0: []");
  EXPECT_EQ(refusal("0 0 * *"), "expected exactly 5 fields, found 4: [0 0 * *]");
  EXPECT_EQ(refusal("0 0 0 * * *"), "expected exactly 5 fields, found 6: [0 0 0 * * *]");
  EXPECT_EQ(fields("\t0\n0 *\u00a0* *\r"), fields("0 0 * * *"));
}

TEST(CronParse, AZoneInFront) {
  EXPECT_EQ(cron_of("TZ=Europe/Berlin 0 2 * * *").own_zone()->name(), "Europe/Berlin");
  EXPECT_EQ(cron_of("CRON_TZ=UTC @daily").own_zone(), Zone{});
  EXPECT_EQ(cron_of("TZ= 0 2 * * *").own_zone(), Zone{});             // Go: no name is UTC
  EXPECT_EQ(cron_of("TZ=Local 0 2 * * *").own_zone(), std::nullopt);  // Go: the caller's
  EXPECT_EQ(cron_of("0 2 * * *").own_zone(), std::nullopt);
  EXPECT_EQ(fields("TZ=UTC   @daily  "), fields("@daily"));  // here the rest is trimmed
  EXPECT_EQ(cron_of("TZ=Asia/Tokyo @every 2h").interval(), 2h);
  EXPECT_THAT(refusal("tz=UTC 0 2 * * *"), HasSubstr("found 6"));
  EXPECT_THAT(refusal("TZ=UTC TZ=UTC 0 2 * * *"), HasSubstr("found 6"));
  EXPECT_THAT(refusal("TZ=UTC "), HasSubstr("found 0: []"));
  EXPECT_THAT(refusal("TZ=UTC\t0 2 * * *"), HasSubstr("unknown time zone"));  // only a blank ends the name
}

TEST(CronParse, AnUnknownZoneIsNamedWithANearOne) {
  EXPECT_EQ(
      refusal("TZ=Europe/Berlim 0 2 * * *"),
      "provided bad location Europe/Berlim: unknown time zone Europe/Berlim; did you mean Europe/Berlin?");
}

TEST(CronParse, WhereTheLibraryPanicsAReasonIsGiven) {
  for (const char* text : {"TZ=", "TZ=UTC", "CRON_TZ=", "CRON_TZ=UTC"})
    EXPECT_THAT(refusal(text), HasSubstr("expected a blank and 5 fields after " + std::string(text)));
}

TEST(CronParse, HostileTextIsRefusedOrReadQuicklyAndMessagesStayShort) {
  const std::size_t ten_mb = 10'000'000;
  std::string ones;
  while (ones.size() < ten_mb) ones += "1,";
  EXPECT_EQ(fields(ones + " * * * *").minutes, bits({1}));

  std::string words;
  while (words.size() < ten_mb) words += "a ";
  const auto many = [&](std::string begin, char c, std::string_view end) {
    begin.append(ten_mb, c);
    return begin.append(end);
  };
  const std::string cases[] = {
      many("", 'x', ""),         many("", ' ', ""),           words,
      many("", '-', " * * * *"), many("1", '/', " * * * *"),  many("", '9', " * * * *"),
      many("@every ", '1', "s"), many("@", 'd', ""),          many("TZ=", 'A', " @daily"),
      many("", '\0', ""),        many("", '\xff', " * * * *")};
  for (const auto& text : cases) {
    const std::string error = refusal(text);
    EXPECT_FALSE(error.empty());
    EXPECT_LT(error.size(), 2500U) << error.substr(0, 200);
  }
}

TEST(CronParse, NulsAndControlCharactersDoNotReachMessages) {
  using namespace std::string_literals;
  const std::string error = refusal("0\0 0 * * *"s);
  EXPECT_EQ(error.find('\0'), std::string::npos);
  EXPECT_THAT(error, HasSubstr("0\\x00"));
  EXPECT_THAT(refusal("\x1b[31m * * * *"), HasSubstr("\\x1b[31m"));
}

}  // namespace
}  // namespace headway::schedule
