#include "sim/io/results/results_folder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "sim/io/results/manifest.h"
#include "sim/io/results/results_error.h"
#include "sim/io/results/tables.h"
#include "tests/analysis/scratch.h"

namespace headway::results {
namespace {

namespace fs = std::filesystem;

/// What() of the error that `act` throws; empty when it throws none.
template <class Act>
std::string error_of(Act act) {
  try {
    act();
  } catch (const ResultsError& error) {
    return error.what();
  }
  return {};
}

void write_old(const fs::path& folder) {
  fs::create_directories(folder);
  std::ofstream(folder / "old.txt") << "old";
}

TEST(ResultsFolder, AppearsWhenCompleteAndNotBefore) {
  const tests::Scratch scratch;
  const fs::path wanted = scratch.path() / "night";
  ResultsFolder folder(wanted, false);
  folder.write("summary.json", "{}\n");
  EXPECT_FALSE(fs::exists(wanted));
  folder.complete();
  EXPECT_EQ(tests::content(wanted / "summary.json"), "{}\n");
  EXPECT_EQ(scratch.entries(), 1u);
}

TEST(ResultsFolder, LeavesNothingWhenAbandoned) {
  const tests::Scratch scratch;
  {
    ResultsFolder folder(scratch.path() / "night", false);
    folder.write("summary.json", "{}\n");
    EXPECT_EQ(scratch.entries(), 1u);
  }
  EXPECT_EQ(scratch.entries(), 0u);
}

TEST(ResultsFolder, RefusesAnExistingFolderWithoutForce) {
  const tests::Scratch scratch;
  const fs::path wanted = scratch.path() / "night";
  write_old(wanted);
  EXPECT_EQ(error_of([&] { ResultsFolder folder(wanted, false); }),
            wanted.string() + " exists; --force replaces it");
  EXPECT_EQ(tests::content(wanted / "old.txt"), "old");
}

TEST(ResultsFolder, ReplacesInOneStep) {
  const tests::Scratch scratch;
  const fs::path wanted = scratch.path() / "night";
  write_old(wanted);
  ResultsFolder folder(wanted, true);
  folder.write("new.txt", "new");
  EXPECT_EQ(tests::content(wanted / "old.txt"), "old")
      << "the old results stand until the new ones are complete";

  // Somebody looks all the time: the folder must never be missing.
  std::atomic<bool> done{false}, looking{false};
  std::atomic<int> missing{0};
  std::thread watcher([&] {
    while (!done) {
      missing += !fs::exists(wanted);
      looking = true;
    }
  });
  while (!looking) std::this_thread::yield();
  folder.complete();
  done = true;
  watcher.join();
  EXPECT_EQ(missing, 0);
  EXPECT_EQ(tests::content(wanted / "new.txt"), "new");
  EXPECT_FALSE(fs::exists(wanted / "old.txt"));
  EXPECT_EQ(scratch.entries(), 1u);
}

TEST(ResultsFolder, AbandonedReplacementKeepsTheOld) {
  const tests::Scratch scratch;
  const fs::path wanted = scratch.path() / "night";
  write_old(wanted);
  {
    ResultsFolder folder(wanted, true);
    folder.write("new.txt", "new");
  }
  EXPECT_EQ(tests::content(wanted / "old.txt"), "old");
  EXPECT_EQ(scratch.entries(), 1u);
}

TEST(ResultsFolder, DoesNotOverwriteWhatAppearedMeanwhile) {
  const tests::Scratch scratch;
  const fs::path wanted = scratch.path() / "night";
  {
    ResultsFolder folder(wanted, false);
    write_old(wanted);
    EXPECT_NE(error_of([&] { folder.complete(); }).find("has come into being meanwhile"), std::string::npos);
  }
  EXPECT_EQ(tests::content(wanted / "old.txt"), "old");
  EXPECT_EQ(scratch.entries(), 1u);
}

TEST(ResultsFolder, RefusesFilesAndTheWorkingDirectory) {
  const tests::Scratch scratch;
  std::ofstream(scratch.path() / "file") << "x";
  EXPECT_NE(error_of([&] { ResultsFolder f(scratch.path() / "file", true); }).find("is no folder"),
            std::string::npos);
  EXPECT_NE(error_of([&] { ResultsFolder f(".", true); }).find("working directory"), std::string::npos);
  EXPECT_NE(error_of([&] { ResultsFolder f("/", true); }), "");
}

TEST(ResultsFolder, TrailingSlashParentsAndLinks) {
  const tests::Scratch scratch;
  {
    ResultsFolder folder(scratch.path() / "a" / "b" / "", false);  // "a/b/", neither exists
    folder.write("x", "1");
    folder.complete();
  }
  EXPECT_EQ(tests::content(scratch.path() / "a" / "b" / "x"), "1");
  // A link to a folder: what it leads to is replaced, the link stays.
  fs::create_directory_symlink(scratch.path() / "a" / "b", scratch.path() / "link");
  ResultsFolder folder(scratch.path() / "link", true);
  folder.write("x", "2");
  folder.complete();
  EXPECT_TRUE(fs::is_symlink(scratch.path() / "link"));
  EXPECT_EQ(tests::content(scratch.path() / "a" / "b" / "x"), "2");
}

TEST(ResultsFolder, AnUnwritableParentIsAnErrorWithItsReason) {
  const std::string error = error_of([] { ResultsFolder folder("/proc/headway-results", false); });
  EXPECT_NE(error.find("/proc"), std::string::npos) << error;
  EXPECT_NE(error.find("cannot create"), std::string::npos) << error;
}

TEST(Manifest, ListsFilesWithRowsAndColumns) {
  const tests::Scratch scratch;
  ResultsFolder folder(scratch.path() / "night", false);
  folder.write("summary.json", "{}\n");
  const MetricRow rows[] = {{"backups.lost_share", 0.5, kUnknown, kUnknown, 1, "none, \"at all\""}};
  write_metrics(folder, rows);
  EXPECT_EQ(
      tests::content(folder.path_of("metrics.csv")),
      "metric,value,ci_low,ci_high,n,method\r\nbackups.lost_share,0.5,,,1,\"none, \"\"at all\"\"\"\r\n");

  Manifest manifest;
  manifest.arguments = {"run", "a \"b\""};
  manifest.wall_s = 0.25;
  const auto json = nlohmann::json::parse(manifest_json(manifest, folder.files()));
  EXPECT_EQ(json["arguments"][1], "a \"b\"");
  EXPECT_EQ(json["files"][0], (nlohmann::json{{"name", "summary.json"}}));
  EXPECT_EQ(json["files"][1]["rows"], 1);
  EXPECT_EQ(json["files"][1]["columns"][0], (nlohmann::json{{"name", "metric"}, {"type", "text"}}));
  EXPECT_TRUE(json["zone_data"].is_null());
}

TEST(Manifest, ScenarioHashIsFnv1a) {
  // The published test values of 64-bit FNV-1a.
  EXPECT_EQ(scenario_hash(""), "fnv1a64:cbf29ce484222325");
  EXPECT_EQ(scenario_hash("a"), "fnv1a64:af63dc4c8601ec8c");
  EXPECT_EQ(scenario_hash("foobar"), "fnv1a64:85944171f73967e8");
}

}  // namespace
}  // namespace headway::results
