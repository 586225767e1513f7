// The same answers on one thread and on two.
#include <gtest/gtest.h>

#include "tests/longhorn/played_scenario.h"

namespace headway::tests {
namespace {

class Threads : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Scenarios, Threads,
                         testing::Values("hourly-and-daily", "longhorn-3231", "upload-threads"));

TEST_P(Threads, ChangeNothing) {
  const Played one = play_shipped(GetParam(), {}, 6, 1);
  const Played two = play_shipped(GetParam(), {}, 6, 2);
  const Played more = play_shipped(GetParam(), {}, 6, 5);
  EXPECT_EQ(one.forecast.fingerprint, two.forecast.fingerprint);
  EXPECT_EQ(one.forecast.fingerprint, more.forecast.fingerprint);
  EXPECT_EQ(one.forecast.events, two.forecast.events);
  ASSERT_EQ(one.forecast.metrics.size(), two.forecast.metrics.size());
  for (std::size_t i = 0; i < one.forecast.metrics.size(); ++i) {
    const double a = one.forecast.metrics[i].estimate.value, b = two.forecast.metrics[i].estimate.value;
    EXPECT_TRUE(a == b || (a != a && b != b)) << one.forecast.metrics[i].name;
  }
}

// Detail sinks come back in the order of replications, whatever the order in which they were played.
TEST(ThreadsDetail, ComesBackInOrder) {
  const io::ReadResult read = read_shipped("longhorn-3231");
  ASSERT_TRUE(read.scenario.has_value());
  struct Counting : record::Sink {
    std::int64_t replication = 0, operations = 0;
    void on(const record::Operation&) override { ++operations; }
  };
  std::vector<std::int64_t> order;
  std::vector<std::int64_t> operations;
  experiment::Plan plan;
  plan.replications = 8;
  plan.threads = 3;
  plan.detail = [](std::int64_t replication) {
    auto sink = std::make_unique<Counting>();
    sink->replication = replication;
    return sink;
  };
  plan.take = [&](std::int64_t replication, record::Sink& sink) {
    const auto& counting = static_cast<const Counting&>(sink);
    EXPECT_EQ(counting.replication, replication);
    order.push_back(replication);
    operations.push_back(counting.operations);
  };
  experiment::run(*read.scenario, plan);
  EXPECT_EQ(order, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  for (const std::int64_t n : operations) EXPECT_GT(n, 0);
}

}  // namespace
}  // namespace headway::tests
