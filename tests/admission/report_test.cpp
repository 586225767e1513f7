// How the webhook's verdicts are told.
#include "analysis/admission/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/admission/schedules.h"

namespace headway::admission {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string phrase(const std::vector<std::string>& crons, std::size_t of) {
  const auto scenario = lines(crons);
  return stretches_phrase(admission_over_day(scenario, scenario.time.start)[of].accepted);
}

TEST(AdmissionReport, MinutesInFewWords) {
  EXPECT_EQ(phrase({"0 2 * * *"}, 0), "any minute");
  EXPECT_EQ(phrase({"0 * * * *", "5 * * * *"}, 0), "minutes :00 to :04 of every hour");
  EXPECT_EQ(phrase({"0 2 * * *", "5 2 * * *"}, 0), "02:00 to 02:04");
  EXPECT_EQ(phrase({"0 2 * * *", "1 2 * * *"}, 0), "02:00");
  EXPECT_EQ(phrase({"0 0,12 * * *", "5 0,12 * * *"}, 0), "00:00 to 00:04 and every 12h after");
  EXPECT_EQ(phrase({"58 23 * * *", "3 0 * * *"}, 0), "23:58 to 00:02");
  EXPECT_EQ(phrase({"58 * * * *", "3 * * * *"}, 0), "minutes :58 to :02 of every hour");
}

TEST(AdmissionReport, NamesThoseThatAreNotAlwaysAccepted) {
  auto scenario = lines({"0 2 * * *", "5 2 * * *", "*/30 * * * *", "0 5 * * *"});
  const Report over_day = report_of(scenario, std::nullopt);
  EXPECT_FALSE(over_day.all_accepted);
  EXPECT_THAT(over_day.text, HasSubstr("read in UTC, submitted in the day from 2026-01-05T00:00:00Z (UTC)"));
  EXPECT_THAT(over_day.text, HasSubstr("1 of 4 VM schedules always accepted\n"));
  EXPECT_THAT(over_day.text,
              HasSubstr("  s1: accepted only when submitted in 02:00 to 02:04; else: same granularity as "
                        "schedule s0 and offset less than 10m0s\n"));
  EXPECT_THAT(over_day.text,
              HasSubstr("  s2: always refused: schedule granularity 30m0s less than 1h0m0s\n"));
  EXPECT_THAT(over_day.text, Not(HasSubstr("s3:")));

  const Report between = report_of(scenario, at("2026-01-05T02:01:00Z"));
  EXPECT_FALSE(between.all_accepted);  // s2
  EXPECT_THAT(between.text, HasSubstr("3 of 4 VM schedules accepted\n"));
  scenario.vm_schedules[2].skip_cron_check = true;
  EXPECT_TRUE(report_of(scenario, at("2026-01-05T02:01:00Z")).all_accepted);
  EXPECT_THAT(report_of(scenario, at("2026-01-05T02:01:00Z")).text, HasSubstr("1 by the annotation"));
  EXPECT_FALSE(report_of(scenario, at("2026-01-05T02:05:00Z")).all_accepted);
}

TEST(AdmissionReport, Json) {
  const auto scenario = lines({"0 2 * * *", "5 2 * * *", "0 7 * * *"});
  const auto day = report_json(scenario, std::nullopt);
  EXPECT_EQ(day.at("zone"), "UTC");
  EXPECT_EQ(day.at("accepted"), false);
  EXPECT_EQ(day.at("min_offset_s"), 600);
  const auto& second = day.at("schedules").at(1);
  EXPECT_EQ(second.at("name"), "s1");
  EXPECT_EQ(second.at("verdict"), "sometimes");
  EXPECT_EQ(second.at("accepted").at(0).at("from_utc"), "2026-01-05T02:00:00Z");
  EXPECT_EQ(second.at("accepted").at(0).at("to_utc"), "2026-01-05T02:05:00Z");
  EXPECT_EQ(second.at("refusals").at(0).at("against"), "s0");
  EXPECT_EQ(second.at("refusals").at(0).at("minutes"), 1435);
  EXPECT_EQ(day.at("schedules").at(2).at("verdict"), "accepted");
  const auto now = report_json(scenario, at("2026-01-05T02:01:00Z"));
  EXPECT_EQ(now.at("accepted"), true);
  EXPECT_EQ(now.at("at"), "2026-01-05T02:01:00Z");
  EXPECT_EQ(now.at("schedules").at(0).at("message"), "");
}

}  // namespace
}  // namespace headway::admission
