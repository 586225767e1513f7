// A job that has the cluster for itself, against hand computation.
#include "analysis/recommend/job_alone.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/cost/dirty.h"
#include "tests/recommend/small.h"

namespace headway::recommend {
namespace {

constexpr double kDay = 86'400;

/// One thread, no latency: 64 MiB/s of data are 32 MiB/s on the line at a compression of 2. 8 GiB a day, all
/// of it hot, are 4 GiB on the line: 128 s.
Small plain(const std::string& volumes, int concurrency) {
  Small small;
  small.overrides = R"({"create.threads_per_backup": 1})";
  small.latency = "0s";
  small.schedules = job("a", "0 2 * * *", concurrency);
  small.volumes = R"({"name": ")" + volumes + R"(", "size": "60Gi", "used": "40Gi", "node": "round-robin",
    "target": "s3", "dirtied": {"per_day": "8Gi", "hot_share": 1}, "compression_ratio": 2})";
  return small;
}

std::vector<double> loads(const JobAlone& alone) {
  std::vector<double> all;
  for (const JobAlone::Minute& m : alone.line) {
    all.resize(std::max(all.size(), static_cast<std::size_t>(m.minute) + 1));
    all[static_cast<std::size_t>(m.minute)] = m.load;
  }
  return all;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-6) << "minute " << i;
}

TEST(JobAlone, OneVolumeByHand) {
  const JobAlone alone = job_alone(read(plain("v1", 1)), 0, kDay, 10, 1440);
  EXPECT_EQ(alone.bytes, 4.0 * kGiB);
  EXPECT_NEAR(alone.length_s, 138, 1e-6);
  // 32 of the line's 64 MiB/s from second 10 to 138: 50, 60 and 18 seconds of half a line.
  expect_near(loads(alone), {25.0 / 60, 0.5, 9.0 / 60});
}

TEST(JobAlone, HalfAPeriodDirtiesHalf) {
  const JobAlone alone = job_alone(read(plain("v1", 1)), 0, kDay / 2, 0, 1440);
  EXPECT_EQ(alone.bytes, 2.0 * kGiB);
  EXPECT_NEAR(alone.length_s, 64, 1e-6);
}

TEST(JobAlone, ConcurrencyFillsTheLine) {
  // Four at once ask for 128 MiB/s of a line of 32: it is full for 16 GiB / 32 MiB/s = 512 s after the
  // preparation of 8 s. One after the other each takes 8 + 128 s and leaves gaps.
  Small small = plain("v{1..4}", 4);
  small.line = "32MiB/s";
  const JobAlone four = job_alone(read(small), 0, kDay, 8, 1440);
  EXPECT_NEAR(four.length_s, 520, 1e-6);
  expect_near(loads(four), {52.0 / 60, 1, 1, 1, 1, 1, 1, 1, 40.0 / 60});
  small.schedules = job("a", "0 2 * * *", 1);
  const JobAlone one = job_alone(read(small), 0, kDay, 8, 1440);
  EXPECT_NEAR(one.length_s, 4 * 136, 1e-6);
  EXPECT_EQ(one.bytes, four.bytes);
}

TEST(JobAlone, ANodesOwnLineIsALimitToo) {
  Small small = plain("v{1..2}", 2);
  small.node_line = "16MiB/s";
  EXPECT_NEAR(job_alone(read(small), 0, kDay, 0, 1440).length_s, 256, 1e-6) << "one volume a node";
  small.volumes.replace(small.volumes.find("round-robin"), 11, "node1");
  EXPECT_NEAR(job_alone(read(small), 0, kDay, 0, 1440).length_s, 512, 1e-6) << "both on one node";
}

TEST(JobAlone, NothingDirtiedIsNoLoadButTurns) {
  Small small = plain("v{1..3}", 2);
  small.volumes.replace(small.volumes.find("8Gi"), 3, "0");
  const JobAlone alone = job_alone(read(small), 0, kDay, 5, 1440);
  EXPECT_EQ(alone.bytes, 0);
  EXPECT_TRUE(alone.line.empty());
  EXPECT_NEAR(alone.length_s, 10, 1e-6) << "two turns of five seconds";
}

TEST(JobAlone, BytesAreTheDirtiedBlocksAndTheLoadIntegratesToThem) {
  Small small;
  small.volumes = R"({"name": "v{01..05}", "size": "60Gi", "used": "40Gi", "node": "round-robin",
      "target": "s3", "dirtied": {"per_day": {"lognormal": {"median": "6Gi", "p95": "20Gi"}}, "hot_share": 0.3},
      "compression_ratio": 1.7},
    {"name": "w{1..3}", "size": "20Gi", "used": "3Gi", "node": "round-robin", "target": "s3", "block_size": "16Mi",
      "dirtied": {"per_day": "5Gi", "hot_share": 0}, "compression_ratio": 1})";
  small.schedules = job("a", "0 */6 * * *", 3);
  const model::Scenario scenario = read(small);
  ASSERT_EQ(scenario.jobs[0].volumes.size(), 8U);
  for (const double period : {3'600.0, 21'600.0, kDay, 7 * kDay}) {
    double bytes = 0;
    for (const std::uint32_t v : scenario.jobs[0].volumes) {
      const model::Volume& volume = scenario.volumes[v];
      const cost::DirtyLaw law{volume.dirtied.hot_share, volume.dirtied.per_day.mean(), volume.used,
                               volume.block_size};
      bytes += static_cast<double>(cost::dirtied_blocks(law, law.mean_per_day * period / kDay) *
                                   volume.block_size.count) /
               volume.compression_ratio;
    }
    const JobAlone alone = job_alone(scenario, 0, period, 12.5, 1 << 20);
    EXPECT_NEAR(alone.bytes, bytes, 8) << "whole bytes a volume";
    double integral = 0;
    for (const JobAlone::Minute& m : alone.line) {
      EXPECT_LE(m.load, 1 + 1e-9);
      integral += m.load * 60 * scenario.targets[0].write.value;
    }
    EXPECT_NEAR(integral, alone.bytes, 1e-6 * alone.bytes);
    EXPECT_LT(60.0 * alone.line.back().minute, alone.length_s);
  }
}

TEST(JobAlone, LoadsAreCutBytesAreNot) {
  const JobAlone alone = job_alone(read(plain("v1", 1)), 0, kDay, 10, 2);
  EXPECT_EQ(alone.bytes, 4.0 * kGiB);
  EXPECT_EQ(alone.line.size(), 2U);
}

}  // namespace
}  // namespace headway::recommend
