// Comparisons of played scenarios: with itself, with a worse one, with itself on other nights, and what it is
// worth that both arms have the same nights.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "analysis/statistics/proportion.h"
#include "tests/compare/arms.h"

namespace headway::compare {
namespace {

using tests::arm_of;
using tests::line;
using tests::values;

Comparison against(Arm base, Arm other) {
  return compare(std::vector<Arm>{std::move(base), std::move(other)});
}

TEST(Nights, AScenarioDiffersFromItselfByExactlyNothing) {
  for (const char* name : {"longhorn-8742", "hourly-and-daily"}) {
    const Comparison comparison = against(arm_of(name, {}, 5), arm_of(name, {}, 5));
    for (const Line& l : comparison.arms.at(0).lines) {
      EXPECT_TRUE(l.paired.none_differs) << measure_table()[l.measure].name;
      EXPECT_EQ(l.paired.difference.value, 0);
      EXPECT_EQ(l.paired.difference.low, 0);
      EXPECT_EQ(l.paired.difference.high, 0);
      EXPECT_EQ(l.verdict, Verdict::no_evidence);
    }
  }
}

TEST(Nights, BothJobsAtTheSameMinuteAreWorseThanApart) {
  const Comparison comparison =
      against(arm_of("well-spaced", {}, 8), arm_of("well-spaced", {"schedules.daily.cron=0 2 * * *"}, 8));
  for (const char* measure :
       {"backups.lost", "backups.failed_attempts", "backups.lock_denied", "runs.failed"})
    EXPECT_EQ(line(comparison, measure).verdict, Verdict::worse) << measure;
  const Comparison back = against(arm_of("hourly-and-daily", {}, 8),
                                  arm_of("hourly-and-daily", {"schedules.daily.cron=30 2 * * *"}, 8));
  for (const char* measure :
       {"backups.lost", "backups.failed_attempts", "backups.lock_denied", "runs.failed"})
    EXPECT_EQ(line(back, measure).verdict, Verdict::better) << measure;
}

TEST(Nights, ASlowerStoreIsWorse) {
  const Comparison comparison =
      against(arm_of("longhorn-8742", {"targets.s3.latency.list=1ms"}, 20), arm_of("longhorn-8742", {}, 20));
  EXPECT_EQ(line(comparison, "backups.failed_attempts").verdict, Verdict::worse);
  EXPECT_EQ(line(comparison, "nights.length_mean_s").verdict, Verdict::worse);
}

/// Fewest k with P(B > k) <= error of a binomial(n, p).
std::int64_t binomial_bound(std::int64_t n, double p, double error) {
  double term = std::pow(1 - p, static_cast<double>(n)), at_most = term;
  std::int64_t k = 0;
  while (1 - at_most > error) {
    ++k;
    term *= static_cast<double>(n - k + 1) / static_cast<double>(k) * p / (1 - p);
    at_most += term;
  }
  return k;
}

TEST(Nights, EqualPoliciesOnOtherNightsAreFlaggedNoMoreOftenThanTheLevelSays) {
  // Fifty pairs of arms that differ by their seed alone. At a family-wise level of 5 % a pair is flagged with
  // at most that probability, so more than binomial_bound(50, 0.05, 0.001) of them are a fault.
  const std::vector<std::string> small{"volumes.0.name=db-{01..03}", "time.horizon=2d", "time.warm_up=1h"};
  int flagged = 0, without_holm = 0;
  for (std::uint64_t pair = 0; pair < 50; ++pair) {
    const Comparison comparison = against(arm_of("hourly-and-daily", small, 12, 1000 + 2 * pair),
                                          arm_of("hourly-and-daily", small, 12, 1001 + 2 * pair));
    bool any = false, any_raw = false;
    for (const Line& l : comparison.arms.at(0).lines) {
      any = any || l.verdict != Verdict::no_evidence;
      any_raw = any_raw || l.paired.p_value <= 0.05;
    }
    flagged += any;
    without_holm += any_raw;
  }
  std::printf("flagged: %d of 50 pairs, %d without Holm\n", flagged, without_holm);
  EXPECT_EQ(binomial_bound(50, 0.05, 0.001), 8);
  EXPECT_LE(flagged, binomial_bound(50, 0.05, 0.001));
  EXPECT_GT(without_holm, flagged) << "the arms do differ by chance";
}

/// Two daily jobs, each on six of the twelve volumes, that share a line of 300 Mbit/s, the second so many
/// minutes after 02:00. The first alone needs about 7.5 minutes, so from there on moving the second moves the
/// end of the night: the knee of the night's length.
Arm second_job_after(const std::string& minutes, std::uint64_t seed) {
  const auto six = [](const std::string& names, const std::string& group, const std::string& job) {
    return R"({"name": ")" + names +
           R"(", "size": "60Gi", "used": "40Gi", "node": "round-robin", "target": "s3",)"
           R"("dirtied": {"per_day": {"lognormal": {"median": "4Gi", "p95": "12Gi"}}, "hot_share": 0.5},)"
           R"("compression_ratio": 1.7, "groups": [")" +
           group + R"("], "backups": {")" + job + R"(": 7}})";
  };
  const std::vector<std::string> settings{
      "volumes=[" + six("db-{01..06}", "first", "hourly") + "," + six("db-{07..12}", "second", "daily") + "]",
      "targets.s3.write=300Mbit/s",
      "schedules.hourly.groups=[\"first\"]",
      "schedules.hourly.cron=0 2 * * *",
      "schedules.hourly.retain=7",
      "schedules.daily.groups=[\"second\"]",
      "schedules.daily.cron=" + minutes + " 2 * * *"};
  return arm_of("hourly-and-daily", settings, 40, seed);
}

double variance_of_difference(const Arm& a, const Arm& b) {
  const auto paired =
      statistics::paired_difference(values(a, "nights.length_mean_s"), values(b, "nights.length_mean_s"));
  return paired.spread * paired.spread;
}

/// The hourly job for three hours of the night only, the daily one on the same volumes so many minutes after
/// 02:00: nights end with the daily job, and moving it moves their end.
Arm daily_job_after(const std::string& minutes, std::uint64_t seed) {
  return arm_of("hourly-and-daily",
                {"schedules.hourly.cron=0 0-2 * * *", "schedules.daily.cron=" + minutes + " 2 * * *"}, 40,
                seed);
}

TEST(Nights, TheSameNightsCutTheVarianceWhereTheDailyJobOfSharedVolumesMovesFivefold) {
  const Arm twenty = daily_job_after("20", 1);
  const Arm later = daily_job_after("25", 1), on_other_nights = daily_job_after("25", 1000);
  const double same = variance_of_difference(twenty, later);
  const double independent = variance_of_difference(twenty, on_other_nights);
  std::printf(
      "hourly and daily, variance of the difference in the night's length, 02:20 and 02:25: %.3g s^2 on the "
      "same nights, %.3g s^2 on independent ones, ratio %.3g\n",
      same, independent, independent / same);
  EXPECT_GE(independent / same, 5);
}

TEST(Nights, TheSameNightsCutTheVarianceOfADifferenceNearTheKneeFivefold) {
  const Arm ten = second_job_after("10", 1);
  const Arm fifteen = second_job_after("15", 1), on_other_nights = second_job_after("15", 1000);
  const double same = variance_of_difference(ten, fifteen);
  const double independent = variance_of_difference(ten, on_other_nights);
  std::printf(
      "variance of the difference in the night's length, 02:10 and 02:15: %.3g s^2 on the same nights, "
      "%.3g s^2 on independent ones, ratio %.3g\n",
      same, independent, independent / same);
  EXPECT_GE(independent / same, 5);
}

}  // namespace
}  // namespace headway::compare
