// Lines shared by uploads, narrowed by the hour, and used by bare transfers.
#include <gtest/gtest.h>

#include "tests/longhorn/small_cluster.h"

namespace headway::tests {
namespace {

double transfer_seconds(const record::Operation& o) {
  return to_seconds(o.transfer_ended - o.transfer_started);
}

/// One volume whose first backup sends 200 MiB at 2 MiB a second: 100 s, from 11.22 on.
model::Scenario slow_line() {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.targets[0].write = BytesPerSecond{2.0 * kMiB};
  add_job(scenario, "daily", "0 0 * * *", 1, {add_volume(scenario, "v")});
  return scenario;
}

TEST(Lines, AnUploadAloneHasTheLine) {
  EXPECT_NEAR(transfer_seconds(record_of(slow_line()).operations.at(0)), 100, 1e-6);
}

// From 60 to 90 s the line is half as wide: 30 MiB less than the 60 it would have moved, so 15 s more.
TEST(Lines, CapacityProfileSlowsAnUpload) {
  model::Scenario scenario = slow_line();
  scenario.targets[0].capacity_profile.push_back(model::CapacityWindow{"1 0 * * *", seconds{30}, "", 0.5});
  const Recording r = record_of(scenario);
  EXPECT_NEAR(transfer_seconds(r.operations.at(0)), 115, 1e-6);
  std::vector<double> capacities;
  for (const auto& load : r.loads)
    if (load.resource == record::Load::Resource::target_write && load.flows > 0)
      capacities.push_back(load.capacity.value / (2.0 * kMiB));
  EXPECT_EQ(capacities, (std::vector<double>{1, 0.5, 1}));
}

// Windows overlap: the narrowest holds. 60 to 90 at a half, 60 to 80 at a quarter: 20 s lose three quarters,
// 10 s a half, together 20 s of the line.
TEST(Lines, TheNarrowestOfOverlappingWindowsHolds) {
  model::Scenario scenario = slow_line();
  scenario.targets[0].capacity_profile.push_back(model::CapacityWindow{"1 0 * * *", seconds{30}, "", 0.5});
  scenario.targets[0].capacity_profile.push_back(model::CapacityWindow{"1 0 * * *", seconds{20}, "", 0.25});
  EXPECT_NEAR(transfer_seconds(record_of(scenario).operations.at(0)), 120, 1e-6);
}

// A window that opened before the scenario began is still open: 23:59 for 2 minutes, so until 60 s, in a zone
// one hour ahead of UTC. 48.78 s of the upload fall into it, at half speed: 24.39 s more.
TEST(Lines, AWindowThatIsOpenAtTheStartCounts) {
  model::Scenario scenario = slow_line();
  scenario.targets[0].capacity_profile.push_back(
      model::CapacityWindow{"59 0 * * *", minutes{2}, "Europe/Berlin", 0.5});
  const record::Operation o = record_of(scenario).operations.at(0);
  const double inside = 60 - since_start(o.transfer_started);
  EXPECT_NEAR(transfer_seconds(o), 100 + inside / 2, 1e-6);
}

// Two volumes of two nodes share the target's line: 200 s for both once both are at it. The second starts
// when the first one's start RPC is over (one manager owns both, or each its own: whichever, both move 400
// MiB).
TEST(Lines, TwoUploadsShareTheTarget) {
  model::Scenario scenario = small_cluster("1.8.2", 2);
  scenario.platform.parameters.create_serialised_per_node = false;
  scenario.targets[0].write = BytesPerSecond{2.0 * kMiB};
  const std::uint32_t a = add_volume(scenario, "a", 0), b = add_volume(scenario, "b", 1);
  add_job(scenario, "daily", "0 0 * * *", 1, {a, b});
  const Recording r = record_of(scenario);
  ASSERT_EQ(r.backups().size(), 2U);
  for (const auto& o : r.backups()) EXPECT_NEAR(transfer_seconds(o), 200, 1e-6);
}

// What the line carries is what is stored: with a ratio of 2 half the bytes; and the disk is read for all of
// them: at 1 MiB/s of disk the 200 MiB take 200 s though the line could carry the 100 MiB in 50.
TEST(Lines, CompressionHalvesTheLineNotTheDisk) {
  model::Scenario scenario = slow_line();
  scenario.volumes[0].compression_ratio = 2;
  record::Operation o = record_of(scenario).operations.at(0);
  EXPECT_EQ(o.bytes.count, 100 * kMiB);
  EXPECT_NEAR(transfer_seconds(o), 50, 1e-6);
  scenario.nodes[0].disk_read = BytesPerSecond{1.0 * kMiB};
  scenario.nodes[0].thread_rate = BytesPerSecond{100.0 * kMiB};
  scenario.platform.parameters.create_threads_per_backup = 64;
  o = record_of(scenario).operations.at(0);
  EXPECT_NEAR(transfer_seconds(o), 200, 0.01);  // 64 threads behind one disk: within 0.01 % of its speed
}

model::Transfer transfer(std::string id, Instant at, std::int64_t mib, std::optional<double> cap_mib = {}) {
  model::Transfer t;
  t.id = std::move(id);
  t.at = at;
  t.bytes = Bytes{mib * kMiB};
  t.path = {"node1", "s3"};
  if (cap_mib) t.cap = BytesPerSecond{*cap_mib * kMiB};
  return t;
}

// Bare transfers over 10 MiB/s: both alone would take 10 s; together 5 MiB/s each until the first is done …
//   equal starts: both end at 20
//   one capped at 2 MiB/s: it takes 50 s; the other gets 8 MiB/s, 12.5 s
//   one 10 s later: the first 100 MiB are gone by then, no sharing
TEST(Lines, BareTransfersShareMaxMin) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.targets[0].write = BytesPerSecond{10.0 * kMiB};
  const auto ends = [&](std::vector<model::Transfer> transfers) {
    scenario.transfers = std::move(transfers);
    std::vector<double> at;
    for (const auto& o : record_of(scenario).all(record::OperationKind::transfer)) {
      EXPECT_EQ(o.outcome, record::Outcome::completed);
      at.push_back(since_start(o.ended));
    }
    return at;
  };
  auto at = ends({transfer("a", kStart, 100), transfer("b", kStart, 100)});
  EXPECT_NEAR(at.at(0), 20, 1e-6);
  EXPECT_NEAR(at.at(1), 20, 1e-6);
  at = ends({transfer("a", kStart, 100, 2), transfer("b", kStart, 100)});
  EXPECT_NEAR(at.at(0), 50, 1e-6);
  EXPECT_NEAR(at.at(1), 12.5, 1e-6);
  at = ends({transfer("a", kStart, 100), transfer("b", kStart + seconds{10}, 100)});
  EXPECT_NEAR(at.at(0), 10, 1e-6);
  EXPECT_NEAR(at.at(1), 20, 1e-6);
  // Half-way: a has moved 50 when b comes; both at 5 until a's other 50 are done at 15; b's last 50 at 10.
  at = ends({transfer("a", kStart, 100), transfer("b", kStart + seconds{5}, 100)});
  EXPECT_NEAR(at.at(0), 15, 1e-6);
  EXPECT_NEAR(at.at(1), 20, 1e-6);
}

TEST(Lines, ATransferStillUnderWayAtTheHorizonIsUnfinished) {
  model::Scenario scenario = small_cluster("1.8.2");
  scenario.targets[0].write = BytesPerSecond{1.0 * kMiB};
  scenario.transfers = {transfer("a", kStart, 1 << 20)};
  const auto all = record_of(scenario).all(record::OperationKind::transfer);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].outcome, record::Outcome::unfinished);
}

}  // namespace
}  // namespace headway::tests
