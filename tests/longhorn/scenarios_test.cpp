// The shipped scenarios: each keeps what it expects, and the changes its text invites turn the answer over.
#include <gtest/gtest.h>

#include <array>

#include "tests/longhorn/played_scenario.h"
#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

using record::Cause;

/// All but the year at full size, which tests/cli/year_test.cpp plays.
std::vector<std::string> quick() {
  std::vector<std::string> names = shipped();
  EXPECT_EQ(std::erase(names, kYearAtFullSize), 1U);
  return names;
}

class Shipped : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped, testing::ValuesIn(quick()), identifier);

class ShippedFile : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Scenarios, ShippedFile, testing::ValuesIn(shipped()), identifier);

TEST_P(Shipped, KeepsWhatItExpects) {
  const Played played = play_shipped(GetParam());
  const auto verdicts = forecast::judge(played.scenario, played.forecast);
  EXPECT_EQ(verdicts.size(), played.scenario.expect.size());
  EXPECT_FALSE(verdicts.empty()) << "a scenario without expectations shows nothing";
  for (const auto& verdict : verdicts)
    EXPECT_EQ(verdict.status, forecast::Verdict::Status::met)
        << verdict.metric << " " << verdict.demand << ": " << verdict.reason;
}

TEST_P(ShippedFile, HasItsFilesNameAndNoWarnings) {
  const io::ReadResult read = read_shipped(GetParam());
  ASSERT_TRUE(read.scenario.has_value()) << io::format_errors(read);
  EXPECT_EQ(read.scenario->name, GetParam());
  EXPECT_TRUE(read.warnings.empty()) << read.warnings.front();
}

// The starts come too late because deletes occupy the five workers, for as long as it takes to list the block
// tree. Either cause taken away, both symptoms go: from 1.8 deletes run beside the workers; with a LIST of 1
// ms they take seconds.
TEST(Flip8742, GoneWithAsynchronousDeletes) {
  const Played played = play_shipped("longhorn-8742", {"platform.longhorn=1.8.2"});
  EXPECT_EQ(played.failures(Cause::start_timeout), 0);
  EXPECT_EQ(played.failures(Cause::lock_denied), 0);
  EXPECT_EQ(played.lost(), 0);
}

TEST(Flip8742, GoneWithAQuickStore) {
  const Played played = play_shipped("longhorn-8742", {"targets.s3.latency.list=1ms"});
  EXPECT_EQ(played.failures(Cause::start_timeout), 0);
  EXPECT_EQ(played.failures(Cause::lock_denied), 0);
}

// The two jobs meet in every version. Up to 1.8 the pod's re-run makes most of it good; from 1.9 nobody tries
// again.
TEST(FlipHourlyAndDaily, LosesInEveryVersionAndMostWithoutReRuns) {
  const Played a = play_shipped("hourly-and-daily", {"platform.longhorn=1.7.2"}, 10);
  const Played b = play_shipped("hourly-and-daily", {}, 10);
  const Played c = play_shipped("hourly-and-daily", {"platform.longhorn=1.11.3"}, 10);
  EXPECT_GT(a.failures(Cause::lock_denied), 0);
  EXPECT_GT(b.failures(Cause::lock_denied), 0);
  EXPECT_GT(c.failures(Cause::lock_denied), 0);
  EXPECT_GT(a.lost(), 0);
  EXPECT_GT(c.lost(), b.lost());
}

class WellSpaced : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Versions, WellSpaced, testing::Values("1.7.2", "1.8.2", "1.11.3"));

TEST_P(WellSpaced, LosesNothing) {
  const Played played = play_shipped("well-spaced", {std::string("platform.longhorn=") + GetParam()}, 10);
  EXPECT_EQ(played.lost(), 0);
  EXPECT_EQ(played.failures(Cause::lock_denied), 0);
  EXPECT_GT(forecast::outcomes_of(played.forecast, record::OperationKind::backup).completed, 0);
}

// The ten columns of the published table (enhancement 20230108, lz4), each within 5 %.
TEST(UploadThreads, FollowThePublishedTable) {
  constexpr std::array<double, 10> kPublished = {33, 67, 101, 132, 160, 178, 201, 217, 226, 240};
  for (std::size_t n = 1; n <= kPublished.size(); ++n) {
    const Played played =
        play_shipped("upload-threads", {numbered("platform.overrides.create.threads_per_backup=", n)});
    const forecast::Metric* rate = forecast::find_metric(played.forecast, "uploads.rate_mib_s");
    ASSERT_NE(rate, nullptr);
    EXPECT_NEAR(rate->estimate.value / kPublished[n - 1], 1, 0.05) << n << " threads";
  }
}

}  // namespace
}  // namespace headway::tests
