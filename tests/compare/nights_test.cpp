// Comparisons of whole scenarios: a scenario with itself, with a worse one, and what the same nights are worth.
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/statistics/paired.h"
#include "tests/compare/arms.h"

namespace headway::compare {
namespace {

using tests::arm_of;
using tests::line;
using tests::values;

// Nights that end with the daily job: the hourly one stops at 02:00, the daily one follows a few minutes later. Its
// backups are held up by the hourly job's deletes up to about four minutes past the hour.
std::vector<std::string> daily_at(const std::string& minute) {
  return {"schedules.hourly.cron=0 0-2 * * *", "schedules.daily.cron=" + minute + " 2 * * *"};
}

double variance_of_difference(const Arm& a, const Arm& b) {
  const auto paired = statistics::paired_difference(values(a, "nights.length_mean_s"), values(b, "nights.length_mean_s"));
  return paired.spread * paired.spread;
}

TEST(SameNights, Probe) {
  for (const auto& [x, y] : std::vector<std::pair<const char*, const char*>>{{"2","3"},{"3","4"},{"4","5"},{"5","6"},{"5","10"},{"6", "8"}, {"20", "25"}}) {
    const Arm first = arm_of("hourly-and-daily", daily_at(x), 40);
    const Arm second = arm_of("hourly-and-daily", daily_at(y), 40);
    const Arm other = arm_of("hourly-and-daily", daily_at(y), 40, 1000);
    double l0=0,l1=0; for (double d: values(first,"backups.lock_denied")) l0+=d; for (double d: values(second,"backups.lock_denied")) l1+=d;
    printf("%s %s: paired %g independent %g ratio %g; denied %g %g\n", x, y, variance_of_difference(first, second), variance_of_difference(first, other), variance_of_difference(first, other)/variance_of_difference(first, second), l0, l1);
  }
}

}  // namespace
}  // namespace headway::compare
