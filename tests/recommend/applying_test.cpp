// What an edit does in the night after, against the CronJob controller's own search.
#include "analysis/recommend/applying.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/schedule/missed_ticks.h"
#include "sim/schedule/ticks.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::HasSubstr;

Instant at(const model::Scenario& s, int day, int h, int m = 0) {
  return s.time.start + hours{24 * day + h} + minutes{m};
}

TEST(Applying, LaterOnThatDayFiresAtOnceEarlierDoesNot) {
  // corrections, "CronJob catch-up": a daily job moved from 02:00 to 03:00 at 15:00 has missed that day's
  // 03:00. To 01:00 it has not: 01:00 was before its last run.
  const model::Scenario s = read(Small{});
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 3 * * *", at(s, 8, 15)), 1);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 1 * * *", at(s, 8, 15)), 0);
  // Between the two ticks: the new one has not come yet; the old one has not run yet.
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 3 * * *", at(s, 8, 2, 30)), 0);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 1 * * *", at(s, 8, 1, 30)), 1);
  EXPECT_EQ(extra_runs(s, "0 2 * * *", "0 2 * * *", at(s, 8, 15)), 0);
}

struct Edit {
  std::string before, after;
};

TEST(Applying, AtEveryMinuteItIsTheControllersSearch) {
  for (const std::string zone : {"UTC", "Europe/Berlin"}) {
    Small small;
    small.zone = zone;
    const model::Scenario s = read(small);
    const schedule::Zone where = *schedule::Zone::find(zone).zone;
    for (const Edit& edit : std::vector<Edit>{{"0 2 * * *", "0 3 * * *"},
                                              {"0 2 * * *", "50 1 * * *"},
                                              {"0 * * * *", "25 * * * *"},
                                              {"0 1,3 * * *", "30 1,3 * * *"},
                                              {"0 2 * * 1-5", "0 4 * * 1-5"},
                                              {"15 */6 * * *", "0 */6 * * *"}}) {
      const auto before = *schedule::Cron::parse(edit.before).cron,
                 after = *schedule::Cron::parse(edit.after).cron;
      for (int m = 0; m < 8 * 1440; m += 7) {
        const Instant now = at(s, 7, 0, m);
        const auto ran = schedule::ticks_before(before, where, now, 1);
        const auto due =
            schedule::find_missed(after, where, ran.back(), now, s.platform.parameters.cron_missed_search);
        ASSERT_EQ(extra_runs(s, edit.before, edit.after, now), due.most_recent ? 1 : 0)
            << edit.before << " to " << edit.after << " at minute " << m;
      }
    }
  }
}

std::string note(const std::string& before, const std::string& after, const Small& small = {}) {
  return applying_note(read(small), before, after);
}

TEST(Applying, TheNoteNamesTheSafeStretch) {
  // Safe from the old tick, which has run, to the new one, which has not come.
  EXPECT_THAT(note("0 2 * * *", "0 3 * * *"), HasSubstr("between 02:00 and 03:00 UTC."));
  EXPECT_THAT(note("0 2 * * *", "50 1 * * *"), HasSubstr("between 02:00 and 01:50 UTC the next day."));
  EXPECT_THAT(note("3 2 * * *", "9 3 * * *"), HasSubstr("between 02:03 and 03:09 UTC."));
  EXPECT_THAT(note("0 23 * * *", "0 1 * * *"), HasSubstr("between 23:00 and 01:00 UTC the next day."));
  EXPECT_THAT(note("0 0 * * *", "0 12 * * *"), HasSubstr("between 00:00 and 12:00 UTC."));
  EXPECT_THAT(note("0 12 * * *", "0 0 * * *"), HasSubstr("between 12:00 and 00:00 UTC."));
  EXPECT_THAT(note("0 2 * * *", "0 2 * * *"), HasSubstr("at any time"));
  // Of several stretches of equal length the first: 00:00 to 00:25 of every hour.
  EXPECT_THAT(note("0 * * * *", "25 * * * *"), HasSubstr("between 00:00 and 00:25 UTC."));
  // On workdays from 02:00 to 04:00. All weekend Friday's 04:00 is missed, its run having been at 02:00, so
  // no stretch is safe on every day.
  EXPECT_THAT(note("0 2 * * 1-5", "0 4 * * 1-5"), HasSubstr("on a Monday between 02:00 and 04:00 UTC."));
  // Earlier: last run 04:00, the next new tick 02:00; safe from 04:00 round to 02:00 on every day.
  EXPECT_THAT(note("0 4 * * 1-5", "0 2 * * 1-5"), HasSubstr("between 04:00 and 02:00 UTC the next day."));
  Small berlin;
  berlin.zone = "Europe/Berlin";  // in January an hour ahead
  EXPECT_THAT(note("0 2 * * *", "0 3 * * *", berlin), HasSubstr("between 01:00 and 02:00 UTC."));
}

TEST(Applying, EveryMinuteOfTheStretchIsSafeAndItsEndsAreNot) {
  const model::Scenario s = read(Small{});
  const auto minute_of = [](const std::string& text, std::size_t from) {
    return 60 * std::stoi(text.substr(from, 2)) + std::stoi(text.substr(from + 3, 2));
  };
  for (const Edit& edit : std::vector<Edit>{{"7 2 * * *", "40 5 * * *"},
                                            {"10 22 * * *", "35 4 * * *"},
                                            {"0 1,13 * * *", "30 2,14 * * *"},
                                            {"0 */4 * * *", "55 */4 * * *"}}) {
    const std::string text = applying_note(s, edit.before, edit.after);
    ASSERT_THAT(text, HasSubstr("between "));
    const int from = minute_of(text, text.find("between ") + 8);
    int to = minute_of(text, text.find(" and ") + 5);
    if (to <= from) to += 1440;
    for (int m = from; m < to; ++m)
      EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, m) + seconds{1}), 0) << text << m;
    EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, from) - seconds{1}), 1) << text;
    EXPECT_EQ(extra_runs(s, edit.before, edit.after, at(s, 9, 0, to) + seconds{1}), 1) << text;
  }
}

}  // namespace
}  // namespace headway::recommend
