#include "sim/cost/block_tree.h"

#include <gtest/gtest.h>

#include "sim/cost/requests.h"

namespace headway::cost {
namespace {

TEST(BlockTree, CountsOccupiedDirectoriesOfSmallTreesExactly) {
  EXPECT_EQ(occupied_directories(0, 256), 0);
  EXPECT_DOUBLE_EQ(occupied_directories(1, 256), 1);
  // 2 blocks in 4 directories: 4 x (1 - (3/4)^2) = 4 x 7/16 = 1.75
  EXPECT_DOUBLE_EQ(occupied_directories(2, 4), 1.75);
  // 3 blocks in 2 directories: 2 x (1 - 1/8) = 1.75
  EXPECT_DOUBLE_EQ(occupied_directories(3, 2), 1.75);
  EXPECT_DOUBLE_EQ(occupied_directories(5, 1), 1);
  EXPECT_DOUBLE_EQ(occupied_directories(1'000'000, 256), 256);
}

TEST(BlockTree, NeverHasMoreDirectoriesThanBlocksAndNeverLosesOne) {
  double last = 0;
  for (std::int64_t blocks = 0; blocks < 5000; ++blocks) {
    const double occupied = occupied_directories(blocks, 256);
    EXPECT_LE(occupied, static_cast<double>(blocks) + 1e-9);
    EXPECT_LE(occupied, 256);
    EXPECT_GE(occupied, last);
    last = occupied;
  }
}

// The table of the backupstore sheet: unique data, listings of one delete and index size at 2 and 16 MiB.
struct Row {
  std::int64_t gib;
  double listings_2, megabytes_2, listings_16, megabytes_16;
};

TEST(BlockTree, AgreesWithThePublishedTable) {
  const Row rows[] = {{10, 5200, 0.5, 870, 0.07},   {50, 21400, 2.7, 3400, 0.3},
                      {100, 35800, 5.4, 6400, 0.7}, {250, 56500, 13, 14500, 1.7},
                      {500, 64500, 27, 25600, 3.4}, {1000, 65800, 54, 41100, 6.7}};
  for (const Row& row : rows) {
    const std::int64_t small = blocks_of(Bytes{row.gib * kGiB}, Bytes{2 * kMiB});
    const std::int64_t large = blocks_of(Bytes{row.gib * kGiB}, Bytes{16 * kMiB});
    EXPECT_EQ(small, row.gib * 512);
    EXPECT_EQ(large, row.gib * 64);
    // The table rounds to two or three digits: within 2 %.
    EXPECT_NEAR(static_cast<double>(list_block_tree(small, 256, 65536).list), row.listings_2,
                0.02 * row.listings_2);
    EXPECT_NEAR(static_cast<double>(list_block_tree(large, 256, 65536).list), row.listings_16,
                0.02 * row.listings_16);
    EXPECT_NEAR(static_cast<double>(index_size(small, 105).count) / 1e6, row.megabytes_2,
                0.08 * row.megabytes_2);
    EXPECT_NEAR(static_cast<double>(index_size(large, 105).count) / 1e6, row.megabytes_16,
                0.13 * row.megabytes_16);
  }
}

TEST(BlockTree, CountsPartlyFilledBlocks) {
  EXPECT_EQ(blocks_of(Bytes{0}, Bytes{2 * kMiB}), 0);
  EXPECT_EQ(blocks_of(Bytes{1}, Bytes{2 * kMiB}), 1);
  EXPECT_EQ(blocks_of(Bytes{4 * kMiB}, Bytes{2 * kMiB}), 2);
  EXPECT_EQ(blocks_of(Bytes{4 * kMiB + 1}, Bytes{2 * kMiB}), 3);
  EXPECT_EQ(index_size(51200, 105), Bytes{5376000});
}

}  // namespace
}  // namespace headway::cost
