// Every shipped scenario under every Longhorn version that was traced, by `--set platform.longhorn=`.
//
// What a scenario expects is said of its own version and need not hold under another; that it plays, and that
// every due backup has its one outcome, must. What asks for something that a version does not have is refused
// with a sentence; kRefused lists these pairs, and a pair that is not in the list must play.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "tests/longhorn/played_scenario.h"

namespace headway::tests {
namespace {

constexpr std::array<const char*, 9> kTraced = {"1.6.4",  "1.7.2",  "1.7.4",  "1.8.2",      "1.9.3",
                                                "1.10.2", "1.11.3", "1.12.1", "development"};

struct Refusal {
  std::string_view scenario;
  std::string_view first, last;  ///< versions, both inclusive
  std::string_view message;      ///< part of it
};

constexpr std::string_view kFull = "no full backups at intervals, 1.7.0 was the first";
constexpr std::string_view kBack = "Longhorn does not go back";
constexpr std::array<Refusal, 4> kRefused = {{
    {"delete-starvation", "1.6.4", "1.6.4", kFull},
    {"system-backup", "1.6.4", "1.8.2", "no RecurringJobs of system backups, 1.9.0 was the first"},
    {"upgrade-1.7.2-to-1.8.0", "1.6.4", "1.6.4", kFull},
    {"upgrade-1.7.2-to-1.8.0", "1.8.2", "development", kBack},
}};

std::size_t place(std::string_view version) {
  const auto at = std::find(kTraced.begin(), kTraced.end(), version);
  EXPECT_NE(at, kTraced.end()) << version;
  return static_cast<std::size_t>(at - kTraced.begin());
}

const Refusal* refusal(std::string_view scenario, std::string_view version) {
  for (const Refusal& refused : kRefused)
    if (refused.scenario == scenario && place(refused.first) <= place(version) &&
        place(version) <= place(refused.last))
      return &refused;
  return nullptr;
}

/// What makes a long scenario short.
std::vector<std::string> shortened(const std::string& scenario) {
  if (scenario == kYearAtFullSize) return {"time.horizon=30h"};
  return {};
}

class ScenarioOnVersion : public testing::TestWithParam<std::tuple<std::string, const char*>> {};

std::string case_name(const testing::TestParamInfo<std::tuple<std::string, const char*>>& pair) {
  return identifier({std::get<0>(pair.param) + "_on_" + std::get<1>(pair.param), pair.index});
}
INSTANTIATE_TEST_SUITE_P(Scenarios, ScenarioOnVersion,
                         testing::Combine(testing::ValuesIn(shipped()), testing::ValuesIn(kTraced)),
                         case_name);

TEST_P(ScenarioOnVersion, PlaysOrIsRefused) {
  const auto& [scenario, version] = GetParam();
  std::vector<std::string> settings = shortened(scenario);
  settings.push_back(std::string("platform.longhorn=") + version);
  const io::ReadResult read = read_shipped(scenario, settings);
  if (const Refusal* const refused = refusal(scenario, version)) {
    ASSERT_FALSE(read.scenario.has_value()) << "plays now: take it out of kRefused";
    EXPECT_THAT(io::format_errors(read), testing::HasSubstr(std::string(refused->message)));
    return;
  }
  ASSERT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  const Played played = play_shipped(scenario, settings, 1, 1);
  EXPECT_EQ(played.scenario.platform.longhorn, version);
  const auto backups = forecast::outcomes_of(played.forecast, record::OperationKind::backup);
  EXPECT_EQ(
      backups.completed + backups.completed_late + backups.failed + backups.skipped + backups.unfinished,
      backups.due);
  EXPECT_LE(backups.lost, backups.due);
  const auto machines = forecast::outcomes_of(played.forecast, record::OperationKind::vm_backup);
  EXPECT_EQ(
      machines.completed + machines.completed_late + machines.failed + machines.skipped + machines.unfinished,
      machines.due);
  EXPECT_GT(backups.due + machines.due + static_cast<std::int64_t>(played.scenario.transfers.size()), 0);
}

// The way from 1.7.2 to every version that has it before it, in the middle of the same six days.
TEST(TracedVersions, AreReachedByAnUpgrade) {
  for (std::size_t v = place("1.7.4"); v < kTraced.size(); ++v) {
    const Played played =
        play_shipped("upgrade-1.7.2-to-1.8.0", {std::string("events.0.longhorn=") + kTraced[v]}, 1, 1);
    ASSERT_EQ(played.scenario.events.size(), 1U) << kTraced[v];
    EXPECT_EQ(played.scenario.events[0].platform->longhorn, kTraced[v]);
    EXPECT_GT(forecast::outcomes_of(played.forecast, record::OperationKind::backup).completed, 0)
        << kTraced[v];
  }
}

}  // namespace
}  // namespace headway::tests
