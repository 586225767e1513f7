#include "sim/io/near_name.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace headway::io {
namespace {

TEST(EditDistance, CountsSingleEdits) {
  EXPECT_EQ(edit_distance("volumes", "volumes", 3), 0u);
  EXPECT_EQ(edit_distance("volums", "volumes", 3), 1u);    // one left out
  EXPECT_EQ(edit_distance("vollumes", "volumes", 3), 1u);  // one too many
  EXPECT_EQ(edit_distance("volumus", "volumes", 3), 1u);   // one wrong
  EXPECT_EQ(edit_distance("volmues", "volumes", 3), 1u);   // two swapped
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3u);
}

TEST(EditDistance, StopsAtTheLimit) {
  EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3u);
  EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3u);
}

TEST(EditDistance, IgnoresCaseAndKindOfHyphen) {
  EXPECT_EQ(edit_distance("Clock-Skew", "clock_skew", 3), 0u);
}

TEST(NearName, FindsTheNearest) {
  constexpr std::array<std::string_view, 4> kKnown = {"name", "nodes", "node", "volumes"};
  EXPECT_EQ(near_name("nods", kKnown), "nodes");
  EXPECT_EQ(near_name("nodee", kKnown), "nodes");  // as near as "node", and first
  EXPECT_EQ(near_name("vol", kKnown), "volumes");  // its beginning
  EXPECT_EQ(near_name("targets", kKnown), "");
  EXPECT_EQ(near_name("", kKnown), "");
}

TEST(NearName, LongWordsGetNone) {
  const std::string word(100'000, 'x');
  const std::vector<std::string_view> known{word};
  EXPECT_EQ(near_name(word + "y", known), "");
}

}  // namespace
}  // namespace headway::io
