#include "sim/io/name_range.h"

#include <gtest/gtest.h>

#include "scenario_text.h"

namespace headway::io {
namespace {

std::int64_t value_of(std::string_view formula, std::int64_t i) {
  const auto parsed = parse_name_pattern("x{" + std::string(formula) + "}");
  EXPECT_TRUE(parsed.pattern) << formula << ": " << parsed.expected;
  return parsed.pattern ? evaluate(*parsed.pattern->formula(), i).value_or(-1) : -2;
}

TEST(NamePattern, PlainNamesHaveNoBraces) {
  const auto parsed = parse_name_pattern("data-001");
  ASSERT_TRUE(parsed.pattern);
  EXPECT_EQ(parsed.pattern->prefix, "data-001");
  EXPECT_EQ(parsed.pattern->range(), nullptr);
}

TEST(NamePattern, RangesKeepTheirZeros) {
  const auto parsed = parse_name_pattern("data-{001..120}-x");
  ASSERT_TRUE(parsed.pattern && parsed.pattern->range());
  const Range range = *parsed.pattern->range();
  EXPECT_EQ(range.size(), 120);
  EXPECT_EQ(range.width, 3u);
  EXPECT_EQ(parsed.pattern->with(7, range.width), "data-007-x");
  EXPECT_EQ(parse_name_pattern("n{8..12}").pattern->range()->width, 1u);
  EXPECT_EQ(parse_name_pattern("n{00..9}").pattern->range()->width, 2u);
}

TEST(NamePattern, WhatIsNone) {
  for (const auto* text :
       {"a{", "a}", "}{", "a{}", "a{1..}", "a{..2}", "a{3..2}", "a{1..2}{1..2}", "a{{1..2}}", "a{-1..2}",
        "a{j}", "a{i+}", "a{(i}", "a{i)}", "a{i i}", "a{2i}", "a{1...2}", "a{1..9999999999999999999}"}) {
    const auto parsed = parse_name_pattern(text);
    EXPECT_FALSE(parsed.pattern) << text;
    EXPECT_FALSE(parsed.expected.empty()) << text;
  }
}

TEST(Formula, Arithmetic) {
  EXPECT_EQ(value_of("i", 7), 7);
  EXPECT_EQ(value_of("i*2-1", 7), 13);
  EXPECT_EQ(value_of("i*2+1", 7), 15);
  EXPECT_EQ(value_of("1+i*2", 7), 15);     // products first
  EXPECT_EQ(value_of("(i-1)/3+1", 7), 3);  // 6/3 + 1
  EXPECT_EQ(value_of("i/2", 7), 3);        // towards zero
  EXPECT_EQ(value_of("20-i-3", 7), 10);    // from the left
  EXPECT_EQ(value_of("-i+10", 7), 3);
  EXPECT_EQ(value_of(" ( i + 1 ) * 2 ", 7), 16);
}

TEST(Formula, UndefinedValuesAreNone) {
  EXPECT_EQ(value_of("i/0", 7), -1);
  EXPECT_EQ(value_of("i/(i-7)", 7), -1);
  EXPECT_EQ(value_of("i-8", 7), -1);
  EXPECT_EQ(value_of("i*999999999999999999*99", 7), -1);  // overflow
}

TEST(Names, Charset) {
  EXPECT_TRUE(is_name("pvc-0a1b2c_3.x/y:z@1"));
  EXPECT_FALSE(is_name(""));
  EXPECT_FALSE(is_name("-a"));
  EXPECT_FALSE(is_name("a b"));
  EXPECT_FALSE(is_name("ä"));
  EXPECT_FALSE(is_name(std::string(254, 'a')));
}

constexpr std::string_view kPlaces =
    R"(, "targets": [{"name": "s3", "write": "1Gbit/s"}], "nodes": [{"name": "node{01..10}"}])";

TEST(References, FormulasTakeTheZerosOfWhatTheyReferTo) {
  // The volumes are written with three digits, the nodes with two, the jobs with none.
  const auto s = must_read(bare_scenario(std::string(kPlaces) + R"(,
    "volumes": [{"name": "data-{001..020}", "size": "1Gi", "node": "node{(i+1)/2}", "jobs": ["job-{i}"]}],
    "schedules": [{"kind": "RecurringJob", "name": "job-{1..20}", "cron": "@daily"}])"));
  ASSERT_EQ(s.volumes.size(), 20u);
  EXPECT_EQ(s.nodes[s.volumes[6].node].name, "node04");  // (7 + 1) / 2
  EXPECT_EQ(s.volumes[6].jobs, std::vector<std::string>{"job-7"});
  EXPECT_EQ(s.jobs[6].volumes, std::vector<std::uint32_t>{6});
}

TEST(References, RangesBesideARangeGoInStep) {
  const auto s = must_read(bare_scenario(std::string(kPlaces) + R"(,
    "volumes": [{"name": "data-{1..3}", "size": "1Gi", "node": "node{05..07}"}])"));
  EXPECT_EQ(s.nodes[s.volumes[2].node].name, "node07");
}

TEST(References, GroupsTakeTheZerosOfTheJobs) {
  const auto s = must_read(bare_scenario(std::string(kPlaces) + R"(,
    "volumes": [{"name": "v{001..003}", "size": "1Gi", "groups": ["tenant-{i}"]}],
    "schedules": [{"kind": "RecurringJob", "name": "job-{1..3}", "cron": "@daily", "groups": ["tenant-{i}"]}])"));
  EXPECT_EQ(s.jobs[2].volumes, std::vector<std::uint32_t>{2});
}

TEST(References, RangesInAListBesideAPlainNameAreManyNames) {
  const auto s = must_read(bare_scenario(std::string(kPlaces) + R"(,
    "volumes": [{"name": "v", "size": "1Gi", "jobs": ["job-{2..4}"]}],
    "schedules": [{"kind": "RecurringJob", "name": "job-{1..5}", "cron": "@daily"}])"));
  EXPECT_EQ(s.volumes[0].jobs, (std::vector<std::string>{"job-2", "job-3", "job-4"}));
}

TEST(References, MachinesTakeTheZerosOfTheirVolumes) {
  const std::string volumes = R"(, "volumes": [{"name": "data-{001..120}", "size": "1Gi"}])";
  const auto s = must_read(bare_scenario(std::string(kPlaces) + volumes +
                                         R"(, "virtual_machines": [{"name": "vm-{01..60}",
                                            "volumes": ["data-{i*2-1}", "data-{i*2}"]}])"));
  ASSERT_EQ(s.machines.size(), 60u);
  EXPECT_EQ(s.machines[59].volumes, (std::vector<std::uint32_t>{118, 119}));
  const auto bad = errors_of(bare_scenario(std::string(kPlaces) + volumes +
                                           R"(, "virtual_machines": [{"name": "vm-{001..060}",
                                              "volumes": ["data-{i*2+1}"]}])"));
  EXPECT_NE(bad.find("for one \"data-121\", expected the name of a volume"), std::string::npos) << bad;
}

}  // namespace
}  // namespace headway::io
