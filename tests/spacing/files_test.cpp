// The curve as text, CSV, JSON and SVG.
#include "analysis/spacing/spacing_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analysis/spacing/svg.h"
#include "analysis/spacing/text.h"
#include "tests/spacing/drawn_curve.h"

namespace headway::spacing {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<double> kShares{1, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.2, 1};

TEST(SpacingCsv, HasThePublishedColumns) {
  const Curve curve = drawn({1, 0.5, 0}, 20);
  // 0.5 in each replication has no spread; all and none have the one-sided bounds of 20 replications.
  EXPECT_EQ(curve_csv(curve),
            "gap_s,replications,nights,nights_with_loss,loss_probability,ci_low,ci_high\r\n"
            "0,20,200,200,1,0.8608916593,1\r\n"
            "300,20,200,100,0.5,0.5,0.5\r\n"
            "600,20,200,0,0,0,0.1391083407\r\n");
}

TEST(SpacingJson, HasThePublishedKeys) {
  const Curve curve = drawn(kShares, 20);
  const auto json = nlohmann::json::parse(curve_json(curve, findings_of(curve)));
  EXPECT_EQ(json.at("scenario"), "drawn");
  EXPECT_EQ(json.at("first"), "x");
  EXPECT_EQ(json.at("second"), "y");
  EXPECT_EQ(json.at("period_s"), 3600);
  EXPECT_EQ(json.at("knee_s"), 600);
  EXPECT_EQ(json.at("shared_volumes"), 3);
  ASSERT_EQ(json.at("gaps").size(), 4U);
  const auto& level = json.at("gaps").at(2);
  EXPECT_EQ(level.at("no_loss"), 0.95);
  EXPECT_EQ(level.at("gap_s"), 600);
  EXPECT_EQ(level.at("until_s"), 2700);
  EXPECT_EQ(level.at("shown"), false);
  EXPECT_EQ(level.at("replications_needed"), 59);
  ASSERT_EQ(json.at("points").size(), 12U);
  const auto& p = json.at("points").at(1);
  EXPECT_EQ(p.at("gap_s"), 300);
  EXPECT_EQ(p.at("nights"), 200);
  EXPECT_EQ(p.at("nights_with_loss"), 100);
  EXPECT_EQ(p.at("loss_probability"), 0.5);
  EXPECT_EQ(p.at("replications"), 20);
}

TEST(SpacingJson, WhatIsNotThereIsNull) {
  const Curve curve = drawn({1, 1}, 20);
  const auto json = nlohmann::json::parse(curve_json(curve, findings_of(curve)));
  EXPECT_TRUE(json.at("knee_s").is_null());
  EXPECT_TRUE(json.at("gaps").at(0).at("gap_s").is_null());
  EXPECT_TRUE(json.at("gaps").at(0).at("replications_needed").is_null());
  EXPECT_EQ(json.at("gaps").at(0).at("shown"), false);
  EXPECT_EQ(json.at("no_gap_helps"), true);
}

TEST(SpacingText, HasARowWithABarForEachGap) {
  const Curve curve = drawn(kShares, 20);
  const std::string text = curve_text(curve, findings_of(curve));
  EXPECT_THAT(text, StartsWith("drawn (Longhorn 1.8.2): y after x\n"));
  EXPECT_THAT(text, HasSubstr("at least 86.1 %  " + std::string(40, '#') + "\n"));
  EXPECT_THAT(text, HasSubstr(" " + std::string(20, '#') + "\n"));
  EXPECT_THAT(text, HasSubstr("none seen  at most 13.9 %\n"));
  EXPECT_THAT(text, HasSubstr("100 of 200"));
}

TEST(SpacingSvg, IsSelfContainedAndNamesItsParts) {
  const Curve curve = drawn(kShares, 20);
  const std::string svg = curve_svg(curve, findings_of(curve));
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  for (const char* part :
       {"y after x", "knee; 95 % of nights without loss: 10 min (observed, not shown)", "today: 0 min",
        "minutes after x", "nights that lose a backup", "20 replications", "100 %"})
    EXPECT_THAT(svg, HasSubstr(part));
  for (const char* foreign : {"<script", "<image", "href", "url(", "@import", "<style"})
    EXPECT_THAT(svg, Not(HasSubstr(foreign)));
  EXPECT_EQ(svg, curve_svg(curve, findings_of(curve)));
  EXPECT_LT(svg.size(), 8000U);
}

TEST(SpacingSvg, EscapesNamesAndSaysWhenNoGapHelps) {
  Curve curve = drawn({1, 1}, 20);
  curve.first = "<a&\"b\">";
  const std::string svg = curve_svg(curve, findings_of(curve));
  EXPECT_THAT(svg, HasSubstr("&lt;a&amp;&quot;b&quot;&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<a&")));
  EXPECT_THAT(svg, HasSubstr("No gap helps"));
  EXPECT_THAT(svg, Not(HasSubstr("knee")));
}

TEST(SpacingSvg, DrawsEveryPointWhereItBelongs) {
  // One point alone, at 100 %: the upper left corner of the plot.
  Curve curve = drawn({1, 0}, 20);
  const std::string svg = curve_svg(curve, findings_of(curve));
  EXPECT_THAT(svg, HasSubstr("<circle cx=\"74.0\" cy=\"118.0\""));
  // 0 % at half of the period: the middle of the lower edge. Then back to 100 % at the period.
  EXPECT_THAT(svg, HasSubstr("<circle cx=\"403.0\" cy=\"406.0\""));
  EXPECT_THAT(svg, HasSubstr("points=\"74.0,118.0 403.0,406.0 732.0,118.0\""));
}

}  // namespace
}  // namespace headway::spacing
