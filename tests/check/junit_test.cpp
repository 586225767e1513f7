// The XML is read back by somebody else's parser.
#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "tests/check/suites.h"

namespace headway::check {
namespace {

using boost::property_tree::ptree;

ptree parsed(const std::string& xml) {
  std::istringstream in(xml);
  ptree tree;
  read_xml(in, tree);
  return tree;
}

std::vector<ptree> children(const ptree& tree, const std::string& name) {
  std::vector<ptree> found;
  for (const auto& [key, child] : tree)
    if (key == name) found.push_back(child);
  return found;
}

std::string attribute(const ptree& tree, const std::string& name) {
  return tree.get<std::string>("<xmlattr>." + name);
}

TEST(Junit, HasASuiteForEachScenarioAndACaseForEachLine) {
  const auto suites = tests::findings();
  const ptree root = parsed(junit_xml(suites)).get_child("testsuites");
  EXPECT_EQ(attribute(root, "tests"), "4");
  EXPECT_EQ(attribute(root, "failures"), "1");
  EXPECT_EQ(attribute(root, "errors"), "1");
  const auto read = children(root, "testsuite");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(attribute(read[0], "name"), "good");
  EXPECT_EQ(attribute(read[0], "tests"), "2");
  EXPECT_EQ(attribute(read[0], "failures"), "0");
  const auto good = children(read[0], "testcase");
  ASSERT_EQ(good.size(), 2U);
  EXPECT_EQ(attribute(good[0], "name"), "expect: backups.lost_share at most 0");
  EXPECT_EQ(attribute(good[0], "classname"), "good");
  EXPECT_EQ(attribute(good[1], "name"), "baseline: backups.lost at most 0 above the baseline");
  EXPECT_TRUE(children(good[0], "failure").empty());
}

TEST(Junit, TheReasonIsInTheBodyWhateverItHolds) {
  const auto suites = tests::findings();
  const ptree root = parsed(junit_xml(suites)).get_child("testsuites");
  const ptree suite = children(root, "testsuite").at(1);
  EXPECT_EQ(attribute(suite, "name"), "<b> & \"quotes\" 'too'");
  const auto bad = children(suite, "testcase");
  ASSERT_EQ(bad.size(), 2U);
  const ptree failure = bad[0].get_child("failure");
  EXPECT_EQ(attribute(failure, "message"), "x at most 1 <of> \"all\"");
  // A control character, a byte that is no UTF-8 and U+FFFE are each replaced by U+FFFD.
  EXPECT_EQ(failure.data(),
            "First line.\nSecond \t& <last> ]]> \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD line, \xC3\xBC.");
  EXPECT_EQ(bad[1].get_child("error").data(), "bad.json:1:2: expected <this>");
  EXPECT_EQ(attribute(bad[1], "name"), "input: scenario");
}

TEST(Junit, NothingJudgedIsStillADocument) {
  EXPECT_EQ(attribute(parsed(junit_xml({})).get_child("testsuites"), "tests"), "0");
}

}  // namespace
}  // namespace headway::check
