#include "analysis/forecast/samples.h"

#include <gtest/gtest.h>

namespace headway::forecast {
namespace {

TEST(Samples, KeepsAllUpToTheCapacity) {
  Samples samples(8);
  for (int i = 0; i < 8; ++i) samples.add(seconds{i});
  EXPECT_EQ(samples.values().size(), 8u);
  EXPECT_EQ(samples.stride(), 1);
}

TEST(Samples, ThinsEvenlyBeyondIt) {
  // Capacity 8. The ninth (number 8) finds it full: 0 2 4 6 stay, stride 2, and 8 is a multiple. Full again
  // at number 16: 0 4 8 12 stay, stride 4. Of 20 numbers the multiples of 4 are left.
  Samples samples(8);
  for (int i = 0; i < 20; ++i) samples.add(seconds{i});
  EXPECT_EQ(samples.stride(), 4);
  EXPECT_EQ(samples.seen(), 20);
  EXPECT_EQ(samples.largest(), seconds{19});
  const std::vector<double> kept = samples.seconds_at(4);
  EXPECT_EQ(kept, (std::vector<double>{0, 4, 8, 12, 16}));
  EXPECT_EQ(samples.seconds_at(8), (std::vector<double>{0, 8, 16}));
}

TEST(Samples, HoldTheInvariantForOddCapacities) {
  for (const std::uint32_t capacity : {2u, 3u, 5u, 7u, 64u}) {
    Samples samples(capacity);
    for (int i = 0; i < 1000; ++i) {
      samples.add(seconds{i});
      ASSERT_LE(samples.values().size(), capacity);
      for (std::size_t k = 0; k < samples.values().size(); ++k) {
        ASSERT_EQ(samples.values()[k], seconds{static_cast<std::int64_t>(k) * samples.stride()});
      }
    }
  }
}

TEST(Samples, LargestOfNegativesIsNegative) {
  Samples samples(4);
  samples.add(seconds{-5});
  samples.add(seconds{-7});
  EXPECT_EQ(samples.largest(), seconds{-5});
}

}  // namespace
}  // namespace headway::forecast
