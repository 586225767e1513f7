#include "sim/cost/upload_law.h"

#include <gtest/gtest.h>

#include <vector>

namespace headway::cost {
namespace {

constexpr double kMiBs = static_cast<double>(kMiB);

UploadWork work(std::int64_t threads) {
  return {.threads = threads,
          .block_size = Bytes{2 * kMiB},
          .thread_rate = {50 * kMiBs},
          .disk_read = {260 * kMiBs},
          .head_s = 0.001,
          .put_s = 0.018,
          .new_share = 1,
          .read_serialised = true};
}

/// The closed network's balance equations solved directly: n of W threads are at the disk, the others return
/// from the delay at rate (W - n) / Z, the disk serves at rate 1 / S, so p(n+1) / p(n) = (W - n) S / Z.
double by_balance_equations(std::int64_t threads, double delay, double read) {
  std::vector<double> p{1};
  double sum = 1;
  for (std::int64_t n = 0; n < threads; ++n) {
    p.push_back(p.back() * static_cast<double>(threads - n) * read / delay);
    sum += p.back();
  }
  return (1 - p[0] / sum) / read;
}

TEST(UploadLaw, OfOneThreadIsOneBlockAfterTheOther) {
  // 2 MiB at 50 MiB/s = 40 ms, HEAD 1 ms, PUT 18 ms: 59 ms a block
  EXPECT_NEAR(upload_blocks_per_second(work(1)), 1 / 0.059, 1e-9);
  UploadWork half = work(1);
  half.new_share = 0.5;  // every second PUT: 50 ms
  EXPECT_NEAR(upload_blocks_per_second(half), 1 / 0.050, 1e-9);
}

TEST(UploadLaw, OfTwoThreadsByHand) {
  // S = 100 ms, Z = 200 - 100 = 100 ms. n = 1: R = 100, X = 1/200, Q = 1/2. n = 2: R = 150, X = 2/250 a ms.
  const UploadWork two{.threads = 2,
                       .block_size = Bytes{1'000'000},
                       .thread_rate = {5e6},
                       .disk_read = {1e7},
                       .head_s = 0,
                       .put_s = 0,
                       .new_share = 1,
                       .read_serialised = true};
  EXPECT_NEAR(upload_blocks_per_second(two), 8.0, 1e-12);
  EXPECT_NEAR(upload_rate(two).value, 8e6, 1e-6);
}

TEST(UploadLaw, AgreesWithTheBalanceEquations) {
  for (const double read_ms : {1.0, 7.7, 40.0, 300.0}) {
    for (std::int64_t threads = 1; threads <= 12; ++threads) {
      const double read = read_ms / 1e3, delay = 0.05;
      UploadWork w = work(threads);
      const auto block = static_cast<double>(w.block_size.count);
      w.disk_read = {block / read};
      w.thread_rate = {block / (read + delay)};
      w.head_s = w.put_s = 0;
      const double expected = by_balance_equations(threads, delay, read);
      EXPECT_NEAR(upload_blocks_per_second(w), expected, 1e-9 * expected) << threads << ", " << read_ms;
    }
  }
}

// longhorn enhancement 20230108: lz4, 2 MiB blocks of random data, MinIO in the same network.
TEST(UploadLaw, MeetsThePublishedTableWithinFivePercent) {
  const double published[] = {33, 67, 101, 132, 160, 178, 201, 217, 226, 240};
  for (std::int64_t threads = 1; threads <= 10; ++threads) {
    const double expected = published[threads - 1];
    EXPECT_NEAR(upload_rate(work(threads)).value / kMiBs, expected, 0.05 * expected) << threads;
  }
}

TEST(UploadLaw, GrowsWithThreadsUpToTheDisk) {
  double last = 0;
  for (std::int64_t threads = 1; threads <= 200; ++threads) {
    const double rate = upload_rate(work(threads)).value;
    EXPECT_GE(rate, last * (1 - 1e-12));  // at the disk, steps are smaller than a double resolves
    EXPECT_LE(rate, 260 * kMiBs * (1 + 1e-12));
    last = rate;
  }
  EXPECT_NEAR(last, 260 * kMiBs, 1e-3 * 260 * kMiBs);
}

TEST(UploadLaw, GrowsInProportionWhereReadsOverlap) {
  UploadWork w = work(10);
  w.read_serialised = false;
  EXPECT_NEAR(upload_blocks_per_second(w), 10 / 0.059, 1e-9);
}

TEST(UploadLaw, TakesAThreadFasterThanTheDiskAtTheDisksSpeed) {
  UploadWork w = work(1);
  w.thread_rate = {1000 * kMiBs};
  w.head_s = w.put_s = 0;
  EXPECT_NEAR(upload_rate(w).value, 260 * kMiBs, 1);
  w.threads = 8;
  EXPECT_NEAR(upload_rate(w).value, 260 * kMiBs, 1);
  w.read_serialised = false;
  EXPECT_NEAR(upload_rate(w).value, 8 * 260 * kMiBs, 1);
}

TEST(UploadLaw, GivesThePayloadOfNewBlocksAfterCompression) {
  const double logical = upload_rate(work(2)).value;
  EXPECT_DOUBLE_EQ(payload_rate(work(2), 1).value, logical);
  EXPECT_DOUBLE_EQ(payload_rate(work(2), 2).value, logical / 2);
  UploadWork known = work(2);
  known.new_share = 0;
  EXPECT_EQ(payload_rate(known, 2).value, 0);
  EXPECT_GT(upload_rate(known).value, logical);
}

TEST(UploadLaw, IsFasterWithLargeBlocks) {
  // The same bytes with an eighth of the HEADs and PUTs.
  UploadWork large = work(2);
  large.block_size = Bytes{16 * kMiB};
  EXPECT_GT(upload_rate(large).value, upload_rate(work(2)).value);
}

}  // namespace
}  // namespace headway::cost
