// Levers: each is the scenario with one thing changed, and nothing else.
#include "analysis/recommend/levers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "sim/io/scenario_writer.h"
#include "sim/model/presets.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

Small two() {
  Small small;
  small.schedules = job("hourly", "0 * * * *", 2, 24) + "," + job("daily", "0 2 * * *", 3, 7);
  small.volumes.replace(small.volumes.rfind('}'), 1, R"(, "backups": {"hourly": 24, "daily": 3}})");
  small.windows = R"({"allowed": [{"cron": "0 22 * * *", "for": "8h", "schedules": ["daily"]}]})";
  return small;
}

/// Paths of the written scenario that differ.
std::vector<std::string> changed_paths(const model::Scenario& a, const model::Scenario& b) {
  std::vector<std::string> paths;
  const auto left = nlohmann::json::parse(io::write_scenario(a)),
             right = nlohmann::json::parse(io::write_scenario(b));
  for (const auto& step : nlohmann::json::diff(left, right)) paths.push_back(step.at("path"));
  return paths;
}

TEST(Levers, EachChangesOneThing) {
  Small small = two();
  small.longhorn = "1.10.2";  // the oldest traced one with all kinds
  const model::Scenario s = read(small);
  const std::map<std::string, std::string> where = {
      {"retain", "/schedules/[01]/retain|/volumes/[0-9]+/backups/(hourly|daily)"},
      {"concurrency", "/schedules/[01]/concurrency"},
      {"threads", "/platform/overrides/create.threads_per_backup"},
      {"block_size", "/volumes/[0-9]+/block_size"},
      {"version", "/platform/.*"},
      {"period", "/schedules/[01]/cron"},
      {"bandwidth", "/targets/0/write"},
      {"window", "/windows/allowed/0/for"}};
  std::set<std::string> seen;
  for (const Lever& lever : relaxations_of(s, {0, 1})) {
    seen.insert(lever.lever);
    ASSERT_TRUE(where.contains(lever.lever)) << lever.lever;
    const auto paths = changed_paths(s, lever.changed);
    EXPECT_FALSE(paths.empty()) << lever.lever << " of " << lever.of;
    EXPECT_THAT(paths, Each(testing::Truly([&](const std::string& path) {
                  return std::regex_match(path, std::regex(where.at(lever.lever)));
                })))
        << lever.lever;
    EXPECT_NE(lever.from, lever.to);
  }
  EXPECT_EQ(seen.size(), where.size()) << "all kinds are here";
}

TEST(Levers, SingleOnesAreNoRelaxations) {
  Small small = two();
  small.longhorn = "1.10.2";
  std::set<std::string> names;
  for (const Lever& lever : levers_of(read(small), {0, 1})) names.insert(lever.lever);
  EXPECT_THAT(names, ElementsAre("block_size", "concurrency", "retain", "threads", "version"));
}

TEST(Levers, LargeBlocksAreOfferedWhereLonghornHasThem) {
  // A volume's backup block size came with 1.10.0; 1.9.3 has 2 MiB blocks only.
  const auto offered = [](const std::string& version, const std::string& block_size) {
    Small small;
    small.longhorn = version;
    small.volumes.replace(small.volumes.rfind('}'), 1, R"(, "block_size": ")" + block_size + "\"}");
    for (const Lever& lever : levers_of(read(small), {0}))
      if (lever.lever == "block_size") {
        EXPECT_EQ(lever.to, "16Mi");
        for (const model::Volume& volume : lever.changed.volumes)
          EXPECT_EQ(volume.block_size, Bytes{16 * kMiB});
        return true;
      }
    return false;
  };
  for (const std::string version : {"1.6.4", "1.7.2", "1.8.2", "1.9.3"})
    EXPECT_FALSE(offered(version, "2Mi")) << version;
  for (const std::string version : {"1.10.0", "1.10.2", "1.11.3", "1.12.1", "development"}) {
    EXPECT_TRUE(offered(version, "2Mi")) << version;
    EXPECT_FALSE(offered(version, "16Mi")) << version;
  }
}

TEST(Levers, RetainIsHalvedAndSoAreTheBackupsThatExist) {
  for (const Lever& lever : levers_of(read(two()), {0, 1})) {
    if (lever.lever != "retain") continue;
    const bool hourly = lever.of == "hourly";
    EXPECT_EQ(lever.from, hourly ? "24" : "7");
    EXPECT_EQ(lever.to, hourly ? "12" : "3");
    for (const model::Volume& volume : lever.changed.volumes)
      for (const auto& [name, count] : volume.backups)
        EXPECT_EQ(count, name == "hourly" ? (hourly ? 12 : 24) : 3) << "there were 24 and 3";
  }
  Small once = two();
  once.schedules = job("hourly", "0 * * * *", 2, 1) + "," + job("daily", "0 2 * * *", 1, 1);
  for (const Lever& lever : levers_of(read(once), {0, 1})) EXPECT_NE(lever.lever, "retain");
}

TEST(Levers, ConcurrencyStaysWithinWhatThereIsToDo) {
  const model::Scenario s = read(two());  // three volumes
  std::vector<std::string> steps;
  for (const Lever& lever : levers_of(s, {0, 1}))
    if (lever.lever == "concurrency") steps.push_back(lever.of + " " + lever.to);
  EXPECT_THAT(steps, ElementsAre("hourly 1", "hourly 4", "daily 1")) << "three at once are all already";
}

TEST(Levers, OnlyTheSchedulesAskedFor) {
  for (const Lever& lever : relaxations_of(read(two()), {1})) EXPECT_NE(lever.of, "hourly");
}

TEST(Levers, AVersionKeepsTheOverridesAndTakesEverythingElseFromThePreset) {
  Small small = two();
  small.longhorn = "1.7.2";
  small.overrides = R"({"create.threads_per_backup": 5, "lock.check_wait": "3s"})";
  const model::Scenario s = read(small);
  std::vector<std::string> versions;
  for (const Lever& lever : levers_of(s, {0})) {
    if (lever.lever != "version") continue;
    versions.push_back(lever.to);
    EXPECT_EQ(lever.from, "1.7.2");
    EXPECT_EQ(lever.changed.platform.longhorn, lever.to);
    model::Parameters expected = *model::preset(lever.to, "1.30");
    EXPECT_EQ(lever.changed.platform.parameters.create_threads_per_backup, 5);
    EXPECT_EQ(lever.changed.platform.parameters.lock_check_wait, seconds{3});
    EXPECT_EQ(lever.changed.platform.parameters.delete_asynchronous, expected.delete_asynchronous);
    // As if the version had been set in the file.
    Small later = small;
    later.longhorn = lever.to;
    EXPECT_EQ(io::write_scenario(read(later)), io::write_scenario(lever.changed)) << lever.to;
  }
  EXPECT_FALSE(versions.empty());
  EXPECT_THAT(versions, testing::Contains("1.8.2"));
  EXPECT_THAT(versions, testing::Contains("1.7.4")) << "from 1.7.3 on a backup is not Pending for ever";
  small.longhorn = "1.7.3";
  for (const Lever& lever : levers_of(read(small), {0}))
    EXPECT_NE(lever.to, "1.7.4") << "the same rules as 1.7.3";
  small.longhorn = "1.12.1";
  for (const Lever& lever : levers_of(read(small), {0}))
    EXPECT_TRUE(lever.lever != "version" || lever.to == "development") << lever.to;
}

/// What becomes of a line; empty when nothing does.
std::string rarer(const std::string& cron, double* size = nullptr) {
  Small small;
  small.schedules = job("a", cron);
  for (const Lever& lever : relaxations_of(read(small), {0}))
    if (lever.lever == "period") {
      if (size != nullptr) *size = lever.size;
      EXPECT_EQ(lever.changed.jobs[0].cron, lever.to);
      return lever.to;
    }
  return "";
}

TEST(Levers, EveryOtherRun) {
  EXPECT_EQ(rarer("0 * * * *"), "0 */2 * * *");
  EXPECT_EQ(rarer("25 * * * *"), "25 */2 * * *");
  EXPECT_EQ(rarer("@hourly"), "0 */2 * * *");
  EXPECT_EQ(rarer("*/15 * * * *"), "0,30 * * * *");
  EXPECT_EQ(rarer("30 1,13 * * *"), "30 1 * * *");
  EXPECT_EQ(rarer("0 */6 * * *"), "0 0,12 * * *");
  // An odd number: every third, since every other would leave two neighbours.
  double size = 0;
  EXPECT_EQ(rarer("0 */8 * * *", &size), "0 0 * * *");
  EXPECT_EQ(size, std::log2(3));
  EXPECT_EQ(rarer("*/20 * * * *"), "0 * * * *");
  EXPECT_EQ(rarer("*/12 * * * *"), "0 * * * *") << "one of five";
}

TEST(Levers, NoRarerLineWhereNoneCanSayIt) {
  for (const std::string cron : {"0 2 * * *", "@daily", "@every 5h", "0 * * * 1-5", "0 * 1 * *", "0 * * 6 *",
                                 "*/30 8-17 * * *", "CRON_TZ=Europe/Berlin 0 * * * *"})
    EXPECT_EQ(rarer(cron), "") << cron;
  Small pinned;
  pinned.schedules = job("a", "0 * * * *");
  pinned.windows = R"({"pinned": ["a"]})";
  for (const Lever& lever : relaxations_of(read(pinned), {0})) EXPECT_NE(lever.lever, "period");
}

TEST(Levers, RelaxationsComeSmallestFirst) {
  double last = 0;
  for (const Lever& lever : relaxations_of(read(two()), {0, 1})) {
    EXPECT_GE(lever.size, last);
    last = lever.size;
  }
  EXPECT_GT(last, 2);
}

TEST(Levers, AWindowThatIsAlwaysOpenIsNotWidened) {
  Small small = two();
  small.windows = R"({"allowed": [{"cron": "0 22 * * *", "for": "20h"}]})";
  std::vector<std::string> to;
  for (const Lever& lever : relaxations_of(read(small), {0}))
    if (lever.lever == "window") to.push_back(lever.to);
  EXPECT_THAT(to, ElementsAre("1d")) << "25 h would be the whole day";
}

}  // namespace
}  // namespace headway::recommend
