// Windows as stretches of time: midnight, overlap, blackouts, whose they are, clocks that change.
#include "analysis/recommend/allowed.h"

#include <gtest/gtest.h>

#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

class Windows {
 public:
  explicit Windows(Small small) : scenario_(read(small)), allowed_(scenario_) {}
  /// So long after the scenario's start.
  Instant at(int h, int m = 0, int s = 0) const {
    return scenario_.time.start + hours{h} + minutes{m} + seconds{s};
  }
  const Allowed* operator->() const { return &allowed_; }

 private:
  model::Scenario scenario_;
  Allowed allowed_;
};

Small with(const std::string& windows) {
  Small small;
  small.windows = windows;
  return small;
}

TEST(Allowed, WithoutWindowsEverythingIs) {
  const Windows w(Small{});
  EXPECT_FALSE(w->restricted(0));
  EXPECT_EQ(w->end_of(0, w.at(3)), Instant::max());
  EXPECT_TRUE(w->whole(0, w.at(3), w.at(300)));
}

TEST(Allowed, AWindowAcrossMidnight) {
  const Windows w(with(R"({"allowed": [{"cron": "0 22 * * *", "for": "8h"}]})"));
  EXPECT_TRUE(w->restricted(0));
  EXPECT_EQ(w->end_of(0, w.at(22)), w.at(30));
  EXPECT_EQ(w->end_of(0, w.at(23)), w.at(30));
  EXPECT_EQ(w->end_of(0, w.at(29, 59, 59)), w.at(30));
  EXPECT_EQ(w->end_of(0, w.at(30)), w.at(30)) << "its end is not in it";
  EXPECT_EQ(w->end_of(0, w.at(21, 59, 59)), w.at(21, 59, 59));
  // The night that began on the day before the scenario does.
  EXPECT_EQ(w->end_of(0, w.at(5)), w.at(6));
  EXPECT_TRUE(w->whole(0, w.at(23), w.at(30)));
  EXPECT_FALSE(w->whole(0, w.at(23), w.at(30, 0, 1)));
  EXPECT_FALSE(w->whole(0, w.at(21), w.at(23)));
  EXPECT_FALSE(w->whole(0, w.at(23), w.at(47))) << "the day between is not allowed";
}

TEST(Allowed, OverlappingAndTouchingWindowsAreOne) {
  const Windows w(
      with(R"({"allowed": [{"cron": "0 1 * * *", "for": "3h"}, {"cron": "0 22 * * *", "for": "4h"},
                                       {"cron": "0 4 * * *", "for": "1h"}, {"cron": "30 1 * * *", "for": "10m"}]})"));
  // 22-02, 01-04, 04-05 and 01:30-01:40 within: 22:00 to 05:00.
  EXPECT_EQ(w->end_of(0, w.at(22)), w.at(29));
  EXPECT_EQ(w->end_of(0, w.at(25, 35)), w.at(29));
  EXPECT_EQ(w->end_of(0, w.at(29)), w.at(29));
}

TEST(Allowed, ABlackoutInsideAnAllowedWindowCutsIt) {
  const Windows w(with(R"({"allowed": [{"cron": "0 20 * * *", "for": "10h"}],
                           "blackout": [{"cron": "0 1 * * *", "for": "1h"}]})"));
  EXPECT_EQ(w->end_of(0, w.at(23)), w.at(25));
  EXPECT_EQ(w->end_of(0, w.at(25)), w.at(25));
  EXPECT_EQ(w->end_of(0, w.at(25, 30)), w.at(25, 30));
  EXPECT_EQ(w->end_of(0, w.at(26)), w.at(30));
  EXPECT_TRUE(w->whole(0, w.at(23), w.at(25)));
  EXPECT_FALSE(w->whole(0, w.at(24, 30), w.at(26, 30)));
}

TEST(Allowed, ABlackoutAloneRestrictsToo) {
  const Windows w(with(R"({"blackout": [{"cron": "0 1 * * *", "for": "1h"}]})"));
  EXPECT_TRUE(w->restricted(0));
  EXPECT_EQ(w->end_of(0, w.at(2)), w.at(25));
  EXPECT_EQ(w->end_of(0, w.at(1, 59)), w.at(1, 59));
  EXPECT_FALSE(w->whole(0, w.at(0), w.at(1, 1)));
}

TEST(Allowed, AWindowSpeaksOfItsSchedulesOnly) {
  Small small = with(R"({"allowed": [{"cron": "0 22 * * *", "for": "8h", "schedules": ["b"]}],
                         "blackout": [{"cron": "0 12 * * *", "for": "1h", "schedules": ["c"]}]})");
  small.schedules = job("a", "0 2 * * *") + "," + job("b", "0 2 * * *") + "," + job("c", "0 2 * * *");
  const Windows w(small);
  EXPECT_FALSE(w->restricted(0));
  EXPECT_TRUE(w->restricted(1));
  EXPECT_TRUE(w->restricted(2));
  EXPECT_TRUE(w->whole(0, w.at(12), w.at(14)));
  EXPECT_FALSE(w->whole(1, w.at(12), w.at(12, 30)));
  EXPECT_TRUE(w->whole(1, w.at(22), w.at(23)));
  EXPECT_FALSE(w->whole(2, w.at(12), w.at(12, 30)));
  EXPECT_TRUE(w->whole(2, w.at(22), w.at(23)));
}

TEST(Allowed, WindowsFollowTheClockOfTheirZone) {
  // Berlin goes forward at 2026-03-29 01:00 UTC: 22:00 there is 21:00 UTC before and 20:00 UTC after.
  for (const bool own : {false, true}) {
    Small small = with(own ? R"({"allowed": [{"cron": "0 22 * * *", "for": "8h", "zone": "Europe/Berlin"}]})"
                           : R"({"allowed": [{"cron": "0 22 * * *", "for": "8h"}]})");
    small.start = "2026-03-28T00:00:00Z";
    if (!own) small.zone = "Europe/Berlin";
    const Windows w(small);
    EXPECT_EQ(w->end_of(0, w.at(21)), w.at(29)) << own;
    EXPECT_EQ(w->end_of(0, w.at(20, 59)), w.at(20, 59)) << own;
    EXPECT_EQ(w->end_of(0, w.at(24 + 20)), w.at(24 + 28)) << own;
    EXPECT_EQ(w->end_of(0, w.at(24 + 19, 59)), w.at(24 + 19, 59)) << own;
  }
}

TEST(Allowed, AWallTimeThatComesTwiceOpensTwice) {
  // Berlin goes back at 2026-10-25 01:00 UTC: 02:30 is 00:30 UTC and again 01:30 UTC.
  Small small = with(R"({"allowed": [{"cron": "30 2 * * *", "for": "30m"}]})");
  small.start = "2026-10-25T00:00:00Z", small.zone = "Europe/Berlin";
  const Windows w(small);
  EXPECT_EQ(w->end_of(0, w.at(0, 30)), w.at(1));
  EXPECT_EQ(w->end_of(0, w.at(1)), w.at(1));
  EXPECT_EQ(w->end_of(0, w.at(1, 30)), w.at(2));
}

}  // namespace
}  // namespace headway::recommend
