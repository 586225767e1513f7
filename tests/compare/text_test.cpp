#include "analysis/compare/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "analysis/compare/phrases.h"
#include "tests/compare/constructed.h"

namespace headway::compare {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::arm;

const MeasureInfo& count() {
  return measure_table()[find_measure("backups.lost")];
}
const MeasureInfo& time() {
  return measure_table()[find_measure("nights.length_mean_s")];
}

TEST(ComparePhrases, DifferencesHaveASignAndAnInterval) {
  EXPECT_EQ(difference_phrase(count(), {-4.5, -5.25, -3.75, 4, ""}), "-4.5, -5.25 to -3.75");
  EXPECT_EQ(difference_phrase(time(), {75, -5, 155, 4, ""}), "+1 min 15 s, -5 s to +2 min 35 s");
  EXPECT_EQ(difference_phrase(count(), {0, 0, 0, 4, ""}), "0");
  EXPECT_EQ(difference_phrase(count(), {0, -1, 1, 4, ""}), "0, -1 to +1");
  EXPECT_EQ(difference_phrase(count(), {2, -std::numeric_limits<double>::infinity(),
                                        std::numeric_limits<double>::infinity(), 1, ""}),
            "+2");
  EXPECT_EQ(difference_phrase(count(), {}), "-");
}

TEST(ComparePhrases, Values) {
  EXPECT_EQ(value_phrase(count(), 1234567), "1 234 567");
  EXPECT_EQ(value_phrase(count(), 0.0123456), "0.0123");
  EXPECT_EQ(value_phrase(time(), 90), "1 min 30 s");
  EXPECT_EQ(p_phrase(0.01234), "0.012");
  EXPECT_EQ(p_phrase(0), "<0.0001");
  EXPECT_EQ(p_phrase(1), "1");
}

const std::vector<Arm> kArms{arm("as it stands", {10, 12, 9, 11}), arm("hashed", {5, 7, 4, 6}),
                             arm("retry:base=30s", {12, 15, 9, 14})};

TEST(CompareText, SaysVerdictsAndWhatWouldSettleTheRest) {
  const std::string text = comparison_text({1, 4, hours{48}}, kArms, compare(kArms));
  EXPECT_THAT(text, HasSubstr("3 arms, 4 replications of 2 days, the same nights for all."));
  EXPECT_THAT(text, HasSubstr("hashed against as it stands: better in 1, worse in none, no evidence in 9"));
  EXPECT_THAT(text, HasSubstr("no difference seen"));
  EXPECT_THAT(text, HasSubstr("+2, -0.25 to +4.25"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[")));
  const std::string coloured = comparison_text({1, 4, hours{48}}, kArms, compare(kArms), true);
  EXPECT_THAT(coloured, HasSubstr("\x1b[32mbetter in 1\x1b[0m"));
}

TEST(CompareJson, HasWhatTheTextHas) {
  const auto json = nlohmann::json::parse(comparison_json({7, 4, hours{48}}, kArms, compare(kArms, 0.01)));
  EXPECT_EQ(json.at("seed"), 7);
  EXPECT_EQ(json.at("replications"), 4);
  EXPECT_EQ(json.at("level"), 0.01);
  EXPECT_EQ(json.at("base"), "as it stands");
  EXPECT_EQ(json.at("arms").size(), 3U);
  EXPECT_EQ(json.at("arms").at(1).at("due_per_replication"), 10);
  const auto& better = json.at("comparisons").at(0).at("measures").at(0);
  EXPECT_EQ(better.at("measure"), "backups.lost");
  EXPECT_EQ(better.at("difference").at("value"), -5);
  EXPECT_EQ(better.at("verdict"), "better");
  EXPECT_TRUE(better.at("further_replications").is_null());
  const auto& open = json.at("comparisons").at(1).at("measures").at(0);
  EXPECT_EQ(open.at("verdict"), "no evidence");
  EXPECT_GT(open.at("further_replications"), 0);
  EXPECT_FALSE(open.at("no_difference_seen"));
  EXPECT_TRUE(json.at("comparisons").at(1).at("measures").at(1).at("no_difference_seen"));
}

}  // namespace
}  // namespace headway::compare
