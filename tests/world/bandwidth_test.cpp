// The driver of the lines: whoever transfers goes on at the right instant, and a process that ends in the
// middle of a transfer gives its share back.
#include "sim/world/bandwidth.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "tests/longhorn/small_cluster.h"

namespace headway::world {
namespace {

using tests::kStart;
using tests::Recording;

class BandwidthTest : public testing::Test {
 protected:
  BandwidthTest() : scenario(tests::small_cluster("1.8.2")), engine(kStart) {
    scenario.targets[0].write = BytesPerSecond{10.0 * kMiB};
    bandwidth = std::make_unique<Bandwidth>(engine, scenario, said);
  }
  ~BandwidthTest() override { engine.abandon(); }

  core::Task<void> move(Duration after, std::int64_t mib, double& ended) {
    co_await core::delay(engine, after);
    const std::array<flow::LinkId, 2> path = {bandwidth->node_upload(0), bandwidth->target_write(0)};
    co_await bandwidth->transfer(path, std::nullopt, Bytes{mib * kMiB});
    ended = tests::since_start(engine.now());
  }

  model::Scenario scenario;
  Recording said;
  core::Engine engine;
  std::unique_ptr<Bandwidth> bandwidth;
};

TEST_F(BandwidthTest, StartsAndEndsOfOneInstantAreOneChange) {
  std::array<double, 4> ended{};
  for (double& e : ended) engine.spawn(move(seconds{1}, 25, e));
  engine.run_until(kStart + minutes{1});
  for (const double e : ended) EXPECT_NEAR(e, 11, 1e-6);
  // Two links change twice: four flows come, four go.
  ASSERT_EQ(said.loads.size(), 4U);
  EXPECT_EQ(said.loads[0].flows, 4U);
  EXPECT_EQ(said.loads[2].flows, 0U);
}

TEST_F(BandwidthTest, NothingToMoveTakesNoTime) {
  double ended = -1;
  engine.spawn(move(seconds{3}, 0, ended));
  engine.run_until(kStart + minutes{1});
  EXPECT_EQ(ended, 3);
}

// a moves 100 MiB alone in 10 s; b starts with it and would slow it to 5 MiB/s, but its process is ended at
// 4 s: a has moved 20 and needs 8 s more.
TEST_F(BandwidthTest, AnEndedProcessGivesItsShareBack) {
  double a = -1, b = -1;
  engine.spawn(move(Duration::zero(), 100, a));
  auto doomed = std::make_unique<core::Task<void>>(move(Duration::zero(), 100, b));
  engine.run_until(kStart + seconds{4});
  doomed.reset();
  engine.run_until(kStart + minutes{1});
  EXPECT_NEAR(a, 12, 1e-6);
  EXPECT_EQ(b, -1);
}

TEST_F(BandwidthTest, CapacityChangesAtOnceAndBack) {
  double a = -1;
  engine.spawn(move(Duration::zero(), 100, a));
  engine.run_until(kStart + seconds{4});
  bandwidth->set_target_factor(0, 0.1);  // 60 MiB left at 1 MiB/s
  engine.run_until(kStart + seconds{14});
  bandwidth->set_target_factor(0, 1);  // 50 left
  engine.run_until(kStart + minutes{1});
  EXPECT_NEAR(a, 19, 1e-6);
}

}  // namespace
}  // namespace headway::world
