#include "sim/schedule/zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "sim/schedule/yearly_rule.h"
#include "tests/schedule/clock.h"

namespace headway::schedule {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::int64_t s(Instant t) {
  return t.time_since_epoch() / 1s;
}

TEST(Zone, UtcIsOnePeriodWithoutEnd) {
  for (const char* name : {"", "UTC", "Etc/UTC"}) {
    const Zone zone = zone_named(name);
    EXPECT_TRUE(zone.is_utc());
    EXPECT_EQ(zone, Zone{});
    EXPECT_EQ(zone.name(), "UTC");
  }
  EXPECT_EQ(Zone{}.at(0).offset, 0);
  EXPECT_EQ(Zone{}.at(0).begin, kZoneBegin);
  EXPECT_EQ(Zone{}.at(0).end, kZoneEnd);
}

TEST(Zone, BerlinsPeriodsMeetAtTheChange) {
  const Zone zone = zone_named("Europe/Berlin");
  const auto change = s(utc(2025, 3, 30, 1));
  EXPECT_EQ(zone.at(change - 1).offset, 3600);
  EXPECT_EQ(zone.at(change - 1).end, change);
  EXPECT_EQ(zone.at(change).offset, 7200);
  EXPECT_EQ(zone.at(change).begin, change);
  EXPECT_EQ(zone.at(change).end, s(utc(2025, 10, 26, 1)));
}

TEST(Zone, BeyondTheListedChangesTheYearlyRuleGoesOn) {
  // 2050: the last Sundays are 27 March and 30 October; New York's Sundays 13 March and 6 November.
  const Zone berlin = zone_named("Europe/Berlin");
  EXPECT_EQ(berlin.at(s(utc(2050, 3, 27, 0, 59, 59))).offset, 3600);
  EXPECT_EQ(berlin.at(s(utc(2050, 3, 27, 1))).offset, 7200);
  EXPECT_EQ(berlin.at(s(utc(2050, 10, 30, 1))).offset, 3600);
  const Zone new_york = zone_named("America/New_York");
  EXPECT_EQ(new_york.at(s(utc(2050, 3, 13, 7))).offset, -4 * 3600);
  EXPECT_EQ(new_york.at(s(utc(2050, 11, 6, 6))).offset, -5 * 3600);
  EXPECT_EQ(berlin.at(s(utc(2261, 7, 1))).offset, 7200);
  // Between the listed and the computed ones nothing is missing or doubled.
  for (int year = 2034; year < 2042; ++year) {
    EXPECT_EQ(berlin.at(s(utc(year, 7, 1))).offset, 7200) << year;
    EXPECT_EQ(berlin.at(s(utc(year, 12, 31))).offset, 3600) << year;
  }
}

TEST(Zone, UnknownNamesAreRefusedWithANearOne) {
  EXPECT_EQ(Zone::find("Mars/Phobos").error, "unknown time zone Mars/Phobos");
  EXPECT_THAT(Zone::find("europe/berlin").error, HasSubstr("did you mean Europe/Berlin?"));
  EXPECT_THAT(Zone::find("Europe/Berlim").error, HasSubstr("did you mean Europe/Berlin?"));
  EXPECT_THAT(Zone::find("Berlin").error, HasSubstr("did you mean Europe/Berlin?"));
  EXPECT_THAT(Zone::find("utc ").error, HasSubstr("unknown time zone utc "));
}

TEST(Zone, HostileNamesAreRefused) {
  using namespace std::string_literals;
  for (const std::string& name :
       {"../../etc/passwd"s, "/etc/localtime"s, "Europe"s, "Europe/"s, "Europe/Berlin\0x"s, "\0"s,
        "\xff\xfe"s, std::string(1'000'000, 'A'), "tzdata.zi"s, "."s, "zone.tab"s}) {
    const auto found = Zone::find(name);
    EXPECT_FALSE(found.zone);
    EXPECT_FALSE(found.error.empty());
    EXPECT_LT(found.error.size(), 500U);
    EXPECT_EQ(found.error.find('\0'), std::string::npos);
  }
}

TEST(Zone, IsResolvedOnce) {
  EXPECT_EQ(zone_named("Asia/Kolkata"), zone_named("Asia/Kolkata"));
  EXPECT_NE(zone_named("Asia/Kolkata"), zone_named("Asia/Tokyo"));
  EXPECT_EQ(zone_named("Asia/Kolkata").name(), "Asia/Kolkata");
}

TEST(Zone, ZoneDataHasAVersion) {
  EXPECT_THAT(zone_data_version(), MatchesRegex("20[0-9][0-9][a-z]"));
}

TEST(YearlyRule, ReadsPosixText) {
  const auto berlin = parse_yearly_rule("CET-1CEST,M3.5.0,M10.5.0/3");
  ASSERT_TRUE(berlin);
  EXPECT_EQ(berlin->standard_offset, 3600);
  EXPECT_EQ(berlin->summer_offset, 7200);
  EXPECT_EQ(changes_in_year(*berlin, 2025).first.at, s(utc(2025, 3, 30, 1)));
  EXPECT_EQ(changes_in_year(*berlin, 2025).second.at, s(utc(2025, 10, 26, 1)));

  // South of the equator the year begins in summer; the order is that of time.
  const auto lord_howe = parse_yearly_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
  ASSERT_TRUE(lord_howe);
  EXPECT_EQ(changes_in_year(*lord_howe, 2025).first.at, s(utc(2025, 4, 5, 15)));
  EXPECT_EQ(changes_in_year(*lord_howe, 2025).first.offset, 37800);
  EXPECT_EQ(changes_in_year(*lord_howe, 2025).second.at, s(utc(2025, 10, 4, 15, 30)));

  // Times beyond a day (Gaza: Saturday 02:00, counted from Thursday) and before it (Greenland: 22:00 the day
  // before).
  const auto gaza = parse_yearly_rule("EET-2EEST,M3.4.4/50,M10.4.4/50");
  ASSERT_TRUE(gaza);
  EXPECT_EQ(changes_in_year(*gaza, 2030).first.at, s(utc(2030, 3, 30)));  // the 4th Thursday is the 28th
  const auto nuuk = parse_yearly_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  ASSERT_TRUE(nuuk);
  EXPECT_EQ(changes_in_year(*nuuk, 2025).first.at, s(utc(2025, 3, 30, 1)));  // 29 March 23:00 at -2
}

TEST(YearlyRule, DaysOfTheYear) {
  // J60 is 1 March in every year; 59 (from 0) is 29 February in a leap year.
  const auto rule = parse_yearly_rule("AAA0BBB,J60/0,300/0");
  ASSERT_TRUE(rule);
  EXPECT_EQ(changes_in_year(*rule, 2024).first.at, s(utc(2024, 3, 1)));
  EXPECT_EQ(changes_in_year(*rule, 2025).first.at, s(utc(2025, 3, 1)));
  const auto zero_based = parse_yearly_rule("AAA0BBB,59/0,300/0");
  ASSERT_TRUE(zero_based);
  EXPECT_EQ(changes_in_year(*zero_based, 2024).first.at, s(utc(2024, 2, 29)));
  EXPECT_EQ(changes_in_year(*zero_based, 2025).first.at, s(utc(2025, 3, 1)));
}

TEST(YearlyRule, TextWithoutSummerTimeOrSenseIsNone) {
  for (const char* text :
       {"", "JST-9", "<+03>-3", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,366,10", "<CET-1", "CE-1CEST"})
    EXPECT_FALSE(parse_yearly_rule(text)) << text;
}

}  // namespace
}  // namespace headway::schedule
