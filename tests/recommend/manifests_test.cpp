// What a recommendation asks people to apply: YAML that reads back, and a diff that patch(1) applies.
#include "analysis/recommend/manifests.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

namespace fs = std::filesystem;

/// Every job moved to half past.
Recommendation moved(const std::vector<std::string>& names) {
  Small small;
  small.schedules.clear();
  for (const std::string& name : names)
    small.schedules += (small.schedules.empty() ? "" : ",") + job(name, "0 2 * * *", 3, 9);
  Recommendation r;
  r.before = r.after = read(small);
  for (std::uint32_t j = 0; j < r.after.jobs.size(); ++j) {
    r.after.jobs[j].cron = "30 2 * * *";
    r.changes.push_back({j, "0 2 * * *", "30 2 * * *", 30, "", ""});
  }
  return r;
}

/// As a reader of YAML's core schema has it: what is not quoted may be a number or a truth value.
void expect_text(const YAML::Node& node, const std::string& text) {
  EXPECT_EQ(node.as<std::string>(), text);
  if (node.Tag() == "!") return;  // quoted
  double number = 0;
  bool truth = false;
  EXPECT_FALSE(YAML::convert<double>::decode(node, number)) << text << " reads as a number";
  EXPECT_FALSE(YAML::convert<bool>::decode(node, truth)) << text << " reads as a truth value";
  EXPECT_FALSE(node.IsNull());
  EXPECT_EQ(text.find(':'), std::string::npos) << text << " may read as a time";
}

TEST(Manifests, ReadBackWhateverTheName) {
  const std::vector<std::string> names = {"daily", "123",     "1e3",  "true", "no",         "12:30", "a/b",
                                          "a.b",   "x@y:z/1", "null", "0x1f", "2026-01-05", "Y",     "A_b-c"};
  const Recommendation r = moved(names);
  const auto manifests = manifests_of(r);
  ASSERT_EQ(manifests.size(), names.size());
  std::set<std::string> files;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const YAML::Node yaml = YAML::Load(manifests[i].text);
    EXPECT_EQ(yaml["apiVersion"].as<std::string>(), "longhorn.io/v1beta2");
    EXPECT_EQ(yaml["kind"].as<std::string>(), "RecurringJob");
    EXPECT_EQ(yaml["metadata"]["namespace"].as<std::string>(), "longhorn-system");
    expect_text(yaml["metadata"]["name"], names[i]);
    expect_text(yaml["spec"]["name"], names[i]);
    expect_text(yaml["spec"]["cron"], "30 2 * * *");
    EXPECT_EQ(yaml["spec"]["task"].as<std::string>(), "backup");
    EXPECT_EQ(yaml["spec"]["retain"].as<int>(), 9);
    EXPECT_EQ(yaml["spec"]["concurrency"].as<int>(), 3);
    ASSERT_EQ(yaml["spec"]["groups"].size(), 1U);
    EXPECT_EQ(yaml["spec"]["groups"][0].as<std::string>(), "default");
    EXPECT_EQ(manifests[i].file.find('/'), std::string::npos) << "a file of the folder itself";
    files.insert(manifests[i].file);
    EXPECT_EQ(manifests[i].text.back(), '\n');
  }
  EXPECT_EQ(files.size(), names.size()) << "no two share a file";
  EXPECT_EQ(manifests[0].file, "recurringjob-daily.yaml");
}

TEST(Manifests, ACronLineIsQuotedWithItsStars) {
  Recommendation r = moved({"daily"});
  for (const std::string cron : {"*/20 * * * *", "CRON_TZ=Europe/Berlin 5 2 * * 1-5", "@daily"}) {
    r.after.jobs[0].cron = cron;
    EXPECT_EQ(YAML::Load(manifests_of(r)[0].text)["spec"]["cron"].as<std::string>(), cron);
  }
}

TEST(Manifests, OnlyWhatMovesHasOne) {
  Recommendation r = moved({"a", "b"});
  r.changes.erase(r.changes.begin());
  ASSERT_EQ(manifests_of(r).size(), 1U);
  EXPECT_EQ(manifests_of(r)[0].file, "recurringjob-b.yaml");
  r.changes.clear();
  EXPECT_EQ(manifests_diff(r), "");
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Manifests, TheDiffAppliesToTodaysAndGivesTheNewOnes) {
  if (std::system("patch --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no patch(1) on this machine";
  const Recommendation r = moved({"daily", "123", "a/b"});
  Recommendation back = r;
  std::swap(back.before, back.after);
  std::string name = (fs::temp_directory_path() / "headway-patch-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  for (const Manifest& today : manifests_of(back)) std::ofstream(folder / today.file) << today.text;
  std::ofstream(folder / "d") << manifests_diff(r);
  const std::string command = "cd " + folder.string() + " && patch --fuzz=0 -p1 <d >out 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << slurp(folder / "out");
  for (const Manifest& then : manifests_of(r)) EXPECT_EQ(slurp(folder / then.file), then.text) << then.file;
  fs::remove_all(folder);
}

}  // namespace
}  // namespace headway::recommend
