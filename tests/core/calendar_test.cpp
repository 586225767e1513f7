// The calendar against slow and obvious references: std::stable_sort for whole sequences, std::multimap
// (which keeps equal keys in order of insertion) step by step.
#include "sim/core/calendar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace headway::core {
namespace {

using Random = std::mt19937_64;
constexpr Key kNoLimit = ~Key{0};

bool operator==(const Calendar::Entry& a, const Calendar::Entry& b) {
  return a.key == b.key && a.payload == b.payload;
}

/// A step of time as scenarios have them: none, a rank, a few ns, or anything up to the key's range; often
/// on a digit's boundary, where a radix heap has its corners.
Key random_gap(Random& random) {
  switch (random() % 6) {
    case 0:
    case 1:
      return 0;
    case 2:
      return random() % 8;
    case 3:
      return Key{1} << (random() % 40);
    case 4:
      return (Key{1} << (random() % 40)) - 1;
    default:
      return random() >> (24 + random() % 40);
  }
}

/// What leaves, in order, must be the pushes sorted stably by their effective key: never before the key last
/// popped when they were pushed.
struct Recorder {
  Calendar calendar;
  std::vector<Calendar::Entry> pushed, popped;
  Key last = 0;

  void push(Key key) {
    const std::uint64_t payload = pushed.size();
    calendar.push(key, payload);
    pushed.push_back({std::max(key, last), payload});
  }
  void pop() {
    Calendar::Entry entry{};
    if (!calendar.pop(kNoLimit, entry)) return;
    last = entry.key;
    popped.push_back(entry);
  }
  ::testing::AssertionResult agrees() {
    while (!calendar.empty()) pop();
    std::stable_sort(pushed.begin(), pushed.end(), [](auto& a, auto& b) { return a.key < b.key; });
    if (popped.size() != pushed.size()) return ::testing::AssertionFailure() << "lost entries";
    for (std::size_t i = 0; i < pushed.size(); ++i)
      if (!(popped[i] == pushed[i]))
        return ::testing::AssertionFailure()
               << "entry " << i << ": key " << popped[i].key << " payload " << popped[i].payload
               << ", expected key " << pushed[i].key << " payload " << pushed[i].payload;
    return ::testing::AssertionSuccess();
  }
};

TEST(Calendar, ManyShortSequencesLeaveInStableOrder) {
  Random random(1);
  for (int sequence = 0; sequence < 60000; ++sequence) {
    Recorder r;
    const int steps = static_cast<int>(2 + random() % 60);
    for (int i = 0; i < steps; ++i) {
      if (random() % 5 < 3)
        r.push(r.last + random_gap(random));
      else
        r.pop();
    }
    ASSERT_TRUE(r.agrees()) << "sequence " << sequence;
  }
}

TEST(Calendar, LongSequencesLeaveInStableOrder) {
  Random random(2);
  for (int sequence = 0; sequence < 6; ++sequence) {
    Recorder r;
    for (int i = 0; i < 250000; ++i) {
      // Waves of growth and of drain, so that it empties at times and holds tens of thousands at others.
      const bool growing = (i / 20000) % 2 == 0;
      if (random() % 10 < (growing ? 7U : 3U))
        r.push(r.last + random_gap(random));
      else
        r.pop();
    }
    ASSERT_TRUE(r.agrees()) << "sequence " << sequence;
  }
}

// A few entries far apart make a wide range sorted; what is then pushed between them is many, in any order,
// often equal, while the first of them leave.
TEST(Calendar, ManyPushedBetweenAFewLeaveInStableOrder) {
  Random random(4);
  for (int sequence = 0; sequence < 300; ++sequence) {
    Recorder r;
    const unsigned width = 10 + static_cast<unsigned>(random() % 45);
    for (int i = 0; i < 5; ++i) r.push(Key{1} << 60 | random() >> (64 - width));
    r.pop();
    for (int i = 0; i < 2000; ++i) {
      r.push(r.last + ((random() >> (64 - width)) >> (random() % width)));
      if (random() % 3 == 0) r.pop();
    }
    ASSERT_TRUE(r.agrees()) << "sequence " << sequence;
  }
}

TEST(Calendar, HasTheSameContentAsAMultimapAtEachStepAndHonoursLimits) {
  Random random(3);
  for (int sequence = 0; sequence < 5000; ++sequence) {
    Calendar calendar;
    std::multimap<Key, std::uint64_t> reference;
    Key last = 0;
    for (std::uint64_t i = 0; i < 120; ++i) {
      if (random() % 2 == 0) {
        const Key key = last + random_gap(random);
        calendar.push(key, i);
        reference.emplace(key, i);
        continue;
      }
      const Key limit = last + random_gap(random);
      Calendar::Entry entry{};
      const bool due = !reference.empty() && reference.begin()->first <= limit;
      ASSERT_EQ(calendar.pop(limit, entry), due);
      if (due) {
        ASSERT_EQ(entry.key, reference.begin()->first);
        ASSERT_EQ(entry.payload, reference.begin()->second);
        last = entry.key;
        reference.erase(reference.begin());
      }
      ASSERT_EQ(calendar.size(), reference.size());
      ASSERT_EQ(calendar.empty(), reference.empty());
    }
  }
}

TEST(Calendar, RanksThatHavePassedLeaveAfterWhatIsAlreadyDue) {
  Calendar calendar;
  Calendar::Entry entry{};
  calendar.push(8 * 100 + 6, 1);
  calendar.push(8 * 100 + 6, 2);
  calendar.push(8 * 100 + 7, 3);
  ASSERT_TRUE(calendar.pop(kNoLimit, entry));
  EXPECT_EQ(entry.payload, 1U);
  calendar.push(8 * 100 + 2, 4);  // the rank 2 of this instant has passed: equal to 806, so after 2
  calendar.push(8 * 90, 5);       // and so has all of instant 90
  const std::vector<Calendar::Entry> expected{{806, 2}, {806, 4}, {806, 5}, {807, 3}};
  for (const auto& e : expected) {
    ASSERT_TRUE(calendar.pop(kNoLimit, entry));
    EXPECT_TRUE(entry == e) << entry.key << ' ' << entry.payload;
  }
  EXPECT_FALSE(calendar.pop(kNoLimit, entry));
}

TEST(Calendar, EmptyGivesNothing) {
  Calendar calendar;
  Calendar::Entry entry{17, 4};
  EXPECT_FALSE(calendar.pop(kNoLimit, entry));
  EXPECT_FALSE(calendar.pop(0, entry));
  EXPECT_EQ(entry.key, 17U);  // untouched
  EXPECT_TRUE(calendar.empty());
}

TEST(Calendar, KeyZeroAndTheLargestKeys) {
  Calendar calendar;
  calendar.push(~Key{0}, 1);
  calendar.push(0, 2);
  calendar.push(~Key{0} - 1, 3);
  calendar.push(~Key{0}, 4);
  calendar.push(0, 5);
  calendar.push(Key{1} << 63, 6);
  const std::vector<Calendar::Entry> expected{{0, 2},           {0, 5},       {Key{1} << 63, 6},
                                              {~Key{0} - 1, 3}, {~Key{0}, 1}, {~Key{0}, 4}};
  Calendar::Entry entry{};
  for (const auto& e : expected) {
    ASSERT_TRUE(calendar.pop(kNoLimit, entry));
    EXPECT_TRUE(entry == e) << entry.key << ' ' << entry.payload;
  }
  EXPECT_TRUE(calendar.empty());
}

TEST(Calendar, ALimitLeavesLaterEntriesAndIsInclusive) {
  Calendar calendar;
  Calendar::Entry entry{};
  calendar.push(10, 1);
  calendar.push(10, 2);
  calendar.push(1000, 3);
  EXPECT_FALSE(calendar.pop(9, entry));
  EXPECT_TRUE(calendar.pop(10, entry));
  EXPECT_FALSE(calendar.pop(9, entry));  // 2 is due at 10, a lower limit than before holds it back
  EXPECT_TRUE(calendar.pop(10, entry));
  EXPECT_EQ(entry.payload, 2U);
  EXPECT_FALSE(calendar.pop(999, entry));
  calendar.push(500, 4);  // a failed pop has not moved the present: 500 is still to come
  ASSERT_TRUE(calendar.pop(999, entry));
  EXPECT_EQ(entry.key, 500U);
  EXPECT_EQ(calendar.size(), 1U);
}

}  // namespace
}  // namespace headway::core
