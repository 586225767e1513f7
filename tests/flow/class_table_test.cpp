#include "sim/flow/class_table.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "tests/flow/dice.h"

namespace headway::flow {
namespace {

TEST(ClassTable, OrderAndRepetitionOfLinksDoNotMatter) {
  ClassTable table;
  const ClassId a = table.acquire(std::vector<Share>{{3, 1}, {1, 2}, {3, 0.5}}, 7);
  EXPECT_EQ(table.acquire(std::vector<Share>{{1, 2}, {3, 1.5}}, 7), a);
  ASSERT_EQ(table.path(a).size(), 2u);
  EXPECT_EQ(table.path(a)[0], (Share{1, 2}));
  EXPECT_EQ(table.path(a)[1], (Share{3, 1.5}));
}

TEST(ClassTable, LivesAsLongAsItIsReferenced) {
  ClassTable table;
  const std::vector<Share> path{{0, 1}};
  const ClassId a = table.acquire(path, 7);
  table.add_reference(a);
  EXPECT_FALSE(table.release(a));
  EXPECT_TRUE(table.alive(a));
  EXPECT_TRUE(table.release(a));
  EXPECT_FALSE(table.alive(a));
}

// Against the obvious: a map from what was asked for to id and count.
TEST(ClassTable, EqualsAMapUnderRandomUse) {
  ClassTable table;
  std::map<std::pair<int, int>, std::pair<ClassId, int>> expected;  // (path, cap) -> (id, references)
  Dice dice(5);
  for (int step = 0; step < 20000; ++step) {
    const int link = dice.between(0, 30), cap = dice.between(0, 20);
    const std::vector<Share> path{{static_cast<LinkId>(link), 1}, {31, 2}};
    auto found = expected.find({link, cap});
    if (found == expected.end() || dice.chance(0.4)) {
      const ClassId id = table.acquire(path, cap);
      if (found != expected.end()) {
        ASSERT_EQ(id, found->second.first);
        ++found->second.second;
      } else {
        for (const auto& [key, other] : expected) ASSERT_NE(other.first, id);
        expected[{link, cap}] = {id, 1};
      }
    } else {
      const bool last = --found->second.second == 0;
      ASSERT_EQ(table.release(found->second.first), last);
      if (last) expected.erase(found);
    }
  }
  EXPECT_GT(expected.size(), 100u);
  for (const auto& [key, entry] : expected) EXPECT_EQ(table.cap(entry.first), key.second);
}

}  // namespace
}  // namespace headway::flow
