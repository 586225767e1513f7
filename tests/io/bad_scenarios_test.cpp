// Wrong scenarios, one mistake each (a few with several): tests/data/bad/NNN-name.json, and in
// NNN-name.expected what must be said about it, an error a line. A line may leave out parts that other tests
// own: its pieces around " …" must stand in the error in this order.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/io/scenario_reader.h"

namespace headway::io {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> bad_scenarios() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fs::path(HEADWAY_TEST_DATA) / "bad")) {
    if (entry.path().extension() == ".json") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool matches(const std::string& expected, const std::string& error) {
  static const std::string kGap = " …";
  std::size_t from = 0, at = 0;
  while (from <= expected.size()) {
    const auto end = std::min(expected.find(kGap, from), expected.size());
    const std::string piece = expected.substr(from, end - from);
    const auto found = error.find(piece, at);
    if (found == std::string::npos || (from == 0 && found != 0)) return false;
    at = found + piece.size();
    if (end == expected.size()) return at == error.size() || piece.empty();
    from = end + kGap.size();
  }
  return true;
}

class BadScenario : public testing::TestWithParam<fs::path> {};

TEST_P(BadScenario, IsRefusedWithItsMessage) {
  const fs::path path = GetParam();
  const auto result = read_scenario(content_of(path), path.filename().string());
  EXPECT_FALSE(result.scenario);
  std::istringstream lines(content_of(fs::path(path).replace_extension(".expected")));
  std::vector<std::string> expected;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) expected.push_back(line);
  }
  ASSERT_FALSE(expected.empty());
  ASSERT_EQ(result.errors.size(), expected.size()) << format_errors(result);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(matches(expected[i], result.errors[i].format()))
        << "expected: " << expected[i] << "\nsaid:     " << result.errors[i].format();
  }
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, BadScenario, testing::ValuesIn(bad_scenarios()), name_of);

TEST(BadScenarios, AreMany) {
  EXPECT_GE(bad_scenarios().size(), 70u);
}

TEST(BadScenarios, MatchingIsStrict) {
  EXPECT_TRUE(matches("a: b …; c", "a: b x y; c"));
  EXPECT_TRUE(matches("a …", "a: b"));
  EXPECT_FALSE(matches("a: b", "a: b c"));
  EXPECT_FALSE(matches("a …; c", "a: b; d"));
  EXPECT_FALSE(matches("b", "a: b"));
}

}  // namespace
}  // namespace headway::io
