// The webhook's rules, case by case and against a reading of them that compares everybody with everybody.
#include "analysis/admission/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <random>

#include "sim/schedule/cron.h"
#include "tests/admission/schedules.h"

namespace headway::admission {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string said(const model::Scenario& scenario, const std::string& instant, std::uint32_t of) {
  return message_of(scenario, admission_at(scenario, at(instant))[of]);
}

std::vector<bool> accepted_minutes(const Day& day, Instant from) {
  std::vector<bool> out(kMinutesOfDay);
  for (const Stretch& stretch : day.accepted)
    for (Instant t = stretch.from; t < stretch.to; t += minutes{1})
      out[static_cast<std::size_t>((t - from) / minutes{1})] = true;
  return out;
}

/// By the definition, without any order kept: nothing but Cron::next.
bool admitted(const model::Scenario& scenario, std::uint32_t of, Instant now) {
  struct Reckoned {
    Duration granularity{};
    Instant second{};
  };
  const auto reckon = [&](const std::string& line) -> std::optional<Reckoned> {
    const auto parsed = schedule::Cron::parse(line, schedule::CronDialect::v1);
    if (!parsed.cron) return std::nullopt;
    const auto zone = schedule::Zone::find(scenario.time.zone);
    const auto next = parsed.cron->next(now, *zone.zone);
    const auto second = parsed.cron->next(*next, *zone.zone);
    return Reckoned{*second - *next, *second};
  };
  const auto& all = scenario.vm_schedules;
  const auto own = reckon(all[of].cron);
  if (!own) return false;
  if (all[of].skip_cron_check) return true;
  if (own->granularity < hours{1}) return false;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const auto other = i == of ? std::nullopt : reckon(all[i].cron);
    if (!other || other->granularity != own->granularity) continue;
    if (other->second - own->second < minutes{10} && own->second - other->second < minutes{10}) return false;
  }
  return true;
}

TEST(Admission, HourlyFiveMinutesApartOnlyBetweenTheTwo) {
  const auto scenario = lines({"0 * * * *", "5 * * * *"});
  for (const std::uint32_t of : {0U, 1U}) {
    EXPECT_EQ(said(scenario, "2026-01-05T13:05:00Z", of),
              fmt::format("same granularity as schedule s{} and offset less than 10m0s", 1 - of));
    EXPECT_EQ(said(scenario, "2026-01-05T13:59:59Z", of),
              fmt::format("same granularity as schedule s{} and offset less than 10m0s", 1 - of));
    EXPECT_EQ(said(scenario, "2026-01-05T13:00:00Z", of), "");
    EXPECT_EQ(said(scenario, "2026-01-05T13:04:59Z", of), "");
    const Day day = admission_over_day(scenario, scenario.time.start)[of];
    ASSERT_THAT(day.accepted, SizeIs(24));
    EXPECT_EQ(day.accepted[3].from, at("2026-01-05T03:00:00Z"));
    EXPECT_EQ(day.accepted[3].to, at("2026-01-05T03:05:00Z"));
    ASSERT_THAT(day.obstacles, SizeIs(1));
    EXPECT_EQ(day.obstacles[0].minutes, 24 * 55);
    EXPECT_EQ(day.obstacles[0].verdict.against, 1 - of);
  }
}

TEST(Admission, DailyFiveMinutesApartOnlyBetweenTheTwo) {
  const auto scenario = lines({"0 2 * * *", "5 2 * * *"});
  const Day day = admission_over_day(scenario, scenario.time.start)[1];
  ASSERT_THAT(day.accepted, SizeIs(1));
  EXPECT_EQ(day.accepted[0].from, at("2026-01-05T02:00:00Z"));
  EXPECT_EQ(day.accepted[0].to, at("2026-01-05T02:05:00Z"));
  EXPECT_FALSE(day.always());
  EXPECT_FALSE(day.never());
}

TEST(Admission, AtTheSameMinuteNever) {
  const auto scenario = lines({"0 2 * * *", "0 2 * * *"});
  EXPECT_TRUE(admission_over_day(scenario, scenario.time.start)[0].never());
  // Ten minutes are enough, nine are not.
  EXPECT_TRUE(admission_over_day(lines({"0 2 * * *", "10 2 * * *"}), scenario.time.start)[0].always());
  EXPECT_FALSE(admission_over_day(lines({"0 2 * * *", "9 2 * * *"}), scenario.time.start)[0].always());
}

TEST(Admission, OtherGranularitiesMayCoincide) {
  const auto scenario = lines({"0 2 * * *", "0 * * * *", "0 2,14 * * *"});
  for (const Day& day : admission_over_day(scenario, scenario.time.start)) EXPECT_TRUE(day.always());
}

TEST(Admission, WorkingDaysHaveTwoGranularities) {
  const auto scenario = lines({"0 2 * * 1-5", "5 2 * * *"});
  // On a Monday the next two are a day apart, as the daily line's.
  EXPECT_EQ(admission_at(scenario, at("2026-01-05T12:00:00Z"))[0].granularity, hours{24});
  EXPECT_THAT(said(scenario, "2026-01-05T12:00:00Z", 0), HasSubstr("schedule s1"));
  // From Thursday's firing on the next is Friday's and the one after it Monday's.
  EXPECT_EQ(admission_at(scenario, at("2026-01-08T12:00:00Z"))[0].granularity, hours{72});
  EXPECT_EQ(said(scenario, "2026-01-08T12:00:00Z", 0), "");
  EXPECT_EQ(said(scenario, "2026-01-08T12:00:00Z", 1), "");
}

TEST(Admission, SeveralTimesOfDayAreJudgedByTheNextGap) {
  const auto scenario = lines({"0,30 2 * * *"});
  EXPECT_EQ(said(scenario, "2026-01-05T01:59:00Z", 0), "schedule granularity 30m0s less than 1h0m0s");
  EXPECT_EQ(said(scenario, "2026-01-05T02:00:00Z", 0), "");  // 02:30, then 02:00 of the next day
  const Day day = admission_over_day(scenario, scenario.time.start)[0];
  ASSERT_THAT(day.accepted, SizeIs(1));
  EXPECT_EQ(day.accepted[0].from, at("2026-01-05T02:00:00Z"));
  EXPECT_EQ(day.accepted[0].to, at("2026-01-05T02:30:00Z"));
}

/// How many lines of a class, ten minutes apart, are always admitted, and that one more is not.
void expect_capacity(int period_minutes, int capacity, const std::string& hours_field_of_day) {
  std::vector<std::string> crons;
  for (int m = 0; m < period_minutes; m += 10) {
    const int hour = m / 60;
    std::string field = hours_field_of_day;
    if (period_minutes == 720) field = fmt::format("{},{}", hour, hour + 12);
    if (period_minutes == 1440) field = std::to_string(hour);
    crons.push_back(fmt::format("{} {} * * *", m % 60, field));
  }
  EXPECT_THAT(crons, SizeIs(capacity));
  const auto scenario = lines(crons);
  for (const Day& day : admission_over_day(scenario, scenario.time.start)) EXPECT_TRUE(day.always());
  crons.push_back(crons.front());
  crons.back()[0] = '7';  // in a gap
  const auto full = lines(crons);
  EXPECT_FALSE(admission_over_day(full, full.time.start).back().always());
}

TEST(Admission, SixHourlySeventyTwoTwelveHourlyHundredFortyFourDaily) {
  expect_capacity(60, 6, "*");
  expect_capacity(720, 72, "");
  expect_capacity(1440, 144, "");
}

TEST(Admission, TheAnnotationSparesOneselfNotOthers) {
  auto scenario = lines({"0 2 * * *", "5 2 * * *"});
  scenario.vm_schedules[0].skip_cron_check = true;
  EXPECT_EQ(said(scenario, "2026-01-05T12:00:00Z", 0), "");
  EXPECT_THAT(said(scenario, "2026-01-05T12:00:00Z", 1), HasSubstr("schedule s0"));
  scenario.vm_schedules[1].suspended = true;  // suspended ones count as well
  scenario.vm_schedules[0].skip_cron_check = false;
  EXPECT_THAT(said(scenario, "2026-01-05T12:00:00Z", 0), HasSubstr("schedule s1"));
}

TEST(Admission, WhatTheOldLibraryCannotReadIsRefused) {
  auto scenario = lines({"TZ=Europe/Berlin 0 2 * * *", "0 1 * * *"});
  scenario.vm_schedules[0].skip_cron_check = true;
  EXPECT_EQ(said(scenario, "2026-01-05T12:00:00Z", 0), "invalid cron format");
  EXPECT_EQ(said(scenario, "2026-01-05T12:00:00Z", 1), "");
  EXPECT_TRUE(admission_over_day(scenario, scenario.time.start)[0].never());
}

TEST(Admission, IntervalsCountFromNow) {
  const auto scenario = lines({"@every 30m", "@every 24h", "@every 24h", "0 2 * * *"});
  EXPECT_EQ(said(scenario, "2026-01-05T12:00:00Z", 0), "schedule granularity 30m0s less than 1h0m0s");
  EXPECT_THAT(said(scenario, "2026-01-05T12:00:00Z", 1), HasSubstr("schedule s2"));
  // Two days from now, against 02:00 of the day after tomorrow: near around 02:00.
  EXPECT_EQ(said(scenario, "2026-01-05T12:00:00Z", 3), "");
  const Day day = admission_over_day(scenario, scenario.time.start)[3];
  const auto minutes_of = accepted_minutes(day, scenario.time.start);
  // At 02:00 the next two are tomorrow's and the day after's, both lines' second two days away.
  EXPECT_FALSE(minutes_of[120]);
  EXPECT_FALSE(minutes_of[129]);
  EXPECT_TRUE(minutes_of[130]);
  EXPECT_TRUE(minutes_of[119]);
}

TEST(Admission, LinesThatHardlyFire) {
  EXPECT_EQ(said(lines({"0 0 30 2 *"}), "2026-01-05T00:00:00Z", 0),
            "schedule granularity 0s less than 1h0m0s");
  // Of 2096's and 2104's leap days the second is too far for the library.
  EXPECT_EQ(said(lines({"0 0 29 2 *"}), "2095-06-01T00:00:00Z", 0),
            "schedule granularity -2562047h47m16.854775808s less than 1h0m0s");
  EXPECT_EQ(said(lines({"0 0 29 2 *"}), "2026-01-05T00:00:00Z", 0), "");
}

TEST(Admission, TheZoneIsTheScenarios) {
  auto scenario = lines({"0 2 * * *"});
  scenario.time.zone = "Europe/Berlin";
  // Across the change of the clock the two next firings are 23 hours apart.
  EXPECT_EQ(admission_at(scenario, at("2026-03-28T00:30:00Z"))[0].granularity, hours{47});
  scenario.vm_schedules[0].cron = "0 4 * * *";
  EXPECT_EQ(admission_at(scenario, at("2026-03-28T00:30:00Z"))[0].granularity, hours{23});
}

TEST(Admission, TheParametersCount) {
  auto scenario = lines({"0 * * * *", "5 * * * *"});
  scenario.platform.parameters.webhook_min_offset = minutes{5};
  EXPECT_TRUE(admission_over_day(scenario, scenario.time.start)[0].always());
  scenario.platform.parameters.webhook_min_granularity = hours{2};
  EXPECT_EQ(said(scenario, "2026-01-05T00:00:00Z", 0), "schedule granularity 1h0m0s less than 2h0m0s");
}

TEST(Admission, AgreesWithEverybodyAgainstEverybody) {
  std::mt19937 random(7);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int refused = 0, accepted = 0;
  for (int trial = 0; trial < 12; ++trial) {
    std::vector<std::string> crons;
    for (int i = 0; i < 14; ++i) {
      switch (upto(6)) {
        case 0:
          crons.push_back(fmt::format("{} * * * *", upto(60)));
          break;
        case 1:
          crons.push_back(fmt::format("{} {} * * *", upto(60), upto(3)));
          break;
        case 2:
          crons.push_back(fmt::format("{0} {1},{2} * * *", upto(60), upto(12), 12 + upto(12)));
          break;
        case 3:
          crons.push_back(fmt::format("{} {} * * 1-5", upto(60), upto(3)));
          break;
        case 4:
          crons.push_back(fmt::format("{0},{1} 2 * * *", upto(30), 30 + upto(30)));
          break;
        default:
          crons.push_back(fmt::format("{} */2 * * *", upto(60)));
          break;
      }
    }
    auto scenario = lines(crons);
    scenario.time.start += hours{24 * upto(7)} + minutes{upto(1440)};
    scenario.vm_schedules[0].skip_cron_check = true;
    const auto days = admission_over_day(scenario, scenario.time.start + seconds{17});
    for (std::uint32_t i = 0; i < days.size(); ++i) {
      const auto by_day = accepted_minutes(days[i], scenario.time.start);
      for (std::int64_t m = 0; m < kMinutesOfDay; ++m) {
        const Instant now = scenario.time.start + minutes{m} + seconds{upto(60)};
        const bool expected = admitted(scenario, i, now);
        ASSERT_EQ(by_day[static_cast<std::size_t>(m)], expected) << crons[i] << " at minute " << m;
        (expected ? accepted : refused) += 1;
        if (m % 97 != 0) continue;
        const Verdict verdict = admission_at(scenario, now)[i];
        ASSERT_EQ(verdict.accepted(), expected);
      }
    }
  }
  EXPECT_GT(refused, 10'000);
  EXPECT_GT(accepted, 10'000);
}

TEST(Admission, ThousandsOfSchedulesTakeNoTime) {
  std::vector<std::string> crons;
  for (int i = 0; i < 20'000; ++i) crons.push_back(fmt::format("{} {} * * *", i % 60, i / 60 % 24));
  const auto scenario = lines(crons);
  const auto days = admission_over_day(scenario, scenario.time.start);
  EXPECT_THAT(days, SizeIs(20'000));
  EXPECT_TRUE(days.back().never());
}

TEST(GoDuration, AsGoPrintsThem) {
  EXPECT_EQ(go_duration(hours{24}), "24h0m0s");
  EXPECT_EQ(go_duration(minutes{10}), "10m0s");
  EXPECT_EQ(go_duration(seconds{90}), "1m30s");
  EXPECT_EQ(go_duration(seconds{5}), "5s");
  EXPECT_EQ(go_duration(Duration{}), "0s");
  EXPECT_EQ(go_duration(milliseconds{1500}), "1.5s");
  EXPECT_EQ(go_duration(milliseconds{20}), "20ms");
  EXPECT_EQ(go_duration(nanoseconds{1500}), "1.5µs");
  EXPECT_EQ(go_duration(nanoseconds{7}), "7ns");
  EXPECT_EQ(go_duration(-hours{1} - milliseconds{1}), "-1h0m0.001s");
}

}  // namespace
}  // namespace headway::admission
