#include "sim/lock/decision.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/lock/lock_file.h"
#include "tests/lock/drive.h"

namespace headway::lock {
namespace {

SeenLock seen(std::uint64_t name, std::int64_t type, bool acquired, Instant modified) {
  return {FileName(name), LockName(name), type, acquired, modified, name, false};
}

TEST(HasPriority, AcquiredThenTimeThenName) {
  const SeenLock young_acquired = seen(9, 1, true, at_s(100)), old_waiting = seen(1, 1, false, at_s(0));
  EXPECT_TRUE(has_priority(young_acquired, old_waiting));
  EXPECT_FALSE(has_priority(old_waiting, young_acquired));
  EXPECT_TRUE(has_priority(seen(9, 1, false, at_s(1)), seen(1, 1, false, at_s(2))));
  EXPECT_TRUE(has_priority(seen(1, 1, false, at_s(2)), seen(9, 1, false, at_s(2))));
  EXPECT_FALSE(has_priority(seen(1, 1, false, at_s(2)), seen(1, 1, false, at_s(2))));
  EXPECT_TRUE(has_priority(seen(9, 1, false, kYearOne), seen(1, 1, false, at_s(-100'000))));
}

TEST(IsExpired, StrictlyOlderThanTheLease) {
  const SeenLock lock = seen(1, 1, true, at_s(0));
  EXPECT_FALSE(is_expired(lock, at_s(150), seconds{150}));
  EXPECT_TRUE(is_expired(lock, at_s(150) + Duration{1}, seconds{150}));
  EXPECT_FALSE(is_expired(lock, at_s(-1000), seconds{150}));
  EXPECT_TRUE(is_expired(seen(1, 1, true, kYearOne), at_s(0), seconds{150}));
}

TEST(Decide, NamesTheFirstBlockerInListingOrder) {
  const SeenLock own = seen(5, 1, false, at_s(10));
  const std::vector<SeenLock> others = {seen(2, 1, true, at_s(1)), seen(3, 2, false, at_s(11)),
                                        seen(4, 2, false, at_s(9)), own, seen(6, 2, true, at_s(5))};
  const Decision d = decide(released(), own, others, at_s(12));
  EXPECT_FALSE(d.granted);
  ASSERT_TRUE(d.blocker);
  EXPECT_EQ(d.blocker->owner, 4u);
}

TEST(Decide, ExclusiveProtocolsCountTheSameTypeButNotOneself) {
  const SeenLock own = seen(5, 1, false, at_s(10));
  const Protocol exclusive_one = exclusive(released_timing());
  EXPECT_TRUE(decide(exclusive_one, own, std::vector{own}, at_s(12)).granted);
  EXPECT_FALSE(decide(exclusive_one, own, std::vector{own, seen(7, 1, true, at_s(5))}, at_s(12)).granted);
  EXPECT_TRUE(decide(released(), own, std::vector{own, seen(7, 1, true, at_s(5))}, at_s(12)).granted);
}

TEST(Protocol, NamedReadings) {
  EXPECT_EQ(exclusive_per_target(released_timing()).scope, Scope::target);
  EXPECT_EQ(released().scope, Scope::volume);
  EXPECT_EQ(released().retry_limit, Duration{0});
  Timing t = released_timing();
  t.retry_interval = seconds{10};
  t.retry_limit = seconds{150};
  EXPECT_EQ(longhorn(t), released());
  EXPECT_EQ(proposal_2020(t).retry_limit, seconds{150});
  EXPECT_EQ(proposal_2020(t).conflict, ConflictRule::types_differ);
}

}  // namespace
}  // namespace headway::lock
